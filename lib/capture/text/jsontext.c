/*
 * JSON in a text: documents of one or many lines, also behind other words in a line (an MQTT
 * topic). Known are what gateways publish (Theengs, OpenMQTTGateway, noble), Home Assistant's
 * diagnostics, and tshark's -T json, jsonraw and ek.
 */
#include "capture/text/decoded.h"
#include "capture/text/jsonreader.h"
#include "capture/text/search.h"

#include "base/base64.h"
#include "base/hex.h"

#include <string.h>

enum field {
    FIELD_NONE,
    FIELD_ADDRESS,
    FIELD_RSSI,
    FIELD_UUID,
    FIELD_BYTES,   /* of service data, when its UUID stands beside it; else of any payload */
    FIELD_LITERAL, /* a Python bytes literal in a string */
    FIELD_SERVICE, /* service data, or from some gateways all advertising data */
    FIELD_BY_UUID, /* the key is the UUID of the service data below it */
    FIELD_FRAME,   /* all bytes of the packet */
    FIELD_DECODED, /* an enum mi_detail is added */
};

struct jsontext {
    bool in_document;          /* begun in an earlier line */
    bool is_front;             /* begun at the front of a line: may reach over several */
    bool is_of_use;            /* has a key that is known */
    bool is_pending;           /* the same, since the outermost object was opened */
    uint64_t line;             /* being read */
    mi_time time;              /* in front of the document */
    struct mi_address address; /* in front of it, as in an MQTT topic */
    bool has_address;
    struct mi_jsonreader json;

    int field;       /* of the last key */
    unsigned values; /* of the list at that field, so far */

    /* What the objects of a gateway tell of one device. */
    uint64_t device_levels; /* bit per depth: the object there has fields of a device */
    unsigned nested_depth;  /* of the object with FIELD_BY_UUID; 0: none */
    uint16_t nested_uuid;
    struct mi_report report; /* service data by UUID */
    bool has_uuid;
    uint16_t uuid;
    bool is_service; /* `bytes` were called service data */
    size_t size;
    uint8_t bytes[MI_PAYLOAD_MAX];

    /* A packet of tshark. */
    struct mi_decoded decoded;
    size_t frame_size;
    uint8_t frame[MI_PAYLOAD_MAX];
};

static const struct {
    const char *key;
    int field;
} KEYS[] = {
    {"id", FIELD_ADDRESS},
    {"addr", FIELD_ADDRESS},
    {"mac", FIELD_ADDRESS},
    {"address", FIELD_ADDRESS},
    {"rssi", FIELD_RSSI},
    {"servicedatauuid", FIELD_UUID},
    {"uuid", FIELD_UUID},
    {"servicedata", FIELD_SERVICE},
    {"data", FIELD_BYTES},
    {"rawdata", FIELD_BYTES},
    {"raw_data", FIELD_BYTES},
    {"raw", FIELD_BYTES},
    {"payload", FIELD_BYTES},
    {"adv", FIELD_BYTES},
    {"advdata", FIELD_BYTES},
    {"adv_data", FIELD_BYTES},
    {"advertisement", FIELD_BYTES},
    {"advertisementdata", FIELD_BYTES},
    {"scanrecord", FIELD_BYTES},
    {"scan_record", FIELD_BYTES},
    {"service_data", FIELD_BYTES},
    {"repr", FIELD_LITERAL},
    {"frame_raw", FIELD_FRAME},
    {"frame.time_epoch", FIELD_DECODED + MI_DETAIL_TIME},
    {"bthci_evt.le_meta_subevent", FIELD_DECODED + MI_DETAIL_SUBEVENT},
    {"bthci_evt.le_advts_event_type", FIELD_DECODED + MI_DETAIL_EVENT_TYPE},
    {"bthci_evt.le_ext_advts_event_type", FIELD_DECODED + MI_DETAIL_EVENT_TYPE},
    {"bthci_evt.le_peer_address_type", FIELD_DECODED + MI_DETAIL_ADDRESS_TYPE},
    {"bthci_evt.bd_addr", FIELD_DECODED + MI_DETAIL_ADDRESS},
    {"btle.advertising_address", FIELD_DECODED + MI_DETAIL_ADDRESS},
    {"bthci_evt.rssi", FIELD_DECODED + MI_DETAIL_RSSI},
    {"nordic_ble.rssi", FIELD_DECODED + MI_DETAIL_RSSI},
    {"btle_rf.signal_dbm", FIELD_DECODED + MI_DETAIL_RSSI},
    {"btcommon.eir_ad.entry.uuid_16", FIELD_DECODED + MI_DETAIL_UUID},
    {"btcommon.eir_ad.entry.service_data", FIELD_DECODED + MI_DETAIL_SERVICE},
    {"btcommon.eir_ad.entry.company_id", FIELD_DECODED + MI_DETAIL_COMPANY},
    {"btcommon.eir_ad.entry.data", FIELD_DECODED + MI_DETAIL_DATA},
    {"btcommon.eir_ad.entry.device_name", FIELD_DECODED + MI_DETAIL_NAME},
};

