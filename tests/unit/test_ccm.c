#include "support.h"

#include "beacon/ccm.h"

#include <openssl/evp.h>

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
    {"RFC 3610, vector 1", "c0c1c2c3c4c5c6c7c8c9cacbcccdcecf", "00000003020100a0a1a2a3a4a5",
     "0001020304050607", "08090a0b0c0d0e0f101112131415161718191a1b1c1d1e",
     "588c979a61c663d2f066d0c2c0f989806d5f6b61dac384", "17e8d12cfdf926e0"},
    {"RFC 3610, vector 2", "c0c1c2c3c4c5c6c7c8c9cacbcccdcecf", "00000004030201a0a1a2a3a4a5",
     "0001020304050607", "08090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f",
     "72c91a36e135f8cf291ca894085c87e3cc15c439c9e43a3b", "a091d56e10400916"},
    {"RFC 3610, vector 3", "c0c1c2c3c4c5c6c7c8c9cacbcccdcecf", "00000005040302a0a1a2a3a4a5",
     "0001020304050607", "08090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f20",
     "51b1e5f44a197d1da46b0f8e2d282ae871e838bb64da859657", "4adaa76fbd9fb0c5"},
    {"RFC 3610, vector 4", "c0c1c2c3c4c5c6c7c8c9cacbcccdcecf", "00000006050403a0a1a2a3a4a5",
     "000102030405060708090a0b", "0c0d0e0f101112131415161718191a1b1c1d1e",
     "a28c6865939a9a79faaa5c4c2a9d4a91cdac8c", "96c861b9c9e61ef1"},
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
    uint8_t key[16], nonce[MI_NONCE_MAX], associated[MI_ASSOCIATED_MAX], plain[64], cipher[64];
    uint8_t tag[MI_TAG_MAX];
    size_t nonce_size, associated_size, size, tag_size;
};

static size_t unhex(const char *hex, uint8_t *out, size_t room)
{
    return mi_hex_decode(hex, strlen(hex), out, room).size;
}

static void load(const struct example *example, struct bytes *bytes)
{
    assert_int_equal(unhex(example->key, bytes->key, sizeof bytes->key), 16);
    bytes->nonce_size = unhex(example->nonce, bytes->nonce, sizeof bytes->nonce);
    bytes->associated_size =
        unhex(example->associated, bytes->associated, sizeof bytes->associated);
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
}

static void test_published_examples(void **state)
{
    struct bench *bench = *state;
    for (size_t i = 0; i < EXAMPLE_COUNT; i++)
        check_both_ways(bench->ccm, &EXAMPLES[i]);
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
}

static void test_nothing_is_written_of_what_does_not_open(void **state)
{
    struct bench *bench = *state;
    struct bytes bytes;
    uint8_t out[64], before[64];
    load(&EXAMPLES[2], &bytes);
    struct mi_message message = message_of(&bytes, bytes.cipher);
    memset(out, 0xee, sizeof out);
    memcpy(before, out, sizeof before);
    bytes.tag[0] ^= 1;
    assert_false(mi_ccm_open(bench->ccm, bytes.key, &message, bytes.tag, bytes.tag_size, out));
    assert_memory_equal(out, before, sizeof out);
}

static void test_in_place(void **state)
{
    struct bench *bench = *state;
    struct bytes bytes;
    uint8_t text[64], tag[MI_TAG_MAX];
    load(&EXAMPLES[2], &bytes);
    struct mi_message message = message_of(&bytes, text);
    memcpy(text, bytes.plain, bytes.size);
    assert_true(mi_ccm_seal(bench->ccm, bytes.key, &message, tag, bytes.tag_size, text));
    assert_memory_equal(text, bytes.cipher, bytes.size);
    assert_true(mi_ccm_open(bench->ccm, bytes.key, &message, tag, bytes.tag_size, text));
    assert_memory_equal(text, bytes.plain, bytes.size);
}

/* --- the same as libcrypto's own CCM --- */

/* A message of random bytes, and what libcrypto makes of it. */
struct sample {
    uint8_t key[16], nonce[MI_NONCE_MAX], associated[MI_ASSOCIATED_MAX], plain[MI_MESSAGE_MAX];
    uint8_t cipher[MI_MESSAGE_MAX], tag[MI_TAG_MAX];
    size_t tag_size;
    struct mi_message message;
};

static uint8_t next_byte(void)
{
    static uint32_t seed = 1;
    seed = seed * 1664525 + 1013904223;
    return (uint8_t)(seed >> 24);
}

static void fill(uint8_t *bytes, size_t size)
{
    for (size_t i = 0; i < size; i++)
        bytes[i] = next_byte();
}

