/*
 * Reads captures of pairings and connections, and compares what is found with what is in them. The
 * captures are not part of this project: DIR/vectors.jsonl, a line each.
 *
 * Each is read twice, without the TOKEN that its line gives and with it.
 */
#include "base/hex.h"
#include "beacon/open.h"
#include "capture/source.h"
#include "pairing/gatt_frame.h"
#include "pairing/pairing.h"
#include "radio/radio.h"

#include <jansson.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LINE_SIZE = 65536, PATH_SIZE = 4096, SAID_MAX = 64, FRAMES_MAX = 64, FRAME_SIZE = 64 };

/* One reading that came over a connection. */
struct said {
    struct mi_address address;
    const char *model;
    const char *key;
    double value;
};

/* Service data of a frame in the capture. */
struct sent {
    struct mi_address address;
    uint16_t uuid;
    size_t size;
    uint8_t bytes[FRAME_SIZE];
};

struct run {
    struct mi_ccm *ccm;
    struct mi_radio radio;
    struct mi_links links;
    struct mi_pairing pairing;
    struct mi_gatt_readings readings;
    struct mi_frame frame;
    size_t said_count;
    struct said said[SAID_MAX];
    size_t sent_count;
    struct sent sent[FRAMES_MAX];
    bool is_taken[MI_CLUES_MAX];
    const char *name; /* of the capture */
    unsigned faults;
};

__attribute__((format(printf, 2, 3))) static void fault(struct run *run, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    (void)printf("%s: ", run->name);
    (void)vprintf(format, arguments);
    (void)printf("\n");
    va_end(arguments);
    run->faults++;
}

static const char *text_of(const json_t *object, const char *name)
{
    return json_string_value(json_object_get(object, name));
}

/* --- reading a capture --- */

static void keep_readings(struct run *run)
{
    for (size_t i = 0; i < run->frame.reading_count && run->said_count < SAID_MAX; i++)
        run->said[run->said_count++] = (struct said){
            .address = run->frame.address,
            .model = run->frame.model,
            .key = run->frame.readings[i].key,
            .value = mi_number_value(run->frame.readings[i].number),
        };
}

static void take(void *context, const struct mi_link_event *event)
{
    struct run *run = context;
    mi_pairing_take(&run->pairing, event);
    if (mi_gatt_frame(&run->readings, &run->frame, event))
        keep_readings(run);
}

static void keep_frames(struct run *run, const struct mi_advert *advert)
{
    struct mi_bytes data = advert->data;
    struct mi_ad ad;
    while (mi_ad_next(&data, &ad)) {
        struct sent *sent = &run->sent[run->sent_count];
        struct mi_bytes bytes;
        if (run->sent_count == FRAMES_MAX || !mi_ad_service(&ad, &sent->uuid, &bytes) ||
            bytes.left > FRAME_SIZE || bytes.left == 0)
            continue;
        sent->address = advert->address;
        sent->size = bytes.left;
        memcpy(sent->bytes, mi_get_run(&bytes, sent->size), sent->size);
        run->sent_count++;
    }
}

static void take_packet(struct run *run, const struct mi_packet *packet)
{
    struct mi_advert advert;
    mi_links_feed(&run->links, packet);
    mi_radio_feed(&run->radio, packet);
    while (mi_radio_next(&run->radio, &advert)) {
        mi_pairing_hear(&run->pairing, &advert);
        keep_frames(run, &advert);
    }
}

static void read_capture(struct run *run, const char *path)
{
    struct mi_source *source = mi_source_open(path, MI_SOURCE_DATA);
    enum mi_got got = MI_GOT_PROBLEM;
    run->links.take = take;
    run->links.context = run;
    while (source != NULL && (got = mi_source_next(source)) != MI_GOT_END) {
        if (got == MI_GOT_PACKET)
            take_packet(run, mi_source_packet(source));
        else
            fault(run, "problem %d in the file", (int)mi_source_problem(source)->code);
    }
    mi_links_end(&run->links);
    mi_pairing_end(&run->pairing);
    mi_source_close(source);
}

/* --- keys and frames --- */

