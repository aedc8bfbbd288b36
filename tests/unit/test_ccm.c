#include "support.h"

#include "beacon/ccm.h"

enum { LONGEST = 512, LONG_ASSOCIATED = 65536 };

struct example {
    const char *name, *key, *nonce, *associated, *plain, *cipher, *tag;
};

static const struct example EXAMPLES[] = {
    {"SP 800-38C, example 1", "404142434445464748494a4b4c4d4e4f", "10111213141516",
     "0001020304050607", "20212223", "7162015b", "4dac255d"},
    {"SP 800-38C, example 2", "404142434445464748494a4b4c4d4e4f", "1011121314151617",
     "000102030405060708090a0b0c0d0e0f", "202122232425262728292a2b2c2d2e2f",
     "d2a1f0e051ea5f62081a7792073d593d", "1fc64fbfaccd"},
    {"SP 800-38C, example 3", "404142434445464748494a4b4c4d4e4f", "101112131415161718191a1b",
     "000102030405060708090a0b0c0d0e0f10111213", "202122232425262728292a2b2c2d2e2f3031323334353637",
     "e3b201a9f5b71a7a9b1ceaeccd97e70b6176aad9a4428aa5", "484392fbc1b09951"},
    {"SP 800-38C, example 4", "404142434445464748494a4b4c4d4e4f", "101112131415161718191a1b1c",
     NULL, "202122232425262728292a2b2c2d2e2f303132333435363738393a3b3c3d3e3f",
     "69915dad1e84c6376a68c2967e4dab615ae0fd1faec44cc484828529463ccf72",
     "b4ac6bec93e8598e7f0dadbcea5b"},
    {"RFC 3610, vector 1", "c0c1c2c3c4c5c6c7c8c9cacbcccdcecf", "00000003020100a0a1a2a3a4a5",
     "0001020304050607", "08090a0b0c0d0e0f101112131415161718191a1b1c1d1e",
     "588c979a61c663d2f066d0c2c0f989806d5f6b61dac384", "17e8d12cfdf926e0"},
    {"RFC 3610, vector 2", "c0c1c2c3c4c5c6c7c8c9cacbcccdcecf", "00000004030201a0a1a2a3a4a5",
     "0001020304050607", "08090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f",
     "72c91a36e135f8cf291ca894085c87e3cc15c439c9e43a3b", "a091d56e10400916"},
    {"RFC 3610, vector 7", "c0c1c2c3c4c5c6c7c8c9cacbcccdcecf", "00000009080706a0a1a2a3a4a5",
     "0001020304050607", "08090a0b0c0d0e0f101112131415161718191a1b1c1d1e",
     "0135d1b2c95f41d5d1d4fec185d166b8094e999dfed96c", "048c56602c97acbb7490"},
    {"RFC 3610, vector 13", "d7828d13b2b0bdc325a76236df93cc6b", "00412b4ea9cdbe3c9696766cfa",
     "0be1a88bace018b1", "08e8cf97d820ea258460e96ad9cf5289054d895ceac47c",
     "4cb97f86a2a4689a877947ab8091ef5386a6ffbdd080f8", "e78cf7cb0cddd7b3"},
};

enum { EXAMPLE_COUNT = sizeof EXAMPLES / sizeof EXAMPLES[0] };

/* An example as bytes. */
struct bytes {
    uint8_t key[16], nonce[13], plain[64], cipher[64], tag[16];
    uint8_t *associated;
    size_t nonce_size, associated_size, size, tag_size;
};

static size_t unhex(const char *hex, uint8_t *out, size_t room)
{
    return mi_hex_decode(hex, strlen(hex), out, room).size;
}

