/* What a terminal gets that shows nothing but ASCII. */
#include "support.h"

#include "ascii.h"

static void check(const char *utf8, const char *expected)
{
    char buffer[64];
    struct mi_text text = mi_text(buffer, sizeof buffer);
    assert_int_equal(ascii_add(&text, utf8, strlen(utf8)), strlen(utf8));
    assert_string_equal(buffer, expected);
}

static void characters_look_or_mean_alike(void **state)
{
    (void)state;
    check("21.3 °C, 12 µg/m³, 480 Ω, 9 m/s²", "21.3 C, 12 ug/m3, 480 Ohm, 9 m/s2");
    check("814a…6b99", "814a~6b99");
    check("▁▂▃▄▅▆▇█", "_.:-=+*#");
    check("│└─", "|+-");
    check("⠀⠁⠈⠃⡀⢀⢸⣿", " '''..::");
}

static void others_keep_their_columns(void **state)
{
    (void)state;
    check("Küche 卧室", "K?che ????");
    check("e\xcc\x81", "e");
    check("\033[1mx\033[0m\r\n", "\033[1mx\033[0m\r\n");
    check("\xff\xc3", "??");
    check("", "");
}

static void json_keeps_its_meaning(void **state)
{
    (void)state;
    static const char JSON[] = "{\"name\":\"Küche 卧室 😀\\n\xff\"}";
    char buffer[128];
    struct mi_text text = mi_text(buffer, sizeof buffer);
    assert_int_equal(ascii_add_json(&text, JSON, strlen(JSON)), strlen(JSON));
    assert_string_equal(buffer,
                        "{\"name\":\"K\\u00fcche \\u5367\\u5ba4 \\ud83d\\ude00\\n\\ufffd\"}");
}

/* The run has no NUL, and ends within a character. */
static void nothing_is_read_past_the_end(void **state)
{
    (void)state;
    static const char RUN[] = {'a', (char)0xe2, (char)0x80, (char)0xa6};
    static const char *const EXPECTED[] = {"", "a", "a?", "a??", "a~"};
    for (size_t size = 0; size <= sizeof RUN; size++) {
        char buffer[64];
        struct mi_text text = mi_text(buffer, sizeof buffer);
        char *run = test_malloc(size + 1);
        memcpy(run, RUN, size);
        run[size] = RUN[size < sizeof RUN ? size : 0];
        assert_int_equal(ascii_add(&text, run, size), size);
        assert_string_equal(buffer, EXPECTED[size]);
        test_free(run);
    }
}

static void what_does_not_fit_is_left(void **state)
{
    (void)state;
    char buffer[16];
    struct mi_text text = mi_text(buffer, sizeof buffer);
    assert_int_equal(ascii_add(&text, "ΩΩΩΩ", 8), 4);
    assert_string_equal(buffer, "OhmOhm");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(characters_look_or_mean_alike),
        cmocka_unit_test(json_keeps_its_meaning),
        cmocka_unit_test(others_keep_their_columns),
        cmocka_unit_test(nothing_is_read_past_the_end),
        cmocka_unit_test(what_does_not_fit_is_left),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
