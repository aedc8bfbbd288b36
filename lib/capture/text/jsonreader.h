/*
 * JSON as a row of events, fed piece by piece: any size in fixed memory, and keys that stand twice
 * in an object come twice, as tshark writes them. Inside lib/capture only.
 */
#ifndef MITOOL_CAPTURE_TEXT_JSONREADER_H
#define MITOOL_CAPTURE_TEXT_JSONREADER_H

#include "../../base/span.h"

enum {
    MI_JSON_DEPTH = 64,
    MI_JSON_TEXT = 8192, /* of one string; the rest of a longer one is dropped */
};

enum mi_json_event {
    MI_JSON_MORE, /* the input is used up */
    MI_JSON_BAD,  /* this is no JSON, or too deep */
    MI_JSON_OPEN, /* { */
    MI_JSON_CLOSE,
    MI_JSON_LIST, /* [ */
    MI_JSON_LIST_END,
    MI_JSON_KEY,
    MI_JSON_STRING,
    MI_JSON_WORD, /* a number, true, false or null, as written */
};

enum mi_json_state {
    MI_JSON_WANTS_VALUE,
    MI_JSON_WANTS_VALUE_OR_END,
    MI_JSON_WANTS_KEY_OR_END,
    MI_JSON_WANTS_COLON,
    MI_JSON_WANTS_COMMA_OR_END,
    MI_JSON_IN_STRING,
    MI_JSON_IN_ESCAPE,
    MI_JSON_IN_UNICODE,
    MI_JSON_IN_WORD,
};

/* Zeroed: before a document. */
struct mi_jsonreader {
    enum mi_json_state state;
    unsigned depth;  /* of containers that are open; 0 after the last event of a document */
    uint64_t lists;  /* bit per depth: a list, not an object */
    bool is_key;     /* the string that is being read */
    bool is_cut;     /* the string or word was longer than MI_JSON_TEXT */
    unsigned digits; /* of \uXXXX read so far */
    unsigned unit;   /* their value */
    size_t length;
    char text[MI_JSON_TEXT];
};

/* Takes from the input up to the next event; the text of KEY, STRING and WORD stays in `json`. */
enum mi_json_event mi_jsonreader_next(struct mi_jsonreader *json, struct mi_span *input);

/* The text of the last KEY, STRING or WORD; empty when it was cut. */
struct mi_span mi_jsonreader_text(const struct mi_jsonreader *json);

/* Whether the innermost container is a list. */
bool mi_jsonreader_in_list(const struct mi_jsonreader *json);

#endif