static void load(const struct example *example, struct bytes *bytes)
{
    bytes->associated = malloc(LONG_ASSOCIATED);
    assert_non_null(bytes->associated);
    bytes->associated_size = LONG_ASSOCIATED;
    for (size_t i = 0; i < LONG_ASSOCIATED; i++)
        bytes->associated[i] = (uint8_t)i;
    if (example->associated != NULL)
        bytes->associated_size = unhex(example->associated, bytes->associated, LONG_ASSOCIATED);
    assert_int_equal(unhex(example->key, bytes->key, sizeof bytes->key), 16);
    bytes->nonce_size = unhex(example->nonce, bytes->nonce, sizeof bytes->nonce);
    bytes->size = unhex(example->plain, bytes->plain, sizeof bytes->plain);
    assert_int_equal(unhex(example->cipher, bytes->cipher, sizeof bytes->cipher), bytes->size);
    bytes->tag_size = unhex(example->tag, bytes->tag, sizeof bytes->tag);
}

static struct mi_message message_of(const struct bytes *bytes, const uint8_t *text)
{
    return (struct mi_message){
        bytes->nonce, bytes->nonce_size, bytes->associated, bytes->associated_size,
        text,         bytes->size};
}

static void check_both_ways(struct mi_ccm *ccm, const struct example *example)
{
    struct bytes bytes;
    uint8_t out[64], tag[16];
    load(example, &bytes);
    struct mi_message message = message_of(&bytes, bytes.plain);
    if (!mi_ccm_seal(ccm, bytes.key, &message, tag, bytes.tag_size, out))
        fail_msg("%s is not sealed", example->name);
    assert_memory_equal(out, bytes.cipher, bytes.size);
    assert_memory_equal(tag, bytes.tag, bytes.tag_size);
    message.text = bytes.cipher;
    if (!mi_ccm_open(ccm, bytes.key, &message, bytes.tag, bytes.tag_size, out))
        fail_msg("%s is not opened", example->name);
    assert_memory_equal(out, bytes.plain, bytes.size);
    free(bytes.associated);
}

static void test_published_examples(void **state)
{
    struct bench *bench = *state;
    for (size_t i = 0; i < EXAMPLE_COUNT; i++)
        check_both_ways(bench->ccm, &EXAMPLES[i]);
}

/* More pairs of sizes than there are contexts, over and over. */
static void test_contexts_are_reused(void **state)
{
    struct bench *bench = *state;
    for (size_t round = 0; round < 40; round++)
        check_both_ways(bench->ccm, &EXAMPLES[round * 5 % EXAMPLE_COUNT]);
}

static void test_every_damaged_bit_is_seen(void **state)
{
    struct bench *bench = *state;
    struct bytes bytes;
    uint8_t out[64];
    load(&EXAMPLES[0], &bytes);
    struct mi_message message = message_of(&bytes, bytes.cipher);
    uint8_t *const parts[] = {bytes.key, bytes.nonce, bytes.associated, bytes.cipher, bytes.tag};
    const size_t sizes[] = {16, bytes.nonce_size, bytes.associated_size, bytes.size,
                            bytes.tag_size};
    for (size_t part = 0; part < sizeof sizes / sizeof sizes[0]; part++) {
        for (size_t bit = 0; bit < 8 * sizes[part]; bit++) {
            parts[part][bit / 8] ^= (uint8_t)(1 << bit % 8);
            assert_false(
                mi_ccm_open(bench->ccm, bytes.key, &message, bytes.tag, bytes.tag_size, out));
            parts[part][bit / 8] ^= (uint8_t)(1 << bit % 8);
        }
    }
    assert_true(mi_ccm_open(bench->ccm, bytes.key, &message, bytes.tag, bytes.tag_size, out));
    free(bytes.associated);
}

static void test_nothing_is_left_of_what_does_not_open(void **state)
{
    struct bench *bench = *state;
    struct bytes bytes;
    static const uint8_t ZEROS[64];
    uint8_t out[64];
    load(&EXAMPLES[2], &bytes);
    struct mi_message message = message_of(&bytes, bytes.cipher);
    memset(out, 0xee, sizeof out);
    bytes.tag[0] ^= 1;
    assert_false(mi_ccm_open(bench->ccm, bytes.key, &message, bytes.tag, bytes.tag_size, out));
    assert_memory_equal(out, ZEROS, bytes.size);
    assert_int_equal(out[bytes.size], 0xee);
    free(bytes.associated);
}

