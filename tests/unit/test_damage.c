#include "support.h"

#include "devices/damage.h"

enum { PLACES = 1 << 18, ROUNDS = 4 };

/* Every key that has been made, by the row of its damage. */
struct made {
    struct {
        uint8_t digit[MI_DIGITS_MAX];
        bool is_taken;
    } places[PLACES];
    size_t count[32]; /* by row */
    size_t total;
    size_t twice;
    size_t with_two_changes;
    const struct mi_spelled *typed;
    uint8_t sought[MI_DIGITS_MAX];
    const struct mi_damage *found; /* that made the key sought */
    bool seeks_only;
    uint32_t seed;
};

static int made_new(void **state)
{
    *state = calloc(1, sizeof(struct made));
    assert_non_null(*state);
    ((struct made *)*state)->seed = 2463534242;
    return 0;
}

static int made_free(void **state)
{
    free(*state);
    return 0;
}

static uint32_t next_number(struct made *made)
{
    made->seed ^= made->seed << 13;
    made->seed ^= made->seed >> 17;
    made->seed ^= made->seed << 5;
    return made->seed >> 7;
}

/* --- making them --- */

static bool keep(void *context, const struct mi_guess *guess)
{
    struct made *made = context;
    uint32_t place = 2166136261;
    for (size_t i = 0; i < guess->size; i++)
        place = (place ^ guess->digit[i]) * 16777619;
    for (place %= PLACES; made->places[place].is_taken; place = (place + 1) % PLACES)
        if (memcmp(made->places[place].digit, guess->digit, guess->size) == 0)
            break;
    made->twice += made->places[place].is_taken;
    made->places[place].is_taken = true;
    memcpy(made->places[place].digit, guess->digit, guess->size);
    return true;
}

static bool take(void *context, const struct mi_guess *guess)
{
    struct made *made = context;
    size_t row = (size_t)(guess->damage - MI_DAMAGES);
    made->count[row]++;
    made->total++;
    if (made->found == NULL && memcmp(guess->digit, made->sought, guess->size) == 0)
        made->found = guess->damage;
    if (made->seeks_only || guess->damage->reach == MI_REACH_ASKED)
        return true;
    if (made->typed->count == guess->size && mi_is_spelled_in_digits(made->typed))
        made->with_two_changes += mi_guess_difference(guess).count == 2;
    return keep(context, guess);
}

static void make_all(struct made *made, const struct mi_spelled *typed, size_t size,
                     enum mi_reach reach)
{
    struct mi_guess guess = {.typed = typed, .size = size, .take = take, .context = made};
    if (!made->seeks_only)
        memset(made->places, 0, sizeof made->places);
    memset(made->count, 0, sizeof made->count);
    made->total = made->twice = made->with_two_changes = 0;
    made->typed = typed;
    made->found = NULL;
    for (size_t row = 0; row < MI_DAMAGE_COUNT; row++) {
        guess.damage = &MI_DAMAGES[row];
        if (MI_DAMAGES[row].reach <= reach && mi_damage_applies(&MI_DAMAGES[row], typed, size))
            MI_DAMAGES[row].make(&guess);
        assert_true(made->count[row] <= MI_DAMAGES[row].guesses);
    }
}

static size_t count_of(const struct made *made, const char *name)
{
    for (size_t row = 0; row < MI_DAMAGE_COUNT; row++)
        if (strcmp(MI_DAMAGES[row].name, name) == 0)
            return made->count[row];
    fail_msg("no damage %s", name);
    return 0;
}

static struct mi_spelled random_digits(struct made *made, size_t count, uint32_t kinds)
{
    struct mi_spelled spelled = {.count = count};
    for (size_t i = 0; i < count; i++)
        spelled.digit[i] = (uint8_t)(next_number(made) % kinds);
    return spelled;
}

static size_t runs_of(const struct mi_spelled *spelled)
{
    size_t runs = 1;
    for (size_t i = 1; i < spelled->count; i++)
        runs += spelled->digit[i] != spelled->digit[i - 1];
    return runs;
}

/* --- how many there are --- */

static void test_counts_of_32_digits(void **state)
{
    struct made *made = *state;
    for (int round = 0; round < ROUNDS; round++) {
        struct mi_spelled typed = random_digits(made, 32, 16);
        make_all(made, &typed, 32, MI_REACH_PROVEN);
        assert_int_equal(count_of(made, "cleaned"), 1);
        assert_int_equal(count_of(made, "turned"), 6);
        assert_int_equal(count_of(made, "rotated"), 31);
        assert_int_equal(count_of(made, "one_alike") + count_of(made, "one_digit"), 480);
        assert_int_equal(count_of(made, "swapped"), runs_of(&typed) - 1);
        assert_in_range(count_of(made, "two_alike"), 1200, 4500);
        assert_in_range(count_of(made, "lost_and_doubled"), 12000, 15392);
        assert_int_equal(made->with_two_changes, 111600);
        assert_int_equal(made->twice, 0);
        assert_in_range(made->total, 123000, 127500);
    }
}

