/* JSON lines: one object a device, with its readings or with the verdict on its key. */
#include "cells.h"
#include "output.h"
#include "print_json.h"

enum { LINE_BYTES = 4096, KEY_BYTES = 2048, SENTENCE_BYTES = 512 };

static struct product_words product_of(const struct mi_device *device)
{
    return (struct product_words){device->has_product, device->product_id, device->format,
                                  device->model, device->product};
}

static void add_signal(struct mi_json *json, const struct mi_device *device)
{
    if (!device->has_rssi)
        return;
    mi_json_open(json, "rssi", '{');
    mi_json_integer(json, "min", device->rssi_lowest);
    mi_json_integer(json, "max", device->rssi_highest);
    mi_json_integer(json, "last", device->rssi_last);
    mi_json_close(json, '}');
}

static void add_trend_object(struct mi_json *json, const struct mi_trend *trend)
{
    char key[KEY_BYTES];
    struct mi_number mean;
    struct mi_text text = mi_text(key, sizeof key);
    mi_text_key(&text, &trend->last);
    mi_json_open(json, key, '{');
    switch (trend->last.kind) {
    case MI_SENSOR:
        mi_json_number(json, "last", trend->last.number);
        mi_json_number(json, "min", trend->lowest);
        if (trend_mean(trend, &mean))
            mi_json_number(json, "mean", mean);
        mi_json_number(json, "max", trend->highest);
        break;
    case MI_BINARY: mi_json_bool(json, "last", trend->last.on); break;
    case MI_TEXT:
    case MI_EVENT: mi_json_optional(json, "last", trend->last.text); break;
    }
    mi_json_integer(json, "count", (int64_t)trend->count);
    mi_json_close(json, '}');
}

static void print_device(const struct mi_device *device)
{
    char buffer[LINE_BYTES];
    struct mi_text line = mi_text(buffer, sizeof buffer);
    struct mi_json json = {.out = &line, .spill = output_text};
    struct mi_number mean;
    mi_json_open(&json, NULL, '{');
    mi_json_address(&json, "address", device->address);
    if (device->name[0] != '\0')
        mi_json_string(&json, "name", device->name);
    mi_json_string(&json, "format", mi_format_name(device->format));
    if (device->has_version)
        mi_json_integer(&json, "version", device->version);
    struct product_words product = product_of(device);
    json_product(&json, &product);
    mi_json_integer(&json, "frames", (int64_t)device->frames);
    mi_json_integer(&json, "different", (int64_t)device->different);
    mi_json_integer(&json, "with_data", (int64_t)device->with_data);
    mi_json_integer(&json, "encrypted", (int64_t)device->encrypted);
    mi_json_integer(&json, "opened", (int64_t)device->opened);
    mi_json_integer(&json, "damaged", (int64_t)device->damaged);
    mi_json_integer(&json, "lost", (int64_t)device->lost);
    mi_json_string(&json, "key", device_key(device));
    mi_json_time(&json, "first", device->first);
    mi_json_time(&json, "last", device->last);
    if (mi_number_rounded(device_interval(device), 3, &mean) && mi_number_value(mean) > 0)
        mi_json_number(&json, "interval", mean);
    add_signal(&json, device);
    mi_json_open(&json, "readings", '{');
    for (const struct mi_trend *trend = device->trends; trend != NULL; trend = trend->next)
        if (!device_doubts(device, trend))
            add_trend_object(&json, trend);
    mi_json_close(&json, '}');
    mi_json_close(&json, '}');
    mi_text_char(&line, '\n');
    output_text(&line);
}

void json_devices(struct mi_device *const *devices, size_t count)
{
    for (size_t i = 0; i < count; i++)
        print_device(devices[i]);
}

static void add_reasons(struct mi_json *json, const struct mi_verdict *verdict)
{
    mi_json_open(json, "reasons", '[');
    for (uint32_t i = 0; i < verdict->reason_count; i++) {
        char sentence[SENTENCE_BYTES];
        struct mi_text text = mi_text(sentence, sizeof sentence);
        mi_text_reason(&text, &verdict->reasons[i]);
        mi_json_open(json, NULL, '{');
        mi_json_string(json, "code", mi_reason_name(verdict->reasons[i].code));
        mi_json_string(json, "text", sentence);
        mi_json_close(json, '}');
    }
    mi_json_close(json, ']');
}

static void add_repair(struct mi_json *json, const struct mi_repair *repair, bool whole)
{
    char digits[2 * MI_KEY_SIZE + 1];
    struct mi_text text = mi_text(digits, sizeof digits);
    mi_json_open(json, "repair", '{');
    mi_json_string(json, "class", repair->damage);
    mi_json_integer(json, "tries", repair->tries);
    mi_json_integer(json, "opened", repair->opened);
    mi_json_integer(json, "of", repair->of);
    if (whole && repair->rivals == 0) {
        mi_text_bytes(&text, repair->key.bytes, repair->key.size, '\0');
        mi_json_string(json, "bindkey", digits);
    }
    mi_json_close(json, '}');
    mi_wipe(digits, sizeof digits);
}

void json_verdict(const struct judgement *judgement, const struct output_settings *settings)
{
    char buffer[LINE_BYTES];
    struct mi_text line = mi_text(buffer, sizeof buffer);
    struct mi_json json = {.out = &line, .spill = output_text};
    const struct mi_finding *finding = judgement->finding;
    const struct mi_verdict *verdict = &finding->verdict;
    mi_json_open(&json, NULL, '{');
    if (!finding->is_nameless)
        mi_json_address(&json, "address", finding->address);
    mi_json_optional(&json, "name", judgement->name);
    if (finding->device != NULL) {
        struct product_words product = product_of(finding->device);
        json_product(&json, &product);
    }
    mi_json_string(&json, "verdict", mi_verdict_name(verdict->kind));
    mi_json_integer(&json, "encrypted", finding->encrypted);
    mi_json_integer(&json, "opened", finding->opened);
    mi_json_integer(&json, "damaged", finding->damaged);
    mi_json_integer(&json, "frames",
                    finding->device != NULL ? (int64_t)finding->device->frames : 0);
    if (finding->repair != NULL)
        add_repair(&json, finding->repair, settings->show_keys);
    add_reasons(&json, verdict);
    mi_json_open(&json, "advice", '[');
    for (uint32_t i = 0; i < verdict->advice_count; i++)
        mi_json_string(&json, NULL, mi_advice_sentence(verdict->advice[i]));
    mi_json_close(&json, ']');
    if (verdict->home_assistant != NULL)
        mi_json_string(&json, "home_assistant", verdict->home_assistant);
    if (judgement->key != NULL)
        mi_json_id(&json, "key", mi_fingerprint(judgement->key->bytes, judgement->key->size));
    mi_json_close(&json, '}');
    mi_text_char(&line, '\n');
    output_text(&line);
    mi_wipe(buffer, sizeof buffer);
}
