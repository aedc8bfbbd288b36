/* The word that was meant. */
#include "support.h"

#include "nearest.h"

static const char *nearest_of(const char *typed, const char *const *words)
{
    static struct nearest nearest;
    nearest = (struct nearest){.typed = typed};
    for (; *words != NULL; words++)
        nearest_offer(&nearest, *words);
    return nearest.found;
}

static const char *const COMMANDS[] = {"decrypt", "parse", "pcap",    "scan", "verify",
                                       "keys",    "list",  "publish", NULL};

static void slips_are_forgiven(void **state)
{
    (void)state;
    static const char *const PAIRS[][2] = {
        {"prase", "parse"},
        {"pars", "parse"},
        {"PARSE", "parse"},
        {"parsee", "parse"},
        {"decyrpt", "decrypt"},
        {"decode", ""},
        {"derypt", "decrypt"},
        {"pcpa", "pcap"},
        {"verfy", "verify"},
        {"ver", "verify"},
        {"lst", "list"},
        {"publsih", "publish"},
        {"x", ""},
        {"", ""},
        {"frobnicate", ""},
        {"kyes", "keys"},
    };
    for (size_t i = 0; i < sizeof PAIRS / sizeof PAIRS[0]; i++)
        assert_string_equal(nearest_of(PAIRS[i][0], COMMANDS), PAIRS[i][1]);
}

static void of_equals_the_one_with_its_ends_wins(void **state)
{
    (void)state;
    static const char *const SHELLS[] = {"bash", "zsh", "fish", NULL};
    assert_string_equal(nearest_of("fsh", SHELLS), "fish");
    assert_string_equal(nearest_of("bsh", SHELLS), "bash");
    assert_string_equal(nearest_of("zhs", SHELLS), "zsh");
    assert_string_equal(nearest_of("sh", SHELLS), "zsh");
}

static void the_nearest_wins_and_of_equals_the_first(void **state)
{
    (void)state;
    static const char *const WORDS[] = {"LYWSD02MMC", "LYWSD03MMC", "LYWSDCGQ", NULL};
    assert_string_equal(nearest_of("LYWSD0MMC", WORDS), "LYWSD02MMC");
    assert_string_equal(nearest_of("LYWSD3MMC", WORDS), "LYWSD03MMC");
    assert_string_equal(nearest_of("lywsdcgq", WORDS), "LYWSDCGQ");
}

static void words_of_any_length_are_taken(void **state)
{
    (void)state;
    char typed[200];
    static const char *const WORDS[] = {"0123456789012345678901234567890123456789",
                                        "01234567890123456789012345678901234567890123456789", NULL};
    for (size_t length = 0; length < sizeof typed - 1; length++) {
        memset(typed, 'a', sizeof typed);
        typed[length] = '\0';
        assert_string_equal(nearest_of(typed, WORDS), "");
    }
}

static void the_hint_is_whole(void **state)
{
    (void)state;
    char hint[HINT_MAX];
    struct nearest nearest = {.typed = "jsno", .before = "--"};
    assert_string_equal(nearest_hint(&nearest, hint), "");
    nearest_offer(&nearest, "json");
    assert_string_equal(nearest_hint(&nearest, hint), ", did you mean '--json'?");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(slips_are_forgiven),
        cmocka_unit_test(of_equals_the_one_with_its_ends_wins),
        cmocka_unit_test(the_nearest_wins_and_of_equals_the_first),
        cmocka_unit_test(words_of_any_length_are_taken),
        cmocka_unit_test(the_hint_is_whole),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
