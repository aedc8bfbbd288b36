/* The byte map: every byte of the frame on its line, and every input of the decryption. */
#include "print_text.h"

#include "beacon/formats/mibeacon.h"
#include "talk.h"

#include <string.h>

enum {
    MEANING_COLUMN = 28, /* of the text beside the bytes */
    LABEL_COLUMN = 21,
    LINE_BYTES = 8, /* bytes on a line; more go on the next one */
    SENTENCE_MAX = 1024,
    KEY_ENDS = 2, /* bytes of a key shown at either end */
};

/* --- what single fields mean --- */

static void mean_product(struct mi_text *out, const struct mi_frame *frame)
{
    mi_text_add(out, "product 0x");
    mi_text_hex(out, frame->product_id, mi_format_id_digits(frame->format));
    if (frame->model != NULL) {
        mi_text_char(out, ' ');
        mi_text_add(out, frame->model);
    }
    if (frame->product == NULL) {
        mi_text_add(out, frame->model == NULL ? ", unknown here" : "");
        return;
    }
    mi_text_add(out, ", ");
    mi_text_add(out, frame->product->name);
    if (frame->product->maker != NULL) {
        mi_text_add(out, " (");
        mi_text_add(out, frame->product->maker);
        mi_text_char(out, ')');
    }
}

static void add_reading(struct mi_text *out, const struct mi_reading *reading,
                        const struct output_settings *settings)
{
    mi_text_key(out, reading);
    mi_text_char(out, ' ');
    text_strong_value(out, reading, settings);
}

static void mean_reading(struct mi_text *out, const struct mi_frame *frame,
                         const struct mi_part *part, const struct output_settings *settings)
{
    for (size_t i = 0; i < part->count; i++) {
        mi_text_add(out, i > 0 ? ", " : "");
        add_reading(out, &frame->readings[part->index + i], settings);
    }
}

static void add_meaning(struct mi_text *out, const struct mi_frame *frame,
                        const struct mi_part *part, const struct output_settings *settings)
{
    switch ((enum mi_role)part->role) {
    case MI_ROLE_CONTROL: mi_text_control(out, frame); break;
    case MI_ROLE_PRODUCT: mean_product(out, frame); break;
    case MI_ROLE_COUNTER:
        mi_text_add(out, frame->has_version && frame->counter_bits != 8 ? "frame counter, low byte"
                                                                        : "counter ");
        if (!frame->has_version || frame->counter_bits == 8)
            mi_text_unsigned(out, frame->counter);
        break;
    case MI_ROLE_COUNTER_HIGH:
        mi_text_add(out, "frame counter, high bytes: ");
        mi_text_unsigned(out, frame->counter);
        mi_text_add(out, " together");
        break;
    case MI_ROLE_ADDRESS:
        mi_text_add(out, "MAC ");
        mi_text_address(out, frame->address);
        break;
    case MI_ROLE_CAPABILITY: mi_text_capability(out, frame); break;
    case MI_ROLE_WIFI_MAC:
        mi_text_add(out, part->size < MI_ADDRESS_SIZE ? "last bytes of the Wi-Fi MAC"
                                                      : "Wi-Fi MAC, not the sender's address");
        break;
    case MI_ROLE_IO: mi_text_io(out, frame); break;
    case MI_ROLE_MESH: mi_text_mesh(out, frame); break;
    case MI_ROLE_CIPHER_TEXT: mi_text_add(out, "cipher text"); break;
    case MI_ROLE_TAG:
        mi_text_add(out, mi_seal_is_legacy(&frame->seal) ? "check byte" : "MIC");
        break;
    case MI_ROLE_OBJECT: text_object(out, frame, &frame->objects[part->index]); break;
    case MI_ROLE_READING: mean_reading(out, frame, part, settings); break;
    case MI_ROLE_CLOCK: mi_text_add(out, "the device's own clock"); break;
    }
}

/* --- lines of bytes --- */

static void add_title(struct mi_text *out, const struct output_settings *settings,
                      const char *title)
{
    paint(out, settings, PAINT_STRONG, title);
    mi_text_char(out, '\n');
}

