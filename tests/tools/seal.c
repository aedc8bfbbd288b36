/*
 * Makes samples: builds one frame, encrypts it when a key is given, and prints it as hex.
 *
 *     seal mibeacon --version 5 --product 0x055b --counter 7 --mac A4C138A1B2C3 --key … \
 *          --object 1004:d500 --as event --rssi -60
 *
 * Values are hex in the order of transmission, object ids and MACs as written, numbers as in C.
 */
#include "base/hex.h"
#include "beacon/ccm.h"
#include "beacon/key.h"
#include "radio/event.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { RUN_MAX = 600, ADDRESS_SIZE = 6 };

struct run {
    uint8_t bytes[RUN_MAX];
    size_t size;
};

struct plan {
    const char *format;
    struct run mac, sender, key, data, objects, capability, wifi, io, mesh;
    long version, product, counter, control, uuid, uuid_bits, rssi, cut, pdu;
    long frames, copies, damage;
    bool no_mac, with_mac, as_company, random, no_flags;
    const char *as, *style, *time;
};

static void fail(const char *what, const char *which)
{
    (void)fprintf(stderr, "seal: %s%s%s\n", what, which != NULL ? ": " : "",
                  which != NULL ? which : "");
    exit(2);
}

/* --- the command line --- */

enum kind { NUMBER, HEX, OBJECT, SWITCH, WORD };

#define ROW(name_, kind_, member_)                                                                 \
    {                                                                                              \
        name_, kind_, offsetof(struct plan, member_)                                               \
    }

static const struct option {
    const char *name;
    enum kind kind;
    size_t at;
} OPTIONS[] = {
    ROW("--mac", HEX, mac),               /* of the device */
    ROW("--sender", HEX, sender),         /* that the event comes from, when it is not the device */
    ROW("--key", HEX, key),               /* 16 or 12 bytes; without it the frame is plain */
    ROW("--counter", NUMBER, counter),    /* all its bits; the format takes what it has room for */
    ROW("--version", NUMBER, version),    /* MiBeacon */
    ROW("--product", NUMBER, product),    /* MiBeacon */
    ROW("--control", NUMBER, control),    /* further bits of control or device information */
    ROW("--object", OBJECT, objects),     /* MiBeacon, ID:VALUE; may be repeated */
    ROW("--no-mac", SWITCH, no_mac),      /* MiBeacon: the MAC is not in the frame */
    ROW("--with-mac", SWITCH, with_mac),  /* BTHome v2: the MAC is in the frame */
    ROW("--capability", HEX, capability), /* MiBeacon, and the three that may follow */
    ROW("--wifi", HEX, wifi),
    ROW("--io", HEX, io),
    ROW("--mesh", HEX, mesh),
    ROW("--data", HEX, data),              /* formats beside MiBeacon: plain text, or all of it */
    ROW("--uuid", NUMBER, uuid),           /* raw */
    ROW("--uuid-bits", NUMBER, uuid_bits), /* 16, 32 or 128 */
    ROW("--company", SWITCH, as_company),  /* as manufacturer data 0x038f */
    ROW("--no-flags", SWITCH, no_flags),   /* no structure of flags in front */
    ROW("--cut", NUMBER, cut),             /* bytes that get lost at the end of the structure */
    ROW("--damage", NUMBER, damage), /* the byte that is damaged, from the frame's end, 1 on */
    ROW("--frames", NUMBER, frames), /* so many, the counter of each one higher */
    ROW("--copies", NUMBER, copies), /* each so many times */
    ROW("--pdu", NUMBER, pdu),       /* HCI's number; 4 is a scan response */
    ROW("--random", SWITCH, random), /* a random address */
    ROW("--rssi", NUMBER, rssi),
    ROW("--as", WORD, as),       /* frame, service, ad, event or extended */
    ROW("--style", WORD, style), /* plain, upper, spaced, colons, 0x, hcidump or hcidump-x */
    ROW("--time", WORD, time),   /* in front, as hcidump -t writes it */
};