static void test_counts_of_other_lengths(void **state)
{
    struct made *made = *state;
    static const struct {
        size_t digits;
        const char *name;
        size_t guesses;
    } CASES[] = {
        {31, "one_lost", 481},
        {30, "two_lost", 112081},
        {56, "window", 25},
        {64, "window", 33},
        {128, "window", 97},
        {33, "window", 2},
        {34, "window", 3},
        {28, "ends", 2 * 65536},
        {29, "ends", 2 * 4096},
        {27, "ends", 0},
        {32, "three_digits", 16740000},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        struct mi_spelled typed = random_digits(made, CASES[i].digits, 16);
        make_all(made, &typed, 32, MI_REACH_ASKED);
        assert_int_equal(count_of(made, CASES[i].name), CASES[i].guesses);
        assert_int_equal(made->twice, 0);
    }
    struct mi_spelled typed = random_digits(made, 33, 16);
    make_all(made, &typed, 32, MI_REACH_PROVEN);
    assert_int_equal(made->total, runs_of(&typed));
    typed = random_digits(made, 31, 16);
    make_all(made, &typed, 32, MI_REACH_PROVEN);
    assert_in_range(count_of(made, "lost_and_alike"), 25000, 45000);
}

static void test_counts_of_24_digits(void **state)
{
    struct made *made = *state;
    struct mi_spelled typed = random_digits(made, 24, 16);
    make_all(made, &typed, 24, MI_REACH_ANY);
    assert_int_equal(count_of(made, "turned"), 5); /* 12 bytes are not two groups of 8 */
    assert_int_equal(count_of(made, "rotated"), 23);
    assert_int_equal(count_of(made, "one_alike") + count_of(made, "one_digit"), 360);
    assert_int_equal(count_of(made, "two_alike"), 0);
    typed = random_digits(made, 23, 16);
    make_all(made, &typed, 24, MI_REACH_ANY);
    assert_int_equal(made->total, 361);
    typed = random_digits(made, 25, 16);
    make_all(made, &typed, 24, MI_REACH_ANY);
    assert_int_equal(made->total, runs_of(&typed));
}

/* Long runs and digits that alternate are where one key comes out of several damages. */
static void test_no_key_comes_twice(void **state)
{
    struct made *made = *state;
    for (size_t digits = 30; digits <= 34; digits++) {
        for (uint32_t kinds = 2; kinds <= 16; kinds += 7) {
            struct mi_spelled typed = random_digits(made, digits, kinds);
            for (size_t i = 0; i < digits && kinds == 2; i++) /* 3 and 8 look alike */
                typed.digit[i] = typed.digit[i] == 0 ? 3 : 8;
            make_all(made, &typed, 32, MI_REACH_PROVEN);
            assert_int_equal(made->twice, 0);
        }
    }
}

/* --- what is done to a key is undone --- */

static void remove_digit(struct made *made, struct mi_spelled *key)
{
    size_t at = next_number(made) % key->count;
    memmove(key->digit + at, key->digit + at + 1, key->count - at - 1);
    key->count--;
}

static void insert_digit(struct made *made, struct mi_spelled *key)
{
    size_t at = next_number(made) % (key->count + 1);
    memmove(key->digit + at + 1, key->digit + at, key->count - at);
    key->digit[at] = (uint8_t)(next_number(made) % 16);
    key->count++;
}

static void double_digit(struct made *made, struct mi_spelled *key)
{
    size_t at = next_number(made) % key->count;
    memmove(key->digit + at + 1, key->digit + at, key->count - at);
    key->count++;
}

static void change_digit(struct made *made, struct mi_spelled *key)
{
    key->digit[next_number(made) % key->count] ^= (uint8_t)(1 + next_number(made) % 15);
}

static void misread_digit(struct made *made, struct mi_spelled *key)
{
    /* digits that look alike: meant, then typed */
    static const char *const TYPED[16] = {"68cd",  "47", "7",  "58",  "1a9", "36", "058b", "12",
                                          "0369b", "48", "4e", "68d", "0e",  "0b", "ac",   "7e"};
    for (;;) {
        size_t at = next_number(made) % key->count;
        uint8_t typed = (uint8_t)(next_number(made) % 16);
        if (strchr(TYPED[typed], mi_hex_char(key->digit[at])) != NULL) {
            key->digit[at] = typed;
            return;
        }
    }
}