/* Bytes at the left, the meaning beside the first line of them. */
static void add_line(struct mi_text *out, const uint8_t *bytes, size_t size, const char *meaning)
{
    for (size_t at = 0; at == 0 || at < size; at += LINE_BYTES) {
        size_t start = out->length;
        size_t count = size - at < LINE_BYTES ? size - at : LINE_BYTES;
        mi_text_add(out, "  ");
        mi_text_bytes(out, bytes + at, count, ' ');
        if (at == 0) {
            mi_text_pad(out, start + MEANING_COLUMN);
            mi_text_add(out, meaning);
        }
        mi_text_char(out, '\n');
    }
}

static void add_part(struct mi_text *out, const struct mi_frame *frame, const uint8_t *start,
                     const struct mi_part *part, const struct output_settings *settings)
{
    char meaning[SENTENCE_MAX];
    struct mi_text text = mi_text(meaning, sizeof meaning);
    add_meaning(&text, frame, part, settings);
    add_line(out, start + part->at, part->size, meaning);
    if (part->role != MI_ROLE_OBJECT)
        return;
    const struct mi_object *object = &frame->objects[part->index];
    for (size_t i = 0; i < object->reading_count; i++) {
        size_t line = out->length;
        mi_text_pad(out, line + MEANING_COLUMN + 2);
        add_reading(out, &frame->readings[object->first_reading + i], settings);
        mi_text_char(out, '\n');
    }
}

/* The part that covers byte `at` or comes first after it. */
static const struct mi_part *next_part(const struct mi_frame *frame, bool in_plain, size_t at)
{
    const struct mi_part *next = NULL;
    for (size_t i = 0; i < frame->part_count; i++) {
        const struct mi_part *part = &frame->parts[i];
        if (part->in_plain == in_plain && part->at >= at && (next == NULL || part->at < next->at))
            next = part;
    }
    return next;
}

/* All bytes in order; those that nobody marked are named too. */
static void add_map(struct mi_text *out, const struct mi_frame *frame, bool in_plain,
                    const struct output_settings *settings)
{
    const uint8_t *start = in_plain ? frame->plain : frame->bytes.at;
    size_t size = in_plain ? frame->plain_size : frame->bytes.left;
    for (size_t at = 0; at < size;) {
        const struct mi_part *part = next_part(frame, in_plain, at);
        size_t gap = (part != NULL ? part->at : size) - at;
        if (gap > 0)
            add_line(out, start + at, gap,
                     mi_status_is_success(frame->status) ? "not used" : "not read");
        if (part == NULL)
            return;
        if (gap == 0)
            add_part(out, frame, start, part, settings);
        at += gap > 0 ? gap : part->size;
    }
}

/* --- the decryption --- */

static void add_label(struct mi_text *out, const char *label)
{
    size_t start = out->length;
    mi_text_add(out, "  ");
    mi_text_add(out, label);
    mi_text_pad(out, start + LABEL_COLUMN);
}

static void add_labelled(struct mi_text *out, const char *label, const uint8_t *bytes, size_t size,
                         const char *remark)
{
    add_label(out, label);
    mi_text_bytes(out, bytes, size, '\0');
    mi_text_add(out, remark);
    mi_text_char(out, '\n');
}

static const struct mi_key *tried_key(const struct sighting *sighting)
{
    return &sighting->choice->keys[sighting->frame->seal.key_index];
}

/* A key that is not to be seen whole. */
static void add_ends(struct mi_text *out, const uint8_t *key, size_t size)
{
    mi_text_bytes(out, key, KEY_ENDS, '\0');
    mi_text_add(out, "…");
    mi_text_bytes(out, key + size - KEY_ENDS, KEY_ENDS, '\0');
}