static void append(struct run *run, const void *bytes, size_t size)
{
    if (size > sizeof run->bytes - run->size)
        fail("too long", NULL);
    if (size > 0)
        memcpy(run->bytes + run->size, bytes, size);
    run->size += size;
}

static void append_run(struct run *run, const struct run *more)
{
    append(run, more->bytes, more->size);
}

static void append_le(struct run *run, unsigned long value, size_t size)
{
    for (size_t i = 0; i < size; i++, value >>= 8)
        append(run, &(uint8_t){(uint8_t)(value & 0xff)}, 1);
}

static void append_reversed(struct run *run, const struct run *address)
{
    for (size_t i = address->size; i-- > 0;)
        append(run, &address->bytes[i], 1);
}

static struct run read_hex(const char *text, size_t length)
{
    struct run run = {.size = 0};
    struct mi_hex hex = mi_hex_decode(text, length, run.bytes, sizeof run.bytes);
    if (hex.status != MI_HEX_OK && hex.status != MI_HEX_EMPTY)
        fail("no hex", text);
    run.size = hex.size;
    return run;
}

static void add_object(struct run *objects, const char *text)
{
    const char *colon = strchr(text, ':');
    if (colon == NULL)
        fail("an object is ID:VALUE", text);
    struct run value = read_hex(colon + 1, strlen(colon + 1));
    append_le(objects, strtoul(text, NULL, 16), 2);
    append_le(objects, value.size, 1);
    append_run(objects, &value);
}

static void take(struct plan *plan, const struct option *option, const char *value)
{
    void *member = (char *)plan + option->at;
    if (value == NULL && option->kind != SWITCH)
        fail("an argument is missing", option->name);
    switch (option->kind) {
    case NUMBER: *(long *)member = strtol(value, NULL, 0); break;
    case HEX: *(struct run *)member = read_hex(value, strlen(value)); break;
    case OBJECT: add_object(member, value); break;
    case SWITCH: *(bool *)member = true; break;
    case WORD: *(const char **)member = value; break;
    }
}

static void read_options(struct plan *plan, int count, char **arguments)
{
    for (int i = 0; i < count; i++) {
        const struct option *option = OPTIONS;
        const struct option *end = OPTIONS + sizeof OPTIONS / sizeof OPTIONS[0];
        while (option < end && strcmp(option->name, arguments[i]) != 0)
            option++;
        if (option == end)
            fail("no such option", arguments[i]);
        const char *value = option->kind != SWITCH && i + 1 < count ? arguments[++i] : NULL;
        take(plan, option, value);
    }
}

/* --- frames --- */

/* Appends cipher text, `between` and `tag_shown` bytes of the tag. */
static void append_sealed(struct run *out, const struct plan *plan, const struct run *nonce,
                          bool has_associated, const struct run *between, bool is_legacy)
{
    struct mi_key key = {.size = (uint8_t)plan->key.size};
    uint8_t shaped[MI_KEY_SIZE], cipher[RUN_MAX], tag[MI_TAG_MAX];
    const struct run *plain = plan->objects.size > 0 ? &plan->objects : &plan->data;
    struct mi_message message = {
        .nonce = nonce->bytes,
        .nonce_size = nonce->size,
        .associated = (const uint8_t[]){0x11},
        .associated_size = has_associated,
        .text = plain->bytes,
        .size = plain->size,
    };
    if (key.size != MI_KEY_SIZE && key.size != MI_KEY_SHORT)
        fail("a key has 16 or 12 bytes", NULL);
    memcpy(key.bytes, plan->key.bytes, key.size);
    mi_key_shape(&key,
                 key.size == MI_KEY_SIZE ? MI_KEY_AS_IS
                 : is_legacy             ? MI_KEY_LEGACY
                                         : MI_KEY_FILLED,
                 shaped);
    struct mi_ccm *ccm = mi_ccm_new();
    if (ccm == NULL || !mi_ccm_seal(ccm, shaped, &message, tag, is_legacy ? 16 : 4, cipher))
        fail("libcrypto refuses", NULL);
    mi_ccm_free(ccm);
    append(out, cipher, plain->size);
    append_run(out, between);
    append(out, tag, is_legacy ? 1 : 4);
}

