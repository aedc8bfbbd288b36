#include "support.h"

#include "base/span.h"

static struct mi_span of(const char *text)
{
    return (struct mi_span){.at = text, .length = strlen(text)};
}

static void expect(struct mi_span span, const char *text)
{
    assert_int_equal(span.length, strlen(text));
    assert_memory_equal(span.at, text, span.length);
}

static void pieces_never_reach_past_the_end(void **state)
{
    (void)state;
    expect(mi_span_from(of("abc"), 1), "bc");
    expect(mi_span_from(of("abc"), 7), "");
    expect(mi_span_first(of("abc"), 7), "abc");
    expect(mi_span_trim(of(" \t\r\n a b \n")), "a b");
    expect(mi_span_trim(of(" \t")), "");
    expect(mi_span_unquote(of(" ' a ' ")), "a");
    expect(mi_span_unquote(of("'a\"")), "'a\"");
    expect(mi_span_unquote(of("'")), "'");
    assert_null(mi_span_trim((struct mi_span){0}).at);
}

static void letters_of_any_case_are_alike(void **state)
{
    (void)state;
    assert_true(mi_span_is_like(of("BLE Key"), "ble kEY"));
    assert_false(mi_span_is_like(of("BLE Key"), "ble"));
    assert_true(mi_span_starts_like(of("Blt.1"), "bLT."));
    assert_false(mi_span_starts_like(of("bl"), "blt."));
    assert_true(mi_span_ends_like(of("myToken"), "token"));
    assert_false(mi_span_ends_like(of("oken"), "token"));
    assert_true(mi_span_holds_like(of("the MI32key "), "mi32Key"));
    assert_false(mi_span_holds_like(of("the MI32ke"), "mi32Key"));
    assert_false(mi_span_starts(of("Blt.1"), "blt."));
}

static void lines_end_with_the_text(void **state)
{
    struct mi_span text = of("a\n\nb"), line;
    (void)state;
    assert_true(mi_span_line(&text, &line));
    expect(line, "a");
    assert_true(mi_span_line(&text, &line));
    expect(line, "");
    assert_true(mi_span_line(&text, &line));
    expect(line, "b");
    assert_false(mi_span_line(&text, &line));
}

static void marks_tell_the_encoding(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        enum mi_encoding encoding;
        const char *rest;
    } CASES[] = {
        {"\xef\xbb\xbf"
         "a",
         MI_UTF_8, "a"},
        {"\xff\xfe", MI_UTF_16_LE, ""},
        {"\xfe\xffx", MI_UTF_16_BE, "x"},
        {"\xef\xbb", MI_UTF_8, "\xef\xbb"},
        {"", MI_UTF_8, ""},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        struct mi_span text = of(CASES[i].text);
        assert_int_equal(mi_span_take_mark(&text), CASES[i].encoding);
        expect(text, CASES[i].rest);
    }
}

static void zeros_tell_the_encoding_where_no_mark_does(void **state)
{
    (void)state;
    static const struct {
        const char text[10];
        size_t length;
        enum mi_encoding encoding;
    } CASES[] = {
        {"1\0f\0"
         "2\0"
         "2\0",
         8, MI_UTF_16_LE},
        {"\0"
         "1\0f\0"
         "2\0"
         "2",
         8, MI_UTF_16_BE},
        {"1\0f\0"
         "2\0"
         "2",
         7, MI_UTF_8}, /* too few to tell */
        {"1\0f2\0"
         "2\0"
         "2",
         8, MI_UTF_8},
        {"\0\0\0\0\0\0\0\0", 8, MI_UTF_8},
        {"1f228155", 8, MI_UTF_8},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        struct mi_span text = {CASES[i].text, CASES[i].length};
        assert_int_equal(mi_span_take_mark(&text), CASES[i].encoding);
        assert_int_equal(text.length, CASES[i].length);
    }
}

static void control_sequences_have_a_length(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        size_t length;
    } CASES[] = {
        {"\x1b[0;31mred", 7},
        {"\x1b[K", 3},
        {"\x1b[12", 4},
        {"\x1b]0;title\atext", 10},
        {"\x1b]0;t\x1b\\x", 7},
        {"\x1b]0;t", 5},
        {"\x1b]0;t\nx\a", 5},
        {"\x1b]0;t\r\n", 5},
        {"\x1b]0;t\x1b[0m", 5},
        {"\x1b]0;t\x9cx", 6},
        {"\x1b]0;t\xc2\x9cx", 7},
        {"\x1b]0;\xc3\x9c\xe2\x9c\x93\a", 10},
        {"\x1b]0;\xc3\nx", 5},
        {"\x1b[1\nx", 3},
        {"\x1b[1\x1b[0m", 3},
        {"\x1b[0 qx", 5},
        {"\x1b\nx", 1},
        {"\x1b\x1b[0m", 1},
        {"\x1b(\nx", 2},
        {"\x1b"
         "A4:C1",
         1},
        {"\x1b"
         "7A4:C1",
         2},
        {"\x1b(BA4:C1", 3},
        {"\x1b A4:C1", 1},
        {"\x1b\xc3\x9c", 1},
        {"\x1b(Bx", 3},
        {"\x1b"
         "Mx",
         2},
        {"\x1b", 1},
        {"[0m", 0},
        {"", 0},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++)
        assert_int_equal(mi_span_escape(of(CASES[i].text)), CASES[i].length);
}

static void characters_have_a_length(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        size_t length;
    } CASES[] = {
        {"a\x80", 1},
        {"\xc3\x9c", 2},
        {"\xe2\x9c\x93x", 3},
        {"\xed\xa0\xbd", 3},
        {"\xf0\x9f\x98\x80", 4},
        {"\xe2\x9c", 1},
        {"\xc3"
         "a",
         1},
        {"\x9c\x9c", 1},
        {"", 1},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++)
        assert_int_equal(mi_span_character(of(CASES[i].text)), CASES[i].length);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pieces_never_reach_past_the_end),
        cmocka_unit_test(letters_of_any_case_are_alike),
        cmocka_unit_test(lines_end_with_the_text),
        cmocka_unit_test(marks_tell_the_encoding),
        cmocka_unit_test(zeros_tell_the_encoding_where_no_mark_does),
        cmocka_unit_test(control_sequences_have_a_length),
        cmocka_unit_test(characters_have_a_length),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
