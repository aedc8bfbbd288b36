#include "hiding.h"

#include "key_text.h"

#include "beacon/key.h"

#include <ctype.h>
#include <string.h>

#define A_KEY   "(a key)"
#define A_VALUE "(not shown)"
#define HEX     "0123456789abcdefABCDEF"
#define BLANKS  " \t\r\n"
#define JOINTS  ",:;._-"

static const char *hidden;

void hide_value(const char *value)
{
    hidden = value;
}

/* The digits of keys, of such with a MAC, and of such with a slip: bytes are even. */
static bool has_size_of_key(size_t digits)
{
    static const uint8_t SIZES[] = {2 * MI_KEY_SHORT, 2 * MI_KEY_SIZE,
                                    2 * (MI_KEY_SIZE + MI_ADDRESS_SIZE)};
    for (size_t i = 0; i < sizeof SIZES / sizeof SIZES[0]; i++)
        if (digits + 1 >= SIZES[i] && digits <= SIZES[i] + 1U)
            return true;
    return false;
}

/* Groups of hexadecimal digits, each a word or between joints. */
struct run {
    size_t length;
    size_t digits;
};

static struct run measure(const char *text, const char *joints)
{
    struct run run = {0};
    for (size_t at = 0;;) {
        size_t prefix = strncmp(text + at, "0x", 2) == 0 || strncmp(text + at, "\\x", 2) == 0;
        at += 2 * prefix;
        size_t digits = strspn(text + at, HEX);
        at += digits;
        if (digits == 0 || (isalnum((unsigned char)text[at]) && text[at] != '\0'))
            return run;
        run = (struct run){at, run.digits + digits};
        at += strspn(text + at, joints);
    }
}

/* A word without the comma behind it. Empty when it is an option: its value is a word of its own.
 */
static size_t measure_word(const char *text)
{
    size_t length = strcspn(text, BLANKS "'");
    const char *equals = memchr(text, '=', length);
    while (length > 0 && strchr(JOINTS, text[length - 1]) != NULL)
        length--;
    bool is_option = equals != NULL && equals + 1 < text + length && equals[1] != '=';
    return is_option ? 0 : length;
}

/* How long a key is that is written in one word, or in quotes; 0: there is none. */
static size_t word_of_key(const char *text, bool is_quoted)
{
    const size_t lengths[] = {is_quoted ? strcspn(text, "'") : 0, measure_word(text)};
    for (size_t i = 0; i < sizeof lengths / sizeof lengths[0]; i++)
        if (is_key_text(text, lengths[i]))
            return lengths[i];
    return 0;
}

/* How long a value is that a message quotes; 0: it is another. */
static size_t quoted_value(const char *text)
{
    size_t length = hidden != NULL ? strlen(hidden) : 0;
    bool is_it = length > 0 && strncmp(text, hidden, length) == 0 && text[length] == '\'';
    return is_it ? length : 0;
}

/* Of digits in several words all together may be a key, or each word. */
static size_t add_digits(struct mi_text *out, const char *text)
{
    struct run all = measure(text, JOINTS BLANKS);
    if (has_size_of_key(all.digits)) {
        mi_text_add(out, A_KEY);
        return all.length;
    }
    for (size_t at = 0; at < all.length;) {
        struct run one = measure(text + at, JOINTS);
        bool is_hidden = has_size_of_key(one.digits);
        size_t length = one.length > 0 ? one.length : 1;
        mi_text_run(out, is_hidden ? A_KEY : text + at, is_hidden ? strlen(A_KEY) : length);
        at += length;
    }
    return all.length;
}

void hide_keys(struct mi_text *out, const char *sentence)
{
    for (const char *at = sentence; *at != '\0';) {
        bool is_quoted = at > sentence && at[-1] == '\'';
        bool is_start = at == sentence || !isalnum((unsigned char)at[-1]);
        size_t value = is_quoted ? quoted_value(at) : 0;
        size_t key = value == 0 && is_start ? word_of_key(at, is_quoted) : 0;
        size_t length = value + key;
        if (length > 0)
            mi_text_add(out, value > 0 ? A_VALUE : A_KEY);
        else if (is_start)
            length = add_digits(out, at);
        if (length == 0)
            mi_text_char(out, *at);
        at += length > 0 ? length : 1;
    }
}

void hide_place(struct mi_text *out, const char *place)
{
    bool is_value = hidden != NULL && strcmp(place, hidden) == 0;
    mi_text_add(out, is_value ? A_VALUE : is_key_text(place, strlen(place)) ? A_KEY : place);
}