/* -T ek writes a field with its layer once more in front and '_' for '.': bthci_evt_bthci_evt_… */
static bool is_flat_key(struct mi_span text, const char *key)
{
    size_t length = strlen(key);
    const char *dot = strchr(key, '.');
    size_t layer = dot != NULL ? (size_t)(dot - key) + 1 : 0;
    if (layer == 0 || text.length != length + layer)
        return false;
    text = mi_span_from(text, layer);
    for (size_t i = 0; i < length; i++)
        if (text.at[i] != key[i] && !(text.at[i] == '_' && key[i] == '.'))
            return false;
    return true;
}

static int find_field(struct mi_span text)
{
    for (size_t i = 0; i < sizeof KEYS / sizeof KEYS[0]; i++)
        if (mi_span_is_like(text, KEYS[i].key) || is_flat_key(text, KEYS[i].key))
            return KEYS[i].field;
    return FIELD_NONE;
}

/* --- one device --- */

static struct mi_packet about_object(const struct jsontext *text)
{
    return (struct mi_packet){
        .number = text->line,
        .time = text->time,
        .address = text->address,
        .has_address = text->has_address,
    };
}

static void forget_device(struct jsontext *text)
{
    struct mi_packet about = about_object(text);
    mi_report_open(&text->report, &about);
    text->device_levels = 0;
    text->nested_depth = 0;
    text->has_uuid = text->is_service = false;
    text->size = 0;
}

static void give_device(struct jsontext *text, struct mi_out *out)
{
    struct mi_packet packet = text->report.about;
    bool is_of_sensor = text->has_uuid && mi_is_sensor_uuid(text->uuid);
    if (text->size > 0 && is_of_sensor) {
        packet.layer = MI_LAYER_SERVICE;
        packet.uuid = text->uuid;
        packet.bytes = text->bytes;
        packet.size = text->size;
        mi_out_packet(out, &packet);
    } else if (text->size > 0 && !text->has_uuid) {
        (void)mi_payload_give(out, packet, mi_bytes(text->bytes, text->size),
                              text->is_service ? MI_TRUST_NAMED : MI_TRUST_WORDS);
    }
    if (text->report.size > 0)
        mi_report_give(&text->report, out);
    forget_device(text);
}

static size_t decode(struct mi_span value, uint8_t *bytes)
{
    struct mi_hex hex = mi_hex_decode(value.at, value.length, bytes, MI_PAYLOAD_MAX);
    return hex.status == MI_HEX_OK ? hex.size : 0;
}

static void read_nested(struct jsontext *text, struct mi_span value)
{
    uint8_t bytes[MI_PAYLOAD_MAX];
    size_t size = 0;
    if (mi_span_literal(value, bytes, sizeof bytes, &size) == 0)
        size = decode(value, bytes);
    if (size == 0 &&
        (mi_base64_decode(value.at, value.length, bytes, sizeof bytes, &size) != value.length ||
         !mi_bare_is_whole(mi_bytes(bytes, size), text->nested_uuid)))
        size = 0;
    if (text->nested_depth > 0 && size > 0)
        mi_report_service(&text->report, text->nested_uuid, bytes, size);
}