static void add_key(struct mi_text *out, const struct sighting *sighting,
                    const struct output_settings *settings)
{
    static const char *const FORMS[] = {
        [MI_KEY_AS_IS] = "",
        [MI_KEY_LEGACY] = "   first 6 bytes, 8d3d3c97, last 6 bytes",
        [MI_KEY_FILLED] = "   12 bytes, then ffffffff",
    };
    const struct mi_frame *frame = sighting->frame;
    uint8_t shaped[MI_KEY_SIZE];
    if (!frame->seal.was_tried)
        return;
    mi_key_shape(tried_key(sighting), frame->seal.key_form, shaped);
    add_label(out, "key");
    if (settings->show_keys)
        mi_text_bytes(out, shaped, sizeof shaped, '\0');
    else
        add_ends(out, shaped, sizeof shaped);
    mi_text_add(out, FORMS[frame->seal.key_form]);
    mi_text_char(out, '\n');
    mi_wipe(shaped, sizeof shaped);
}

/* What a key that does not fit makes of the frame, to compare with one's own code. */
static void add_wrong(struct mi_text *out, const struct sighting *sighting)
{
    const struct mi_frame *frame = sighting->frame;
    const struct mi_seal *seal = &frame->seal;
    uint8_t plain[MI_FRAME_MAX];
    uint8_t tag[MI_TAG_MAX];
    if (!seal->was_tried || !mi_seal_reveal(seal, sighting->ccm, tried_key(sighting), plain, tag))
        return;
    add_labelled(out, "MIC by this key", tag, seal->tag.left, "");
    add_labelled(out, "bytes by this key", plain, seal->cipher_text.left, "   meaningless");
}

static void add_tag(struct mi_text *out, const struct mi_seal *seal, bool is_open,
                    const struct output_settings *settings)
{
    add_label(out, mi_seal_is_legacy(seal) ? "check byte" : "MIC");
    mi_text_bytes(out, seal->tag.at, seal->tag.left, '\0');
    if (is_open && seal->tag_fits)
        paint(out, settings, PAINT_GOOD, "   matches");
    else if (is_open)
        paint(out, settings, PAINT_WEAK, "   does not match, which proves nothing");
    mi_text_char(out, '\n');
}

static void add_decryption(struct mi_text *out, const struct sighting *sighting,
                           const struct output_settings *settings)
{
    const struct mi_frame *frame = sighting->frame;
    const struct mi_seal *seal = &frame->seal;
    const struct mi_message message = mi_seal_message(seal);
    bool is_open = mi_status_is_success(frame->status) || frame->status == MI_STATUS_MALFORMED;
    paint(out, settings, PAINT_STRONG, "decryption");
    mi_text_add(out, " (");
    mi_text_add(out, mi_seal_name(seal));
    mi_text_add(out, ")\n");
    add_key(out, sighting, settings);
    add_label(out, "nonce");
    mi_text_bytes(out, message.nonce, message.nonce_size, '\0');
    mi_text_add(out, "   ");
    mi_text_add(out, seal->nonce_layout);
    mi_text_add(out, frame->address_source == MI_ADDRESS_NONE ? "; the MAC is not known\n" : "\n");
    if (message.associated_size > 0)
        add_labelled(out, "associated data", message.associated, message.associated_size, "");
    add_labelled(out, "cipher text", seal->cipher_text.at, seal->cipher_text.left, "");
    add_tag(out, seal, is_open, settings);
    if (is_open)
        add_labelled(out, "plain text", frame->plain, frame->plain_size, "");
    else
        add_wrong(out, sighting);
}

static void print_frame(struct mi_text *out, const struct sighting *sighting,
                        const struct output_settings *settings)
{
    const struct mi_frame *frame = sighting->frame;
    text_headline(out, sighting, settings);
    add_title(out, settings, "frame");
    add_map(out, frame, false, settings);
    if (frame->seal.scheme != NULL)
        add_decryption(out, sighting, settings);
    if (frame->plain_size > 0) {
        add_title(out, settings, mi_format_has_objects(frame->format) ? "objects" : "readings");
        add_map(out, frame, true, settings);
    }
    text_notes(out, sighting);
}

const struct printer EXPLAIN_PRINTER = {.frame = print_frame};
