#include "beacon/spelling.h"

#include "base/base64.h"
#include "base/bytes.h"
#include "base/hex.h"
#include "base/literal.h"
#include "base/plain.h"
#include "beacon/ccm.h"
#include "beacon/key.h"

#include <string.h>

static struct mi_span as_span(struct mi_bytes text)
{
    return (struct mi_span){(const char *)text.at, text.left};
}

/* --- what only dresses --- */

/* Blanks and quotes beyond ASCII: no-break, narrow and zero-width ones, as word processors and web
 * pages put them. */
static const struct {
    uint32_t first, last;
} DRESS[] = {
    {0x00a0, 0x00a0}, {0x00ab, 0x00ab}, {0x00bb, 0x00bb}, {0x2000, 0x200f}, {0x2018, 0x201f},
    {0x2028, 0x202f}, {0x2060, 0x2060}, {0x3000, 0x3000}, {0xfeff, 0xfeff},
};

static uint32_t next_of_character(struct mi_bytes *text)
{
    return mi_get_u8(text) & 0x3f;
}

static char first_of(struct mi_bytes text)
{
    return (char)mi_get_u8(&text);
}

/* Takes one character of UTF-8 of two or three bytes; 0 when there is none. */
static uint32_t take_wide(struct mi_bytes *text)
{
    struct mi_bytes rest = *text;
    uint8_t lead = mi_get_u8(&rest);
    uint32_t character = lead & 0x1f;
    if (lead < 0xc0 || lead >= 0xf0)
        return 0;
    if (lead >= 0xe0)
        character = (lead & 0x0fu) << 6 | next_of_character(&rest);
    character = character << 6 | next_of_character(&rest);
    if (rest.failed)
        return 0;
    *text = rest;
    return character;
}

/* Takes one that is a blank or a quote. */
static bool take_wide_dress(struct mi_bytes *text)
{
    struct mi_bytes rest = *text;
    uint32_t character = take_wide(&rest);
    for (size_t i = 0; i < sizeof DRESS / sizeof DRESS[0]; i++) {
        if (character >= DRESS[i].first && character <= DRESS[i].last) {
            *text = rest;
            return true;
        }
    }
    return false;
}

/* Takes a character, of full width too, as those of Chinese and Japanese keyboards are. */
static char take_character(struct mi_bytes *text)
{
    enum { FIRST = 0xff01, LAST = 0xff5e };
    struct mi_bytes rest = *text;
    uint32_t character = take_wide(&rest);
    if (character < FIRST || character > LAST)
        return (char)mi_get_u8(text);
    *text = rest;
    return (char)(character - FIRST + '!');
}

/* Takes an entity or a tag of a web page. */
static bool take_markup(struct mi_bytes *text)
{
    const char *plain;
    size_t length = text->left > 0 ? mi_span_plain(as_span(*text), false, &plain) : 0;
    (void)mi_get_slice(text, length);
    return length > 0;
}

static bool is_dress(char c)
{
    return c != '\0' && strchr(" \t\r\n\v\f,;:.-_{}[]()<>\"'`*|$%", c) != NULL;
}

static bool take_any(struct mi_bytes *text, const char *const *words, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (mi_span_starts(as_span(*text), words[i]))
            return mi_get_slice(text, strlen(words[i])).left > 0;
    return false;
}

/* Takes what stands before a byte: 0x or \x. */
static bool take_prefix(struct mi_bytes *text)
{
    static const char *const PREFIXES[] = {"0x", "0X", "\\x", "\\X"};
    return take_any(text, PREFIXES, sizeof PREFIXES / sizeof PREFIXES[0]);
}

/* Takes a type or a cast of Go, Java or Rust, whose letters may be digits. */
static bool take_type(struct mi_bytes *text)
{
    static const char *const TYPES[] = {"(byte)", "new byte[", "byte[", "[]byte", "vec!", "hex!"};
    return take_any(text, TYPES, sizeof TYPES / sizeof TYPES[0]);
}