static bool read_address(struct jsontext *text, struct mi_span value)
{
    struct mi_address address;
    if (!mi_address_read(value.at, value.length, &address))
        return false;
    mi_report_address(&text->report, address);
    return true;
}

static void read_rssi(struct jsontext *text, struct mi_span value)
{
    int64_t dbm = 0;
    if (mi_span_number(value, &dbm) > 0)
        mi_packet_rssi(&text->report.about, dbm);
}

/* Shelly lists address, signal strength and base64 without a key for each. */
static void read_item(struct jsontext *text, struct mi_span value, struct mi_out *out)
{
    int64_t dbm = 0;
    if (mi_jsonreader_in_list(&text->json))
        (void)read_address(text, value);
    if (value.length > 1 && value.at[0] == '-' && mi_span_number(value, &dbm) == value.length)
        mi_packet_rssi(&text->report.about, dbm);
    else
        (void)mi_search_base64(out, &text->report.about, value, MI_TRUST_WORDS);
}

/* A number of a list of bytes, or all of them as hex. */
static void read_bytes(struct jsontext *text, struct mi_span value, struct mi_out *out)
{
    int64_t byte = 0;
    if (!mi_jsonreader_in_list(&text->json)) {
        text->size = decode(value, text->bytes);
        text->is_pending = text->is_pending ||
                           mi_payload_match(mi_bytes(text->bytes, text->size)) == MI_MATCH_WHOLE;
        return;
    }
    if (text->values == 0)
        text->size = 0;
    bool is_byte = value.length > 0 && mi_span_number(value, &byte) == value.length && byte >= 0 &&
                   byte <= UINT8_MAX;
    if (is_byte && text->size < sizeof text->bytes)
        text->bytes[text->size++] = (uint8_t)byte;
    else if (!is_byte)
        read_item(text, value, out);
}

/* --- a packet of tshark --- */

static void forget_packet(struct jsontext *text)
{
    struct mi_packet about = about_object(text);
    mi_decoded_open(&text->decoded, &about);
    text->frame_size = 0;
}

static void give_packet(struct jsontext *text, struct mi_out *out)
{
    if (text->frame_size == 0 ||
        !mi_payload_give(out, text->decoded.about, mi_bytes(text->frame, text->frame_size),
                         MI_TRUST_ALONE))
        mi_decoded_give(&text->decoded, out);
    forget_packet(text);
}

/* --- events --- */

static bool is_outermost(const struct jsontext *text)
{
    return text->json.depth == 0 || (text->json.depth == 1 && mi_jsonreader_in_list(&text->json));
}

static void read_key(struct jsontext *text)
{
    struct mi_span key = mi_jsonreader_text(&text->json);
    uint16_t uuid = 0;
    text->values = 0;
    text->field = find_field(key);
    if (text->json.depth <= text->nested_depth)
        text->nested_depth = 0;
    bool is_uuid = text->field == FIELD_NONE && key.length > 0 &&
                   mi_span_uuid(key, &uuid) == key.length && mi_is_sensor_uuid(uuid);
    if (is_uuid) {
        text->field = FIELD_BY_UUID;
        text->nested_uuid = uuid;
        text->nested_depth = text->json.depth;
    }
    if (text->field == FIELD_ADDRESS || text->field == FIELD_UUID || text->field == FIELD_SERVICE)
        text->device_levels |= UINT64_C(1) << (text->json.depth - 1);
    else if (text->field == FIELD_NONE && text->json.depth < MI_JSON_DEPTH &&
             read_address(text, key)) /* the object below is its */
        text->device_levels |= UINT64_C(1) << text->json.depth;
    text->is_of_use = text->is_of_use || text->field >= FIELD_SERVICE;
}