static bool opens(struct run *run, const struct mi_key *key, const struct sent *sent)
{
    const struct mi_packet packet = {
        .time = MI_NO_TIME,
        .layer = MI_LAYER_SERVICE,
        .bytes = sent->bytes,
        .size = sent->size,
        .has_address = true,
        .address = sent->address,
        .uuid = sent->uuid,
    };
    const struct mi_opener opener = {.ccm = run->ccm, .keys = key, .key_count = 1};
    struct mi_advert advert;
    struct mi_ad ad;
    mi_radio_feed(&run->radio, &packet);
    if (!mi_radio_next(&run->radio, &advert) || !mi_ad_next(&advert.data, &ad) ||
        !mi_frame_read(&run->frame, &advert, &ad))
        return false;
    mi_frame_open(&run->frame, &opener);
    return run->frame.seal.scheme != NULL && mi_status_is_success(run->frame.status);
}

/* What nothing but its shape tells counts when it opens a frame. */
static bool counts(struct run *run, const struct mi_clue *clue)
{
    for (size_t i = 0; clue->needs_frame && i < run->sent_count; i++)
        if (mi_address_equal(run->sent[i].address, clue->address) &&
            opens(run, &clue->key, &run->sent[i]))
            return true;
    return !clue->needs_frame;
}

static bool any_key_opens(struct run *run, struct sent *sent)
{
    for (size_t i = 0; i < run->pairing.clue_count; i++) {
        const struct mi_clue *clue = &run->pairing.clues[i];
        sent->address = clue->address;
        if (clue->key.size > 0 && opens(run, &clue->key, sent))
            return true;
    }
    return false;
}

static void check_frames(struct run *run, const json_t *line, bool is_secret)
{
    size_t index;
    const json_t *hex;
    json_array_foreach(json_object_get(line, "frames_opened"), index, hex)
    {
        enum { ENCRYPTED = 0x08 }; /* of MiBeacon; BTHome has not this bit */
        struct sent sent = {.uuid = 0xfe95};
        const char *text = json_string_value(hex);
        sent.size = mi_hex_decode(text, strlen(text), sent.bytes, sizeof sent.bytes).size;
        if ((sent.bytes[0] & ENCRYPTED) == 0)
            sent.uuid = 0xfcd2;
        if (any_key_opens(run, &sent) == is_secret)
            fault(run, "frame %s %s", text, is_secret ? "opens" : "does not open");
    }
}

/* --- clues --- */

static const char *wanted_name(const json_t *expected)
{
    static const struct {
        const char *kind, *name;
    } NAMES[] = {
        {"legacy_register", "legacy_pairing"},
        {"custom_bindkey", "custom_key"},
        {"mi_keys", "mi_keys"},
        {"standard_register", "standard_registration"},
        {"standard_login", "standard_login"},
        {"legacy_login", "legacy_login"},
        {"secure_register", "secure_chip"},
        {"cut", "cut"},
        {"encrypted_link", "encrypted_link"},
    };
    const char *kind = text_of(expected, "kind");
    if (text_of(expected, "held_by") != NULL)
        return "bridge_key";
    for (size_t i = 0; i < sizeof NAMES / sizeof NAMES[0]; i++)
        if (strcmp(NAMES[i].kind, kind) == 0)
            return NAMES[i].name;
    return NULL;
}

static bool is_hex(const char *hex, const uint8_t *bytes, size_t size)
{
    uint8_t room[FRAME_SIZE];
    struct mi_hex decoded = mi_hex_decode(hex, strlen(hex), room, sizeof room);
    return decoded.size == size && memcmp(room, bytes, size) == 0;
}

static bool is_address(const char *text, struct mi_address address)
{
    struct mi_address wanted;
    return mi_address_parse(text, strlen(text), &wanted) > 0 && mi_address_equal(wanted, address);
}

static bool is_wanted(const struct mi_clue *clue, const json_t *expected)
{
    const char *key = text_of(expected, "bindkey");
    bool has_key = clue->key.size > 0;
    return strcmp(mi_clue_name(clue->kind), wanted_name(expected)) == 0 && clue->has_address &&
           is_address(text_of(expected, "address"), clue->address) && has_key == (key != NULL) &&
           (key == NULL || is_hex(key, clue->key.bytes, clue->key.size));
}

