/* Texts that differ in case alone. */
#include "support.h"

#include "fold.h"

static void case_is_no_difference(void **state)
{
    (void)state;
    static const char *const PAIRS[][2] = {
        {"Kitchen", "kITCHEN"},
        {"KÜCHE", "küche"},
        {"Škoda ŽIŽKOV", "škoda žižkov"},
        {"ŁAZIENKA", "łazienka"},
        {"ŸŐŰ", "ÿőű"},
        {"ΚΟΥΖΊΝΑ", "κουζίνα"},
        {"ΟΊΚΟΣ", "οίκος"},
        {"ΌΏΎ", "όώύ"},
        {"КУХНЯ ЁЖ Ґ", "кухня ёж ґ"},
        {"ԽՈՀԱՆՈՑ", "խոհանոց"},
        {"PHÒNG NGỦ Ơ Ư", "phòng ngủ ơ ư"},
        {"ＡＺ", "ａｚ"},
        {"卧室", "卧室"},
        {"", ""},
    };
    for (size_t i = 0; i < sizeof PAIRS / sizeof PAIRS[0]; i++) {
        assert_true(fold_is_same(PAIRS[i][0], PAIRS[i][1]));
        assert_true(fold_is_same(PAIRS[i][1], PAIRS[i][0]));
    }
}

static void all_else_is(void **state)
{
    (void)state;
    static const char *const PAIRS[][2] = {
        {"Kuche", "Küche"}, {"Küche", "Küch"}, {"Küch", "Küche"}, {"×", "÷"},     {"ŁŁ", "ŃŃ"},
        {"[", "{"},         {"\xc3", "Ã"},     {"\xc3", "\xe3"},  {"卧室", "卧"}, {"", "a"},
    };
    for (size_t i = 0; i < sizeof PAIRS / sizeof PAIRS[0]; i++)
        assert_false(fold_is_same(PAIRS[i][0], PAIRS[i][1]));
}

static void a_part_is_found(void **state)
{
    (void)state;
    assert_true(fold_has("Die KÜCHE unten", "küche"));
    assert_true(fold_has("x\xc3"
                         "Küche",
                         "kÜCHE"));
    assert_true(fold_has("Küche", ""));
    assert_true(fold_has("ababac", "ABAC"));
    assert_false(fold_has("Küche", "kücheN"));
    assert_false(fold_has("", "a"));
    assert_false(fold_has("Ü", "\x9c"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(case_is_no_difference),
        cmocka_unit_test(all_else_is),
        cmocka_unit_test(a_part_is_found),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
