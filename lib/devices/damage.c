#include "devices/damage.h"

#include "base/hex.h"

#include <string.h>

enum {
    DIGITS = 16,       /* values of a digit */
    AMBIGUOUS_MAX = 8, /* letters with two readings: 256 guesses */
};

static void offer(struct mi_guess *guess)
{
    const struct mi_damage *damage = guess->damage;
    if (guess->is_over || (damage->was_made != NULL && damage->was_made(guess)))
        return;
    guess->is_over = !guess->take(guess->context, guess);
}

static void copy_typed(struct mi_guess *guess, size_t at, size_t from, size_t count)
{
    memcpy(guess->digit + at, guess->typed->digit + from, count);
}

static void make_as_typed(struct mi_guess *guess)
{
    copy_typed(guess, 0, 0, guess->size);
    offer(guess);
}

/* --- letters that are no digits --- */

/* clang-format off */
static const struct {
    char letter;
    const char *digits;
} READINGS[] = {
    {'G', "69"}, {'I', "1"}, {'L', "1"}, {'O', "0"}, {'Q', "0"},  {'S', "5"}, {'T', "7"}, {'Z', "2"},
    {'g', "69"}, {'i', "1"}, {'l', "1"}, {'o', "0"}, {'q', "09"}, {'s', "5"}, {'t', "7"}, {'z', "2"},
};
/* clang-format on */

/* "" for a character that looks like no digit. */
static const char *readings_of(uint8_t character)
{
    for (size_t i = 0; i < sizeof READINGS / sizeof READINGS[0]; i++)
        if ((uint8_t)READINGS[i].letter == character)
            return READINGS[i].digits;
    return "";
}

bool mi_is_like_a_digit(uint8_t character)
{
    return mi_is_spelled_digit(character) || *readings_of(character) != '\0';
}

static size_t count_ambiguous(const struct mi_spelled *typed)
{
    size_t count = 0;
    for (size_t i = 0; i < typed->count; i++)
        count += strlen(readings_of(typed->digit[i])) > 1;
    return count;
}

static void read_letters(struct mi_guess *guess, size_t at)
{
    while (at < guess->size && mi_is_spelled_digit(guess->typed->digit[at])) {
        guess->digit[at] = guess->typed->digit[at];
        at++;
    }
    if (at == guess->size) {
        offer(guess);
        return;
    }
    for (const char *reading = readings_of(guess->typed->digit[at]); *reading != '\0'; reading++) {
        guess->digit[at] = (uint8_t)mi_hex_value(*reading);
        read_letters(guess, at + 1);
    }
}

static void make_of_letters(struct mi_guess *guess)
{
    if (!mi_is_spelled_in_digits(guess->typed) && count_ambiguous(guess->typed) <= AMBIGUOUS_MAX)
        read_letters(guess, 0);
}

/* --- a part of a longer text --- */

static void make_windows(struct mi_guess *guess)
{
    for (size_t from = 0; from + guess->size <= guess->typed->count; from++) {
        struct mi_spelled window = {.count = guess->size};
        copy_typed(guess, 0, from, guess->size);
        memcpy(window.digit, guess->digit, guess->size);
        if (mi_is_spelled_in_digits(&window))
            offer(guess);
    }
}

static bool is_window(const struct mi_guess *guess)
{
    for (size_t from = 0; from + guess->size <= guess->typed->count; from++)
        if (memcmp(guess->digit, guess->typed->digit + from, guess->size) == 0)
            return true;
    return false;
}

/* --- all digits in another order --- */

const struct mi_turn MI_TURNS[] = {
    {0, true, "the bytes are reversed"},
    {0, false, "the digits are reversed"},
    {2, false, "the two digits of each byte are swapped"},
    {4, true, "the bytes are reversed in groups of 2"},
    {8, true, "the bytes are reversed in groups of 4"},
    {16, true, "the bytes are reversed in groups of 8"},
};

