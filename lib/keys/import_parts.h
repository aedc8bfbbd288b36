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

/* The text, and what is left to read of it. */
static inline struct mi_span mi_import_all(const struct mi_import *import)
{
    return (struct mi_span){import->text, import->size};
}

/* Blanks a piece of import->text, but for line ends. */
void mi_import_blank(struct mi_import *import, struct mi_span run);

/* --- the readers: one row each in importers.c --- */

void mi_json_read(struct mi_import *import);
void mi_percent_read(struct mi_import *import);
void mi_extractor_read(struct mi_import *import);
void mi_esphome_read(struct mi_import *import);
void mi_ble_monitor_read(struct mi_import *import);
void mi_tasmota_read(struct mi_import *import);
void mi_ring_read(struct mi_import *import);
void mi_pairs_read(struct mi_import *import);

#endif
