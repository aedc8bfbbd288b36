#include "support.h"

#include "base/text.h"
#include "base/unicode.h"

#include <inttypes.h>

static void test_what_does_not_fit_is_dropped(void **state)
{
    (void)state;
    char *buffer = malloc(5);
    assert_non_null(buffer);
    struct mi_text text = mi_text(buffer, 5);
    mi_text_add(&text, "abc");
    assert_false(text.full);
    mi_text_add(&text, "def");
    assert_true(text.full);
    assert_string_equal(buffer, "abcd");
    mi_text_char(&text, 'x');
    mi_text_pad(&text, 100);
    assert_string_equal(buffer, "abcd");
    assert_int_equal(text.length, 4);
    text = mi_text(buffer, 5);
    mi_text_add(&text, "ab\xe2\x82\xac"); /* a character of three bytes, for which two are left */
    assert_string_equal(buffer, "ab");
    assert_true(text.full);
    text = mi_text(buffer, 1);
    mi_text_unsigned(&text, 12);
    assert_string_equal(buffer, "");
    free(buffer);
}

static void test_numbers(void **state)
{
    (void)state;
    char buffer[128];
    struct mi_text text = mi_text(buffer, sizeof buffer);
    mi_text_unsigned(&text, 0);
    mi_text_char(&text, ' ');
    mi_text_unsigned(&text, UINT64_MAX);
    mi_text_char(&text, ' ');
    mi_text_signed(&text, INT64_MIN);
    mi_text_char(&text, ' ');
    mi_text_signed(&text, -1);
    assert_string_equal(buffer, "0 18446744073709551615 -9223372036854775808 -1");
}

/* Digits are written in pairs: at each width there is one more, or not. */
static void test_numbers_of_every_width(void **state)
{
    (void)state;
    uint64_t power = 1;
    for (int width = 1; width <= 20; width++, power *= 10)
        for (uint64_t number = power - 1; number <= power + 1; number++) {
            char buffer[24], expected[24];
            struct mi_text text = mi_text(buffer, sizeof buffer);
            mi_text_unsigned(&text, number);
            (void)snprintf(expected, sizeof expected, "%" PRIu64, number);
            assert_string_equal(buffer, expected);
        }
}

/* In runs or one character after the other, and into any room: it is the same. */
static void test_cleaning_in_runs(void **state)
{
    (void)state;
    static const char *const PARTS[] = {"a",    "bc d", "~",    "\x1b",
                                        "\x7f", "°",    "\xff", "\xe2\x80\xae"};
    static const char *const CLEAN[] = {"a", "bc d", "~", "?", "?", "°", "\xef\xbf\xbd", "?"};
    for (unsigned mix = 0; mix < 8 * 8 * 8 * 8; mix++) {
        char string[32], expected[32], cleaned[32];
        unsigned a = mix % 8, b = mix / 8 % 8, c = mix / 64 % 8, d = mix / 512;
        (void)snprintf(string, sizeof string, "%s%s%s%s", PARTS[a], PARTS[b], PARTS[c], PARTS[d]);
        (void)snprintf(expected, sizeof expected, "%s%s%s%s", CLEAN[a], CLEAN[b], CLEAN[c],
                       CLEAN[d]);
        for (size_t size = 1; size <= sizeof cleaned; size++) {
            struct mi_text text = mi_text(cleaned, size);
            mi_text_clean(&text, string);
            assert_int_equal(text.full, size <= strlen(expected));
            assert_true(text.full || strcmp(cleaned, expected) == 0);
        }
    }
}

/* Longer than what is put together at a time. */
static void test_many_bytes(void **state)
{
    (void)state;
    static uint8_t bytes[300];
    char plain[2 * sizeof bytes + 1], spaced[3 * sizeof bytes], expected[4];
    for (size_t i = 0; i < sizeof bytes; i++)
        bytes[i] = (uint8_t)(7 * i);
    for (size_t size = 0; size <= sizeof bytes; size++) {
        struct mi_text out[] = {mi_text(plain, sizeof plain), mi_text(spaced, sizeof spaced)};
        mi_text_bytes(&out[0], bytes, size, '\0');
        mi_text_bytes(&out[1], bytes, size, ' ');
        assert_int_equal(out[0].length, 2 * size);
        assert_int_equal(out[1].length, size > 0 ? 3 * size - 1 : 0);
        for (size_t i = 0; i < size; i++) {
            (void)snprintf(expected, sizeof expected, "%02x ", bytes[i]);
            assert_memory_equal(plain + 2 * i, expected, 2);
            assert_memory_equal(spaced + 3 * i, expected, i + 1 < size ? 3 : 2);
        }
    }
}

static void test_hexadecimal(void **state)
{
    (void)state;
    static const uint8_t BYTES[] = {0x00, 0xa5, 0xff};
    char buffer[128];
    struct mi_text text = mi_text(buffer, sizeof buffer);
    mi_text_hex(&text, 0xab, 4);
    mi_text_char(&text, ' ');
    mi_text_hex(&text, 0x12345, 2);
    mi_text_char(&text, ' ');
    mi_text_hex(&text, UINT64_MAX, 1);
    mi_text_char(&text, ' ');
    mi_text_bytes(&text, BYTES, sizeof BYTES, '\0');
    mi_text_char(&text, ' ');
    mi_text_bytes(&text, BYTES, sizeof BYTES, ':');
    mi_text_bytes(&text, BYTES, 0, ':');
    assert_string_equal(buffer, "00ab 12345 ffffffffffffffff 00a5ff 00:a5:ff");
}