bool mi_turn_applies(const struct mi_turn *turn, size_t size)
{
    return turn->digits == 0 || size % turn->digits == 0;
}

size_t mi_turn_place(const struct mi_turn *turn, size_t size, size_t at)
{
    size_t group = turn->digits > 0 ? turn->digits : size;
    size_t mirrored = at - at % group + (group - 1 - at % group);
    return turn->keeps_bytes ? mirrored ^ 1 : mirrored;
}

static void make_turned(struct mi_guess *guess)
{
    const struct mi_turn *end = MI_TURNS + sizeof MI_TURNS / sizeof MI_TURNS[0];
    for (const struct mi_turn *turn = MI_TURNS; turn < end; turn++) {
        if (!mi_turn_applies(turn, guess->size))
            continue;
        for (size_t at = 0; at < guess->size; at++)
            guess->digit[at] = guess->typed->digit[mi_turn_place(turn, guess->size, at)];
        offer(guess);
    }
}

static void make_rotated(struct mi_guess *guess)
{
    for (size_t by = 1; by < guess->size; by++) {
        copy_typed(guess, 0, by, guess->size - by);
        copy_typed(guess, guess->size - by, 0, by);
        offer(guess);
    }
}

/* --- digits for others --- */

/* Digits that look like the one typed, a bit each. */
#define D(digit_) (1u << 0x##digit_)
/* clang-format off */
static const uint16_t ALIKE[DIGITS] = {
    [0x0] = D(6) | D(8) | D(d) | D(c),
    [0x1] = D(7) | D(4),
    [0x2] = D(7),
    [0x3] = D(8) | D(5),
    [0x4] = D(9) | D(a) | D(1),
    [0x5] = D(6) | D(3),
    [0x6] = D(5) | D(b) | D(8) | D(0),
    [0x7] = D(1) | D(2),
    [0x8] = D(b) | D(6) | D(3) | D(0) | D(9),
    [0x9] = D(4) | D(8),
    [0xa] = D(4) | D(e),
    [0xb] = D(6) | D(8) | D(d),
    [0xc] = D(e) | D(0),
    [0xd] = D(0) | D(b),
    [0xe] = D(c) | D(a),
    [0xf] = D(7) | D(e),
};
/* clang-format on */
#undef D

static bool is_alike(uint8_t typed, uint8_t meant)
{
    return (ALIKE[typed] >> meant & 1) != 0;
}

/* Changes so many digits, from `from` on, to any others or to those that look alike. */
static void change(struct mi_guess *guess, bool to_alike, size_t from, size_t left)
{
    if (left == 0) {
        offer(guess);
        return;
    }
    for (size_t at = from; at + left <= guess->size; at++) {
        uint8_t typed = guess->digit[at];
        for (uint8_t digit = 0; digit < DIGITS; digit++) {
            if (to_alike ? !is_alike(typed, digit) : digit == typed)
                continue;
            guess->digit[at] = digit;
            change(guess, to_alike, at + 1, left - 1);
        }
        guess->digit[at] = typed;
    }
}

static void make_changes(struct mi_guess *guess, bool to_alike, size_t count)
{
    copy_typed(guess, 0, 0, guess->size);
    change(guess, to_alike, 0, count);
}

static void make_one_alike(struct mi_guess *guess)
{
    make_changes(guess, true, 1);
}

static void make_one_digit(struct mi_guess *guess)
{
    make_changes(guess, false, 1);
}

static void make_two_alike(struct mi_guess *guess)
{
    make_changes(guess, true, 2);
}

static void make_two_digits(struct mi_guess *guess)
{
    make_changes(guess, false, 2);
}

static void make_three_digits(struct mi_guess *guess)
{
    make_changes(guess, false, 3);
}

static void make_swapped(struct mi_guess *guess)
{
    const uint8_t *typed = guess->typed->digit;
    copy_typed(guess, 0, 0, guess->size);
    for (size_t at = 0; at + 1 < guess->size; at++) {
        guess->digit[at] = typed[at + 1];
        guess->digit[at + 1] = typed[at];
        if (typed[at] != typed[at + 1])
            offer(guess);
        guess->digit[at] = typed[at];
        guess->digit[at + 1] = typed[at + 1];
    }
}

