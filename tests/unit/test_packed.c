#include "capture_file.h"

static const struct {
    const char *head; /* hex */
    const char *command;
} PACKED[] = {
    {"fd377a585a00 0004e6d6b446", "xz -dc FILE | mitool parse"},
    {"28b52ffd 247a 0d03", "zstd -dc FILE | mitool parse"},
    {"425a68 39 314159265359 1c6f", "bzip2 -dc FILE | mitool parse"},
    {"425a68 31 314159265359 1c6f", "bzip2 -dc FILE | mitool parse"},
    {"377abcaf271c 0004", "7z e -so FILE | mitool parse"},
};

static void what_unpacks_it_is_told(void **state)
{
    struct file *file = *state;
    for (size_t i = 0; i < sizeof PACKED / sizeof PACKED[0]; i++) {
        file->size = 0;
        put_hex(file, PACKED[i].head);
        assert_string_equal(format_of(file), "packed");
        assert_non_null(strstr(say(file), PACKED[i].command));
        assert_int_equal(strncmp(file->said, "!0 ", 3), 0);
        assert_ptr_equal(strchr(file->said, '\n'), file->said + strlen(file->said) - 1);
    }
}

static void words_that_begin_so_are_text(void **state)
{
    static const char *const WORDS[] = {"BZh", "BZh9", "BZh9 1AY&SY", "7z", "7zip", "(", ""};
    struct file *file = *state;
    for (size_t i = 0; i < sizeof WORDS / sizeof WORDS[0]; i++) {
        file->size = strlen(WORDS[i]);
        memcpy(file->bytes, WORDS[i], file->size);
        assert_string_equal(format_of(file), "text");
        assert_string_equal(say(file), "");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(what_unpacks_it_is_told, file_new, file_free),
        cmocka_unit_test_setup_teardown(words_that_begin_so_are_text, file_new, file_free),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