static bool is_login(const struct mi_clue *clue)
{
    return clue->kind == MI_FOUND_STANDARD_LOGIN || clue->kind == MI_FOUND_LEGACY_LOGIN;
}

static void check_token(struct run *run, const struct mi_clue *clue, const json_t *expected)
{
    const char *token = text_of(expected, "token");
    const char *given = text_of(expected, "given_token");
    if (!clue->has_token && token != NULL && clue->result != MI_RESULT_FAILED)
        fault(run, "%s: no token", mi_clue_name(clue->kind));
    if (token == NULL)
        token = given;
    if (clue->has_token && (token == NULL || !is_hex(token, clue->token, MI_TOKEN_SIZE)))
        fault(run, "%s: a wrong token", mi_clue_name(clue->kind));
}

static void check_proof(struct run *run, const struct mi_clue *clue, const json_t *expected,
                        bool has_given)
{
    json_int_t bits = json_integer_value(json_object_get(expected, "proof_bits"));
    bool fits = json_is_true(json_object_get(expected, "token_fits"));
    enum mi_answer current = has_given ? (fits ? MI_YES : MI_NO) : MI_NOT_KNOWN;
    bool is_due = !is_login(clue) || (has_given && fits);
    if (is_due ? clue->proof_bits < bits : clue->proof_bits > 0)
        fault(run, "%s: %u bits", mi_clue_name(clue->kind), clue->proof_bits);
    if (is_login(clue) && clue->current != current)
        fault(run, "%s: current %d", mi_clue_name(clue->kind), (int)clue->current);
}

/* Whether another key of the device comes later in the line. */
static bool is_replaced(const json_t *line, const json_t *expected)
{
    const json_t *last = expected;
    const json_t *other;
    size_t index;
    json_array_foreach(json_object_get(line, "expect"), index, other)
    {
        if (strcmp(text_of(other, "kind"), text_of(expected, "kind")) == 0 &&
            strcmp(text_of(other, "address"), text_of(expected, "address")) == 0)
            last = other;
    }
    return last != expected;
}

static void check_current(struct run *run, const struct mi_clue *clue, const json_t *line,
                          const json_t *expected)
{
    const char *state = text_of(expected, "state");
    bool is_deleted = state != NULL && strcmp(state, "deleted") == 0;
    bool is_old = clue->kind == MI_FOUND_MI_KEYS ? is_deleted : is_replaced(line, expected);
    if (clue->key.size > 0 && clue->current != (is_old ? MI_NO : MI_YES))
        fault(run, "%s: current %d", mi_clue_name(clue->kind), (int)clue->current);
}

static void check_clue(struct run *run, const struct mi_clue *clue, const json_t *line,
                       const json_t *expected, bool has_given)
{
    const char *product = text_of(expected, "product");
    char sentence[512];
    struct mi_text text = mi_text(sentence, sizeof sentence);
    check_token(run, clue, expected);
    check_proof(run, clue, expected, has_given);
    check_current(run, clue, line, expected);
    if (product != NULL && (!clue->has_product || strtoul(product, NULL, 16) != clue->product_id))
        fault(run, "product 0x%04x, want %s", clue->product_id, product);
    mi_text_clue(&text, clue);
    if (clue->time == MI_NO_TIME || text.length == 0 || text.full)
        fault(run, "%s: no time or no sentence", mi_clue_name(clue->kind));
}

static void check_expected(struct run *run, const json_t *line, const json_t *expected,
                           bool has_given)
{
    unsigned found = 0;
    for (size_t i = 0; i < run->pairing.clue_count; i++) {
        const struct mi_clue *clue = &run->pairing.clues[i];
        if (!is_wanted(clue, expected) || !counts(run, clue))
            continue;
        if (found++ == 0)
            check_clue(run, clue, line, expected, has_given);
        run->is_taken[i] = true;
    }
    if (found == 0)
        fault(run, "no %s of %s", wanted_name(expected), text_of(expected, "address"));
}