/* Takes what stands up to a character, and that; nothing when there is none. */
static void take_up_to(struct mi_bytes *text, char end)
{
    struct mi_bytes rest = *text;
    while (rest.left > 0) {
        if ((char)mi_get_u8(&rest) == end) {
            *text = rest;
            return;
        }
    }
}

/* Takes a label, "BLE KEY:", "bindkey" = or key[16] = : up to a colon or equals sign behind the
 * word, else up to the blank behind it. */
static bool take_label(struct mi_bytes *text)
{
    static const char WORD[] = "key";
    struct mi_bytes rest = *text;
    struct mi_bytes behind = {.failed = true};
    size_t met = 0; /* characters of the word */
    while (rest.left > 0) {
        char c = (char)mi_get_u8(&rest);
        bool is_met = met == sizeof WORD - 1;
        if (is_met && (c == ':' || c == '=')) {
            (void)mi_get_slice(&rest, first_of(rest) == '=' ? 1 : 0); /* ":=" of Go */
            *text = rest;
            return true;
        }
        if (is_met && behind.failed && (c == ' ' || c == '\t' || c == '|'))
            behind = rest;
        if (is_met && c == '[')
            take_up_to(&rest, ']');
        if (is_met && is_dress(c))
            continue;
        char lower = c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
        met = !is_met && lower == WORD[met] ? met + 1 : lower == WORD[0];
    }
    if (!behind.failed)
        *text = behind;
    return !behind.failed;
}

static void drop_dress(struct mi_bytes *text)
{
    struct mi_bytes rest = *text;
    while (rest.left > 0 &&
           (take_wide_dress(&rest) || take_markup(&rest) || is_dress((char)mi_get_u8(&rest))))
        *text = rest;
}

/* What ends that which begins so; NUL: nothing. */
static char closing(char opening)
{
    static const char PAIRS[] = "''\"\"[]()";
    const char *at = opening != '\0' ? strchr(PAIRS, opening) : NULL;
    return at != NULL ? at[1] : '\0';
}

/* Takes what stands between the quotes or brackets with which a text begins, so that it is what is
 * left; nothing when it does not begin with any, or is too short for a key. */
static bool take_inside(struct mi_bytes *text)
{
    struct mi_bytes inside = *text;
    char end = closing((char)mi_get_u8(&inside));
    struct mi_bytes behind = inside;
    if (end == '\0')
        return false;
    take_up_to(&behind, end);
    if (inside.left - behind.left <= MI_KEY_SHORT)
        return false;
    *text = mi_get_slice(&inside, inside.left - behind.left - 1);
    return true;
}

/* Takes the name of what a program calls with a key, or of a kind of literal: bytes.fromhex(, x'.
 * It is no digits, but for b'. */
static bool take_call(struct mi_bytes *text)
{
    struct mi_bytes rest = *text;
    bool is_name = false;
    size_t length = 0;
    for (char c; mi_is_name(c = first_of(rest)) || c == '.'; length++) {
        is_name = is_name || (mi_is_letter(c) && mi_hex_value(c) < 0);
        (void)mi_get_u8(&rest);
    }
    bool is_literal = length == 1 && first_of(*text) == 'b';
    struct mi_bytes behind = rest;
    take_up_to(&behind, closing(first_of(rest)));
    if ((!is_name && !is_literal) || behind.left == rest.left)
        return false;
    *text = rest;
    return true;
}

/* Takes what Node prints in front of bytes. */
static bool take_node(struct mi_bytes *text)
{
    static const char FRONT[] = "<Buffer ";
    bool is_node = mi_span_starts(as_span(*text), FRONT);
    (void)mi_get_slice(text, is_node ? sizeof FRONT - 1 : 0);
    return is_node;
}

/* Bytes as the digits that they are. */
static void set_digits(struct mi_spelled *spelled, const uint8_t *bytes, size_t size)
{
    spelled->count = 2 * size;
    for (size_t i = 0; i < size; i++) {
        spelled->digit[2 * i] = bytes[i] >> 4;
        spelled->digit[2 * i + 1] = bytes[i] & 15;
    }
}

