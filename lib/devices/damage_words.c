/*
 * The sentences on a damage. Digits are counted from 1: those that are wrong or too many as they
 * were typed, those that are missing as they are in the key. None tells more than two digits of it.
 */
#include "devices/damage.h"

#include "base/hex.h"

#include <string.h>

static void add_sentence(struct mi_text *text, const char *pattern, size_t first, size_t second)
{
    mi_text_sentence(text, pattern, (const uint32_t[]){(uint32_t)first, (uint32_t)second}, NULL);
}

static void add_and(struct mi_text *text)
{
    if (text->length > 0)
        mi_text_add(text, ", and ");
}

static void add_quoted(struct mi_text *text, uint8_t digit)
{
    mi_text_char(text, '\'');
    mi_text_char(text, mi_is_spelled_digit(digit) ? mi_hex_char(digit) : (char)digit);
    mi_text_char(text, '\'');
}

/* "digit 7 is '8', should be 'b'" */
static void add_wrong(struct mi_text *text, size_t at, uint8_t typed, uint8_t meant)
{
    add_and(text);
    add_sentence(text, "digit %d is ", at + 1, 0);
    add_quoted(text, typed);
    mi_text_add(text, ", should be ");
    add_quoted(text, meant);
}

/*
 * "digit 17, 'b', is missing (anywhere from 16 to 17)": of a run of equal digits nobody can tell
 * which, and the last one is named.
 */
static void add_counted(struct mi_text *text, const uint8_t *digits, size_t count, size_t at,
                        const char *what)
{
    size_t first = at;
    size_t last = at;
    while (first > 0 && digits[first - 1] == digits[at])
        first--;
    while (last + 1 < count && digits[last + 1] == digits[at])
        last++;
    add_and(text);
    add_sentence(text, "digit %d, ", last + 1, 0);
    add_quoted(text, digits[at]);
    mi_text_add(text, what);
    if (first < last)
        add_sentence(text, " (anywhere from %d to %d)", first + 1, last + 1);
}

static void add_missing(struct mi_text *text, const struct mi_guess *guess, size_t at)
{
    add_counted(text, guess->digit, guess->size, at, ", is missing");
}

static void add_surplus(struct mi_text *text, const struct mi_guess *guess, size_t at)
{
    add_counted(text, guess->typed->digit, guess->typed->count, at, ", is too many");
}

/* --- one sentence each --- */

void mi_tell_spelling(struct mi_text *text, const struct mi_guess *guess)
{
    (void)guess;
    mi_text_add(text, "only its spelling is unusual");
}

/* "letters stand for digits: 'S' for 5, 'O' for 0", each once. */
void mi_tell_letters(struct mi_text *text, const struct mi_guess *guess)
{
    const char *before = "letters stand for digits: ";
    for (size_t at = 0; at < guess->size; at++) {
        uint8_t typed = guess->typed->digit[at];
        if (mi_is_spelled_digit(typed) || memchr(guess->typed->digit, typed, at) != NULL)
            continue;
        mi_text_add(text, before);
        add_quoted(text, typed);
        mi_text_add(text, " for ");
        mi_text_char(text, mi_hex_char(guess->digit[at]));
        before = ", ";
    }
}

void mi_tell_window(struct mi_text *text, const struct mi_guess *guess)
{
    size_t from = 0;
    while (memcmp(guess->digit, guess->typed->digit + from, guess->size) != 0)
        from++;
    add_sentence(text, "digits %d–%d are the key", from + 1, from + guess->size);
}

static bool is_turned(const struct mi_guess *guess, const struct mi_turn *turn)
{
    if (!mi_turn_applies(turn, guess->size))
        return false;
    for (size_t at = 0; at < guess->size; at++)
        if (guess->digit[at] != guess->typed->digit[mi_turn_place(turn, guess->size, at)])
            return false;
    return true;
}

void mi_tell_turn(struct mi_text *text, const struct mi_guess *guess)
{
    const struct mi_turn *turn = MI_TURNS;
    while (!is_turned(guess, turn))
        turn++;
    mi_text_add(text, turn->words);
}

static bool is_rotated(const struct mi_guess *guess, size_t by)
{
    const uint8_t *typed = guess->typed->digit;
    return memcmp(guess->digit, typed + by, guess->size - by) == 0 &&
           memcmp(guess->digit + guess->size - by, typed, by) == 0;
}

void mi_tell_rotation(struct mi_text *text, const struct mi_guess *guess)
{
    size_t by = 1;
    while (!is_rotated(guess, by))
        by++;
    if (2 * by <= guess->size)
        add_sentence(text, "the digits are rotated: the first %d belong at the end", by, 0);
    else
        add_sentence(text, "the digits are rotated: the last %d belong in front", guess->size - by,
                     0);
}

void mi_tell_changes(struct mi_text *text, const struct mi_guess *guess)
{
    for (size_t at = 0; at < guess->size; at++)
        if (guess->digit[at] != guess->typed->digit[at])
            add_wrong(text, at, guess->typed->digit[at], guess->digit[at]);
}

void mi_tell_swap(struct mi_text *text, const struct mi_guess *guess)
{
    struct mi_difference difference = mi_guess_difference(guess);
    add_sentence(text, "digits %d and %d are swapped", difference.first + 1, difference.last + 1);
}

void mi_tell_missing(struct mi_text *text, const struct mi_guess *guess)
{
    size_t typed = 0;
    for (size_t at = 0; at < guess->size; at++) {
        if (typed < guess->typed->count && guess->typed->digit[typed] == guess->digit[at])
            typed++;
        else
            add_missing(text, guess, at);
    }
}

void mi_tell_surplus(struct mi_text *text, const struct mi_guess *guess)
{
    size_t meant = 0;
    for (size_t at = 0; at < guess->typed->count; at++) {
        if (meant < guess->size && guess->digit[meant] == guess->typed->digit[at])
            meant++;
        else
            add_surplus(text, guess, at);
    }
}

void mi_tell_shift(struct mi_text *text, const struct mi_guess *guess)
{
    struct mi_difference difference = mi_guess_difference(guess);
    bool is_left = mi_guess_moves_left(guess, difference.first, difference.last);
    add_surplus(text, guess, is_left ? difference.first : difference.last);
    add_missing(text, guess, is_left ? difference.last : difference.first);
}

void mi_tell_missing_and_misread(struct mi_text *text, const struct mi_guess *guess)
{
    size_t gap = 0;
    struct mi_misread misread = mi_guess_misread(guess, gap);
    while (misread.count != 1 || !misread.is_alike)
        misread = mi_guess_misread(guess, ++gap);
    size_t at = misread.at;
    add_missing(text, guess, gap);
    add_wrong(text, at, guess->typed->digit[at], guess->digit[at < gap ? at : at + 1]);
}

void mi_tell_count(struct mi_text *text, const struct mi_guess *guess)
{
    add_sentence(text, "a key that differs in %d digits fits", mi_guess_difference(guess).count, 0);
}

void mi_tell_end(struct mi_text *text, const struct mi_guess *guess)
{
    size_t typed = guess->typed->count;
    bool is_end = memcmp(guess->digit, guess->typed->digit, typed) == 0;
    add_sentence(text,
                 is_end ? "the last %d digits are missing" : "the first %d digits are missing",
                 guess->size - typed, 0);
}