static void append_mibeacon_sealed(struct run *frame, const struct plan *plan)
{
    bool is_legacy = plan->version <= 3;
    struct run nonce = {.size = 0}, high = {.size = 0}, reversed = {.size = 0};
    append_le(&high, (unsigned long)plan->counter >> 8, 3);
    append_reversed(&reversed, &plan->mac);
    if (is_legacy) {
        append(&nonce, frame->bytes, 5);
        append_run(&nonce, &high);
        append(&nonce, reversed.bytes, 5);
    } else {
        append_run(&nonce, &reversed);
        append(&nonce, frame->bytes + 2, 3);
        append_run(&nonce, &high);
    }
    append_sealed(frame, plan, &nonce, true, &high, is_legacy);
}

static struct run build_mibeacon(struct plan *plan)
{
    struct run frame = {.size = 0};
    bool has_object = plan->objects.size > 0;
    unsigned control = (unsigned)plan->control | (unsigned)plan->version << 12;
    const bool set[] = {plan->key.size > 0, !plan->no_mac, plan->capability.size > 0, has_object,
                        plan->mesh.size > 0};
    for (size_t i = 0; i < sizeof set; i++)
        control |= (unsigned)set[i] << (3 + i);
    append_le(&frame, control, 2);
    append_le(&frame, (unsigned long)plan->product, 2);
    append_le(&frame, (unsigned long)plan->counter, 1);
    if (!plan->no_mac)
        append_reversed(&frame, &plan->mac);
    append_run(&frame, &plan->capability);
    append_run(&frame, &plan->wifi);
    append_run(&frame, &plan->io);
    if (has_object && plan->key.size > 0)
        append_mibeacon_sealed(&frame, plan);
    else
        append_run(&frame, &plan->objects);
    append_run(&frame, &plan->mesh);
    plan->uuid = 0xfe95;
    return frame;
}

static struct run build_bthome1(struct plan *plan)
{
    struct run frame = {.size = 0}, nonce = plan->mac, counter = {.size = 0};
    plan->uuid = plan->key.size > 0 ? 0x181e : 0x181c;
    if (plan->key.size == 0)
        return plan->data;
    append_le(&counter, (unsigned long)plan->counter, 4);
    append_le(&nonce, 0x181e, 2);
    append_run(&nonce, &counter);
    append_sealed(&frame, plan, &nonce, true, &counter, false);
    return frame;
}

static struct run build_bthome2(struct plan *plan)
{
    struct run frame = {.size = 0}, nonce = plan->mac, counter = {.size = 0};
    plan->uuid = 0xfcd2;
    append_le(&frame,
              0x40ul | (unsigned long)plan->control | (plan->key.size > 0) |
                  (unsigned long)plan->with_mac << 1,
              1);
    append_le(&nonce, 0xfcd2, 2);
    append(&nonce, frame.bytes, 1);
    append_le(&counter, (unsigned long)plan->counter, 4);
    append_run(&nonce, &counter);
    if (plan->with_mac)
        append_reversed(&frame, &plan->mac);
    if (plan->key.size > 0)
        append_sealed(&frame, plan, &nonce, false, &counter, false);
    else
        append_run(&frame, &plan->data);
    return frame;
}

/* ATC1441 and pvvx: --data is the plain text, of 3 or of 6 bytes. */
static struct run build_atc(struct plan *plan)
{
    struct run frame = {.size = 0}, nonce = {.size = 0}, nothing = {.size = 0};
    plan->uuid = 0x181a;
    append_le(&frame, (unsigned long)plan->counter, 1);
    append_reversed(&nonce, &plan->mac);
    append_le(&nonce, plan->data.size + 5 + 3, 1);
    append_le(&nonce, 0x181a16, 3);
    append_run(&nonce, &frame);
    append_sealed(&frame, plan, &nonce, true, &nothing, false);
    return frame;
}

