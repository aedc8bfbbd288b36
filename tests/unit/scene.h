/* Sensors of our own making that are heard by an inquiry, frame by frame. */
#ifndef MITOOL_TESTS_SCENE_H
#define MITOOL_TESTS_SCENE_H

#include "support.h"

#include "devices/inquiry.h"

#define KEY_A     "1f228155bdd12fbee1f6fef074fc85b6"
#define KEY_B     "323f24e06d4d2bd81ee53352349db1c2"
#define KEY_SHORT "62d9271eafcccf6f8c7d6841"

enum { SCENE_KEYS = 10100, SCENE_DEVICES = 256, SCENE_FRAME = 64 };

enum sender { SENDER_SELF, SENDER_OTHER, SENDER_UNKNOWN };

/* A sensor that sends temperatures as MiBeacon frames. */
struct sensor {
    struct mi_address address;
    struct mi_key key; /* of size 0: it does not encrypt */
    uint16_t product;
    uint16_t control; /* further bits */
    uint8_t version;
    bool is_idle;        /* frames without an object */
    bool has_no_mac;     /* in the frame */
    bool has_stray_byte; /* behind the frame, which stands alone */
    unsigned cut;        /* bytes that get lost */
    enum sender sender;
    const char *object; /* hex, instead of a temperature */
    const char *header; /* hex, behind the MAC */
};

struct scene {
    struct mi_ccm *ccm;
    struct mi_frame frame;
    struct mi_inquiry *inquiry; /* made with the first frame */
    struct mi_key keys[SCENE_KEYS];
    struct mi_address owners[SCENE_KEYS];
    size_t owned;
    size_t key_count;
    struct mi_address mac;
    bool has_mac;
    bool is_key_split;
    struct mi_address split_mac;
    uint32_t bad_key_digits;
    uint32_t bad_key_letters;
    struct mi_typed_key typed; /* a line of a ring that is no key; without a file: none */
    mi_time time;              /* of the next frame */
    int8_t rssi;
    uint32_t seed;
    unsigned flips;     /* bits that get damaged in the next frame, */
    size_t flips_from;  /* from this byte of the structure on */
    bool flips_address; /* of the sender, too */

    size_t count;
    char said[16384];
    bool met_verdicts[MI_VERDICT_KINDS];
    bool met_reasons[MI_REASON_CODES];
};

static inline int scene_new(void **state)
{
    struct scene *scene = calloc(1, sizeof *scene);
    assert_non_null(scene);
    scene->ccm = mi_ccm_new();
    assert_non_null(scene->ccm);
    *state = scene;
    return 0;
}

static inline int scene_free(void **state)
{
    struct scene *scene = *state;
    mi_inquiry_free(scene->inquiry);
    mi_ccm_free(scene->ccm);
    free(scene);
    return 0;
}

/* xorshift: the same numbers everywhere. */
static inline uint32_t scene_random(uint32_t *seed)
{
    *seed ^= *seed << 13;
    *seed ^= *seed >> 17;
    *seed ^= *seed << 5;
    return *seed;
}

static inline struct sensor sensor_of(const char *address, const char *key)
{
    return (struct sensor){
        .address = address_of(address),
        .key = key != NULL ? key_of(key) : (struct mi_key){.size = 0},
        .product = 0x055b,
        .version = 5,
    };
}

/* `mac` may be NULL. */
static inline void scene_begin(struct scene *scene, const char *mac)
{
    mi_inquiry_free(scene->inquiry);
    scene->inquiry = NULL;
    scene->owned = scene->key_count = scene->count = 0;
    scene->has_mac = mac != NULL;
    if (mac != NULL)
        scene->mac = address_of(mac);
    scene->is_key_split = false;
    scene->bad_key_digits = 0;
    scene->bad_key_letters = 0;
    scene->typed.file = NULL;
    scene->time = 1700000000 * MI_SECOND;
    scene->rssi = -60;
    scene->flips = 0;
    scene->flips_from = 0;
    scene->flips_address = false;
}

