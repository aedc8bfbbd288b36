/*
 * What happens to keys on their way from one place to another, a row a damage, in the order in
 * which they are looked for: which keys can have been meant, and what to say of the right one.
 * Inside lib/devices only.
 */
#ifndef MITOOL_DEVICES_DAMAGE_H
#define MITOOL_DEVICES_DAMAGE_H

#include "base/text.h"
#include "beacon/key.h"
#include "beacon/spelling.h"

enum { MI_DIGITS_MAX = 2 * MI_KEY_SIZE };

struct mi_damage;

/* A key that can have been meant, and what it is made from. Secret. */
struct mi_guess {
    const struct mi_spelled *typed;
    const struct mi_damage *damage;
    size_t size; /* digits of the key: 32, or 24 */
    uint8_t digit[MI_DIGITS_MAX];
    /* Is shown every guess; false: no more of them. */
    bool (*take)(void *context, const struct mi_guess *guess);
    void *context;
    bool is_over;
};

/* When a damage is looked for. */
enum mi_reach {
    MI_REACH_ANY,    /* always, also where frames prove little: versions 2 and 3 */
    MI_REACH_PROVEN, /* where a tag proves the key */
    MI_REACH_ASKED,  /* and only on request */
};

struct mi_damage {
    const char *name;   /* as in JSON */
    int8_t least, most; /* digits typed beyond those of the key */
    enum mi_reach reach;
    bool takes_letters; /* which are no digits */
    uint32_t guesses;   /* at most, of a key of 32 digits */
    /* Makes each key that can have been meant, once. */
    void (*make)(struct mi_guess *guess);
    /* Whether a row before this one made the same key: it is not made again. NULL: none did. */
    bool (*was_made)(const struct mi_guess *guess);
    /* One sentence, when the guess is the right key. */
    void (*tell)(struct mi_text *text, const struct mi_guess *guess);
};

/* Whether a character is a digit, or a letter that looks like one. */
bool mi_is_like_a_digit(uint8_t character);

extern const struct mi_damage MI_DAMAGES[];
extern const size_t MI_DAMAGE_COUNT;

/* Whether what was typed can be a key of `size` digits that was damaged so, by its looks. */
bool mi_damage_applies(const struct mi_damage *damage, const struct mi_spelled *typed, size_t size);

/* Whether so many digits can be those of a key with a damage that is looked for on request only. */
bool mi_damage_is_asked_for(size_t digits);

/* --- what guesses and sentences share --- */

/* Where a guess is not what was typed, of as many digits. */
struct mi_difference {
    size_t first, last;
    size_t count;
    bool is_alike; /* each digit meant looks like the one typed */
};

struct mi_difference mi_guess_difference(const struct mi_guess *guess);

/* Whether what was typed behind `first`, up to `last`, stands one place to the left in it. */
bool mi_guess_moves_left(const struct mi_guess *guess, size_t first, size_t last);

/* With the digit at `gap` left out of the guess: how many of those typed are others, 2 for more,
 * and which is the last of them. */
struct mi_misread {
    size_t count;
    size_t at; /* in what was typed */
    bool is_alike;
};

struct mi_misread mi_guess_misread(const struct mi_guess *guess, size_t gap);

/* Turning: digits are mirrored within groups of `digits`, 0 for all; bytes may stay as they are. */
struct mi_turn {
    uint8_t digits;
    bool keeps_bytes;
    const char *words;
};

extern const struct mi_turn MI_TURNS[];

/* Whether a key of that many digits can be turned so. */
bool mi_turn_applies(const struct mi_turn *turn, size_t size);

/* Where the digit at `at` of the key was typed. The turn must apply to a key of that size. */
size_t mi_turn_place(const struct mi_turn *turn, size_t size, size_t at);

/* --- the sentences, damage_words.c --- */

void mi_tell_spelling(struct mi_text *text, const struct mi_guess *guess);
void mi_tell_letters(struct mi_text *text, const struct mi_guess *guess);
void mi_tell_window(struct mi_text *text, const struct mi_guess *guess);
void mi_tell_turn(struct mi_text *text, const struct mi_guess *guess);
void mi_tell_rotation(struct mi_text *text, const struct mi_guess *guess);
void mi_tell_changes(struct mi_text *text, const struct mi_guess *guess);
void mi_tell_swap(struct mi_text *text, const struct mi_guess *guess);
void mi_tell_missing(struct mi_text *text, const struct mi_guess *guess);
void mi_tell_surplus(struct mi_text *text, const struct mi_guess *guess);
void mi_tell_shift(struct mi_text *text, const struct mi_guess *guess);
void mi_tell_missing_and_misread(struct mi_text *text, const struct mi_guess *guess);
void mi_tell_count(struct mi_text *text, const struct mi_guess *guess);
void mi_tell_end(struct mi_text *text, const struct mi_guess *guess);

#endif
