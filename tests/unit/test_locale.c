/* Numbers are the same in every locale, also in one whose decimal point has two bytes. */
#include "support.h"

#include "base/number.h"

#include <locale.h>
#include <unistd.h>

/* A locale that this system need not have; false when it cannot be made here. */
static bool enter_wide_locale(void)
{
    static const char SOURCE[] = "LC_NUMERIC\n"
                                 "decimal_point \"<U066B>\"\n"
                                 "thousands_sep \"\"\n"
                                 "grouping -1\n"
                                 "END LC_NUMERIC\n";
    char directory[] = "/tmp/test_locale.XXXXXX";
    char command[256];
    if (mkdtemp(directory) == NULL || setenv("LOCPATH", directory, 1) != 0)
        return false;
    (void)snprintf(command, sizeof command,
                   "cd %s && cat >wide && localedef -c -i wide -f UTF-8 ./wide.UTF-8 2>&-",
                   directory);
    FILE *localedef = popen(command, "w");
    bool is_made = localedef != NULL && fputs(SOURCE, localedef) >= 0 && pclose(localedef) >= 0 &&
                   setlocale(LC_NUMERIC, "wide.UTF-8") != NULL;
    (void)snprintf(command, sizeof command, "rm -r %s", directory);
    return system(command) == 0 && is_made;
}

static const char *shortest(struct mi_number number)
{
    static char buffer[64];
    struct mi_text text = mi_text(buffer, sizeof buffer);
    mi_text_number(&text, number);
    return buffer;
}

static void floats_do_not_ask_for_the_decimal_point(void **state)
{
    static const struct {
        uint32_t bits;
        const char *text;
    } CASES[] = {
        {0x41b33333, "22.4"},      {0x7f7fffff, "34028235e31"}, {0x00000001, "1e-45"},
        {0x3f800001, "1.0000001"}, {0xbf800001, "-1.0000001"},  {0x33d6bf95, "0.0000001"},
    };
    struct mi_number number;
    (void)state;
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        assert_true(mi_number_float(CASES[i].bits, &number));
        assert_string_equal(shortest(number), CASES[i].text);
    }
}

static void doubles_and_halves_neither(void **state)
{
    static const double VALUE = -1.0 / 3;
    struct mi_number number;
    uint64_t bits;
    (void)state;
    memcpy(&bits, &VALUE, sizeof bits);
    assert_true(mi_number_double(bits, &number));
    assert_string_equal(shortest(number), "-0.3333333333333333");
    assert_true(mi_number_half(0x0001, &number));
    assert_string_equal(shortest(number), "0.00000006");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(floats_do_not_ask_for_the_decimal_point),
        cmocka_unit_test(doubles_and_halves_neither),
    };
    char point[40];
    bool is_wide = enter_wide_locale();
    (void)snprintf(point, sizeof point, "%.1f", 1.0);
    (void)printf("the decimal point here: %s%s\n", point,
                 is_wide ? "" : " (no localedef: not the one of two bytes)");
    return cmocka_run_group_tests(tests, NULL, NULL);
}
