#include "support.h"

static struct mi_hex decode(const char *text, uint8_t *out, size_t room)
{
    /* without the NUL, so that a read behind the text is seen */
    size_t length = strlen(text);
    char *copy = malloc(length > 0 ? length : 1);
    assert_non_null(copy);
    memcpy(copy, text, length);
    struct mi_hex hex = mi_hex_decode(copy, length, out, room);
    free(copy);
    return hex;
}

static void test_digits(void **state)
{
    (void)state;
    for (int c = 0; c < 256; c++) {
        const char *at = c != 0 ? strchr("0123456789abcdef", c) : NULL;
        const char *upper = c != 0 ? strchr("0123456789ABCDEF", c) : NULL;
        int value = at != NULL ? (int)(at - strchr("0123456789abcdef", '0')) : -1;
        if (upper != NULL && at == NULL)
            value = c - 'A' + 10;
        assert_int_equal(mi_hex_value((char)c), value);
    }
}

static void test_all_the_ways_to_write_bytes(void **state)
{
    (void)state;
    static const char *const WAYS[] = {
        "043e2aFF",
        "04 3E 2A ff",
        "04:3e:2a:ff",
        "04-3e-2a-ff",
        "0x043e2aff",
        "0X043E2AFF",
        "0x04 0x3e 0x2a 0xff",
        "\\x04\\x3e\\x2a\\xff",
        "04,3e,2a,ff",
        "0x04, 0x3e, 0x2a, 0xff",
        " 04\t3e\r\n2aff ",
        "04.3e;2a.ff",
    };
    static const uint8_t BYTES[] = {0x04, 0x3e, 0x2a, 0xff};
    uint8_t out[8];
    for (size_t i = 0; i < sizeof WAYS / sizeof WAYS[0]; i++) {
        struct mi_hex hex = decode(WAYS[i], out, sizeof out);
        assert_int_equal(hex.status, MI_HEX_OK);
        assert_int_equal(hex.size, sizeof BYTES);
        assert_int_equal(hex.digits, 8);
        assert_memory_equal(out, BYTES, sizeof BYTES);
    }
}

static void test_what_is_no_hex(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        enum mi_hex_status status;
        size_t size, column;
    } CASES[] = {
        {"", MI_HEX_EMPTY, 0, 0},
        {" :,", MI_HEX_EMPTY, 0, 3},
        {"0", MI_HEX_ODD, 0, 0},
        {"12345", MI_HEX_ODD, 2, 4},
        {"12 3 45", MI_HEX_ODD, 1, 3},
        {"12g4", MI_HEX_NOT_HEX, 1, 2},
        {"1g", MI_HEX_NOT_HEX, 0, 1},
        {"0x", MI_HEX_NOT_HEX, 0, 0},
        {"12 \xc2\xb0", MI_HEX_NOT_HEX, 1, 3},
        {"010203040506070809", MI_HEX_TOO_LARGE, 8, 16},
    };
    uint8_t out[8];
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        struct mi_hex hex = decode(CASES[i].text, out, sizeof out);
        assert_int_equal(hex.status, CASES[i].status);
        assert_int_equal(hex.size, CASES[i].size);
        assert_int_equal(hex.column, CASES[i].column);
    }
}

static void test_all_digits_are_counted_beyond_the_room(void **state)
{
    (void)state;
    uint8_t out[2];
    struct mi_hex hex = decode("01 02 03 04 5", out, sizeof out);
    assert_int_equal(hex.status, MI_HEX_TOO_LARGE);
    assert_int_equal(hex.digits, 9);
}

static void test_a_nul_is_no_separator(void **state)
{
    (void)state;
    uint8_t out[4];
    struct mi_hex hex = mi_hex_decode("12\00034", 5, out, sizeof out);
    assert_int_equal(hex.status, MI_HEX_NOT_HEX);
    assert_int_equal(hex.column, 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_digits),
        cmocka_unit_test(test_all_the_ways_to_write_bytes),
        cmocka_unit_test(test_what_is_no_hex),
        cmocka_unit_test(test_all_digits_are_counted_beyond_the_room),
        cmocka_unit_test(test_a_nul_is_no_separator),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
