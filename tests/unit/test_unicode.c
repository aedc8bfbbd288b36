#include "support.h"

#include "base/unicode.h"

static void characters_are_read_from_utf8(void **state)
{
    (void)state;
    static const struct {
        const char *string;
        uint32_t character;
        size_t length;
    } CASES[] = {
        {"a", 'a', 1},
        {"\xc3\xa9", 0xe9, 2},
        {"\xe5\x8d\xa7", 0x5367, 3},
        {"\xf0\x9f\x98\x80", 0x1f600, 4},
        {"\xe5\x8d", 0, 0},
        {"", 0, 0},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        size_t length;
        assert_int_equal(mi_utf8_read(CASES[i].string, &length), CASES[i].character);
        assert_int_equal(length, CASES[i].length);
    }
}

static void a_text_takes_as_many_columns_as_are_seen(void **state)
{
    (void)state;
    static const struct {
        const char *string;
        size_t width;
    } CASES[] = {
        {"", 0},
        {"Kitchen", 7},
        {"21.3 \xc2\xb0"
         "C \xe2\x96\x81\xe2\x96\x87",
         10},                                /* degrees, and two blocks */
        {"\xe5\x8d\xa7\xe5\xae\xa4", 4},     /* bedroom, in Chinese */
        {"\xea\xb1\xb0\xec\x8b\xa4 2", 6},   /* living room, in Korean */
        {"\xef\xbc\xa1", 2},                 /* a wide A */
        {"\xef\xbd\xb1", 1},                 /* half-width katakana */
        {"e\xcc\x81", 1},                    /* an accent on its own */
        {"\xf0\x9f\x9b\x8f\xef\xb8\x8f", 1}, /* a bed, and how to draw it */
        {"\xf0\x9f\x8f\xa0", 2},             /* a house */
        {"\xff\xfe", 2},                     /* no characters */
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++)
        assert_int_equal(mi_text_width(CASES[i].string), CASES[i].width);
}

static void what_moves_the_cursor_or_turns_the_line_is_a_control(void **state)
{
    (void)state;
    static const uint32_t CONTROLS[] = {0,      0x1f,   0x7f,   0x80,   0x9f,   0x61c,
                                        0x200e, 0x200f, 0x2028, 0x2029, 0x202a, 0x202e,
                                        0x2066, 0x2069, 0x206a, 0x206f};
    static const uint32_t OTHERS[] = {' ',    '~',    0xa0,   0x61b,  0x61d,  0x200d, 0x2010,
                                      0x2027, 0x202f, 0x2065, 0x2070, 0x3000, 0x1f600};
    for (size_t i = 0; i < sizeof CONTROLS / sizeof CONTROLS[0]; i++)
        assert_true(mi_char_is_control(CONTROLS[i]));
    for (size_t i = 0; i < sizeof OTHERS / sizeof OTHERS[0]; i++)
        assert_false(mi_char_is_control(OTHERS[i]));
}

/* A table that is not sorted would lose some of its rows. */
static void every_range_is_found(void **state)
{
    (void)state;
    unsigned changes = 0;
    for (uint32_t character = 1; character < 0x110000; character++)
        changes += mi_char_width(character) != mi_char_width(character - 1);
    assert_int_equal(changes, 226);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(characters_are_read_from_utf8),
        cmocka_unit_test(a_text_takes_as_many_columns_as_are_seen),
        cmocka_unit_test(what_moves_the_cursor_or_turns_the_line_is_a_control),
        cmocka_unit_test(every_range_is_found),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