static void swap_digits(struct made *made, struct mi_spelled *key)
{
    size_t at = next_number(made) % (key->count - 1);
    uint8_t first = key->digit[at];
    key->digit[at] = key->digit[at + 1];
    key->digit[at + 1] = first;
}

static void rotate(struct made *made, struct mi_spelled *key)
{
    struct mi_spelled whole = *key;
    size_t by = next_number(made) % key->count;
    for (size_t i = 0; i < key->count; i++)
        key->digit[(i + by) % key->count] = whole.digit[i];
}

static void lose_end(struct made *made, struct mi_spelled *key)
{
    size_t lost = 3 + next_number(made) % 2;
    if (next_number(made) % 2 == 0)
        memmove(key->digit, key->digit + lost, key->count - lost);
    key->count -= lost;
}

static void test_damages_are_undone(void **state)
{
    struct made *made = *state;
    static const struct {
        void (*damage[3])(struct made *made, struct mi_spelled *key);
        const char *last; /* row that finds it, when none before does */
        enum mi_reach reach;
    } CASES[] = {
        {{rotate}, "rotated", MI_REACH_ANY},
        {{misread_digit}, "one_alike", MI_REACH_ANY},
        {{change_digit}, "one_digit", MI_REACH_ANY},
        {{swap_digits}, "swapped", MI_REACH_ANY},
        {{remove_digit}, "one_lost", MI_REACH_ANY},
        {{insert_digit}, "one_too_many", MI_REACH_ANY},
        {{misread_digit, misread_digit}, "two_alike", MI_REACH_PROVEN},
        {{remove_digit, double_digit}, "lost_and_doubled", MI_REACH_PROVEN},
        {{insert_digit, remove_digit}, "lost_and_doubled", MI_REACH_PROVEN},
        {{remove_digit, misread_digit}, "lost_and_alike", MI_REACH_PROVEN},
        {{change_digit, change_digit}, "two_digits", MI_REACH_PROVEN},
        {{remove_digit, remove_digit}, "two_lost", MI_REACH_PROVEN},
        {{insert_digit, insert_digit}, "two_too_many", MI_REACH_PROVEN},
        {{lose_end}, "ends", MI_REACH_ASKED},
    };
    made->seeks_only = true;
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        bool is_found_by_last = false;
        for (int round = 0; round < ROUNDS; round++) {
            struct mi_spelled key = random_digits(made, 32, 16);
            memcpy(made->sought, key.digit, sizeof made->sought);
            for (size_t step = 0; step < 3 && CASES[i].damage[step] != NULL; step++)
                CASES[i].damage[step](made, &key);
            make_all(made, &key, 32, CASES[i].reach);
            assert_non_null(made->found);
            is_found_by_last = is_found_by_last || strcmp(made->found->name, CASES[i].last) == 0;
        }
        assert_true(is_found_by_last);
    }
    made->seeks_only = false;
}

/* --- what is said --- */

static struct mi_spelled spelled_of(const char *text)
{
    struct mi_spelled spelled;
    assert_true(mi_spelling_read(text, strlen(text), &spelled));
    return spelled;
}

static const char *told(struct made *made, const char *key, const char *text, enum mi_reach reach)
{
    static char line[512];
    struct mi_spelled meant = spelled_of(key);
    struct mi_spelled typed = spelled_of(text);
    struct mi_text out = mi_text(line, sizeof line);
    memcpy(made->sought, meant.digit, sizeof made->sought);
    made->seeks_only = true;
    make_all(made, &typed, meant.count, reach);
    made->seeks_only = false;
    if (made->found == NULL)
        return "nothing fits";
    struct mi_guess guess = {.typed = &typed, .damage = made->found, .size = meant.count};
    memcpy(guess.digit, meant.digit, sizeof guess.digit);
    mi_text_add(&out, made->found->name);
    mi_text_add(&out, ": ");
    struct mi_text sentence = mi_text(line + out.length, sizeof line - out.length);
    made->found->tell(&sentence, &guess);
    return line;
}

#define KEY "1f228155bdd12fbee1f6fef074fc85b6"