static void evp_seal(EVP_CIPHER_CTX *evp, struct sample *sample)
{
    const struct mi_message *message = &sample->message;
    int size = (int)message->size;
    int associated_size = (int)message->associated_size;
    int tag_size = (int)sample->tag_size;
    int written;
    assert_int_equal(EVP_EncryptInit_ex(evp, EVP_aes_128_ccm(), NULL, NULL, NULL), 1);
    assert_int_equal(
        EVP_CIPHER_CTX_ctrl(evp, EVP_CTRL_AEAD_SET_IVLEN, (int)message->nonce_size, NULL), 1);
    assert_int_equal(EVP_CIPHER_CTX_ctrl(evp, EVP_CTRL_AEAD_SET_TAG, tag_size, NULL), 1);
    assert_int_equal(EVP_EncryptInit_ex(evp, NULL, NULL, sample->key, message->nonce), 1);
    assert_int_equal(EVP_EncryptUpdate(evp, NULL, &written, NULL, size), 1);
    if (associated_size > 0)
        assert_int_equal(
            EVP_EncryptUpdate(evp, NULL, &written, message->associated, associated_size), 1);
    assert_int_equal(EVP_EncryptUpdate(evp, sample->cipher, &written, sample->plain, size), 1);
    assert_int_equal(written, size);
    assert_int_equal(EVP_CIPHER_CTX_ctrl(evp, EVP_CTRL_AEAD_GET_TAG, tag_size, sample->tag), 1);
}

static void make_sample(struct sample *sample, size_t size, size_t nonce_size, size_t tag_size)
{
    fill(sample->key, sizeof sample->key);
    fill(sample->nonce, sizeof sample->nonce);
    fill(sample->associated, sizeof sample->associated);
    fill(sample->plain, sizeof sample->plain);
    sample->tag_size = tag_size;
    sample->message = (struct mi_message){
        .nonce = sample->nonce,
        .nonce_size = nonce_size,
        .associated = sample->associated,
        .associated_size = (size_t)next_byte() % (MI_ASSOCIATED_MAX + 1),
        .text = sample->plain,
        .size = size,
    };
}

/* Sealed, opened and revealed; and not opened once one bit of it is another. */
static void check_sample(struct mi_ccm *ccm, struct sample *sample)
{
    struct mi_message message = sample->message;
    uint8_t text[MI_MESSAGE_MAX], tag[MI_TAG_MAX];
    size_t flipped = next_byte() % (message.size + sample->tag_size);
    uint8_t *damaged =
        flipped < message.size ? &sample->cipher[flipped] : &sample->tag[flipped - message.size];
    assert_true(mi_ccm_seal(ccm, sample->key, &message, tag, sample->tag_size, text));
    assert_memory_equal(text, sample->cipher, message.size);
    assert_memory_equal(tag, sample->tag, sample->tag_size);
    message.text = sample->cipher;
    assert_true(mi_ccm_reveal(ccm, sample->key, &message, tag, sample->tag_size, text));
    assert_memory_equal(text, sample->plain, message.size);
    assert_memory_equal(tag, sample->tag, sample->tag_size);
    memset(text, 0, sizeof text);
    assert_true(mi_ccm_open(ccm, sample->key, &message, sample->tag, sample->tag_size, text));
    assert_memory_equal(text, sample->plain, message.size);
    *damaged ^= (uint8_t)(1 << next_byte() % 8);
    assert_false(mi_ccm_open(ccm, sample->key, &message, sample->tag, sample->tag_size, text));
}

static void test_as_libcrypto_does_it(void **state)
{
    struct bench *bench = *state;
    struct sample sample;
    EVP_CIPHER_CTX *evp = EVP_CIPHER_CTX_new();
    assert_non_null(evp);
    for (size_t size = 0; size <= MI_MESSAGE_MAX; size++)
        for (size_t nonce_size = MI_NONCE_MIN; nonce_size <= MI_NONCE_MAX; nonce_size++)
            for (size_t tag_size = MI_TAG_MIN; tag_size <= MI_TAG_MAX; tag_size += 2) {
                make_sample(&sample, size, nonce_size, tag_size);
                evp_seal(evp, &sample);
                check_sample(bench->ccm, &sample);
            }
    EVP_CIPHER_CTX_free(evp);
}

/* --- keys and sizes --- */

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

/* One message of every size, and keys around the right one. */
static void test_one_message_and_many_keys(void **state)
{
    struct bench *bench = *state;
    static const uint8_t NONCE[12] = {1, 2, 3}, ASSOCIATED[] = {0x11}, PLAIN[40] = {4, 5, 6};
    uint8_t cipher[sizeof PLAIN], tag[4], key[16] = {0};
    for (size_t size = 0; size <= sizeof PLAIN; size++) {
        struct mi_message message = {NONCE, sizeof NONCE, ASSOCIATED, 1, PLAIN, size};
        key[15] = 100;
        assert_true(mi_ccm_seal(bench->ccm, key, &message, tag, sizeof tag, cipher));
        message.text = cipher;
        struct mi_trial *trial = mi_trial_new(bench->ccm, &message, tag, sizeof tag);
        assert_non_null(trial);
        memset(cipher, 0, sizeof cipher); /* it has its own copy */
        for (unsigned i = 0; i < 256; i++) {
            key[15] = (uint8_t)i;
            assert_int_equal(mi_trial_opens(trial, key), i == 100);
        }
        mi_trial_free(trial);
    }
    mi_trial_free(NULL);
}

enum { SIFTED = 2 * (MI_SIEVE_TEXT + 1) };

