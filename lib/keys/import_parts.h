/* What the importers share. Inside lib/keys only. */
#ifndef MITOOL_KEYS_IMPORT_PARTS_H
#define MITOOL_KEYS_IMPORT_PARTS_H

#include "../base/span.h"
#include "import.h"

/* What is being read. Readers blank what they have read, so that no other one reads it again. */
struct mi_import {
    char *text;
    size_t size;
    mi_import_take *take;
    void *context;
    const char *source;
    uint64_t line;   /* of the string in which this text stands; 0: it stands in none */
    unsigned depth;  /* of texts within texts */
    size_t items;    /* handed over */
    bool has_failed; /* out of memory: there may be more */
};

/* One row of the table of importers. */
struct mi_importer {
    const char *name;
    bool (*recognises)(const struct mi_import *import);
    void (*read)(struct mi_import *import);
};

/* A key with what stands beside it, as written; what is not there is empty. */
struct mi_candidate {
    uint64_t line;
    struct mi_span mac;
    struct mi_span key;
    struct mi_span name;
    struct mi_span token;
    bool may_be_reversed; /* the MAC, last byte first */
};

/* Hands over a key, or says why it is none. An empty key is passed over. */
void mi_import_offer(struct mi_import *import, const struct mi_candidate *candidate);

/* Hands over a device without a usable key. */
void mi_import_refuse(struct mi_import *import, const struct mi_candidate *candidate,
                      enum mi_problem_code code);

/* Reads a text that was packed into a string of this one; `text` is used up. */
void mi_import_nested(struct mi_import *import, char *text, size_t size, uint64_t line);

/* The text, and what is left to read of it. */
struct mi_span mi_import_all(const struct mi_import *import);

/* Blanks a piece of import->text, but for line ends. */
void mi_import_blank(struct mi_import *import, struct mi_span run);

/* --- the readers --- */

bool mi_json_recognises(const struct mi_import *import);
void mi_json_read(struct mi_import *import);
bool mi_percent_recognises(const struct mi_import *import);
void mi_percent_read(struct mi_import *import);
bool mi_extractor_recognises(const struct mi_import *import);
void mi_extractor_read(struct mi_import *import);
bool mi_esphome_recognises(const struct mi_import *import);
bool mi_ble_monitor_recognises(const struct mi_import *import);
void mi_yaml_read(struct mi_import *import);
bool mi_tasmota_recognises(const struct mi_import *import);
void mi_tasmota_read(struct mi_import *import);
bool mi_ring_recognises(const struct mi_import *import);
void mi_ring_read(struct mi_import *import);
bool mi_pairs_recognises(const struct mi_import *import);
void mi_pairs_read(struct mi_import *import);

#endif