/* Keys with owners first, sorted by owner. */
static inline void scene_own_key(struct scene *scene, struct mi_address owner,
                                 const struct mi_key *key)
{
    size_t at = scene->owned;
    assert_true(scene->key_count == scene->owned && scene->owned < SCENE_KEYS);
    while (at > 0 && memcmp(scene->owners[at - 1].octet, owner.octet, MI_ADDRESS_SIZE) > 0) {
        scene->owners[at] = scene->owners[at - 1];
        scene->keys[at] = scene->keys[at - 1];
        at--;
    }
    scene->owners[at] = owner;
    scene->keys[at] = *key;
    scene->key_count = ++scene->owned;
}

static inline void scene_own(struct scene *scene, const char *owner, const char *key)
{
    struct mi_key read = key_of(key);
    scene_own_key(scene, address_of(owner), &read);
}

static inline void scene_loose_key(struct scene *scene, const struct mi_key *key)
{
    scene->keys[scene->key_count++] = *key;
}

static inline void scene_loose(struct scene *scene, const char *key)
{
    struct mi_key read = key_of(key);
    scene_loose_key(scene, &read);
}

/* About whatever devices a key fits. */
static inline void scene_begin_with(struct scene *scene, const char *key)
{
    scene_begin(scene, NULL);
    scene_loose(scene, key);
}

static inline void scene_start(struct scene *scene)
{
    const struct mi_inquiry_options options = {
        .ccm = scene->ccm,
        .keys = {scene->keys, scene->owners, scene->owned, scene->key_count},
        .mac = scene->has_mac ? &scene->mac : NULL,
        .device_limit = SCENE_DEVICES,
        .bad_key_digits = scene->bad_key_digits,
        .bad_key_letters = scene->bad_key_letters,
        .is_key_split = scene->is_key_split,
        .split_mac = scene->is_key_split ? &scene->split_mac : NULL,
        .mend = {.typed = &scene->typed, .typed_count = scene->typed.file != NULL},
    };
    if (scene->inquiry == NULL)
        scene->inquiry = mi_inquiry_new(&options);
    assert_non_null(scene->inquiry);
}

/* --- frames --- */

struct bytes {
    uint8_t at[SCENE_FRAME];
    size_t size;
};

static inline void put(struct bytes *bytes, const uint8_t *run, size_t size)
{
    assert_true(bytes->size + size <= sizeof bytes->at);
    memcpy(bytes->at + bytes->size, run, size);
    bytes->size += size;
}

static inline void put_le(struct bytes *bytes, uint32_t value, size_t size)
{
    for (size_t i = 0; i < size; i++, value >>= 8)
        put(bytes, &(uint8_t){(uint8_t)value}, 1);
}

static inline void put_hex(struct bytes *bytes, const char *hex)
{
    struct mi_hex read =
        mi_hex_decode(hex, strlen(hex), bytes->at + bytes->size, sizeof bytes->at - bytes->size);
    assert_int_equal(read.status, MI_HEX_OK);
    bytes->size += read.size;
}

static inline void put_reversed(struct bytes *bytes, struct mi_address address, size_t size)
{
    for (size_t i = 0; i < size; i++)
        put(bytes, &address.octet[MI_ADDRESS_SIZE - 1 - i], 1);
}

static inline void put_sealed(struct scene *scene, struct bytes *out, const struct mi_key *key,
                              enum mi_key_form form, const struct bytes *nonce,
                              const struct bytes *plain, const struct bytes *between,
                              bool is_legacy)
{
    static const uint8_t ASSOCIATED[] = {0x11};
    uint8_t shaped[MI_KEY_SIZE], tag[MI_TAG_MAX], cipher[SCENE_FRAME];
    const struct mi_message message = {nonce->at,         nonce->size, ASSOCIATED,
                                       sizeof ASSOCIATED, plain->at,   plain->size};
    mi_key_shape(key, form, shaped);
    assert_true(mi_ccm_seal(scene->ccm, shaped, &message, tag, is_legacy ? 16 : 4, cipher));
    put(out, cipher, plain->size);
    put(out, between->at, between->size);
    put(out, tag, is_legacy ? 1 : 4);
}

