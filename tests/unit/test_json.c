#include "support.h"

#include "base/json.h"

#include <string.h>

static void writes_members_in_the_order_of_the_calls(void **state)
{
    (void)state;
    char buffer[512];
    struct mi_text out = mi_text(buffer, sizeof buffer);
    struct mi_json json = {.out = &out};
    mi_json_open(&json, NULL, '{');
    mi_json_integer(&json, "integer", -7);
    mi_json_number(&json, "number", (struct mi_number){180, -1});
    mi_json_bool(&json, "bool", true);
    mi_json_hex(&json, "hex", 0x55b, 4);
    mi_json_word(&json, "word", "ok");
    mi_json_address(&json, "address", (struct mi_address){{0xa4, 0xc1, 0x38, 1, 2, 3}});
    mi_json_optional(&json, "absent", NULL);
    mi_json_time(&json, "never", MI_NO_TIME);
    mi_json_time(&json, "time", MI_SECOND);
    mi_json_open(&json, "list", '[');
    mi_json_string(&json, NULL, "a");
    mi_json_string(&json, NULL, "b");
    mi_json_close(&json, ']');
    mi_json_open(&json, "empty", '{');
    mi_json_close(&json, '}');
    mi_json_close(&json, '}');
    assert_string_equal(buffer, "{\"integer\":-7,\"number\":18,\"bool\":true,\"hex\":\"0x055b\","
                                "\"word\":\"ok\",\"address\":\"A4:C1:38:01:02:03\","
                                "\"time\":\"1970-01-01T00:00:01.000000Z\","
                                "\"list\":[\"a\",\"b\"],\"empty\":{}}");
}

static void escapes_what_json_and_utf8_do_not_allow(void **state)
{
    (void)state;
    static const struct {
        const char *string;
        const char *quoted;
    } CASES[] = {
        {"", "\"\""},
        {"plain", "\"plain\""},
        {"a\"b\\c", "\"a\\\"b\\\\c\""},
        {"\x01\n\x7f", "\"\\u0001\\u000a\\u007f\""},
        {"21.3 °C", "\"21.3 °C\""},
        {"a\xff\xc3", "\"a\xef\xbf\xbd\xef\xbf\xbd\""},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        char buffer[64];
        struct mi_text out = mi_text(buffer, sizeof buffer);
        struct mi_json json = {.out = &out};
        mi_json_quote(&json, CASES[i].string);
        assert_string_equal(buffer, CASES[i].quoted);
    }
}

static char spilt[200000];
static size_t spilt_length;

static void spill(struct mi_text *out)
{
    assert_false(out->full);
    assert_in_range(out->length, 1, sizeof spilt - spilt_length);
    memcpy(spilt + spilt_length, out->start, out->length);
    spilt_length += out->length;
    out->length = 0;
}

/* Whatever the strings are of, and however long: nothing is lost through a small buffer. */
static void a_line_longer_than_its_text_is_whole(void **state)
{
    (void)state;
    static const char *const CHARACTERS[] = {"a", "\x01", "\"", "°", "\xff"};
    static char string[10001], whole[sizeof spilt];
    for (size_t i = 0; i < sizeof CHARACTERS / sizeof CHARACTERS[0]; i++) {
        struct mi_text text = mi_text(string, sizeof string);
        while (text.length + 3 < sizeof string)
            mi_text_add(&text, CHARACTERS[i]);
        char buffer[2 * MI_JSON_ROOM];
        struct mi_text lines[] = {mi_text(whole, sizeof whole), mi_text(buffer, sizeof buffer)};
        spilt_length = 0;
        for (size_t k = 0; k < 2; k++) {
            struct mi_json json = {.out = &lines[k], .spill = k == 1 ? spill : NULL};
            mi_json_open(&json, NULL, '[');
            mi_json_string(&json, NULL, string);
            for (int n = 0; n < 1000; n++)
                mi_json_integer(&json, NULL, n);
            mi_json_close(&json, ']');
        }
        spill(&lines[1]);
        assert_false(lines[0].full);
        assert_int_equal(spilt_length, lines[0].length);
        assert_memory_equal(spilt, whole, spilt_length);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(writes_members_in_the_order_of_the_calls),
        cmocka_unit_test(escapes_what_json_and_utf8_do_not_allow),
        cmocka_unit_test(a_line_longer_than_its_text_is_whole),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