static struct run build_raw(struct plan *plan)
{
    return plan->data;
}

static const struct format {
    const char *name;
    struct run (*build)(struct plan *plan);
} FORMATS[] = {
    {"mibeacon", build_mibeacon}, {"bthome1", build_bthome1}, {"bthome2", build_bthome2},
    {"atc", build_atc},           {"raw", build_raw},
};

/* --- what is around a frame --- */

static struct run wrap_structure(const struct plan *plan, const struct run *frame)
{
    static const uint8_t BASE[] = {0xfb, 0x34, 0x9b, 0x5f, 0x80, 0, 0, 0x80, 0, 0x10, 0, 0};
    struct run body = {.size = 0}, structure = {.size = 0};
    if (plan->as_company) {
        append_le(&body, 0xff, 1);
        append_le(&body, 0x038f, 2);
    } else {
        append_le(&body, plan->uuid_bits == 128 ? 0x21 : plan->uuid_bits == 32 ? 0x20 : 0x16, 1);
        append(&body, BASE, plan->uuid_bits == 128 ? sizeof BASE : 0);
        append_le(&body, (unsigned long)plan->uuid, plan->uuid_bits == 16 ? 2 : 4);
    }
    append_run(&body, frame);
    append_le(&structure, body.size, 1);
    append(&structure, body.bytes, body.size - (size_t)plan->cut);
    return structure;
}

static struct run wrap_advertisement(const struct plan *plan, const struct run *frame)
{
    enum { LEGACY_MAX = 31, SCAN_RESPONSE = 4 };
    static const uint8_t FLAGS[] = {0x02, 0x01, 0x06};
    struct run data = {.size = 0}, structure = wrap_structure(plan, frame);
    if (!plan->no_flags && plan->pdu != SCAN_RESPONSE &&
        structure.size + sizeof FLAGS <= LEGACY_MAX)
        append(&data, FLAGS, sizeof FLAGS);
    append_run(&data, &structure);
    return data;
}

static struct run wrap_event(const struct plan *plan, const struct run *data, bool is_extended)
{
    enum { PHY_2M = 2 };
    const struct run *sender = plan->sender.size > 0 ? &plan->sender : &plan->mac;
    struct run h4 = {.size = 0};
    struct mi_bytes address = mi_bytes(sender->bytes, sender->size);
    struct mi_event_report report = {
        .is_extended = is_extended,
        .type = is_extended ? 0 : (uint16_t)plan->pdu,
        .address_type = plan->random,
        .address = mi_get_address_be(&address),
        .secondary_phy = PHY_2M,
        .rssi = (uint8_t)plan->rssi,
        .data = mi_bytes(data->bytes, data->size),
    };
    struct mi_event event;
    if (plan->mac.size != ADDRESS_SIZE)
        fail("--mac is needed", NULL);
    if (!mi_event_build(&event, &report))
        fail("more data than an event can hold", NULL);
    append_le(&h4, MI_H4_EVENT, 1);
    append(&h4, event.bytes, event.size);
    return h4;
}

static struct run wrap(const struct plan *plan, const struct run *frame)
{
    struct run data = wrap_advertisement(plan, frame);
    struct run service = {.size = 0};
    append_le(&service, (unsigned long)plan->uuid, 2);
    append_run(&service, frame);
    if (strcmp(plan->as, "frame") == 0)
        return *frame;
    if (strcmp(plan->as, "service") == 0)
        return service;
    if (strcmp(plan->as, "ad") == 0)
        return data;
    if (strcmp(plan->as, "event") == 0)
        return wrap_event(plan, &data, false);
    if (strcmp(plan->as, "extended") == 0)
        return wrap_event(plan, &data, true);
    fail("--as cannot be", plan->as);
    return *frame;
}

