/* The JSON form of what is known of devices. */
#ifndef MITOOL_CLI_PRINT_JSON_H
#define MITOOL_CLI_PRINT_JSON_H

#include "json_pieces.h"
#include "printer.h"

/* A key or TOKEN, whole. */
void json_secret(struct mi_json *json, const char *name, const uint8_t *bytes, size_t size);

/* As struct printer has them. */
void json_devices(struct mi_device *const *devices, size_t count);
void json_clue(const struct judged_clue *judged, const struct output_settings *settings);
void json_verdict(const struct judgement *judgement, const struct output_settings *settings);

#endif
