#include "support.h"

#include "hiding.h"

#define KEY   "1f228155bdd12fbee1f6fef074fc85b6"
#define SHORT "62d9271eafcccf6f8c7d6841"
#define MAC   "A4:C1:38:7B:20:E1"

static const char *shown(const char *sentence)
{
    static char buffer[512];
    struct mi_text text = mi_text(buffer, sizeof buffer);
    hide_keys(&text, sentence);
    return buffer;
}

static void test_keys_in_sentences(void **state)
{
    (void)state;
    static const char *const CASES[][2] = {
        {"'" KEY "' is no MAC", "'(a key)' is no MAC"},
        {"'" SHORT "' is no MAC", "'(a key)' is no MAC"},
        {"'" MAC " " KEY "' is no MAC", "'(a key)' is no MAC"},
        {"'" MAC " " KEY " Kitchen' is no MAC", "'(a key) Kitchen' is no MAC"},
        {"'" KEY " " MAC "' is no MAC", "'(a key)' is no MAC"},
        {"'" MAC " " KEY " dad' is no MAC", "'" MAC " (a key) dad' is no MAC"},
        {"option --kye=" KEY, "option --kye=(a key)"},
        {"option --kye=" KEY "0, did you mean '--key'?",
         "option --kye=(a key), did you mean '--key'?"},
        {"option --bindkey=" KEY ", did", "option --bindkey=(a key), did"},
        {"option --kye=HyKBVb3RL77h9v7wdPyFtg==", "option --kye=(a key)"},
        {"'1f:22:81:55:bd:d1:2f:be:e1:f6:fe:f0:74:fc:85:b6' and", "'(a key)' and"},
        {"'1F 22 81 55 BD D1 2F BE E1 F6 FE F0 74 FC 85 B6' and", "'(a key)' and"},
        {"'0x1f, 0x22, 0x81, 0x55, 0xbd, 0xd1, 0x2f, 0xbe, 0xe1, 0xf6, 0xfe, 0xf0, 0x74, 0xfc, "
         "0x85, 0xb6'",
         "'(a key)'"},
        {"'31, 34, 129, 85, 189, 209, 47, 190, 225, 246, 254, 240, 116, 252, 133, 182'",
         "'(a key)'"},
        {"\\x1f\\x22\\x81\\x55\\xbd\\xd1\\x2f\\xbe\\xe1\\xf6\\xfe\\xf0\\x74\\xfc\\x85\\xb6",
         "(a key)"},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++)
        assert_string_equal(shown(CASES[i][0]), CASES[i][1]);
}

static void test_what_is_shown(void **state)
{
    (void)state;
    static const char *const CASES[] = {
        "",
        "'kitchen' is not a MAC: 12 hexadecimal digits, as in A4:C1:38:D4:3C:48",
        "mitool decrypt 58595b0545e1207b38c1a4623edc20b32301004c63cf4d",
        "mitool decrypt 58 59 5b 05 45 e1 20 7b 38 c1 a4 62 3e dc 20 b3 23 01 00 4c 63 cf 4d",
        "'Küche' it's a bad dead bed, 'a cafe'",
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++)
        assert_string_equal(shown(CASES[i]), CASES[i]);
}

static void test_values(void **state)
{
    (void)state;
    hide_value("s3cret");
    assert_string_equal(shown("--port: 's3cret' is no number"),
                        "--port: '(not shown)' is no number");
    hide_value(NULL);
    assert_string_equal(shown("'s3cret'"), "'s3cret'");
}

static void test_places(void **state)
{
    (void)state;
    static const char *const CASES[][2] = {
        {KEY, "(a key)"}, {KEY ".log", KEY ".log"}, {"c.conf", "(not shown)"}, {"", ""}};
    hide_value("c.conf");
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        char buffer[64];
        struct mi_text text = mi_text(buffer, sizeof buffer);
        hide_place(&text, CASES[i][0]);
        assert_string_equal(buffer, CASES[i][1]);
    }
    hide_value(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_keys_in_sentences),
        cmocka_unit_test(test_what_is_shown),
        cmocka_unit_test(test_values),
        cmocka_unit_test(test_places),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