struct mi_difference mi_guess_difference(const struct mi_guess *guess)
{
    const uint8_t *typed = guess->typed->digit;
    struct mi_difference difference = {.is_alike = true};
    for (size_t at = 0; at < guess->size; at++) {
        if (guess->digit[at] == typed[at])
            continue;
        if (difference.count++ == 0)
            difference.first = at;
        difference.last = at;
        difference.is_alike = difference.is_alike && is_alike(typed[at], guess->digit[at]);
    }
    return difference;
}

bool mi_guess_moves_left(const struct mi_guess *guess, size_t first, size_t last)
{
    return memcmp(guess->digit + first, guess->typed->digit + first + 1, last - first) == 0;
}

/* Whether what was typed from `first` on, before `last`, stands one place to the right in it. */
static bool moves_right(const struct mi_guess *guess, size_t first, size_t last)
{
    return memcmp(guess->digit + first + 1, guess->typed->digit + first, last - first) == 0;
}

static bool is_one_alike(const struct mi_guess *guess)
{
    return mi_guess_difference(guess).is_alike;
}

static bool is_swap(const struct mi_guess *guess, const struct mi_difference *difference)
{
    return difference->last == difference->first + 1 &&
           mi_guess_moves_left(guess, difference->first, difference->last) &&
           moves_right(guess, difference->first, difference->last);
}

static bool is_swapped(const struct mi_guess *guess)
{
    struct mi_difference difference = mi_guess_difference(guess);
    return is_swap(guess, &difference);
}

/* All digits, by one place: the one that falls off comes in again at the other end. */
static bool is_rotated_by_one(const struct mi_guess *guess)
{
    const uint8_t *typed = guess->typed->digit;
    size_t last = guess->size - 1;
    return (mi_guess_moves_left(guess, 0, last) && guess->digit[last] == typed[0]) ||
           (moves_right(guess, 0, last) && guess->digit[0] == typed[last]);
}

static bool was_shifted_before(const struct mi_guess *guess)
{
    struct mi_difference difference = mi_guess_difference(guess);
    return (difference.count == 2 && difference.is_alike) || is_swap(guess, &difference) ||
           is_rotated_by_one(guess);
}

static bool is_two_alike_or_shifted(const struct mi_guess *guess)
{
    struct mi_difference difference = mi_guess_difference(guess);
    return difference.is_alike || mi_guess_moves_left(guess, difference.first, difference.last) ||
           moves_right(guess, difference.first, difference.last);
}

/* --- digits lost, and digits too many --- */

/*
 * Puts so many digits in, from `at` of the key and `from` of what was typed on. In a run of equal
 * digits it is the last that was lost: so each key comes once.
 */
static void put_in(struct mi_guess *guess, size_t at, size_t from, size_t left)
{
    const struct mi_spelled *typed = guess->typed;
    if (left == 0) {
        copy_typed(guess, at, from, typed->count - from);
        offer(guess);
        return;
    }
    for (;; at++, from++) {
        bool is_end = from == typed->count;
        for (uint8_t digit = 0; digit < DIGITS; digit++) {
            guess->digit[at] = digit;
            if (is_end || digit != typed->digit[from])
                put_in(guess, at + 1, from, left - 1);
        }
        if (is_end)
            return;
        guess->digit[at] = typed->digit[from];
    }
}

static void make_with_lost(struct mi_guess *guess)
{
    put_in(guess, 0, 0, guess->size - guess->typed->count);
}

/*
 * Leaves so many of the first `end` digits out; what was behind them stands in the guess already.
 * In a run of equal digits it is the last that is too many.
 */
