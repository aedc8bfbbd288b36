#include "support.h"

#include "beacon/bare.h"
#include "radio/assigned.h"

#define MAC     "582d340a0b0c"
#define TURNED  "0c0b0a342d58"
#define PLAIN   "5020aa0107" TURNED "0d1004fa001202"
#define IDLE    "30585b0509" TURNED "08"
#define ANY_KEY "5c1fe9c2b320de3a54c7ae4fb6da718a"

static uint16_t service(const char *hex, enum mi_trust trust, const char *mac)
{
    uint8_t bytes[300];
    struct mi_hex read = mi_hex_decode(hex, strlen(hex), bytes, sizeof bytes);
    struct mi_address address;
    assert_int_equal(read.status, MI_HEX_OK);
    if (mac != NULL)
        assert_true(mi_address_parse(mac, strlen(mac), &address) > 0);
    return mi_bare_service(mi_bytes(bytes, read.size), trust, mac != NULL ? &address : NULL);
}

static const struct {
    const char *hex;
    const char *mac; /* beside it */
    uint16_t words, alone, told;
} CASES[] = {
    {PLAIN, NULL, 0, 0xfe95, 0xfe95},
    {PLAIN, MAC, 0xfe95, 0xfe95, 0xfe95},
    {PLAIN, TURNED, 0xfe95, 0xfe95, 0xfe95},
    {PLAIN, "A4C138000000", 0, 0xfe95, 0xfe95},

    /* encrypted; without MAC only in the newest version, and not by who never encrypts */
    {"58585b0507" TURNED "9cf255cfdd0000002fae2ff2", NULL, 0, 0xfe95, 0xfe95},
    {"4859f607079cf255cf000000112fae2ff2", NULL, 0, 0xfe95, 0xfe95},
    {"48405b05079cf255cf000000112fae2ff2", NULL, 0, 0, 0xfe95},
    {"5858aa0107" TURNED "9cf255cf0000112fae2ff2", NULL, 0, 0, 0xfe95},

    /* as long as a key */
    {IDLE, NULL, 0, 0xfe95, 0xfe95},
    {IDLE, MAC, 0xfe95, 0xfe95, 0xfe95},
    {IDLE, "A4C138000000", 0, 0, 0xfe95},
    {ANY_KEY, NULL, 0, 0, 0xfe95},
    {ANY_KEY, MAC, 0, 0, 0},
    {"4859f607079cf255cf000000112fae2f", MAC, 0, 0, 0xfe95},

    /* what is not known */
    {"5020ffff07" TURNED "0d1004fa001202", NULL, 0, 0, 0xfe95},
    {"5020ffff07" TURNED "0d1004fa001202", MAC, 0xfe95, 0xfe95, 0xfe95},
    {"5020aa0107" TURNED "ff7704fa001202", NULL, 0, 0, 0xfe95},
    {"5820aa0107" TURNED "0d1004fa0012", NULL, 0, 0, 0xfe95},
    {PLAIN "00", MAC, 0, 0, 0xfe95},
    {"1020aa0107", MAC, 0, 0, 0xfe95},
    {"00", MAC, 0, 0, 0},

    /* other services; the shortest frames only where they are told */
    {"403a01", NULL, 0, 0, 0xfcd2},
    {"406505", NULL, 0, 0, 0xfcd2},
    {"403a", NULL, 0, 0, 0},
    {"5020aa01", NULL, 0, 0, 0},
    {"40006501500"
     "2d50a038014",
     NULL, 0, 0, 0xfcd2},
    {"4200" TURNED "02d50a", MAC, 0, 0, 0},
    {"4200" TURNED "02d50a", NULL, 0, 0, 0xfe95},
    {"42" TURNED "02d50a", MAC, 0xfcd2, 0xfcd2, 0xfcd2},
    {"0810" TURNED "0104b700280202015b", NULL, 0, 0, 0xfdcd},
    {"0810" TURNED "0104b700280202015b", MAC, 0xfdcd, 0xfdcd, 0xfdcd},
    {TURNED "000811"
            "14ab0b586b04",
     MAC, 0x181a, 0x181a, 0x181a},
    {TURNED "000811"
            "14ab0b586b04",
     NULL, 0, 0, 0xfe95},
};

static void bytes_are_of_the_service_that_they_show(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        assert_int_equal(service(CASES[i].hex, MI_TRUST_WORDS, CASES[i].mac), CASES[i].words);
        assert_int_equal(service(CASES[i].hex, MI_TRUST_ALONE, CASES[i].mac), CASES[i].alone);
        assert_int_equal(service(CASES[i].hex, MI_TRUST_TOLD, CASES[i].mac), CASES[i].told);
    }
}