static void check_others(struct run *run, bool has_cut)
{
    for (size_t i = 0; i < run->pairing.clue_count; i++) {
        const struct mi_clue *clue = &run->pairing.clues[i];
        bool is_secret = clue->has_token || clue->key.size > 0;
        if (!run->is_taken[i] && counts(run, clue) && (is_secret || !has_cut))
            fault(run, "%s did not take place", mi_clue_name(clue->kind));
    }
}

/* --- readings --- */

static bool has_said(const struct run *run, const json_t *expected, const char *key, double value)
{
    for (size_t i = 0; i < run->said_count; i++) {
        const struct said *said = &run->said[i];
        if (strcmp(said->key, key) == 0 && fabs(said->value - value) < 1e-9 &&
            is_address(text_of(expected, "address"), said->address) &&
            (said->model == NULL || strcmp(said->model, text_of(expected, "model")) == 0))
            return true;
    }
    return false;
}

static void check_said(struct run *run, const json_t *expected, const char *key,
                       const json_t *value)
{
    if (value != NULL && !has_said(run, expected, key, json_number_value(value)))
        fault(run, "%s %g was not read", key, json_number_value(value));
}

static void check_readings(struct run *run, const json_t *expected)
{
    size_t index;
    json_t *values;
    const char *key;
    json_t *value;
    json_array_foreach(json_object_get(expected, "values"), index, values)
        json_object_foreach(values, key, value) check_said(run, expected, key, value);
    check_said(run, expected, "battery", json_object_get(expected, "battery"));
}

/* --- captures --- */

static void give_tokens(struct run *run, const json_t *expectations)
{
    size_t index;
    const json_t *expected;
    json_array_foreach(expectations, index, expected)
    {
        uint8_t token[MI_TOKEN_SIZE];
        const char *given = text_of(expected, "given_token");
        if (given != NULL &&
            mi_hex_decode(given, strlen(given), token, sizeof token).size == sizeof token)
            (void)mi_pairing_give_token(&run->pairing, token, NULL);
    }
}

static unsigned check_line(struct run *run, const char *directory, const json_t *line,
                           bool has_given)
{
    char path[PATH_SIZE];
    struct mi_ccm *ccm = run->ccm;
    const json_t *expectations = json_object_get(line, "expect");
    bool has_cut = false;
    bool is_secret = false;
    size_t index;
    const json_t *expected;
    memset(run, 0, sizeof *run);
    run->ccm = ccm;
    run->name = text_of(line, "name");
    if (has_given)
        give_tokens(run, expectations);
    (void)snprintf(path, sizeof path, "%s/%s", directory, text_of(line, "file"));
    read_capture(run, path);
    json_array_foreach(expectations, index, expected)
    {
        has_cut = has_cut || strcmp(text_of(expected, "kind"), "cut") == 0;
        is_secret = is_secret || text_of(expected, "true_bindkey") != NULL;
        if (strcmp(text_of(expected, "kind"), "readings") == 0)
            check_readings(run, expected);
        else
            check_expected(run, line, expected, has_given);
    }
    check_others(run, has_cut);
    check_frames(run, line, is_secret);
    mi_pairing_wipe(&run->pairing);
    return run->faults;
}

int main(int count, char **arguments)
{
    static char line[LINE_SIZE];
    unsigned total = 0;
    unsigned good = 0;
    struct run *run = calloc(1, sizeof *run);
    if (count != 2 || run == NULL ||
        snprintf(line, sizeof line, "%s/vectors.jsonl", arguments[1]) < 0)
        return 2;
    FILE *file = fopen(line, "re");
    run->ccm = mi_ccm_new();
    while (file != NULL && run->ccm != NULL && fgets(line, sizeof line, file) != NULL) {
        json_t *root = json_loads(line, 0, NULL);
        unsigned faults = check_line(run, arguments[1], root, false);
        faults += check_line(run, arguments[1], root, true);
        good += faults == 0 ? 1 : 0;
        total++;
        json_decref(root);
    }
    if (file != NULL)
        (void)fclose(file);
    mi_ccm_free(run->ccm);
    free(run);
    (void)printf("%u of %u captures\n", good, total);
    return total == 0 || good != total;
}
