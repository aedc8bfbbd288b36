#include "capture_file.h"

#define SERVICE "5020aa01070c0b0a342d580d1004fa001202"

static const struct {
    const char *bytes; /* hex */
    const char *said;  /* NULL: read as text */
} CASES[] = {
    {"04" EVENT, "1 h4 04" EVENT "\n"},
    {EVENT, "1 event " EVENT "\n"},
    {DATA, "1 ad " DATA "\n"},
    {DATA "0000", "1 ad " DATA "0000\n"},
    {SERVICE, "1 service " SERVICE "\n"},
    {SERVICE "00", NULL},                 /* more than a frame */
    {"5020ffff070c0b0a342d58", NULL},     /* of no product that is known */
    {"0303 95fe" DATA, NULL},             /* not known at the beginning */
    {"020106 0303 95fe", NULL},           /* no data in it */
    {"04" EVENT "04", NULL},              /* more than one packet */
    {"04" EVENT "04" EVENT, NULL},        /* the same */
    {"043e0a01000001000c0b0a3400", NULL}, /* no report */
    {DATA "00000001", NULL},
};

static void one_packet_is_read(void **state)
{
    struct file *file = *state;
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        file->size = 0;
        put_hex(file, CASES[i].bytes);
        assert_string_equal(format_of(file), CASES[i].said != NULL ? "one packet" : "text");
        if (CASES[i].said != NULL)
            assert_string_equal(say(file), CASES[i].said);
    }
}

/* Advertising data ends with a structure: behind the flags alone there is no data. */
static void a_part_of_a_packet_is_none(void **state)
{
    static const char *const WHOLE[] = {"04" EVENT, EVENT, DATA, SERVICE};
    struct file *file = *state;
    for (size_t i = 0; i < sizeof WHOLE / sizeof WHOLE[0]; i++) {
        file->size = 0;
        put_hex(file, WHOLE[i]);
        while (--file->size > 0)
            assert_string_equal(format_of(file), "text");
    }
}

static void words_are_text(void **state)
{
    static const char *const WORDS[] = {
        ">", "\n", "\n\n\n", "\t\x16", "\4 is no event", ">\2\2", "20210a6c20a020"};
    struct file *file = *state;
    for (size_t i = 0; i < sizeof WORDS / sizeof WORDS[0]; i++) {
        file->size = strlen(WORDS[i]);
        memcpy(file->bytes, WORDS[i], file->size);
        assert_string_equal(format_of(file), "text");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(one_packet_is_read, file_new, file_free),
        cmocka_unit_test_setup_teardown(a_part_of_a_packet_is_none, file_new, file_free),
        cmocka_unit_test_setup_teardown(words_are_text, file_new, file_free),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
