#include "capture/text/prefix.h"

#include <string.h>

bool mi_is_packet_mark(struct mi_span text)
{
    static const char *const WORDS[] = {"HCI ", "ACL ", "SCO ", "ISO "};
    if (!mi_span_starts(text, "> ") && !mi_span_starts(text, "< "))
        return false;
    text = mi_span_from(text, 2);
    if (mi_span_any(text, mi_span_starts, WORDS, sizeof WORDS / sizeof WORDS[0]))
        return true;
    size_t digits = mi_span_hex_digits(text);
    bool is_last = text.length <= digits + 2;
    bool is_run = digits == 2 && (is_last || mi_span_hex_digits(mi_span_from(text, 3)) == 2);
    return (is_run && (text.length == 2 || mi_is_blank(text.at[2]))) ||
           (digits == 4 && text.length > 4 && text.at[4] == ':');
}

/* --- shapes that are known --- */

static size_t count_of(struct mi_span text, const char *set)
{
    size_t count = 0;
    while (count < text.length && text.at[count] != '\0' && strchr(set, text.at[count]) != NULL)
        count++;
    return count;
}

static size_t name_length(struct mi_span text)
{
    size_t length = 0;
    while (length < text.length &&
           (mi_is_name(text.at[length]) || strchr("-./", text.at[length]) != NULL))
        length++;
    return length;
}

/* docker compose: "ble-1  | "; an address in a table is none */
static size_t container_length(struct mi_span text)
{
    struct mi_address address;
    size_t name = name_length(text);
    struct mi_span rest = mi_span_from(text, name);
    size_t blanks = count_of(rest, " ");
    bool is_numbered =
        name > 2 && mi_is_digit(text.at[name - 1]) && memchr("-_", text.at[name - 2], 2) != NULL;
    bool has_bar = blanks > 0 && mi_span_starts(mi_span_from(rest, blanks), "|");
    if (!is_numbered || !has_bar || mi_address_parse(text.at, text.length, &address) > 0)
        return 0;
    rest = mi_span_from(rest, blanks + 1);
    return text.length - rest.length + (mi_span_starts(rest, " ") ? 1 : 0);
}

/* kubectl: "[pod/ble-0/ble] " */
static size_t pod_length(struct mi_span text)
{
    size_t end = 1 + name_length(mi_span_from(text, 1));
    bool is_pod = mi_span_starts(text, "[pod/") && mi_span_starts(mi_span_from(text, end), "] ");
    return is_pod ? end + 2 : 0;
}

/* cat -n: "    12\t" */
static size_t number_length(struct mi_span text)
{
    enum { WIDTH = 6 };
    size_t blanks = count_of(text, " ");
    size_t digits = count_of(mi_span_from(text, blanks), "0123456789");
    bool is_number = digits > 0 && blanks + digits == WIDTH && text.length > WIDTH;
    return is_number && text.at[WIDTH] == '\t' ? WIDTH + 1 : 0;
}

static size_t known_length(struct mi_span text)
{
    static size_t (*const SHAPES[])(struct mi_span text) = {container_length, pod_length,
                                                            number_length};
    size_t length = 0;
    for (size_t i = 0; length == 0 && i < sizeof SHAPES / sizeof SHAPES[0]; i++)
        length = SHAPES[i](text);
    return length;
}

/* --- what is in front of a line that shows where it begins --- */

/* Lines that stand at the very front, but for their time. */
static bool is_anchor(struct mi_span text)
{
    static const char *const ANCHORS[] = {"[CHG] Device ", "[NEW] Device ", "HCI sniffer - ",
                                          "Bluetooth monitor ver "};
    mi_time time;
    text = mi_span_trim(mi_span_from(text, mi_span_time(text, &time)));
    return mi_is_packet_mark(text) ||
           mi_span_any(text, mi_span_starts, ANCHORS, sizeof ANCHORS / sizeof ANCHORS[0]);
}

/* "ble: ", "| ", "// ", " * " */
static bool may_be_prefix(struct mi_span front)
{
    struct mi_span mark = mi_span_trim(front);
    return front.length > mark.length && mark.length > 0 &&
           strchr(":|]/*#;", mark.at[mark.length - 1]) != NULL;
}

static void learn(struct mi_prefix *prefix, struct mi_span text)
{
    for (size_t at = 0; at < text.length && at < sizeof prefix->text; at++) {
        bool is_word = at == 0 || (mi_is_blank(text.at[at - 1]) && !mi_is_blank(text.at[at]));
        if (!is_word || !is_anchor(mi_span_from(text, at)))
            continue;
        prefix->length = may_be_prefix(mi_span_first(text, at)) ? at : 0;
        memcpy(prefix->text, text.at, prefix->length);
        return;
    }
}

/* All of it, or all of the line: an editor takes off the blanks at its end. */
static size_t learned_length(const struct mi_prefix *prefix, struct mi_span text)
{
    struct mi_span mark = {.at = prefix->text, .length = prefix->length};
    while (text.length < mark.length && mi_is_blank(mark.at[mark.length - 1]))
        mark.length--;
    bool is_there =
        mark.length > 0 && text.length >= mark.length && memcmp(text.at, mark.at, mark.length) == 0;
    return is_there ? mark.length : 0;
}

struct mi_span mi_prefix_drop(struct mi_prefix *prefix, struct mi_span text, mi_time *time)
{
    mi_time moment;
    text = mi_span_from(text, known_length(text));
    learn(prefix, text);
    text = mi_span_from(text, learned_length(prefix, text));
    struct mi_span behind = mi_span_from(text, mi_span_time(text, &moment));
    if (behind.length == text.length || !mi_span_starts(behind, "  "))
        return text;
    *time = moment;
    return mi_span_from(behind, 1);
}
