/* What is written where there is known to be room takes no more than its name promises. */
#include "support.h"

#include "base/pen.h"
#include "base/stamp.h"

#include <inttypes.h>

static const uint64_t NUMBERS[] = {
    0, 1, 9, 10, 11, 99, 100, 101, 999, 1000, 4294967295, 4294967296, INT64_MAX, UINT64_MAX,
};

enum { NUMBER_COUNT = sizeof NUMBERS / sizeof NUMBERS[0] };

/* Written into memory of just that size, so that every overrun is seen; then as a string. */
#define EXPECT(expected, most, write)                                                              \
    do {                                                                                           \
        char *room = malloc(most);                                                                 \
        char written[64];                                                                          \
        assert_non_null(room);                                                                     \
        char *at = room;                                                                           \
        size_t written_size = (size_t)((write)-room);                                              \
        assert_in_range(written_size, 0, most);                                                    \
        memcpy(written, room, written_size);                                                       \
        written[written_size] = '\0';                                                              \
        assert_string_equal(written, expected);                                                    \
        free(room);                                                                                \
    } while (false)

static void integers_of_every_width(void **state)
{
    (void)state;
    char expected[64];
    uint64_t power = 1;
    for (int width = 1; width <= 20; width++, power *= 10)
        for (uint64_t number = power - 1; number <= power + 1; number++) {
            int size = snprintf(expected, sizeof expected, "%" PRIu64, number);
            assert_int_equal(mi_pen_width(number), size);
            EXPECT(expected, (size_t)size, mi_pen_unsigned(at, number));
        }
    for (size_t i = 0; i < NUMBER_COUNT; i++) {
        int64_t value = (int64_t)(NUMBERS[i] & INT64_MAX);
        (void)snprintf(expected, sizeof expected, "%" PRIi64, value);
        EXPECT(expected, strlen(expected), mi_pen_signed(at, value));
        (void)snprintf(expected, sizeof expected, "%" PRIi64, -value);
        EXPECT(expected, strlen(expected), mi_pen_signed(at, -value));
    }
    EXPECT("-9223372036854775808", MI_PEN_INTEGER, mi_pen_signed(at, INT64_MIN));
    EXPECT("18446744073709551615", MI_PEN_INTEGER, mi_pen_unsigned(at, UINT64_MAX));
}

/* "1234e-2" in one way that has nothing to do with how it is written. */
static void spell(char *expected, size_t size, struct mi_number number)
{
    char digits[32];
    char padded[64];
    const char *minus = number.digits < 0 ? "-" : "";
    uint64_t magnitude = number.digits < 0 ? 0 - (uint64_t)number.digits : (uint64_t)number.digits;
    int length = snprintf(digits, sizeof digits, "%" PRIu64, magnitude);
    int decimals = number.exponent < 0 ? -number.exponent : 0;
    if (length + number.exponent > 25 || decimals > 25) {
        (void)snprintf(expected, size, "%s%se%d", minus, digits, number.exponent);
    } else if (number.exponent >= 0) {
        (void)snprintf(expected, size, "%s%s%.*s", minus, digits, number.exponent,
                       "0000000000000000000000000");
    } else {
        (void)snprintf(padded, sizeof padded, "%.*s%s",
                       decimals >= length ? decimals + 1 - length : 0, "00000000000000000000000000",
                       digits);
        int whole = (int)strlen(padded) - decimals;
        (void)snprintf(expected, size, "%s%.*s.%s", minus, whole, padded, padded + whole);
    }
}

static void decimals_of_every_size_and_exponent(void **state)
{
    (void)state;
    static const int EXPONENTS[] = {INT16_MIN, INT16_MIN + 1, -1000, 999, INT16_MAX};
    for (size_t i = 0; i < NUMBER_COUNT; i++)
        for (int place = -30; place < 30 + 5; place++) {
            int exponent = place < 30 ? place : EXPONENTS[place - 30];
            int64_t digits = (int64_t)(NUMBERS[i] & INT64_MAX);
            struct mi_number numbers[] = {{digits, (int16_t)exponent},
                                          {-digits, (int16_t)exponent},
                                          {INT64_MIN, (int16_t)exponent}};
            for (size_t k = 0; k < 3; k++) {
                char expected[64];
                spell(expected, sizeof expected, numbers[k]);
                EXPECT(expected, MI_PEN_NUMBER, mi_pen_number_sent(at, numbers[k]));
            }
        }
}