static void test_many_keys(void **state)
{
    struct bench *bench = *state;
    static const uint8_t NONCE[12] = {1, 2, 3}, PLAIN[5] = {4, 5, 6, 7, 8};
    uint8_t ciphers[200][5], tags[200][4], out[5], key[16] = {0};
    for (size_t i = 0; i < 200; i++) {
        struct mi_message message = {NONCE, sizeof NONCE, NULL, 0, PLAIN, sizeof PLAIN};
        key[3] = (uint8_t)i;
        assert_true(mi_ccm_seal(bench->ccm, key, &message, tags[i], 4, ciphers[i]));
    }
    for (size_t i = 0; i < 200; i++)
        for (size_t k = i > 2 ? i - 2 : 0; k < 200 && k < i + 3; k++) {
            struct mi_message message = {NONCE, sizeof NONCE, NULL, 0, ciphers[i], sizeof PLAIN};
            key[3] = (uint8_t)k;
            assert_int_equal(mi_ccm_open(bench->ccm, key, &message, tags[i], 4, out), k == i);
            if (k == i)
                assert_memory_equal(out, PLAIN, sizeof PLAIN);
        }
}

static void test_revealing(void **state)
{
    struct bench *bench = *state;
    struct bytes bytes;
    uint8_t out[64], tag[16];
    load(&EXAMPLES[2], &bytes);
    struct mi_message message = message_of(&bytes, bytes.cipher);
    assert_true(mi_ccm_reveal(bench->ccm, bytes.key, &message, tag, bytes.tag_size, out));
    assert_memory_equal(out, bytes.plain, bytes.size);
    assert_memory_equal(tag, bytes.tag, bytes.tag_size);
    bytes.key[0] ^= 1;
    assert_true(mi_ccm_reveal(bench->ccm, bytes.key, &message, tag, bytes.tag_size, out));
    assert_memory_not_equal(out, bytes.plain, bytes.size);
    assert_memory_not_equal(tag, bytes.tag, bytes.tag_size);
    free(bytes.associated);
}

static void test_sizes_that_cannot_be(void **state)
{
    struct bench *bench = *state;
    static const uint8_t KEY[16], NONCE[16], TEXT[8], TAG[16];
    uint8_t out[LONGEST], tag[32];
    struct mi_message message = {NONCE, 14, NULL, 0, TEXT, sizeof TEXT};
    assert_false(mi_ccm_seal(bench->ccm, KEY, &message, tag, 4, out));
    message.nonce_size = 6;
    assert_false(mi_ccm_open(bench->ccm, KEY, &message, TAG, 4, out));
    message.nonce_size = 12;
    assert_false(mi_ccm_seal(bench->ccm, KEY, &message, tag, 18, out));
    assert_false(mi_ccm_seal(bench->ccm, KEY, &message, tag, 5, out));
    message.size = (size_t)INT32_MAX + 1;
    assert_false(mi_ccm_seal(bench->ccm, KEY, &message, tag, 4, out));
    message.size = LONGEST + 1;
    assert_false(mi_ccm_reveal(bench->ccm, KEY, &message, tag, 4, out));
    /* and the next message is not spoilt by it */
    check_both_ways(bench->ccm, &EXAMPLES[1]);
}

static void test_wiping(void **state)
{
    (void)state;
    static const uint8_t ZEROS[8];
    uint8_t secret[8] = {1, 2, 3, 4, 5, 6, 7, 8};
    mi_wipe(secret, sizeof secret);
    assert_memory_equal(secret, ZEROS, sizeof secret);
    mi_ccm_free(NULL);
    assert_true(strlen(mi_crypto_version()) > 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_published_examples),
        cmocka_unit_test(test_contexts_are_reused),
        cmocka_unit_test(test_every_damaged_bit_is_seen),
        cmocka_unit_test(test_nothing_is_left_of_what_does_not_open),
        cmocka_unit_test(test_many_keys),
        cmocka_unit_test(test_revealing),
        cmocka_unit_test(test_sizes_that_cannot_be),
        cmocka_unit_test(test_wiping),
    };
    return cmocka_run_group_tests(tests, bench_new, bench_free);
}