static void read_value(struct jsontext *text, struct mi_out *out)
{
    struct mi_span value = mi_jsonreader_text(&text->json);
    bool is_first = text->values == 0;
    text->is_pending = text->is_pending || text->field >= FIELD_SERVICE || text->nested_depth > 0;
    switch (text->field) {
    case FIELD_NONE: read_item(text, value, out); break;
    case FIELD_ADDRESS: (void)read_address(text, value); break;
    case FIELD_RSSI: read_rssi(text, value); break;
    case FIELD_UUID: text->has_uuid = mi_span_uuid(value, &text->uuid) > 0; break;
    case FIELD_SERVICE: text->is_service = true; /* fall through */
    case FIELD_BYTES: read_bytes(text, value, out); break;
    case FIELD_BY_UUID:
    case FIELD_LITERAL: read_nested(text, value); break;
    case FIELD_FRAME:
        if (is_first)
            text->frame_size = decode(value, text->frame);
        break;
    default:
        mi_decoded_detail(&text->decoded, (enum mi_detail)(text->field - FIELD_DECODED), value,
                          !is_first, out);
        break;
    }
    text->values++;
}

static bool is_in_outermost(const struct jsontext *text)
{
    return text->json.depth == 1 || (text->json.depth == 2 && (text->json.lists & 1) != 0);
}

static void open_object(struct jsontext *text)
{
    if (!is_in_outermost(text))
        return;
    text->is_pending = false;
    forget_device(text);
    forget_packet(text);
}

static void close_object(struct jsontext *text, struct mi_out *out)
{
    uint64_t level = UINT64_C(1) << text->json.depth;
    text->field = FIELD_NONE;
    if (text->json.depth < text->nested_depth)
        text->nested_depth = 0;
    if ((text->device_levels & level) != 0 || is_outermost(text))
        give_device(text, out);
    if (is_outermost(text)) {
        give_packet(text, out);
        text->is_pending = false;
    }
}

static void read_event(struct jsontext *text, enum mi_json_event event, struct mi_out *out)
{
    switch (event) {
    case MI_JSON_KEY: read_key(text); break;
    case MI_JSON_STRING:
    case MI_JSON_WORD: read_value(text, out); break;
    case MI_JSON_OPEN: open_object(text); break;
    case MI_JSON_CLOSE: close_object(text, out); break;
    default: break;
    }
}

/* --- documents --- */

/* What stands in front of the document: "home/gateway/BTtoMQTT/A4C138B4944C " */
static void read_front(struct jsontext *text, struct mi_span front)
{
    enum { DIGITS = 2 * MI_ADDRESS_SIZE };
    size_t offset = 0;
    front = mi_span_trim(front);
    text->has_address = mi_span_address(front, &text->address, &offset);
    if (text->has_address || front.length <= DIGITS || front.at[front.length - DIGITS - 1] != '/')
        return;
    struct mi_span last = mi_span_from(front, front.length - DIGITS);
    text->has_address = mi_address_parse(last.at, last.length, &text->address) == DIGITS;
}

static void start_document(struct jsontext *text, const struct mi_line *line, struct mi_span front)
{
    memset(&text->json, 0, offsetof(struct mi_jsonreader, text));
    text->is_of_use = text->is_pending = false;
    text->time = line->time;
    text->field = FIELD_NONE;
    read_front(text, front);
    forget_device(text);
    forget_packet(text);
}

/*
 * A document that ends in the middle gives what was read of the object it ends in. Where that has
 * its frame and lacks only a quote or its bracket, as a tree that is unfolded does, nothing is cut.
 */
static void cut_document(struct jsontext *text, struct mi_out *out)
{
    const struct mi_problem problem = {.code = MI_P_JSON_CUT};
    bool is_in_value = text->json.state == MI_JSON_IN_STRING && !text->json.is_key;
    bool may_be_whole =
        (is_in_value || text->json.state == MI_JSON_WANTS_COMMA_OR_END) && is_in_outermost(text);
    uint64_t number = text->report.about.number;
    size_t before = out->count;
    text->in_document = false;
    if (is_in_value)
        read_value(text, out);
    if (!text->is_pending)
        return;
    if (!may_be_whole)
        mi_out_problem(out, number, problem);
    give_device(text, out);
    give_packet(text, out);
    if (may_be_whole && out->count == before)
        mi_out_problem(out, number, problem);
}

/* Reads on in the document, to its end or that of the input. False when it is none. */
static bool read_document(struct jsontext *text, struct mi_span *input, struct mi_out *out)
{
    text->in_document = true;
    while (text->in_document) {
        enum mi_json_event event = mi_jsonreader_next(&text->json, input);
        if (event == MI_JSON_MORE)
            return true;
        if (event == MI_JSON_BAD) {
            cut_document(text, out);
            return false;
        }
        read_event(text, event, out);
        text->in_document = text->json.depth > 0;
    }
    return true;
}