/* The longest there are take all that is reserved. */
static void numbers_reach_what_is_reserved(void **state)
{
    (void)state;
    EXPECT("-9223372036854775808e-32768", 27,
           mi_pen_number(at, (struct mi_number){INT64_MIN, INT16_MIN}));
    EXPECT("-0.0000000000000000000000001", MI_PEN_NUMBER,
           mi_pen_number(at, (struct mi_number){-1, -25}));
    EXPECT("-0.1", 4, mi_pen_number(at, (struct mi_number){-1000, -4}));
    EXPECT("0", 1, mi_pen_number(at, (struct mi_number){0, INT16_MIN}));
}

static void hexadecimal_of_every_width(void **state)
{
    (void)state;
    static const uint8_t BYTES[] = {0x00, 0x9a, 0xff, 0x10};
    for (unsigned bits = 0; bits <= 64; bits++)
        for (unsigned digits = 0; digits <= 20; digits++) {
            uint64_t value = bits == 0 ? 0 : UINT64_C(0xfedcba9876543210) >> (64 - bits);
            char expected[64];
            (void)snprintf(expected, sizeof expected, "%0*" PRIx64,
                           (int)(digits < MI_PEN_HEX ? digits : MI_PEN_HEX), value);
            if (value == 0 && digits == 0)
                expected[0] = '\0';
            EXPECT(expected, MI_PEN_HEX, mi_pen_hex(at, value, digits));
        }
    EXPECT("009aff10", 4 * MI_PEN_BYTE, mi_pen_bytes(at, BYTES, sizeof BYTES));
    EXPECT("", 1, mi_pen_bytes(at, NULL, 0));
    EXPECT("0f228155", 4 * MI_PEN_BYTE, mi_pen_id(at, 0x0f228155));
    for (unsigned byte = 0; byte <= UINT8_MAX; byte++) {
        char expected[8];
        (void)snprintf(expected, sizeof expected, "%02x", byte);
        EXPECT(expected, MI_PEN_BYTE, mi_pen_byte(at, (uint8_t)byte));
    }
}

static void a_moment_has_one_size(void **state)
{
    (void)state;
    struct mi_stamp stamp = {0};
    EXPECT("2262-04-11T23:47:16.854775Z", MI_STAMP, mi_pen_stamp(at, INT64_MAX, &stamp));
    EXPECT("1677-09-21T00:12:43.145224Z", MI_STAMP, mi_pen_stamp(at, INT64_MIN, &stamp));
    EXPECT("1677-09-21T00:12:43.145225Z", MI_STAMP, mi_pen_stamp(at, INT64_MIN + 1000, &stamp));
    EXPECT("1970-01-01T00:00:00.000000Z", MI_STAMP, mi_pen_stamp(at, 0, &stamp));
}

/* A text takes what it has room for, the NUL included, and nothing else. */
static void only_what_fits_is_begun(void **state)
{
    (void)state;
    for (size_t size = 0; size <= 8; size++)
        for (size_t before = 0; before < size; before++)
            for (size_t most = 0; most <= 9; most++) {
                char *buffer = malloc(size);
                assert_non_null(buffer);
                struct mi_text text = mi_text(buffer, size);
                for (size_t i = 0; i < before; i++)
                    mi_text_char(&text, 'a');
                char *at = mi_pen_begin(&text, most);
                bool fits = before + most < size;
                assert_int_equal(at != NULL, fits);
                assert_int_equal(text.full, !fits);
                if (at != NULL)
                    mi_pen_end(&text, mi_pen_run(at, "bbbbbbbb", most));
                assert_int_equal(text.length, before + (fits ? most : 0));
                assert_int_equal(strlen(buffer), text.length);
                free(buffer);
            }
    struct mi_text nowhere = mi_text(NULL, 0);
    assert_null(mi_pen_begin(&nowhere, 0));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(integers_of_every_width),
        cmocka_unit_test(decimals_of_every_size_and_exponent),
        cmocka_unit_test(numbers_reach_what_is_reserved),
        cmocka_unit_test(hexadecimal_of_every_width),
        cmocka_unit_test(a_moment_has_one_size),
        cmocka_unit_test(only_what_fits_is_begun),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