static void test_padding(void **state)
{
    (void)state;
    char buffer[32];
    struct mi_text text = mi_text(buffer, sizeof buffer);
    mi_text_add(&text, "ab");
    mi_text_pad(&text, 4);
    mi_text_add(&text, "cdef");
    mi_text_pad(&text, 4);
    mi_text_add(&text, "|");
    assert_string_equal(buffer, "ab  cdef|");
}

static void test_lengths_of_utf8(void **state)
{
    (void)state;
    static const struct {
        const char *string;
        size_t length;
    } CASES[] = {
        {"", 0},
        {"a", 1},
        {"\xc2\xb0", 2},         /* ° */
        {"\xe2\x82\xac", 3},     /* € */
        {"\xf0\x9f\x8c\xa1", 4}, /* U+1F321 */
        {"\x80", 0},             /* a continuation */
        {"\xc0\x80", 0},         /* too long a form */
        {"\xc1\xbf", 0},
        {"\xe0\x9f\xbf", 0},
        {"\xf0\x8f\xbf\xbf", 0},
        {"\xed\xa0\x80", 0},     /* a surrogate */
        {"\xf4\x90\x80\x80", 0}, /* beyond U+10FFFF */
        {"\xf8\x88\x80\x80\x80", 0},
        {"\xe2\x82", 0}, /* cut */
        {"\xc2", 0},
        {"\xff", 0},
        {"\xef\xbf\xbd", 3},
        {"\xee\x80\x80", 3},
        {"\xf4\x8f\xbf\xbf", 4},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++)
        assert_int_equal(mi_utf8_length(CASES[i].string), CASES[i].length);
}

static void test_strings_from_outside_are_made_safe(void **state)
{
    (void)state;
    char buffer[64];
    struct mi_text text = mi_text(buffer, sizeof buffer);
    mi_text_clean(&text, "a\x1b[31m\n\x7f\xc2\x9b \xc3\xa4 \xff\xe2\x82!");
    assert_string_equal(buffer, "a?[31m??? \xc3\xa4 \xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd!");

    /* what turns the direction of writing, and its neighbours, which do not */
    text = mi_text(buffer, sizeof buffer);
    mi_text_clean(&text, "a\xe2\x80\xae"
                         "b\xe2\x81\xa6"
                         "c\xe2\x80\x8f"
                         "d\xe2\x80\xa9\xe2\x81\xaa");
    assert_string_equal(buffer, "a?b?c?d??");
    text = mi_text(buffer, sizeof buffer);
    mi_text_clean(&text, "\xc2\x80\xc2\x9f\xc2\xa0"
                         "\xd8\x9b\xd8\x9c\xd8\x9d"
                         "\xe2\x80\xa7\xe2\x80\xa8\xe2\x80\xaf"
                         "\xe2\x81\xa5\xe2\x81\xaf\xe2\x81\xb0");
    assert_string_equal(buffer, "??\xc2\xa0"
                                "\xd8\x9b?\xd8\x9d"
                                "\xe2\x80\xa7?\xe2\x80\xaf"
                                "\xe2\x81\xa5?\xe2\x81\xb0");
}

static void test_sentences(void **state)
{
    (void)state;
    static const uint32_t NUMBERS[] = {7, 0x55b, 0x1f};
    static const char *const STRINGS[] = {"one", "two"};
    char buffer[64];
    struct mi_text text = mi_text(buffer, sizeof buffer);
    mi_text_sentence(&text, "%d %s %x %s %b 5%%", NUMBERS, STRINGS);
    assert_string_equal(buffer, "7 one 0x055b two 0x1f 5%");
    static const uint32_t COUNTS[] = {1, 2, 0};
    text = mi_text(buffer, sizeof buffer);
    mi_text_sentence(&text, "%n %n %n", COUNTS, STRINGS);
    assert_string_equal(buffer, "1 byte 2 bytes 0 bytes");
}

static void in_a_buffer_of_no_size_nothing_fits(void **state)
{
    (void)state;
    char guard = 'x';
    struct mi_text text = mi_text(&guard, 0);
    mi_text_char(&text, 'a');
    mi_text_add(&text, "abc");
    mi_text_pad(&text, UINT32_C(1) << 31);
    mi_text_hex(&text, 1, UINT32_C(1) << 31);
    assert_true(text.full);
    assert_int_equal(text.length, 0);
    assert_int_equal(guard, 'x');
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(in_a_buffer_of_no_size_nothing_fits),
        cmocka_unit_test(test_what_does_not_fit_is_dropped),
        cmocka_unit_test(test_numbers),
        cmocka_unit_test(test_numbers_of_every_width),
        cmocka_unit_test(test_cleaning_in_runs),
        cmocka_unit_test(test_many_bytes),
        cmocka_unit_test(test_hexadecimal),
        cmocka_unit_test(test_padding),
        cmocka_unit_test(test_lengths_of_utf8),
        cmocka_unit_test(test_strings_from_outside_are_made_safe),
        cmocka_unit_test(test_sentences),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