static bool is_size_of_key(size_t size)
{
    return size == MI_KEY_SIZE || size == MI_KEY_SHORT;
}

/* A string literal whose bytes are the key, as Python prints it, and not its digits. */
static bool read_literal(struct mi_bytes text, struct mi_spelled *spelled)
{
    uint8_t bytes[MI_KEY_SIZE];
    size_t size;
    size_t length = mi_span_literal(as_span(text), bytes, sizeof bytes, &size);
    bool are_digits = mi_span_hex_digits((struct mi_span){(const char *)bytes, size}) == size;
    bool is_key = length > 0 && is_size_of_key(size) && !are_digits;
    if (is_key)
        set_digits(spelled, bytes, size);
    mi_wipe(bytes, sizeof bytes);
    return is_key;
}

/* Takes all that programs put around a key. True when it was a literal of its bytes. */
static bool take_around(struct mi_bytes *text, struct mi_spelled *spelled)
{
    do
        while (first_of(*text) == ' ' || first_of(*text) == '\t')
            (void)mi_get_u8(text);
    while (!read_literal(*text, spelled) &&
           (take_call(text) || take_node(text) || take_inside(text)));
    return read_literal(*text, spelled);
}

/* What is told behind a key: the number of its bytes or digits, or a remark. */
static struct mi_bytes without_remark(struct mi_bytes text)
{
    static const char *const REMARKS[] = {"(16)", "(12)", "(16 ", "(12 ", "(32 ",
                                          "(24 ", " #",   " //",  " ;"};
    for (struct mi_bytes rest = text; rest.left > 0; (void)mi_get_u8(&rest))
        for (size_t i = 0; i < sizeof REMARKS / sizeof REMARKS[0]; i++) {
            size_t length = strlen(REMARKS[i]);
            if (rest.left >= length && rest.left < text.left &&
                memcmp(rest.at, REMARKS[i], length) == 0)
                return mi_get_slice(&text, text.left - rest.left);
        }
    return text;
}

/* --- base64 of 16 bytes: 22 characters, and mostly two more for padding --- */

enum { PAIRS = 11, BASE64_DIGITS = 32 };

/* Two characters of 6 bits are three digits. */
static bool take_pair(struct mi_bytes *text, struct mi_spelled *spelled)
{
    int high = mi_base64_value((char)mi_get_u8(text));
    int low = mi_base64_value((char)mi_get_u8(text));
    if (high < 0 || low < 0)
        return false;
    unsigned pair = (unsigned)high << 6 | (unsigned)low;
    spelled->digit[spelled->count++] = (uint8_t)(pair >> 8);
    spelled->digit[spelled->count++] = (uint8_t)(pair >> 4 & 15);
    spelled->digit[spelled->count++] = (uint8_t)(pair & 15);
    return true;
}

static bool take_padding(struct mi_bytes *text)
{
    struct mi_bytes rest = *text;
    bool is_padded = mi_get_u8(&rest) == '=' && mi_get_u8(&rest) == '=';
    if (is_padded)
        *text = rest;
    return is_padded;
}

static size_t count_hex(struct mi_bytes text)
{
    size_t count = 0;
    while (text.left > 0 && mi_hex_value((char)mi_get_u8(&text)) >= 0)
        count++;
    return count;
}

/* Without padding, 22 characters that are all hex digits are rather those of a key that is cut. */
static bool read_base64(struct mi_bytes text, struct mi_spelled *spelled)
{
    drop_dress(&text);
    bool is_hex = count_hex(text) >= (size_t)2 * PAIRS;
    spelled->count = 0;
    for (size_t i = 0; i < PAIRS; i++)
        if (!take_pair(&text, spelled))
            return false;
    bool is_padded = take_padding(&text);
    spelled->count = BASE64_DIGITS;
    drop_dress(&text);
    return text.left == 0 && (is_padded || !is_hex) && spelled->digit[BASE64_DIGITS] == 0;
}

