/* Printers: each knows one format and nothing of how frames are decoded. */
#ifndef MITOOL_CLI_PRINTER_H
#define MITOOL_CLI_PRINTER_H

#include "beacon/format.h"
#include "options.h"
#include "ring.h"

/* Longest record of one frame that any printer makes. */
enum { RECORD_MAX = 131072 };

struct sighting {
    const struct mi_frame *frame;
    const struct mi_advert *advert;
    struct mi_ccm *ccm;              /* to show what a wrong key gives */
    const struct key_choice *choice; /* the keys that were tried; NULL: those of the settings */
    const char *name; /* of the device, from the key ring or as heard; NULL: none is known */
    uint32_t copies;  /* of the frame, that were not printed since it was printed last */
};

struct printer {
    /* Appends the record of one frame, with its line ends. */
    void (*frame)(struct mi_text *out, const struct sighting *sighting,
                  const struct settings *settings);
    /*
     * The same in two parts, when the end depends on nothing but the bytes of the frame, or NULL:
     * what changes from copy to copy, and the rest.
     */
    void (*start)(struct mi_text *out, const struct mi_address *address,
                  const struct mi_advert *advert);
    void (*end)(struct mi_text *out, const struct sighting *sighting,
                const struct settings *settings);
};

/* What is known of the product of a frame or device. */
struct product_words {
    bool has_id;
    uint16_t id;
    const struct mi_format *format;
    const char *model;                /* NULL when unknown */
    const struct mi_product *product; /* NULL when unknown */
};

/* The member "product"; nothing when nothing is known. */
struct json;
void json_product(struct json *json, const struct product_words *words);

extern const struct printer TEXT_PRINTER;
extern const struct printer JSON_PRINTER;
extern const struct printer EXPLAIN_PRINTER;

/* Colour only underlines what the words say. */
enum paint { PAINT_GOOD, PAINT_WEAK, PAINT_BAD };

/* `words`, coloured when `settings` say so. */
void paint(struct mi_text *out, const struct settings *settings, enum paint paint,
           const char *words);

/* The header line of the text form, shared with the byte map. */
void print_headline(struct mi_text *out, const struct sighting *sighting,
                    const struct settings *settings);

/* The lines under it that say what is wrong, and how the frame was read if not as usual. */
void print_notes(struct mi_text *out, const struct sighting *sighting,
                 const struct settings *settings);

/* One line for a packet comment: status, readings, and what is wrong. */
void print_comment(struct mi_text *out, const struct mi_frame *frame);

/* "21.3 °C", "yes", "long_press, steps 2": a reading's value for people. */
void print_value(struct mi_text *out, const struct mi_reading *reading);

/* The keys that were tried on the frame; how many. */
size_t tried_keys(const struct sighting *sighting, const struct settings *settings,
                  const struct mi_key **keys);

/* A key by its first and last digits, or whole when asked for. */
void print_key(struct mi_text *out, const uint8_t *key, size_t size, bool whole);

#endif
