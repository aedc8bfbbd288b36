#include "keys/keyfile.h"

/* Up to a comment. */
static struct mi_span before_comment(struct mi_span line)
{
    static const char *const MARKS[] = {"#", ";", "//"};
    for (size_t at = 0; at < line.length; at++)
        for (size_t i = 0; i < sizeof MARKS / sizeof MARKS[0]; i++)
            if (mi_span_starts(mi_span_from(line, at), MARKS[i]))
                return mi_span_first(line, at);
    return line;
}

/* CR alone ends a line, too. */
static struct mi_span take_piece(struct mi_span *line)
{
    size_t size = 0;
    while (size < line->length && line->at[size] != '\r')
        size++;
    struct mi_span piece = mi_span_first(*line, size);
    *line = mi_span_from(*line, size + 1);
    return piece;
}

bool mi_keyfile_next(struct mi_keyfile *file, struct mi_span *key)
{
    do {
        if (file->line.length == 0 && !mi_span_line(&file->text, &file->line))
            return false;
        file->number++;
        *key = mi_span_trim(before_comment(take_piece(&file->line)));
    } while (key->length == 0);
    return true;
}
