/*
 * Bindkeys out of what other programs write: key extractors, Home Assistant, ESPHome, ble_monitor,
 * Theengs Gateway, OpenMQTTGateway, Tasmota, gateways, the vendor's app. The
 * content of a text says what it is; it may hold several kinds.
 */
#ifndef MITOOL_KEYS_IMPORT_H
#define MITOOL_KEYS_IMPORT_H

#include "../base/linkage.h"
#include "keyring.h"

MI_BEGIN

/* A key that was found, or one that was refused. */
struct mi_import_item {
    const char *source; /* static: what it was found in, "Home Assistant" */
    uint64_t line;      /* from 1: of the key, or where the JSON that holds it begins */
    bool has_address;
    struct mi_ring_entry entry; /* its key not when it is refused, unless for want of a MAC */
    bool has_token;
    uint8_t token[MI_KEY_SHORT]; /* that stands beside it; secret */
    struct mi_problem problem;   /* why it is refused; MI_OK: it is not */
    struct mi_problem remark;    /* MI_OK: there is none */
};

/* The item is wiped after the call. */
typedef void mi_import_take(void *context, const struct mi_import_item *item);

/* Hands over all keys of a text, in no particular order. False when out of memory. */
bool mi_import(const char *text, size_t size, mi_import_take *take, void *context);

/*
 * Makes jansson wipe what it gives back, so that no key of a JSON text stays in memory. For the
 * whole process: to be called before anything else uses jansson, by a program that reads keys.
 */
void mi_import_wipe_json(void);

/* The version of jansson, static. */
const char *mi_jansson_version(void);

MI_END

#endif
