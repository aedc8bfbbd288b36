#include "support.h"

#include "beacon/spelling.h"

/* As digits, and other characters in '<>'. */
static const char *spell(const char *text)
{
    static char line[4 * MI_SPELLED_MAX];
    struct mi_spelled spelled;
    struct mi_text out = mi_text(line, sizeof line);
    size_t length = strlen(text);
    char *copy = malloc(length + 1); /* of exactly the size, so that every overrun is seen */
    assert_non_null(copy);
    memcpy(copy, text, length);
    bool is_read = mi_spelling_read(copy, length, &spelled);
    free(copy);
    if (!is_read)
        return "none";
    for (size_t i = 0; i < spelled.count; i++) {
        bool is_digit = mi_is_spelled_digit(spelled.digit[i]);
        mi_text_add(&out, is_digit ? "" : "<");
        mi_text_char(&out, is_digit ? mi_hex_char(spelled.digit[i]) : (char)spelled.digit[i]);
        mi_text_add(&out, is_digit ? "" : ">");
    }
    return line;
}

static void test_what_loses_nothing(void **state)
{
    (void)state;
    static const char *const WAYS[] = {
        "1f228155bdd12fbee1f6fef074fc85b6",
        "1F228155BDD12FBEE1F6FEF074FC85B6",
        "  1f22 8155 bdd1 2fbe e1f6 fef0 74fc 85b6\r\n",
        "1f:22:81:55:bd:d1:2f:be:e1:f6:fe:f0:74:fc:85:b6",
        "0x1f228155bdd12fbee1f6fef074fc85b6",
        "{0x1f, 0x22, 0x81, 0x55, 0xBD, 0xd1, 0x2f, 0xbe, 0xe1, 0xf6, 0xfe, 0xf0, 0x74, 0xfc, "
        "0x85, 0xb6}",
        "\\x1f\\x22\\x81\\x55\\xbd\\xd1\\x2f\\xbe\\xe1\\xf6\\xfe\\xf0\\x74\\xfc\\x85\\xb6",
        "\"1f228155bdd12fbee1f6fef074fc85b6\"",
        "\xe2\x80\x9c"
        "1f228155bdd12fbee1f6fef074fc85b6\xe2\x80\x9d", /* curly quotes */
        "1f228155bdd12fbee1f6fef074fc85b6\xc2\xa0",     /* no-break space */
        "\xef\xbb\xbf"
        "1f228155\xe2\x80\xaf"
        "bdd12fbe\xe2\x80\x8b"
        "e1f6fef074fc85b6", /* BOM, narrow no-break space, zero-width space */
        "BLE KEY: 1f228155bdd12fbee1f6fef074fc85b6",
        "\"bindkey\": \"1f228155bdd12fbee1f6fef074fc85b6\",",
        "key = 1f228155bdd12fbee1f6fef074fc85b6",
        "HyKBVb3RL77h9v7wdPyFtg==",
        " \"HyKBVb3RL77h9v7wdPyFtg\"\n",
        "BLE KEY: HyKBVb3RL77h9v7wdPyFtg==",
        "<1f228155 bdd12fbe e1f6fef0 74fc85b6>",
        "bindkey 1f228155bdd12fbee1f6fef074fc85b6",
        "bindkey = '1f228155bdd12fbee1f6fef074fc85b6' // of 2024",
        "{\"bindkey\": \"1f228155bdd12fbee1f6fef074fc85b6\", \"mac\": \"A4:C1:38:7B:20:E1\"}",
        "static const uint8_t key[16] = {0x1f, 0x22, 0x81, 0x55, 0xbd, 0xd1, 0x2f, 0xbe,\n"
        "                                0xe1, 0xf6, 0xfe, 0xf0, 0x74, 0xfc, 0x85, 0xb6};",
        "[C][xiaomi:015]:   Bindkey: 1F.22.81.55.BD.D1.2F.BE.E1.F6.FE.F0.74.FC.85.B6 (16)",
        "«1f228155bdd12fbee1f6fef074fc85b6»",
        "**1f228155bdd12fbee1f6fef074fc85b6**",
        "1f228155bdd12fbee1f6fef074fc85b6 # Kitchen",
        "Key: 1f228155bdd12fbee1f6fef074fc85b6 (32 digits)",
    };
    for (size_t i = 0; i < sizeof WAYS / sizeof WAYS[0]; i++)
        assert_string_equal(spell(WAYS[i]), "1f228155bdd12fbee1f6fef074fc85b6");
}

static void test_what_stays(void **state)
{
    (void)state;
    assert_string_equal(spell("1f2"), "1f2");
    assert_string_equal(spell("1fO2lS"), "1f<O>2<l><S>");
    assert_string_equal(spell("ke:1f"), "<k>e1f");
    assert_string_equal(spell("monkey1f"), "<m><o><n><k>e<y>1f");
    assert_string_equal(spell("1f (2)"), "1f2");
    assert_string_equal(spell("key: \"1f"), "1f");
    assert_string_equal(spell("key[16: 1f"), "<k>e<y>161f");
    assert_string_equal(spell("a4:c1\xc3\xa4"), "a4c1<?><?>");
    assert_string_equal(spell("1\x01\x02"), "1<?><?>");
    /* no base64: spare bits that are not 0, 22 hex digits, a letter more */
    assert_string_equal(spell("HyKBVb3RL77h9v7wdPyFth=="),
                        "<H><y><K>b<V>b3<R><L>77<h>9<v>7<w>d<P><y>f<t><h><=><=>");
    assert_string_equal(spell("1f228155bdd12fbee1f6fA"), "1f228155bdd12fbee1f6fa");
    assert_string_equal(spell("HyKBVb3RL77h9v7wdPyFtgA"),
                        "<H><y><K>b<V>b3<R><L>77<h>9<v>7<w>d<P><y>f<t><g>a");
}

static void test_how_much(void **state)
{
    (void)state;
    char text[MI_SPELLED_MAX + 2];
    memset(text, 'a', sizeof text);
    text[MI_SPELLED_MAX] = '\0';
    assert_string_equal(spell(text), text);
    text[MI_SPELLED_MAX] = 'a';
    text[MI_SPELLED_MAX + 1] = '\0';
    assert_string_equal(spell(text), "none");
    assert_string_equal(spell(""), "none");
    assert_string_equal(spell(" ,\"\" "), "none");
    assert_string_equal(spell("BLE KEY:"), "none");
}

/* A text that ends within a character, a prefix or a label is not read past its end. */
static void test_every_cut(void **state)
{
    (void)state;
    static const char TEXT[] = "\xe2\x80\x9c"
                               "BLE KEY:\xc2\xa0\\x1f0x22 HyKBVb3RL77h9v7wdPyFtg==";
    char text[sizeof TEXT];
    for (size_t from = 0; from < sizeof TEXT; from++) {
        for (size_t length = 0; from + length < sizeof TEXT; length++) {
            memcpy(text, TEXT + from, length);
            text[length] = '\0';
            (void)spell(text);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_loses_nothing),
        cmocka_unit_test(test_what_stays),
        cmocka_unit_test(test_how_much),
        cmocka_unit_test(test_every_cut),
    };
    return cmocka_run_group_tests_name("spelling", tests, NULL, NULL);
}
