/* The JSON form of what is known of devices. */
#ifndef MITOOL_CLI_PRINT_JSON_H
#define MITOOL_CLI_PRINT_JSON_H

#include "base/json.h"
#include "printer.h"

/* What is known of the product of a frame or device. */
struct product_words {
    bool has_id;
    uint16_t id;
    const struct mi_format *format;
    const char *model;                /* NULL when unknown */
    const struct mi_product *product; /* NULL when unknown */
};

/* The member "product"; nothing when nothing is known. */
void json_product(struct mi_json *json, const struct product_words *words);

/* As struct printer has them. */
void json_devices(struct mi_device *const *devices, size_t count);
void json_clue(const struct judged_clue *judged, const struct output_settings *settings);
void json_verdict(const struct judgement *judgement, const struct output_settings *settings);

#endif
