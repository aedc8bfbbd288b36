/* The table of importers, and the way of a text through them. */
#include "keys/import_parts.h"

#include "beacon/ccm.h"

#include <stdlib.h>

/* In the order in which they are tried; what one has read, the next ones do not see. */
static const struct {
    const char *source;
    void (*read)(struct mi_import *import);
} IMPORTERS[] = {
    {"JSON", mi_json_read},
    {"Mi Home", mi_percent_read},
    {"token extractor", mi_extractor_read},
    {"ESPHome", mi_esphome_read},
    {"ble_monitor", mi_ble_monitor_read},
    {"Tasmota", mi_tasmota_read},
    {"key ring", mi_ring_read},
    {"MAC and key", mi_pairs_read},
};

/* Takes colours and line ends of other systems out. */
static size_t clean_text(char *out, struct mi_span text)
{
    size_t size = 0;
    while (text.length > 0) {
        size_t escape = mi_span_escape(text);
        if (escape == 0)
            out[size++] = *text.at == '\r' ? ' ' : *text.at;
        text = mi_span_from(text, escape > 0 ? escape : 1);
    }
    return size;
}

/* A copy that can be written to. UTF-16 is what PowerShell writes of what is sent to a file. */
static size_t copy_text(char *out, struct mi_span text)
{
    return clean_text(out, (struct mi_span){out, mi_span_to_utf8(text, out)});
}

bool mi_import(const char *text, size_t size, mi_import_take *take, void *context)
{
    size_t room = 2 * size + 1;
    struct mi_import import = {.take = take, .context = context};
    if (size < SIZE_MAX / 2)
        import.text = malloc(room);
    if (import.text == NULL)
        return false;
    import.size = copy_text(import.text, (struct mi_span){text, size});
    for (size_t i = 0; i < sizeof IMPORTERS / sizeof IMPORTERS[0]; i++) {
        import.source = IMPORTERS[i].source;
        IMPORTERS[i].read(&import);
    }
    mi_wipe(import.text, room);
    free(import.text);
    return !import.has_failed;
}