static bool is_no_key(const char *hex)
{
    uint8_t bytes[MI_KEY_SIZE];
    struct mi_address owner;
    struct mi_hex read = mi_hex_decode(hex, strlen(hex), bytes, sizeof bytes);
    assert_true(mi_address_parse(MAC, strlen(MAC), &owner) > 0);
    assert_int_equal(read.status, MI_HEX_OK);
    return mi_bare_is_no_key(mi_bytes(bytes, read.size), &owner);
}

static void some_frames_are_as_long_as_a_key(void **state)
{
    (void)state;
    static const char *const FRAMES[] = {
        IDLE,
        "50205b0507" TURNED "041002d500",
        "95fe" IDLE "0000",
        "95fe"
        "30585b0509" TURNED "280100",
        "16"
        "95fe" IDLE "00",
        "0f16"
        "95fe" IDLE,
        "020106"
        "0c16"
        "95fe"
        "30585b0509"
        "0c0b0a34",
        "020106"
        "0c16"
        "d2fc"
        "4000650150"
        "02d50a00",
        "16"
        "d2fc"
        "40006501500"
        "2d50a038014",
    };
    static const char *const KEYS[] = {
        ANY_KEY,
        "95fe"
        "12345678901234567890abcdef12",
        "0f"
        "95fe" IDLE "00",
        "d2fc"
        "4000650150"
        "02d50a000000000000",
        "30585b0509"
        "0d0b0a342d58"
        "08",
        "1695fe"
        "11223344556677885566778899",
        "0416d2fc"
        "112233445566778899001122",
        "0f1695fe"
        "112233445566778899001122",
    };
    for (size_t i = 0; i < sizeof FRAMES / sizeof FRAMES[0]; i++)
        assert_true(is_no_key(FRAMES[i]));
    for (size_t i = 0; i < sizeof KEYS / sizeof KEYS[0]; i++)
        assert_false(is_no_key(KEYS[i]));
}

/* As keys, serial numbers and names of commits are. */
static void random_bytes_are_hardly_ever_a_frame(void **state)
{
    (void)state;
    enum { TIMES = 200000, MOST = 10, LONGEST = 32 };
    static const size_t SIZES[] = {12, 16, 20, LONGEST};
    struct mi_address beside = {{0xa4, 0xc1, 0x38, 1, 2, 3}};
    uint32_t seed = 1;
    size_t alone = 0;
    for (size_t i = 0; i < TIMES; i++) {
        uint8_t bytes[LONGEST];
        for (size_t k = 0; k < sizeof bytes; k++) {
            seed = seed * 1664525u + 1013904223u;
            bytes[k] = (uint8_t)(seed >> 24);
        }
        struct mi_bytes run = mi_bytes(bytes, SIZES[i % 4]);
        alone += mi_bare_service(run, MI_TRUST_ALONE, NULL) != 0;
        assert_int_equal(mi_bare_service(run, MI_TRUST_WORDS, &beside), 0);
        if (i % 4 >= 2)
            continue;
        assert_int_equal(mi_bare_service(run, MI_TRUST_ALONE, &beside), 0);
        assert_false(mi_bare_is_no_key(run, &beside));
    }
    assert_true(alone <= MOST);
}

static bool has_stray(const char *hex)
{
    uint8_t bytes[64];
    struct mi_hex read = mi_hex_decode(hex, strlen(hex), bytes, sizeof bytes);
    return mi_bare_has_stray(mi_bytes(bytes, read.size));
}

static void a_signal_strength_behind_a_frame_is_none_of_its_bytes(void **state)
{
    (void)state;
    assert_true(has_stray(PLAIN "c3"));
    assert_true(has_stray(IDLE "d5"));
    assert_true(has_stray("58585b0507" TURNED "9cf255cfdd3100002fae2ff2c3"));
    assert_false(has_stray("58585b0507" TURNED "9cf255cfdd3100002fae2fc3"));
    assert_false(has_stray(PLAIN));
    assert_false(has_stray(PLAIN "00"));
    assert_false(has_stray(PLAIN "ff"));
    assert_false(has_stray("c3"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bytes_are_of_the_service_that_they_show),
        cmocka_unit_test(some_frames_are_as_long_as_a_key),
        cmocka_unit_test(a_signal_strength_behind_a_frame_is_none_of_its_bytes),
        cmocka_unit_test(random_bytes_are_hardly_ever_a_frame),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
