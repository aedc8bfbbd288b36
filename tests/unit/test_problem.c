#include "support.h"

#include "base/problem.h"

static const char *sentence(enum mi_problem_code code, char *buffer, size_t size)
{
    struct mi_problem problem = {.code = code, .number = {11, 22, 33, 44}, .string = "<string>"};
    struct mi_text text = mi_text(buffer, size);
    mi_text_problem(&text, &problem);
    assert_false(text.full);
    return buffer;
}

static void test_each_code_has_a_sentence(void **state)
{
    (void)state;
    char buffer[512];
    for (int code = MI_OK; code < MI_P_CODES; code++) {
        const char *text = sentence((enum mi_problem_code)code, buffer, sizeof buffer);
        size_t length = strlen(text);
        assert_true(length > 8);
        assert_true(text[length - 1] != '.' && text[length - 1] != ' ');
        assert_null(strstr(text, "  "));
        assert_null(strchr(text, '%'));
    }
}

static void test_no_two_codes_say_the_same(void **state)
{
    (void)state;
    char one[512], other[512];
    for (int code = MI_OK; code < MI_P_CODES; code++)
        for (int next = code + 1; next < MI_P_CODES; next++)
            assert_string_not_equal(sentence((enum mi_problem_code)code, one, sizeof one),
                                    sentence((enum mi_problem_code)next, other, sizeof other));
}

static void test_arguments_stand_where_they_belong(void **state)
{
    (void)state;
    char buffer[512];
    struct mi_problem cut = {MI_P_OBJECT_CUT, {0x1004, 11, 8, 2}, NULL};
    struct mi_text text = mi_text(buffer, sizeof buffer);
    mi_text_problem(&text, &cut);
    assert_true(strncmp(buffer, "object 0x1004 at byte 11 announces 8 bytes, ", 44) == 0);
    assert_non_null(strstr(buffer + 44, " 2"));
    text = mi_text(buffer, sizeof buffer);
    mi_text_problem(&text,
                    &(struct mi_problem){.code = MI_P_CANNOT_OPEN, .string = "No such file"});
    assert_string_equal(buffer, "cannot be opened: No such file");
}

static void test_a_string_may_be_missing(void **state)
{
    (void)state;
    char buffer[512];
    struct mi_text text = mi_text(buffer, sizeof buffer);
    mi_text_problem(&text, &(struct mi_problem){.code = MI_P_CUT_BY_DEVICE, .number = {5}});
    assert_non_null(strstr(buffer, "5 bytes"));
}

static void a_code_that_there_is_not_says_nothing(void **state)
{
    (void)state;
    char buffer[16];
    struct mi_text text = mi_text(buffer, sizeof buffer);
    mi_text_problem(&text, &(struct mi_problem){.code = MI_P_CODES});
    mi_text_problem(&text, &(struct mi_problem){.code = (enum mi_problem_code) - 1});
    assert_string_equal(buffer, "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_code_that_there_is_not_says_nothing),
        cmocka_unit_test(test_each_code_has_a_sentence),
        cmocka_unit_test(test_no_two_codes_say_the_same),
        cmocka_unit_test(test_arguments_stand_where_they_belong),
        cmocka_unit_test(test_a_string_may_be_missing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