static inline struct bytes make_frame(struct scene *scene, const struct sensor *sensor,
                                      uint32_t counter)
{
    struct bytes frame = {.size = 0}, nonce = {.size = 0}, high = {.size = 0}, plain = {.size = 0};
    bool is_legacy = sensor->version <= 3;
    bool is_sealed = sensor->key.size > 0 && !sensor->is_idle;
    uint32_t control = sensor->control | (uint32_t)sensor->version << 12 |
                       (uint32_t)is_sealed << 3 | (uint32_t)!sensor->has_no_mac << 4 |
                       (uint32_t)!sensor->is_idle << 6;
    put_le(&frame, control, 2);
    put_le(&frame, sensor->product, 2);
    put_le(&frame, counter, 1);
    put_le(&high, counter >> 8, 3);
    if (is_legacy) {
        put(&nonce, frame.at, 5);
        put(&nonce, high.at, 3);
        put_reversed(&nonce, sensor->address, 5);
    } else {
        put_reversed(&nonce, sensor->address, 6);
        put(&nonce, frame.at + 2, 3);
        put(&nonce, high.at, 3);
    }
    if (!sensor->has_no_mac)
        put_reversed(&frame, sensor->address, 6);
    if (sensor->header != NULL)
        put_hex(&frame, sensor->header);
    if ((sensor->control & 0x0080) != 0) {
        put_hex(&frame, "0e00");
        return frame;
    }
    put_hex(&plain, sensor->object != NULL ? sensor->object : "041002");
    if (sensor->object == NULL)
        put_le(&plain, 200 + counter % 16, 2);
    if (is_sealed)
        put_sealed(scene, &frame, &sensor->key,
                   sensor->key.size == MI_KEY_SIZE ? MI_KEY_AS_IS
                   : is_legacy                     ? MI_KEY_LEGACY
                                                   : MI_KEY_FILLED,
                   &nonce, &plain, &high, is_legacy);
    else if (!sensor->is_idle)
        put(&frame, plain.at, plain.size);
    return frame;
}

static inline void damage(struct scene *scene, struct bytes *structure, struct mi_address *sender)
{
    size_t from = 8 * scene->flips_from;
    size_t bits = 8 * (structure->size + (scene->flips_address ? MI_ADDRESS_SIZE : 0)) - from;
    size_t place = scene_random(&scene->seed) % bits;
    for (; scene->flips > 0; scene->flips--) {
        size_t bit = from + place;
        place = (place + 1 + scene_random(&scene->seed) % (bits - 1)) % bits; /* not the same */
        uint8_t *at = bit / 8 < structure->size ? &structure->at[bit / 8]
                                                : &sender->octet[bit / 8 - structure->size];
        *at ^= (uint8_t)(1u << bit % 8);
    }
}

/* Hears one structure of service data, whose end may be missing. */
static inline void hear(struct scene *scene, uint16_t uuid, const struct bytes *frame,
                        struct mi_address sender, bool has_sender, bool is_bare, unsigned cut)
{
    struct bytes structure = {.size = 0};
    struct mi_ad ad;
    put_le(&structure, (uint32_t)frame->size + 3, 1);
    put_le(&structure, 0x16, 1);
    put_le(&structure, uuid, 2);
    put(&structure, frame->at, frame->size);
    structure.size -= cut;
    damage(scene, &structure, &sender);
    const struct mi_advert advert = {
        .time = scene->time,
        .address = sender,
        .has_address = has_sender,
        .has_rssi = true,
        .rssi = scene->rssi,
        .is_bare = is_bare,
        .data = mi_bytes(structure.at, structure.size),
    };
    struct mi_bytes data = advert.data;
    scene_start(scene);
    scene->time += MI_SECOND;
    while (mi_ad_next(&data, &ad))
        if (mi_frame_read(&scene->frame, &advert, &ad))
            mi_inquiry_hear(scene->inquiry, &scene->frame, &advert);
}

static inline void scene_frame(struct scene *scene, const struct sensor *sensor, uint32_t counter)
{
    struct mi_address sender = sensor->address;
    struct bytes frame = make_frame(scene, sensor, counter);
    if (sensor->has_stray_byte)
        put_le(&frame, 0xc4, 1);
    if (sensor->sender == SENDER_OTHER)
        sender = address_of("60:00:00:00:00:06");
    hear(scene, 0xfe95, &frame, sender, sensor->sender != SENDER_UNKNOWN, sensor->has_stray_byte,
         sensor->cut);
}

static inline void scene_frames(struct scene *scene, const struct sensor *sensor, uint32_t counter,
                                uint32_t count)
{
    for (uint32_t i = 0; i < count; i++)
        scene_frame(scene, sensor, counter + i);
}