static void leave_out(struct mi_guess *guess, size_t end, size_t left)
{
    const uint8_t *typed = guess->typed->digit;
    if (left == 0) {
        copy_typed(guess, 0, 0, end);
        offer(guess);
        return;
    }
    for (; end >= left; end--) {
        size_t at = end - left; /* digits of the guess that are not there yet */
        if (at == guess->size || typed[end - 1] != guess->digit[at])
            leave_out(guess, end - 1, left - 1);
        if (at == 0)
            return;
        guess->digit[at - 1] = typed[end - 1];
    }
}

static void make_without_surplus(struct mi_guess *guess)
{
    leave_out(guess, guess->typed->count, guess->typed->count - guess->size);
}

/* One too many at `first`, one lost at `last`, and what is between them one place off. */
static void move_left(struct mi_guess *guess, size_t first, size_t last)
{
    uint8_t typed = guess->typed->digit[last];
    copy_typed(guess, 0, 0, guess->size);
    copy_typed(guess, first, first + 1, last - first);
    for (uint8_t digit = 0; digit < DIGITS; digit++) {
        guess->digit[last] = digit;
        if (digit != typed)
            offer(guess);
    }
}

/* The other way round; digits that only alternate have been moved to the left just the same. */
static void move_right(struct mi_guess *guess, size_t first, size_t last)
{
    uint8_t typed = guess->typed->digit[first];
    copy_typed(guess, 0, 0, guess->size);
    copy_typed(guess, first + 1, first, last - first);
    for (uint8_t digit = 0; digit < DIGITS; digit++) {
        guess->digit[first] = digit;
        if (digit != typed && !mi_guess_moves_left(guess, first, last))
            offer(guess);
    }
}

static void make_shifted(struct mi_guess *guess)
{
    const uint8_t *typed = guess->typed->digit;
    for (size_t first = 0; first < guess->size; first++) {
        for (size_t last = first + 1; last < guess->size; last++) {
            if (typed[first] != typed[first + 1])
                move_left(guess, first, last);
            if (typed[last] != typed[last - 1])
                move_right(guess, first, last);
        }
    }
}

struct mi_misread mi_guess_misread(const struct mi_guess *guess, size_t gap)
{
    struct mi_misread misread = {.count = 0};
    for (size_t at = 0; at < guess->typed->count && misread.count < 2; at++) {
        uint8_t meant = guess->digit[at < gap ? at : at + 1];
        if (meant == guess->typed->digit[at])
            continue;
        misread.count++;
        misread.at = at;
        misread.is_alike = is_alike(guess->typed->digit[at], meant);
    }
    return misread;
}

/* Whether the same key has come with one lost and none misread, or with another one lost. */
static bool was_misread_before(const struct mi_guess *guess, size_t gap)
{
    for (size_t other = 0; other < guess->size; other++) {
        struct mi_misread misread = mi_guess_misread(guess, other);
        if (misread.count == 0 || (misread.count == 1 && misread.is_alike && other < gap))
            return true;
    }
    return false;
}

static void misread_around(struct mi_guess *guess, size_t gap)
{
    for (size_t at = 0; at < guess->size; at++) {
        uint8_t typed = guess->digit[at];
        for (uint8_t digit = 0; digit < DIGITS && at != gap; digit++) {
            guess->digit[at] = digit;
            if (is_alike(typed, digit) && !was_misread_before(guess, gap))
                offer(guess);
        }
        guess->digit[at] = typed;
    }
}

static void make_lost_and_alike(struct mi_guess *guess)
{
    for (size_t gap = 0; gap < guess->size; gap++) {
        copy_typed(guess, 0, 0, gap);
        copy_typed(guess, gap + 1, gap, guess->typed->count - gap);
        for (uint8_t digit = 0; digit < DIGITS; digit++) {
            guess->digit[gap] = digit;
            misread_around(guess, gap);
        }
    }
}

static void fill(struct mi_guess *guess, size_t at, size_t end)
{
    if (at == end) {
        offer(guess);
        return;
    }
    for (uint8_t digit = 0; digit < DIGITS; digit++) {
        guess->digit[at] = digit;
        fill(guess, at + 1, end);
    }
}

