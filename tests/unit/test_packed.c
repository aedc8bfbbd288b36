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
    {"526172211a07 0100", "unrar p -inul FILE | mitool parse"},
    {"526172211a07 00cf", "unrar p -inul FILE | mitool parse"},
    {"04224d18 6440a7", "lz4 -dc FILE | mitool parse"},
    {"4c5a4950 01 0c", "lzip -dc FILE | mitool parse"},
    {"894c5a4f000d0a1a0a", "lzop -dc FILE | mitool parse"},
    {"1f9d 90 30", "gzip -dc FILE | mitool parse"},
    {"5d00008000 ffffffffffffffff 00", "xz -dc FILE | mitool parse"},
    {"5d00001000 ffffffffffffffff 00", "xz -dc FILE | mitool parse"},
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

/* The header of a tar file, of a file of this name. */
static void put_tar(struct file *file, const char *name)
{
    enum { MODE = 100, MAGIC = 257, SIZE = 512 };
    memset(file->bytes, 0, SIZE);
    memcpy(file->bytes, name, strlen(name));
    memcpy(file->bytes + MODE, "0000644", 8);
    memcpy(file->bytes + MAGIC, "ustar", 5);
    file->size = SIZE;
}

static void a_tar_file_is_told(void **state)
{
    struct file *file = *state;
    put_tar(file, "captures/kitchen.log");
    assert_string_equal(format_of(file), "packed");
    assert_string_equal(say(file), "!0 packed in a way that mitool does not unpack: tar -xOf FILE "
                                   "| mitool parse\n");
    file->bytes[100] = '9';
    assert_string_equal(format_of(file), "text");
    put_tar(file, "captures/kitchen.log");
    file->bytes[99] = 'x';
    assert_string_equal(format_of(file), "text");
    put_tar(file, "captures/kitchen.log\n");
    assert_string_equal(format_of(file), "text");
}

static void words_that_begin_so_are_text(void **state)
{
    static const char *const WORDS[] = {"BZh",  "BZh9", "BZh9 1AY&SY", "7z",    "7zip", "(",
                                        "Rar!", "LZIP", "]",           "ustar", ""};
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
        cmocka_unit_test_setup_teardown(a_tar_file_is_told, file_new, file_free),
        cmocka_unit_test_setup_teardown(words_that_begin_so_are_text, file_new, file_free),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