static void test_sentences(void **state)
{
    static const struct {
        const char *typed, *told;
        enum mi_reach reach;
    } CASES[] = {
        {"{0x1f,22:8155bdd12fbee1f6fef074fc85b6}", "cleaned: only its spelling is unusual",
         MI_REACH_ANY},
        {"lf22Bl55bdd12fbeelf6fef074fc85b6", "nothing fits", MI_REACH_ANY},
        {"lf228l55bddl2fbeelGfefO74fc85bG", "nothing fits", MI_REACH_ANY},
        {"lf228l55bdd12fbee1fGfefO74fc85b6",
         "letters: letters stand for digits: 'l' for 1, 'G' for 6, 'O' for 0", MI_REACH_ANY},
        {"d18c2a4f7e" KEY "97", "window: digits 11–42 are the key", MI_REACH_ANY},
        {"7" KEY, "window: digits 2–33 are the key", MI_REACH_ANY},
        {"b685fc74f0fef6e1be2fd1bd5581221f", "turned: the bytes are reversed", MI_REACH_ANY},
        {"6b58cf470fef6f1eebf21ddb551822f1", "turned: the digits are reversed", MI_REACH_ANY},
        {"f1221855db1df2eb1e6fef0f47cf586b", "turned: the two digits of each byte are swapped",
         MI_REACH_ANY},
        {"221f5581d1bdbe2ff6e1f0fefc74b685", "turned: the bytes are reversed in groups of 2",
         MI_REACH_ANY},
        {"5581221fbe2fd1bdf0fef6e1b685fc74", "turned: the bytes are reversed in groups of 4",
         MI_REACH_ANY},
        {"be2fd1bd5581221fb685fc74f0fef6e1", "turned: the bytes are reversed in groups of 8",
         MI_REACH_ANY},
        {"55bdd12fbee1f6fef074fc85b61f2281",
         "rotated: the digits are rotated: the last 6 belong in front", MI_REACH_ANY},
        {"fc85b61f228155bdd12fbee1f6fef074",
         "rotated: the digits are rotated: the first 6 belong at the end", MI_REACH_ANY},
        {"1f228155bdd12f8ee1f6fef074fc85b6", "one_alike: digit 15 is '8', should be 'b'",
         MI_REACH_ANY},
        {"1F228155BDD12FBEE1F6FEF074FC85B7", "one_digit: digit 32 is '7', should be '6'",
         MI_REACH_ANY},
        {"1f2281555dd12fbee1f6fef074fc85b6", "one_digit: digit 9 is '5', should be 'b'",
         MI_REACH_ANY},
        {"1f22815b5dd12fbee1f6fef074fc85b6", "swapped: digits 8 and 9 are swapped", MI_REACH_ANY},
        {"1f22855bdd12fbee1f6fef074fc85b6", "one_lost: digit 6, '1', is missing", MI_REACH_ANY},
        {"1f28155bdd12fbee1f6fef074fc85b6",
         "one_lost: digit 4, '2', is missing (anywhere from 3 to 4)", MI_REACH_ANY},
        {"f228155bdd12fbee1f6fef074fc85b6", "one_lost: digit 1, '1', is missing", MI_REACH_ANY},
        {"1f228155bdd12fbee1f6fef074fc85b", "one_lost: digit 32, '6', is missing", MI_REACH_ANY},
        {"1f228155bdd12fbe6e1f6fef074fc85b6", "one_too_many: digit 17, '6', is too many",
         MI_REACH_ANY},
        {"1f228155bddd12fbee1f6fef074fc85b6",
         "one_too_many: digit 12, 'd', is too many (anywhere from 10 to 12)", MI_REACH_ANY},
        {"1f228155bdd12f8ee1f6fef074fc8586",
         "two_alike: digit 15 is '8', should be 'b', and digit 31 is '8', should be 'b'",
         MI_REACH_PROVEN},
        {"1f228155bdd12fbe1f66fef074fc85b6",
         "lost_and_doubled: digit 20, '6', is too many (anywhere from 19 to 20), and digit 17, "
         "'e', is missing (anywhere from 16 to 17)",
         MI_REACH_PROVEN},
        {"1f2281155bdd12fee1f6fef074fc85b6",
         "lost_and_doubled: digit 7, '1', is too many (anywhere from 6 to 7), and digit 15, 'b', "
         "is missing",
         MI_REACH_PROVEN},
        {"1f228155bdd12fbee1f6ef074fc85d6",
         "lost_and_alike: digit 21, 'f', is missing, and digit 30 is 'd', should be 'b'",
         MI_REACH_PROVEN},
        {"0f228155bdd12fbee1f6fef074fc85b7",
         "two_digits: digit 1 is '0', should be '1', and digit 32 is '7', should be '6'",
         MI_REACH_PROVEN},
        {"228155bdd12fbee1f6fef074fc85b6",
         "two_lost: digit 1, '1', is missing, and digit 2, 'f', is missing", MI_REACH_PROVEN},
        {"1f0228155bdd12fbee1f6fef074fc685b6",
         "two_too_many: digit 3, '0', is too many, and digit 30, '6', is too many",
         MI_REACH_PROVEN},
        {"0f228155bdd12f1ee1f6fef074fc85b7", "three_digits: a key that differs in 3 digits fits",
         MI_REACH_ASKED},
        {"28155bdd12fbee1f6fef074fc85b6", "ends: the first 3 digits are missing", MI_REACH_ASKED},
        {"1f228155bdd12fbee1f6fef074fc", "ends: the last 4 digits are missing", MI_REACH_ASKED},
        {"1f228155bdd12fbee1f6fef074f", "nothing fits", MI_REACH_ASKED},
        {"0f228155bdd12f1ee1f6fef074fc85b7", "nothing fits", MI_REACH_PROVEN},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++)
        assert_string_equal(told(*state, KEY, CASES[i].typed, CASES[i].reach), CASES[i].told);
}

