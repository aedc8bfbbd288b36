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
        "1f228155bdd12fbee1f6fef074fc85b6 // of the kitchen",
        "bindkey: 1f228155bdd12fbee1f6fef074fc85b6 ; of the kitchen",

        /* out of web pages */
        "&quot;1f228155bdd12fbee1f6fef074fc85b6&quot;",
        "bindkey: &#39;1f228155bdd12fbee1f6fef074fc85b6&#39;",
        "<td><code>1f228155bdd12fbee1f6fef074fc85b6</code></td>",

        "| bindkey | 1f228155bdd12fbee1f6fef074fc85b6 |",
        "bindkey|1f228155bdd12fbee1f6fef074fc85b6",
        "<b>1f228155bdd12fbee1f6fef074fc85b6</b>",
        "1f|22|81|55|bd|d1|2f|be|e1|f6|fe|f0|74|fc|85|b6|",
        "$1f228155bdd12fbee1f6fef074fc85b6",
        "%1f%22%81%55%bd%d1%2f%be%e1%f6%fe%f0%74%fc%85%b6",
        "１ｆ２２８１５５ＢＤＤ１２ｆｂｅｅ１ｆ６ｆｅｆ０７４ｆｃ８５ｂ６",

        /* out of programs */
        "hex!(\"1f228155bdd12fbee1f6fef074fc85b6\")",
        "[]byte{0x1f, 0x22, 0x81, 0x55, 0xbd, 0xd1, 0x2f, 0xbe, 0xe1, 0xf6, 0xfe, 0xf0, 0x74, "
        "0xfc, 0x85, 0xb6}",
        "bindkey := []byte{31, 34, 129, 85, 189, 209, 47, 190, 225, 246, 254, 240, 116, 252, 133, "
        "182}",
        "vec![0x1f, 0x22, 0x81, 0x55, 0xbd, 0xd1, 0x2f, 0xbe, 0xe1, 0xf6, 0xfe, 0xf0, 0x74, 0xfc, "
        "0x85, 0xb6]",
        "new byte[] {(byte) 0x1f, (byte) 0x22, (byte)0x81, 0x55, (byte) 0xbd, (byte) 0xd1, 0x2f, "
        "(byte) 0xbe, (byte) 0xe1, (byte) 0xf6, (byte) 0xfe, (byte) 0xf0, 0x74, (byte) 0xfc, "
        "(byte) 0x85, (byte) 0xb6}",
        "new byte[] {31, 34, -127, 85, -67, -47, 47, -66, -31, -10, -2, -16, 116, -4, -123, -74}",
        "bytes.fromhex('1f228155bdd12fbee1f6fef074fc85b6')",
        "bytearray.fromhex(\"1f228155bdd12fbee1f6fef074fc85b6\")",
        "key = bytes.fromhex(\"1f 22 81 55 bd d1 2f be e1 f6 fe f0 74 fc 85 b6\")  # of 2024",
        "binascii.unhexlify(b'1f228155bdd12fbee1f6fef074fc85b6')",
        "Buffer.from('1f228155bdd12fbee1f6fef074fc85b6', 'hex')",
        "<Buffer 1f 22 81 55 bd d1 2f be e1 f6 fe f0 74 fc 85 b6>",
        "x'1f228155bdd12fbee1f6fef074fc85b6'",
        "b64decode('HyKBVb3RL77h9v7wdPyFtg==')",
        "b'\\x1f\"\\x81U\\xbd\\xd1/\\xbe\\xe1\\xf6\\xfe\\xf0t\\xfc\\x85\\xb6'",
        "bindkey = b'\\x1f\"\\x81U\\xbd\\xd1/\\xbe\\xe1\\xf6\\xfe\\xf0t\\xfc\\x85\\xb6'  # Kitchen",
        "b'\\\\x1f\"\\\\x81U\\\\xbd\\\\xd1/"
        "\\\\xbe\\\\xe1\\\\xf6\\\\xfe\\\\xf0t\\\\xfc\\\\x85\\\\xb6'",
        "[31, 34, 129, 85, 189, 209, 47, 190, 225, 246, 254, 240, 116, 252, 133, 182]",
        "31 34 129 85 189 209 47 190 225 246 254 240 116 252 133 182",
        "{31, 34, -127, 85, -67, -47, 47, -66, -31, -10, -2, -16, 116, -4, -123, -74}",
        "bindkey: [31,34,129,85,189,209,47,190,225,246,254,240,116,252,133,182]",
        "bytes([31, 34, 129, 85, 189, 209, 47, 190, 225, 246, 254, 240, 116, 252, 133, 182])",
    };
    for (size_t i = 0; i < sizeof WAYS / sizeof WAYS[0]; i++)
        assert_string_equal(spell(WAYS[i]), "1f228155bdd12fbee1f6fef074fc85b6");
}

static void test_lists_of_single_digits(void **state)
{
    (void)state;
    assert_string_equal(spell("['0x1', '0x22', '0x3', '0x4', '0x5', '0x6', '0x7', '0x8', '0x9', "
                              "'0xa', '0xb', '0xc']"),
                        "0122030405060708090a0b0c");
    assert_string_equal(spell("[1, 22, 3, 4, 5, 6, 7, 8, 9, 10, 11, 255]"),
                        "0116030405060708090a0bff");
    /* no lists of bytes: all of two digits, which is hex; too many; too few; too large; mixed */
    assert_string_equal(spell("[10, 22, 13, 14, 15, 16, 17, 18, 19, 10, 11, 55]"),
                        "102213141516171819101155");
    assert_string_equal(spell("1 22 3 4 5 6 7 8 9 10 11"), "12234567891011");
    assert_string_equal(spell("1 22 3 4 5 6 7 8 9 10 11 256"), "12234567891011256");
    assert_string_equal(spell("1 22 3 4 5 6 7 8 9 10 11 -129"), "12234567891011129");
    assert_string_equal(spell("0x1 22 3 4 5 6 7 8 9 10 11 12"), "1223456789101112");
    assert_string_equal(spell("0x123 2 3 4 5 6 7 8 9 10 11 12"), "12323456789101112");
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
    assert_string_equal(spell("b'1f228155bdd12fbe'"), "1f228155bdd12fbe");
    assert_string_equal(spell("<your bindkey>"), "<y><o><u><r>b<i><n>d<k>e<y>");
    assert_string_equal(spell("<Buffer1f"), "b<u>ffe<r>1f");
    assert_string_equal(spell("1f228155'bdd12fbee1f6'"), "1f228155bdd12fbee1f6");
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
                               "BLE KEY:\xc2\xa0\\x1f0x22 HyKBVb3RL77h9v7wdPyFtg== <Buffer [-1] "
                               "&quot;b'\\x1f\\\\\\237' bytes.fromhex('1f22'";
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
        cmocka_unit_test(test_what_loses_nothing), cmocka_unit_test(test_lists_of_single_digits),
        cmocka_unit_test(test_what_stays),         cmocka_unit_test(test_how_much),
        cmocka_unit_test(test_every_cut),
    };
    return cmocka_run_group_tests_name("spelling", tests, NULL, NULL);
}