/*
 * Where a document begins: at the front, or behind other words as an object with a key. Sets
 * `front` to what is skipped.
 */
static bool find_start(struct mi_span *input, struct mi_span *front)
{
    struct mi_span after;
    size_t start = 0;
    while (start < input->length && (mi_is_blank(input->at[start]) || input->at[start] == ','))
        start++;
    bool is_front = start < input->length && (input->at[start] == '{' || input->at[start] == '[');
    if (!is_front) {
        if (!mi_span_find(*input, "{\"", &after))
            return false;
        start = input->length - after.length - 2;
        start -= start > 0 && input->at[start - 1] == '[' ? 1 : 0;
    }
    *front = mi_span_first(*input, is_front ? 0 : start);
    *input = mi_span_from(*input, start);
    return true;
}

/*
 * All documents of a line. False when there is none, or none of use. Over several lines reaches
 * only one that begins at the front or behind another one.
 */
static bool read_documents(struct jsontext *text, const struct mi_line *line, struct mi_span input,
                           struct mi_out *out)
{
    struct mi_span front;
    size_t before = out->count;
    bool any = false;
    bool is_front = true;
    while (input.length > 0 && find_start(&input, &front)) {
        is_front = is_front && front.length == 0;
        start_document(text, line, front);
        if (read_document(text, &input, out))
            any = any || text->is_of_use || (text->in_document && is_front);
        else
            is_front = false;
    }
    bool may_go_on = is_front || line->status == MI_LINE_TOO_LONG;
    text->is_front = is_front;
    if (text->in_document && any && !may_go_on)
        cut_document(text, out);
    text->in_document = text->in_document && may_go_on && any;
    return any || out->count > before;
}

/* Behind other words a document must end in the same line. */
static void end_line(struct jsontext *text, const struct mi_line *line)
{
    if (line->status == MI_LINE && !text->is_front)
        text->in_document = false;
}

/* The marks of a quotation and of a tree that is unfolded (MQTT Explorer): "> ", "-\"id\": …" */
static struct mi_span without_marks(struct mi_span text)
{
    struct mi_span rest = mi_span_trim(text);
    while (mi_span_take(&rest, ">"))
        text = rest;
    return mi_span_take(&rest, "-") && mi_span_starts(rest, "\"") ? rest : text;
}

/* The end of a line. In a string it is one that a window made: when the string has its end below.
 */
static bool read_line_end(struct jsontext *text, struct mi_span next, struct mi_out *out)
{
    struct mi_span line_end = {.at = "\n", .length = 1};
    bool in_string = text->json.state == MI_JSON_IN_STRING;
    bool has_end = memchr(next.at, '"', next.length) != NULL && *next.at != '{' && *next.at != '[';
    if (!text->in_document || (in_string && has_end))
        return text->in_document;
    return read_document(text, &line_end, out);
}

static bool read_line(void *state, const struct mi_line *line, struct mi_out *out)
{
    struct jsontext *text = state;
    struct mi_span input = without_marks(line->text);
    text->line = line->number;
    bool is_taken = read_line_end(text, line->text, out) && read_document(text, &input, out);
    if (!is_taken)
        input = without_marks(line->body);
    if (!text->in_document)
        is_taken = read_documents(text, line, input, out) || is_taken;
    end_line(text, line);
    return is_taken;
}

static void read_more(void *state, const struct mi_line *line, struct mi_out *out)
{
    struct jsontext *text = state;
    struct mi_span input = line->body;
    if (text->in_document)
        (void)read_document(text, &input, out);
    if (!text->in_document)
        (void)read_documents(text, line, input, out);
    end_line(text, line);
}

static void end(void *state, struct mi_out *out)
{
    struct jsontext *text = state;
    if (text->in_document)
        cut_document(text, out);
}

const struct mi_dialect mi_json_dialect = {
    .size = sizeof(struct jsontext),
    .line = read_line,
    .more = read_more,
    .end = end,
};