static inline void scene_raw(struct scene *scene, const char *address, uint16_t uuid,
                             const char *hex)
{
    struct bytes frame = {.size = 0};
    put_hex(&frame, hex);
    hear(scene, uuid, &frame, address_of(address), true, false, 0);
}

/* Encrypted as ATC1441's firmware does. */
static inline void scene_atc(struct scene *scene, const char *address, const char *key)
{
    struct bytes frame = {.size = 0}, nonce = {.size = 0}, plain = {.size = 0}, none = {.size = 0};
    struct mi_key read = key_of(key);
    put_le(&frame, 9, 1);
    put_reversed(&nonce, address_of(address), 6);
    put_hex(&nonce, "0b161a18");
    put(&nonce, frame.at, 1);
    put_hex(&plain, "a853dd");
    put_sealed(scene, &frame, &read, MI_KEY_AS_IS, &nonce, &plain, &none, false);
    hear(scene, 0x181a, &frame, address_of(address), true, false, 0);
}

/* --- what came of it --- */

static inline bool scene_is_settled(struct scene *scene)
{
    scene_start(scene);
    return mi_inquiry_is_settled(scene->inquiry);
}

static inline const struct mi_finding *scene_finding(struct scene *scene, size_t index)
{
    return mi_inquiry_finding(scene->inquiry, index);
}

/* The first finding. */
static inline const struct mi_finding *scene_end(struct scene *scene)
{
    scene_start(scene);
    mi_inquiry_conclude(scene->inquiry, NULL, NULL);
    scene->count = mi_inquiry_count(scene->inquiry);
    for (size_t i = 0; i < scene->count; i++) {
        const struct mi_verdict *verdict = &scene_finding(scene, i)->verdict;
        scene->met_verdicts[verdict->kind] = true;
        for (uint32_t r = 0; r < verdict->reason_count; r++)
            scene->met_reasons[verdict->reasons[r].code] = true;
        assert_true((verdict->home_assistant == NULL) ==
                    mi_verdict_has(verdict, MI_REASON_NO_ADDRESS));
    }
    return scene->count > 0 ? scene_finding(scene, 0) : NULL;
}

static inline const char *address_said(struct mi_address address)
{
    static char buffer[MI_ADDRESS_TEXT];
    struct mi_text text = mi_text(buffer, sizeof buffer);
    mi_text_address(&text, address);
    return buffer;
}

static inline const struct mi_reason *reason_of(const struct mi_finding *finding,
                                                enum mi_reason_code code)
{
    for (uint32_t i = 0; i < finding->verdict.reason_count; i++)
        if (finding->verdict.reasons[i].code == code)
            return &finding->verdict.reasons[i];
    return NULL;
}

static inline uint32_t number_of(const struct mi_finding *finding, enum mi_reason_code code)
{
    const struct mi_reason *reason = reason_of(finding, code);
    assert_non_null(reason);
    return reason->number[0];
}

/* "A4:C1:38:7B:20:E1 right opens mac_given=… 6/6" a line. */
static inline const char *scene_said(struct scene *scene)
{
    static const struct mi_address NONE;
    struct mi_text text = mi_text(scene->said, sizeof scene->said);
    for (size_t i = 0; i < scene->count; i++) {
        const struct mi_finding *finding = scene_finding(scene, i);
        mi_text_address(&text, finding->address);
        mi_text_char(&text, ' ');
        mi_text_add(&text, mi_verdict_name(finding->verdict.kind));
        for (uint32_t r = 0; r < finding->verdict.reason_count; r++) {
            const struct mi_reason *reason = &finding->verdict.reasons[r];
            mi_text_char(&text, ' ');
            mi_text_add(&text, mi_reason_name(reason->code));
            if (reason->number[0] > 0) {
                mi_text_char(&text, '=');
                mi_text_unsigned(&text, reason->number[0]);
            } else if (!mi_address_equal(reason->address, NONE)) {
                mi_text_char(&text, '=');
                mi_text_address(&text, reason->address);
            }
        }
        mi_text_char(&text, ' ');
        mi_text_unsigned(&text, finding->opened);
        mi_text_char(&text, '/');
        mi_text_unsigned(&text, finding->encrypted);
        mi_text_char(&text, '\n');
    }
    assert_false(text.full);
    return scene->said;
}

#endif