static void make_with_lost_ends(struct mi_guess *guess)
{
    size_t typed = guess->typed->count;
    copy_typed(guess, 0, 0, typed);
    fill(guess, typed, guess->size);
    copy_typed(guess, guess->size - typed, 0, typed);
    fill(guess, 0, guess->size - typed);
}

/* --- the table --- */

/* clang-format off */
#define LONG   INT8_MAX
#define ANY    MI_REACH_ANY
#define PROVEN MI_REACH_PROVEN
#define ASKED  MI_REACH_ASKED
const struct mi_damage MI_DAMAGES[] = {
    {"cleaned",             0, 0, ANY,    false,        1, make_as_typed,        NULL,                    mi_tell_spelling},
    {"letters",             0, 0, ANY,    true,       256, make_of_letters,      NULL,                    mi_tell_letters},
    {"window",           1, LONG, ANY,    true,        97, make_windows,         NULL,                    mi_tell_window},
    {"turned",              0, 0, ANY,    false,        6, make_turned,          NULL,                    mi_tell_turn},
    {"rotated",             0, 0, ANY,    false,       31, make_rotated,         NULL,                    mi_tell_rotation},
    {"one_alike",           0, 0, ANY,    false,      160, make_one_alike,       NULL,                    mi_tell_changes},
    {"one_digit",           0, 0, ANY,    false,      480, make_one_digit,       is_one_alike,            mi_tell_changes},
    {"swapped",             0, 0, ANY,    false,       31, make_swapped,         NULL,                    mi_tell_swap},
    {"one_lost",          -1, -1, ANY,    false,      481, make_with_lost,       NULL,                    mi_tell_missing},
    {"one_too_many",        1, 1, ANY,    false,       33, make_without_surplus, is_window,               mi_tell_surplus},
    {"two_alike",           0, 0, PROVEN, false,    12400, make_two_alike,       is_swapped,              mi_tell_changes},
    {"lost_and_doubled",    0, 0, PROVEN, false,    15392, make_shifted,         was_shifted_before,      mi_tell_shift},
    {"lost_and_alike",    -1, -1, PROVEN, false,    79360, make_lost_and_alike,  NULL,                    mi_tell_missing_and_misread},
    {"two_digits",          0, 0, PROVEN, false,   111600, make_two_digits,      is_two_alike_or_shifted, mi_tell_changes},
    {"two_lost",          -2, -2, PROVEN, false,   112081, make_with_lost,       NULL,                    mi_tell_missing},
    {"two_too_many",        2, 2, PROVEN, false,      561, make_without_surplus, is_window,               mi_tell_surplus},
    {"three_digits",        0, 0, ASKED,  false, 16740000, make_three_digits,    NULL,                    mi_tell_count},
    {"ends",              -4, -3, ASKED,  false,   131072, make_with_lost_ends,  NULL,                    mi_tell_end},
};
#undef LONG
#undef ANY
#undef PROVEN
#undef ASKED
/* clang-format on */
const size_t MI_DAMAGE_COUNT = sizeof MI_DAMAGES / sizeof MI_DAMAGES[0];

bool mi_damage_applies(const struct mi_damage *damage, const struct mi_spelled *typed, size_t size)
{
    int beyond = (int)typed->count - (int)size;
    return beyond >= damage->least && beyond <= damage->most &&
           (damage->takes_letters || mi_is_spelled_in_digits(typed));
}

bool mi_damage_is_asked_for(size_t digits)
{
    static const size_t SIZES[] = {2 * MI_KEY_SIZE, 2 * MI_KEY_SHORT};
    const struct mi_spelled typed = {.count = digits};
    for (size_t i = 0; i < 2 * MI_DAMAGE_COUNT; i++)
        if (MI_DAMAGES[i / 2].reach == MI_REACH_ASKED &&
            mi_damage_applies(&MI_DAMAGES[i / 2], &typed, SIZES[i % 2]))
            return true;
    return false;
}