static void test_sentences_of_short_keys(void **state)
{
    assert_string_equal(
        told(*state, "62d9271eafcccf6f8c7d6841", "41687d8c6fcfccaf1e27d962", MI_REACH_ANY),
        "turned: the bytes are reversed");
    assert_string_equal(
        told(*state, "62d9271eafcccf6f8c7d6841", "62d9271eafccf6f8c7d6841", MI_REACH_ANY),
        "one_lost: digit 13, 'c', is missing (anywhere from 11 to 13)");
}

/* 2^32 readings of letters are not tried. */
static void test_letters_are_bounded(void **state)
{
    struct made *made = *state;
    struct mi_spelled typed = spelled_of("GGGGGGGG000000000000000000000000");
    make_all(made, &typed, 32, MI_REACH_ASKED);
    assert_int_equal(made->total, 256);
    typed = spelled_of("GGGGGGGGq00000000000000000000000");
    make_all(made, &typed, 32, MI_REACH_ASKED);
    assert_int_equal(made->total, 0);
}

static bool take_three(void *context, const struct mi_guess *guess)
{
    (void)guess;
    return ++*(size_t *)context < 3;
}

static void test_making_ends_when_told(void **state)
{
    struct made *made = *state;
    for (size_t row = 0; row < MI_DAMAGE_COUNT; row++) {
        size_t taken = 0;
        const struct mi_damage *damage = &MI_DAMAGES[row];
        int beyond = damage->least > 0 ? damage->least : damage->most;
        struct mi_spelled typed = random_digits(made, (size_t)(32 + beyond), 16);
        struct mi_guess guess = {
            .typed = &typed, .damage = damage, .size = 32, .take = take_three, .context = &taken};
        damage->make(&guess);
        assert_in_range(taken, 0, 3);
    }
}

static void test_rows(void **state)
{
    (void)state;
    for (size_t row = 0; row < MI_DAMAGE_COUNT; row++) {
        assert_true(MI_DAMAGES[row].least <= MI_DAMAGES[row].most);
        assert_true(row == 0 || MI_DAMAGES[row - 1].reach <= MI_DAMAGES[row].reach);
        for (size_t other = 0; other < row; other++)
            assert_string_not_equal(MI_DAMAGES[other].name, MI_DAMAGES[row].name);
    }
}

/* A damage that is looked for on request: three digits wrong, and three or four lost. */
static void test_damages_to_ask_for(void **state)
{
    static const size_t DIGITS[] = {20, 21, 24, 28, 29, 32};
    size_t found = 0;
    (void)state;
    for (size_t digits = 0; digits < 2 * (size_t)MI_SPELLED_MAX; digits++) {
        bool is_one = found < sizeof DIGITS / sizeof DIGITS[0] && DIGITS[found] == digits;
        assert_int_equal(mi_damage_is_asked_for(digits), is_one);
        found += is_one;
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_counts_of_32_digits),
        cmocka_unit_test(test_counts_of_other_lengths),
        cmocka_unit_test(test_counts_of_24_digits),
        cmocka_unit_test(test_no_key_comes_twice),
        cmocka_unit_test(test_damages_are_undone),
        cmocka_unit_test(test_sentences),
        cmocka_unit_test(test_sentences_of_short_keys),
        cmocka_unit_test(test_letters_are_bounded),
        cmocka_unit_test(test_making_ends_when_told),
        cmocka_unit_test(test_rows),
        cmocka_unit_test(test_damages_to_ask_for),
    };
    return cmocka_run_group_tests_name("damage", tests, made_new, made_free);
}