/* Of each size, with and without associated data, each with a key of its own. */
static struct mi_sieve *make_sieve(struct bench *bench)
{
    static const uint8_t ASSOCIATED[] = {0x11}, PLAIN[MI_SIEVE_TEXT] = {4, 5, 6};
    struct mi_sieve *sieve = mi_sieve_new(bench->ccm, SIFTED);
    assert_non_null(sieve);
    for (uint8_t i = 0; i < SIFTED; i++) {
        const uint8_t nonce[12] = {1, 2, i}, key[16] = {i};
        uint8_t cipher[MI_SIEVE_TEXT], tag[MI_TAG_MAX];
        size_t tag_size = i % 3 == 0 ? 16 : 4;
        struct mi_message message = {nonce, sizeof nonce, ASSOCIATED, i % 2, PLAIN, i / 2};
        assert_true(mi_ccm_seal(bench->ccm, key, &message, tag, tag_size, cipher));
        message.text = cipher;
        assert_true(mi_sieve_add(sieve, &message, tag, tag_size));
        if (i == SIFTED - 1)
            assert_false(mi_sieve_add(sieve, &message, tag, tag_size)); /* no room */
    }
    return sieve;
}

static void test_many_messages_and_one_key(void **state)
{
    struct mi_sieve *sieve = make_sieve(*state);
    size_t opened[SIFTED];
    for (unsigned i = 0; i < 256; i++) {
        const uint8_t key[16] = {(uint8_t)i};
        size_t count = mi_sieve_try(sieve, key, opened);
        assert_int_equal(count, i < SIFTED);
        if (count > 0)
            assert_int_equal(opened[0], i);
    }
    for (uint8_t i = 0; i < SIFTED; i++) {
        const uint8_t other[12] = {1, 2, (uint8_t)(i + 1)}, nonce[12] = {1, 2, i}, key[16] = {i};
        assert_true(mi_sieve_set_nonce(sieve, i, other));
        assert_int_equal(mi_sieve_try(sieve, key, opened), 0);
        assert_true(mi_sieve_set_nonce(sieve, i, nonce));
        assert_int_equal(mi_sieve_try(sieve, key, opened), 1);
    }
    mi_sieve_empty(sieve);
    assert_int_equal(mi_sieve_try(sieve, (const uint8_t[16]){0}, opened), 0);
    mi_sieve_free(sieve);
    mi_sieve_free(NULL);
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
}

/* Of each size, the first that is too small or too large. */
static void test_sizes_that_cannot_be(void **state)
{
    struct bench *bench = *state;
    static const uint8_t KEY[16], ZEROS[MI_MESSAGE_MAX + 1];
    static const struct {
        size_t nonce, associated, text, tag;
    } SIZES[] = {
        {MI_NONCE_MIN - 1, 1, 5, 4},
        {MI_NONCE_MAX + 1, 1, 5, 4},
        {12, MI_ASSOCIATED_MAX + 1, 5, 4},
        {12, 1, MI_MESSAGE_MAX + 1, 4},
        {12, 1, SIZE_MAX, 4},
        {12, 1, 5, MI_TAG_MIN - 2},
        {12, 1, 5, 5},
        {12, 1, 5, MI_TAG_MAX + 2},
    };
    uint8_t text[MI_MESSAGE_MAX + 1] = {0}, tag[MI_TAG_MAX + 2] = {0};
    struct mi_sieve *sieve = mi_sieve_new(bench->ccm, 1);
    assert_non_null(sieve);
    for (size_t i = 0; i < sizeof SIZES / sizeof SIZES[0]; i++) {
        const struct mi_message message = {ZEROS, SIZES[i].nonce, ZEROS, SIZES[i].associated,
                                           ZEROS, SIZES[i].text};
        assert_false(mi_ccm_seal(bench->ccm, KEY, &message, tag, SIZES[i].tag, text));
        assert_false(mi_ccm_reveal(bench->ccm, KEY, &message, tag, SIZES[i].tag, text));
        assert_false(mi_ccm_open(bench->ccm, KEY, &message, ZEROS, SIZES[i].tag, text));
        assert_null(mi_trial_new(bench->ccm, &message, ZEROS, SIZES[i].tag));
        assert_false(mi_sieve_add(sieve, &message, ZEROS, SIZES[i].tag));
    }
    mi_sieve_free(sieve);
    assert_memory_equal(text, ZEROS, sizeof text);
    assert_memory_equal(tag, ZEROS, sizeof tag);
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
        cmocka_unit_test(test_every_damaged_bit_is_seen),
        cmocka_unit_test(test_nothing_is_written_of_what_does_not_open),
        cmocka_unit_test(test_in_place),
        cmocka_unit_test(test_as_libcrypto_does_it),
        cmocka_unit_test(test_many_keys),
        cmocka_unit_test(test_one_message_and_many_keys),
        cmocka_unit_test(test_many_messages_and_one_key),
        cmocka_unit_test(test_revealing),
        cmocka_unit_test(test_sizes_that_cannot_be),
        cmocka_unit_test(test_wiping),
    };
    return cmocka_run_group_tests(tests, bench_new, bench_free);
}
