#include "support.h"

#include "keys/keyfile.h"
#include "keys/secret.h"

#define ONE "1f228155bdd12fbee1f6fef074fc85b6"
#define TWO "62d9271eafcccf6f8c7d6841"

/* "1:KEY 3:KEY " */
static const char *keys_of(const char *bytes, size_t size)
{
    static char buffer[512];
    struct mi_text said = mi_text(buffer, sizeof buffer);
    struct mi_secret secret = {0};
    struct mi_span key;
    assert_true(mi_secret_append(&secret, bytes, size));
    assert_true(mi_secret_to_utf8(&secret));
    struct mi_keyfile file = {.text = {secret.text, secret.size}};
    while (mi_keyfile_next(&file, &key)) {
        mi_text_unsigned(&said, file.number);
        mi_text_char(&said, ':');
        mi_text_run(&said, key.at, key.length);
        mi_text_char(&said, ' ');
    }
    mi_secret_free(&secret);
    assert_false(said.full);
    return buffer;
}

static void test_lines(void **state)
{
    (void)state;
    static const struct {
        const char *text, *keys;
    } CASES[] = {
        {"", ""},
        {"\n\r\n  \t\n", ""},
        {"# a comment", ""},
        {ONE, "1:" ONE " "},
        {ONE "\r\n", "1:" ONE " "},
        {"\xef\xbb\xbf" ONE "\n", "1:" ONE " "},
        {"\xef\xbb\xbf# mine\n" ONE "\n", "2:" ONE " "},
        {"# one\n; two\n // three\n\n  " ONE "  \n", "5:" ONE " "},
        {ONE " # Kitchen\n" TWO "\t; Hall\n" ONE "//", "1:" ONE " 2:" TWO " 3:" ONE " "},
        {ONE "\r\n" TWO "\r\n", "1:" ONE " 2:" TWO " "},
        {"# old\r" ONE "\r" TWO "\r", "2:" ONE " 3:" TWO " "},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++)
        assert_string_equal(keys_of(CASES[i].text, strlen(CASES[i].text)), CASES[i].keys);
}

/* As Windows writes it. */
static void test_utf16(void **state)
{
    (void)state;
    static const char TEXT[] = "# key\r\n" ONE "\r\n" TWO;
    for (unsigned is_big = 0; is_big < 2; is_big++) {
        char bytes[2 * sizeof TEXT] = {is_big ? '\xfe' : '\xff', is_big ? '\xff' : '\xfe'};
        for (size_t i = 0; i < sizeof TEXT - 1; i++)
            bytes[2 + 2 * i + is_big] = TEXT[i];
        assert_string_equal(keys_of(bytes, sizeof bytes), "2:" ONE " 3:" TWO " ");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_lines),
        cmocka_unit_test(test_utf16),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
