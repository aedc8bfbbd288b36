/* For people: the verdict on a device, its reasons, and what to do. */
#include "output.h"
#include "print_text.h"
#include "talk.h"

#include <string.h>

enum { VERDICT_BYTES = 8192 };

static enum paint paint_of(enum mi_verdict_kind kind)
{
    static const enum paint PAINT[MI_VERDICT_KINDS] = {
        [MI_VERDICT_RIGHT] = PAINT_GOOD,        [MI_VERDICT_LIKELY] = PAINT_GOOD,
        [MI_VERDICT_CHANGED] = PAINT_BAD,       [MI_VERDICT_MISTYPED] = PAINT_BAD,
        [MI_VERDICT_WRONG] = PAINT_BAD,         [MI_VERDICT_WRONG_DEVICE] = PAINT_BAD,
        [MI_VERDICT_WRONG_FORM] = PAINT_BAD,    [MI_VERDICT_NOT_NEEDED] = PAINT_GOOD,
        [MI_VERDICT_OTHER_FORMAT] = PAINT_WEAK, [MI_VERDICT_UNBOUND] = PAINT_WEAK,
        [MI_VERDICT_SILENT] = PAINT_WEAK,       [MI_VERDICT_UNTESTED] = PAINT_WEAK,
        [MI_VERDICT_MESH] = PAINT_BAD,          [MI_VERDICT_ABSENT] = PAINT_WEAK,
    };
    return PAINT[kind];
}

void text_key(struct mi_text *out, const struct mi_key *key, const struct output_settings *settings)
{
    if (settings->show_keys)
        mi_text_bytes(out, key->bytes, key->size, '\0');
    else
        mi_text_hex(out, mi_fingerprint(key->bytes, key->size), 8);
}

/* "RIGHT", "WRONG DEVICE": the name as people read it. */
static void add_verdict(struct mi_text *out, const struct mi_finding *finding,
                        const struct output_settings *settings)
{
    enum mi_verdict_kind kind = finding->verdict.kind;
    bool is_without_key = mi_verdict_has(&finding->verdict, MI_REASON_NO_KEY);
    char words[32];
    struct mi_text text = mi_text(words, sizeof words);
    for (const char *at = is_without_key ? "no_key" : mi_verdict_name(kind); *at != '\0'; at++)
        mi_text_char(&text, *at == '_' ? ' ' : (char)(*at - 'a' + 'A'));
    paint(out, settings, is_without_key ? PAINT_WEAK : paint_of(kind), words);
}

static void add_headline(struct mi_text *out, const struct judgement *judgement,
                         const struct output_settings *settings)
{
    const struct mi_finding *finding = judgement->finding;
    text_address(out, !finding->is_nameless, finding->address);
    text_name(out, judgement->name);
    text_name(out, finding->device != NULL ? finding->device->model : NULL);
    if (judgement->key != NULL) {
        mi_text_add(out, "  key ");
        text_key(out, judgement->key, settings);
    }
    mi_text_add(out, ": ");
    add_verdict(out, finding, settings);
    mi_text_char(out, '\n');
}

static void add_zone(struct mi_text *out, const char *offset,
                     const struct output_settings *settings)
{
    mi_text_char(out, ' ');
    mi_text_add(out, settings->local ? offset : "UTC");
}

/* "2026-11-21 09:02:11 to 09:32:41 UTC", with the second day when it is another one; nothing when
   both are in the same second. In the local zone its offset stands in place of UTC, and behind the
   first moment, too, when that had another one. */
static void add_moments(struct mi_text *out, mi_time first, mi_time last,
                        const struct output_settings *settings)
{
    enum { DAY_END = 10, CLOCK_AT, CLOCK_END = 19 };
    const mi_time moments[] = {first, last};
    char buffers[2][64];
    for (size_t i = 0; i < 2; i++) {
        struct mi_text text = mi_text(buffers[i], sizeof buffers[i]);
        text_second(&text, moments[i], settings);
        buffers[i][DAY_END] = ' ';
    }
    size_t start = memcmp(buffers[0], buffers[1], CLOCK_AT) == 0 ? CLOCK_AT : 0;
    if (memcmp(buffers[0], buffers[1], CLOCK_END) == 0)
        return;
    mi_text_add(out, ", heard from ");
    mi_text_run(out, buffers[0], CLOCK_END);
    if (strcmp(buffers[0] + CLOCK_END, buffers[1] + CLOCK_END) != 0)
        add_zone(out, buffers[0] + CLOCK_END, settings);
    mi_text_add(out, " to ");
    mi_text_run(out, buffers[1] + start, CLOCK_END - start);
    add_zone(out, buffers[1] + CLOCK_END, settings);
}

static void add_heard(struct mi_text *out, const struct mi_device *device)
{
    bool are_all = device->encrypted > 0 && device->encrypted == device->frames;
    add_count(out, device->frames, are_all ? "encrypted frame" : "frame");
    if (are_all)
        return;
    mi_text_add(out, ", ");
    if (device->encrypted > 0)
        mi_text_unsigned(out, device->encrypted);
    mi_text_add(out, device->encrypted > 0 ? " of them encrypted" : "none encrypted");
}

static void add_counts(struct mi_text *out, const struct mi_finding *finding,
                       const struct output_settings *settings)
{
    const struct mi_device *device = finding->device;
    if (device == NULL)
        return;
    if (finding->was_tried) {
        mi_text_add(out, "  opened ");
        mi_text_unsigned(out, finding->opened);
        mi_text_add(out, " of ");
        add_count(out, finding->encrypted, "encrypted frame");
    } else if (mi_verdict_has(&finding->verdict, MI_REASON_FORMAT_OTHER)) {
        mi_text_add(out, "  heard ");
        add_count(out, finding->encrypted, "encrypted frame");
    } else {
        mi_text_add(out, "  heard ");
        add_heard(out, device);
    }
    if (device->first != MI_NO_TIME && device->last > device->first)
        add_moments(out, device->first, device->last, settings);
    mi_text_char(out, '\n');
}

static void add_reason(struct mi_text *out, const struct mi_reason *reason,
                       const struct output_settings *settings)
{
    char buffer[64] = "";
    struct mi_text moment = mi_text(buffer, sizeof buffer);
    text_second(&moment, reason->time, settings);
    mi_text_reason_at(out, reason, buffer);
}

void text_verdict(const struct judgement *judgement, const struct output_settings *settings)
{
    char buffer[VERDICT_BYTES];
    struct mi_text out = mi_text(buffer, sizeof buffer);
    const struct mi_verdict *verdict = &judgement->finding->verdict;
    add_headline(&out, judgement, settings);
    add_counts(&out, judgement->finding, settings);
    for (uint32_t i = 0; i < verdict->reason_count; i++) {
        mi_text_add(&out, "  because  ");
        add_reason(&out, &verdict->reasons[i], settings);
        mi_text_char(&out, '\n');
    }
    for (uint32_t i = 0; i < verdict->advice_count; i++) {
        mi_text_add(&out, "  do       ");
        mi_text_add(&out, mi_advice_sentence(verdict->advice[i]));
        mi_text_char(&out, '\n');
    }
    if (verdict->home_assistant != NULL) {
        mi_text_add(&out, "  ");
        mi_text_add(&out, verdict->home_assistant);
        mi_text_add(&out, ".\n");
    }
    output_put(out.start, out.length);
    mi_wipe(buffer, out.length);
}