/* --- output --- */

static void print_pairs(const struct run *run, bool is_upper, const char *between)
{
    for (size_t i = 0; i < run->size; i++)
        (void)printf(is_upper ? "%s%02X" : "%s%02x", i > 0 ? between : "", run->bytes[i]);
    (void)putchar('\n');
}

static void print_hcidump(const struct run *run)
{
    enum { ROW = 20 };
    for (size_t at = 0; at < run->size; at += ROW) {
        (void)fputs(at == 0 ? "> " : "  ", stdout);
        for (size_t i = at; i < at + ROW && i < run->size; i++)
            (void)printf("%02X ", run->bytes[i]);
        (void)putchar('\n');
    }
}

static void print_hcidump_x(const struct run *run)
{
    enum { ROW = 16, HALF = 8, TEXT_COLUMN = 50 };
    for (size_t at = 0; at < run->size; at += ROW) {
        int column = 0;
        size_t end = at + ROW < run->size ? at + ROW : run->size;
        (void)printf("%s%04zx: ", at == 0 ? "> " : "  ", at);
        for (size_t i = at; i < end; i++)
            column += printf("%02x%s", run->bytes[i], i - at == HALF - 1 ? "  " : " ");
        (void)printf("%*s", TEXT_COLUMN - column, "");
        for (size_t i = at; i < end; i++)
            (void)putchar(run->bytes[i] >= ' ' && run->bytes[i] < 0x7f ? run->bytes[i] : '.');
        (void)putchar('\n');
    }
}

static void print(const struct plan *plan, const struct run *run)
{
    static const struct {
        const char *name, *before, *between;
        bool is_upper;
    } STYLES[] = {
        {"plain", "", "", false},  {"upper", "", "", true}, {"spaced", "", " ", false},
        {"colons", "", ":", true}, {"0x", "0x", "", false},
    };
    if (plan->time != NULL)
        (void)printf("%s ", plan->time);
    if (strcmp(plan->style, "hcidump") == 0) {
        print_hcidump(run);
        return;
    }
    if (strcmp(plan->style, "hcidump-x") == 0) {
        print_hcidump_x(run);
        return;
    }
    for (size_t i = 0; i < sizeof STYLES / sizeof STYLES[0]; i++) {
        if (strcmp(plan->style, STYLES[i].name) != 0)
            continue;
        (void)fputs(STYLES[i].before, stdout);
        print_pairs(run, STYLES[i].is_upper, STYLES[i].between);
        return;
    }
    fail("--style cannot be", plan->style);
}

static void damage(struct run *frame, long byte)
{
    if (byte < 0 || (size_t)byte > frame->size)
        fail("--damage is outside of the frame", NULL);
    if (byte > 0)
        frame->bytes[frame->size - (size_t)byte] ^= 0x10;
}

static void make(struct plan *plan, const struct format *format)
{
    for (long i = 0; i < plan->frames; i++, plan->counter++) {
        struct run frame = format->build(plan);
        damage(&frame, plan->damage);
        struct run wrapped = wrap(plan, &frame);
        for (long copy = 0; copy < plan->copies; copy++)
            print(plan, &wrapped);
    }
}

int main(int count, char **arguments)
{
    struct plan plan = {.version = 5,
                        .uuid_bits = 16,
                        .rssi = -60,
                        .as = "event",
                        .style = "plain",
                        .frames = 1,
                        .copies = 1};
    if (count < 2)
        fail("which format? mibeacon, bthome1, bthome2, atc or raw", NULL);
    plan.format = arguments[1];
    read_options(&plan, count - 2, arguments + 2);
    for (size_t i = 0; i < sizeof FORMATS / sizeof FORMATS[0]; i++) {
        if (strcmp(FORMATS[i].name, plan.format) != 0)
            continue;
        make(&plan, &FORMATS[i]);
        return ferror(stdout) || fclose(stdout) != 0;
    }
    fail("no such format", plan.format);
}