/* --- a list of numbers: decimal, perhaps with signs, or of one digit or two behind 0x --- */

struct list {
    uint8_t bytes[MI_KEY_SIZE];
    size_t count;
    bool is_prefixed; /* all are, */
    bool is_decimal;  /* or none is */
    bool is_uneven;   /* not all have two digits: as hex, they would not be a whole */
};

static bool take_number(struct mi_bytes *text, struct list *list)
{
    bool is_negative = first_of(*text) == '-';
    if (is_negative)
        (void)mi_get_u8(text);
    bool is_prefixed = !is_negative && take_prefix(text);
    int base = is_prefixed ? 16 : 10;
    int value = 0;
    size_t digits = 0;
    for (int digit; digits <= 3 && (digit = mi_hex_value(first_of(*text))) >= 0; digits++) {
        value = digit < base ? value * base + digit : UINT8_MAX + 1;
        (void)mi_get_u8(text);
    }
    list->is_prefixed = list->is_prefixed || is_prefixed;
    list->is_decimal = list->is_decimal || !is_prefixed;
    list->is_uneven = list->is_uneven || digits != 2;
    if (digits == 0 || value > (is_negative ? -INT8_MIN : UINT8_MAX) || list->count == MI_KEY_SIZE)
        return false;
    list->bytes[list->count++] = (uint8_t)(is_negative ? -value : value);
    return true;
}

static bool read_list(struct mi_bytes text, struct mi_spelled *spelled)
{
    struct list list = {.count = 0};
    bool is_list = true;
    while (is_list && text.left > 0) {
        if (take_type(&text))
            continue;
        char c = first_of(text);
        if (c != '-' && is_dress(c))
            (void)mi_get_u8(&text);
        else
            is_list = take_number(&text, &list);
    }
    is_list = is_list && is_size_of_key(list.count) && list.is_uneven &&
              list.is_prefixed != list.is_decimal;
    if (is_list)
        set_digits(spelled, list.bytes, list.count);
    mi_wipe(&list, sizeof list);
    return is_list;
}

/* --- digits --- */

static void add_character(struct mi_spelled *spelled, char c, size_t at)
{
    int value = mi_hex_value(c);
    if (value < 0 && spelled->odd_at == SIZE_MAX)
        spelled->odd_at = spelled->count > 0 ? at : 0;
    uint8_t other = c >= ' ' && c <= '~' ? (uint8_t)c : '?';
    if (spelled->count < MI_SPELLED_MAX)
        spelled->digit[spelled->count] = value >= 0 ? (uint8_t)value : other;
    spelled->count++;
}

/* Counts where it is from the beginning of the whole text. */
static void read_digits(struct mi_bytes text, struct mi_spelled *spelled, const char *start)
{
    spelled->count = 0;
    while (text.left > 0) {
        if (take_wide_dress(&text) || take_markup(&text) || take_prefix(&text) || take_type(&text))
            continue;
        char c = take_character(&text);
        if (!is_dress(c))
            add_character(spelled, c, (size_t)((const char *)text.at - start) - 1);
    }
}

bool mi_spelling_read(const char *text, size_t length, struct mi_spelled *spelled)
{
    struct mi_bytes bytes = mi_bytes(text, length);
    spelled->odd_at = SIZE_MAX;
    (void)take_label(&bytes);
    if (take_around(&bytes, spelled))
        return true;
    bytes = without_remark(bytes);
    if (!read_list(bytes, spelled) && !read_base64(bytes, spelled))
        read_digits(bytes, spelled, text);
    return spelled->count > 0 && spelled->count <= MI_SPELLED_MAX;
}

bool mi_is_spelled_in_digits(const struct mi_spelled *spelled)
{
    for (size_t i = 0; i < spelled->count; i++)
        if (!mi_is_spelled_digit(spelled->digit[i]))
            return false;
    return true;
}
