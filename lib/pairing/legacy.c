/*
 * Legacy authentication: pairing, in which the host tells the device a TOKEN and reads its key, and
 * login, in which both show that they have the TOKEN. All of it is RC4 with keys that whoever
 * listens has too: they are made of the address and the product id.
 *
 * r0 is the byte of the address that is written last; pl and ph are the bytes of the product id.
 *
 *     mixA   r0 r2 r5 pl pl r4 r5 r1
 *     mixB   r0 r2 r5 ph r4 r0 r5 pl
 *
 * Sources: custom-components/ble_monitor get_beacon_key.py, dentra/esphome-components,
 * freenetwork/ble-in-xiaomi, dingjikerbo/Android-BluetoothKit.
 */
#include "pairing/exchange.h"

#include "beacon/ccm.h"
#include "pairing/rc4.h"
#include "radio/assigned.h"

#include <string.h>

enum kind { NOTHING, PAIRING, LOGIN };

/* --- which values there are, and where --- */

enum role { EVENT, TOKEN, KEY_VALUE, LATER_VALUE };

static const struct mi_characteristic ROLES[MI_LEGACY_ROLES] = {
    [EVENT] = {MI_UUID_XIAOMI, 0x0010},
    [TOKEN] = {MI_UUID_XIAOMI, 0x0001},
    [KEY_VALUE] = {MI_UUID_XIAOMI, 0x0014},
    [LATER_VALUE] = {MI_UUID_XIAOMI, 0x0014},
};

enum value {
    START, /* what the event characteristic is begun with */

    /* pairing */
    SENT = 1,  /* RC4(mixA, token) */
    ECHO,      /* RC4(mixA, RC4(mixB, token)) */
    END,       /* RC4(token, CONFIRMATION) */
    KEY,       /* RC4(token, beacon key) */
    LATER_KEY, /* the same, when KEY was another value after all */
    VERDICT,   /* RC4(token, BOUND) or RC4(token, NOT_BOUND) */

    /* login */
    TICK = 1, /* RC4(token, tick) */
    PROOF,    /* RC4(ekey, LOGIN_PROOF); ekey is the token with its first 4 bytes XOR tick */
    ANSWER,   /* begins with RC4(ekey, LOGIN_ANSWER) */
};

static const uint8_t CONFIRMATION[] = {0x92, 0xab, 0x54, 0xfa};
static const uint8_t NOT_BOUND[] = {0x30, 0xbf, 0x41, 0xe9};
static const uint8_t LOGIN_PROOF[] = {0x09, 0xac, 0xbf, 0x93};
static const uint8_t LOGIN_ANSWER[] = {0xc9, 0x58, 0x9a, 0x36};

enum { CODE_SIZE = 4 };

/* A value is taken when `after` is there and `until` is not: until then the last one counts. */
struct step {
    enum mi_link_what what;
    uint8_t role;
    uint8_t size;
    uint8_t other_size;
    uint8_t value;
    uint8_t after;
    uint8_t until;
};

static const struct step PAIRING_STEPS[] = {
    {MI_VALUE_WRITTEN, TOKEN, 12, 12, SENT, START, ECHO},
    {MI_VALUE_TOLD, TOKEN, 12, 12, ECHO, SENT, END},
    {MI_VALUE_WRITTEN, TOKEN, 4, 4, END, SENT, KEY},
    {MI_VALUE_READ, LATER_VALUE, 12, 12, LATER_KEY, KEY, VERDICT},
    {MI_VALUE_READ, KEY_VALUE, 12, 12, KEY, SENT, KEY},
    {MI_VALUE_WRITTEN, EVENT, 4, 4, VERDICT, SENT, VERDICT},
};

static const struct step LOGIN_STEPS[] = {
    {MI_VALUE_TOLD, TOKEN, 4, 12, TICK, START, PROOF},
    {MI_VALUE_WRITTEN, TOKEN, 4, 4, PROOF, TICK, ANSWER},
    {MI_VALUE_TOLD, TOKEN, 4, 12, ANSWER, PROOF, ANSWER},
};

static const struct {
    uint8_t start[CODE_SIZE];
    const struct step *steps;
    size_t count;
} KINDS[] = {
    [PAIRING] = {{0x90, 0xca, 0x85, 0xde},
                 PAIRING_STEPS,
                 sizeof PAIRING_STEPS / sizeof(struct step)},
    [LOGIN] = {{0x00, 0xbc, 0x43, 0xcd}, LOGIN_STEPS, sizeof LOGIN_STEPS / sizeof(struct step)},
};

static bool has(const struct mi_legacy *legacy, enum value value)
{
    return legacy->values[value].is_there;
}

/* --- trying a device and its product --- */

enum { MIX_SIZE = 8, TOKEN_BITS = 8 * MI_TOKEN_SIZE, CODE_BITS = 8 * CODE_SIZE };

struct trial {
    uint8_t mix_a[MIX_SIZE];
    uint8_t mix_b[MIX_SIZE];
    uint8_t token[MI_TOKEN_SIZE];
    uint8_t told[MI_TOKEN_SIZE]; /* RC4(mixA, ECHO) */
};

static void set_low(struct trial *trial, const struct mi_legacy *legacy, struct mi_address address,
                    uint8_t low)
{
    const uint8_t *octet = address.octet;
    const uint8_t mix[MIX_SIZE] = {octet[5], octet[3], octet[0], low,
                                   low,      octet[1], octet[0], octet[4]};
    memcpy(trial->mix_a, mix, sizeof mix);
    mi_rc4(mix, sizeof mix, legacy->values[SENT].bytes, MI_TOKEN_SIZE, trial->token);
    mi_rc4(mix, sizeof mix, legacy->values[ECHO].bytes, MI_TOKEN_SIZE, trial->told);
}

static void set_high(struct trial *trial, struct mi_address address, uint8_t low, uint8_t high)
{
    const uint8_t *octet = address.octet;
    const uint8_t mix[MIX_SIZE] = {octet[5], octet[3], octet[0], high,
                                   octet[1], octet[5], octet[0], low};
    memcpy(trial->mix_b, mix, sizeof mix);
}

/* Some hosts are said to end in plain: that proves nothing. */
static bool has_end(const struct mi_legacy *legacy)
{
    return has(legacy, END) && memcmp(legacy->values[END].bytes, CONFIRMATION, CODE_SIZE) != 0;
}

/* Check A: what the host ends with. Right when it did not. */
static bool fits_end(const struct mi_legacy *legacy, const struct trial *trial)
{
    uint8_t code[CODE_SIZE];
    mi_rc4(trial->token, sizeof trial->token, legacy->values[END].bytes, sizeof code, code);
    return !has_end(legacy) || memcmp(code, CONFIRMATION, sizeof code) == 0;
}

/* Check B: what the device answers. Right when it did not. */
static bool fits_echo(const struct mi_legacy *legacy, const struct trial *trial)
{
    uint8_t token[MI_TOKEN_SIZE];
    mi_rc4(trial->mix_b, sizeof trial->mix_b, trial->told, sizeof token, token);
    bool fits = !has(legacy, ECHO) || memcmp(token, trial->token, sizeof token) == 0;
    mi_wipe(token, sizeof token);
    return fits;
}

/* What a pairing proves about its device. */
struct proof {
    struct mi_address address;
    bool has_product;
    uint16_t product_id;
    uint8_t token[MI_TOKEN_SIZE];
    uint16_t bits; /* 0: nothing */
};

static bool prove(const struct mi_legacy *legacy, const struct trial *trial, struct proof *proof)
{
    proof->bits =
        (uint16_t)((has_end(legacy) ? CODE_BITS : 0) + (has(legacy, ECHO) ? TOKEN_BITS : 0));
    memcpy(proof->token, trial->token, sizeof proof->token);
    return proof->bits > 0;
}

static bool try_product(const struct mi_legacy *legacy, struct proof *proof)
{
    struct trial trial;
    uint8_t low = (uint8_t)proof->product_id;
    set_low(&trial, legacy, proof->address, low);
    set_high(&trial, proof->address, low, (uint8_t)(proof->product_id >> 8));
    bool fits = fits_end(legacy, &trial) && fits_echo(legacy, &trial);
    bool is_proved = fits && prove(legacy, &trial, proof);
    mi_wipe(&trial, sizeof trial);
    return is_proved;
}

enum { TRIES_MAX = 1 << 20 }; /* about a second, whatever the input */

/* The high byte, for which only the echo can speak. */
static bool search_high(struct mi_pairing *pairing, const struct mi_legacy *legacy,
                        struct trial *trial, uint8_t low, struct proof *proof)
{
    for (unsigned high = 0; high <= UINT8_MAX && pairing->tries < TRIES_MAX; high++) {
        pairing->tries++;
        set_high(trial, proof->address, low, (uint8_t)high);
        if (!fits_echo(legacy, trial))
            continue;
        proof->has_product = true;
        proof->product_id = (uint16_t)(high << 8 | low);
        return true;
    }
    return false;
}

/* All products: 256 tries for each byte, or 65,536 when the host's end is not there. */
static bool search_product(struct mi_pairing *pairing, const struct mi_legacy *legacy,
                           struct proof *proof)
{
    struct trial trial;
    bool is_found = false;
    for (unsigned low = 0; low <= UINT8_MAX && !is_found && pairing->tries < TRIES_MAX; low++) {
        pairing->tries++;
        set_low(&trial, legacy, proof->address, (uint8_t)low);
        is_found =
            fits_end(legacy, &trial) &&
            (!has(legacy, ECHO) || search_high(pairing, legacy, &trial, (uint8_t)low, proof)) &&
            prove(legacy, &trial, proof);
    }
    mi_wipe(&trial, sizeof trial);
    return is_found;
}

/* Whether the device of this address is the one that was paired. */
static bool try_address(struct mi_pairing *pairing, const struct mi_legacy *legacy,
                        struct mi_address address, struct proof *proof)
{
    const struct mi_heard_device *device = mi_heard_find(&pairing->heard, address);
    *proof = (struct proof){.address = address};
    bool can_be_proved = has(legacy, SENT) && (has(legacy, ECHO) || has_end(legacy));
    if (!can_be_proved)
        return false;
    if (device == NULL || !device->has_product)
        return search_product(pairing, legacy, proof);
    proof->has_product = true;
    proof->product_id = device->product_id;
    return try_product(legacy, proof);
}

static bool try_all_heard(struct mi_pairing *pairing, const struct mi_legacy *legacy,
                          struct proof *proof)
{
    const struct mi_heard_device *devices = &pairing->heard.devices[0][0];
    for (size_t i = 0; i < MI_HEARD_PLACES * MI_HEARD_WAYS; i++)
        if (devices[i].is_used && try_address(pairing, legacy, devices[i].address, proof))
            return true;
    return false;
}

/* --- what a pairing comes to --- */

/* The version of the firmware, such as 1.0.1_1, may be as long as a key. */
static bool is_version(const uint8_t text[MI_KEY_SHORT])
{
    for (size_t i = 0; i < MI_KEY_SHORT; i++)
        if (text[i] != '.' && text[i] != '_' && (text[i] < '0' || text[i] > '9'))
            return false;
    return true;
}

static void read_key(const struct mi_legacy *legacy, const uint8_t token[MI_TOKEN_SIZE],
                     struct mi_key *key)
{
    for (enum value value = KEY; value <= LATER_KEY && key->size == 0; value++) {
        if (!has(legacy, value))
            continue;
        mi_rc4(token, MI_TOKEN_SIZE, legacy->values[value].bytes, MI_KEY_SHORT, key->bytes);
        key->size = is_version(key->bytes) ? 0 : MI_KEY_SHORT;
    }
}

static bool is_refused(const struct mi_legacy *legacy, const uint8_t token[MI_TOKEN_SIZE])
{
    uint8_t code[CODE_SIZE];
    mi_rc4(token, MI_TOKEN_SIZE, legacy->values[VERDICT].bytes, sizeof code, code);
    return has(legacy, VERDICT) && memcmp(code, NOT_BOUND, sizeof code) == 0;
}

static void add_proved(struct mi_pairing *pairing, const struct mi_legacy *legacy,
                       struct mi_clue *clue, const struct proof *proof)
{
    clue->address = proof->address;
    clue->has_address = true;
    clue->has_product = proof->has_product;
    clue->product_id = proof->product_id;
    clue->proof_bits = proof->bits;
    clue->has_token = true;
    memcpy(clue->token, proof->token, sizeof clue->token);
    read_key(legacy, proof->token, &clue->key);
    clue->result = is_refused(legacy, proof->token) ? MI_RESULT_FAILED
                   : clue->key.size > 0             ? MI_RESULT_DONE
                                                    : MI_RESULT_ABORTED;
    mi_pairing_add(pairing, clue);
}

static void add_unproved(struct mi_pairing *pairing, const struct mi_legacy *legacy,
                         struct mi_clue *clue)
{
    bool has_answer = has(legacy, ECHO) || has_end(legacy);
    clue->result = has_answer ? MI_RESULT_FAILED : MI_RESULT_ABORTED;
    mi_pairing_add(pairing, clue);
}

static void wait_for_device(struct mi_pairing *pairing, const struct mi_legacy *legacy)
{
    if (pairing->waiting_count < MI_WAITING_MAX)
        pairing->waiting[pairing->waiting_count++] = *legacy;
    else
        pairing->dropped++;
}

static void end_pairing(struct mi_pairing *pairing, const struct mi_legacy *legacy,
                        const struct mi_link_event *event)
{
    struct proof proof;
    struct mi_clue clue = mi_clue_of(pairing, MI_FOUND_LEGACY_PAIRING, event, &legacy->beginning);
    if (!clue.has_address)
        wait_for_device(pairing, legacy);
    else if (try_address(pairing, legacy, clue.address, &proof))
        add_proved(pairing, legacy, &clue, &proof);
    else
        add_unproved(pairing, legacy, &clue);
    mi_wipe(&proof, sizeof proof);
}

void mi_legacy_search(struct mi_pairing *pairing)
{
    for (size_t i = 0; i < pairing->waiting_count; i++) {
        struct proof proof;
        const struct mi_legacy *legacy = &pairing->waiting[i];
        struct mi_clue clue = {
            .kind = MI_FOUND_LEGACY_PAIRING,
            .time = legacy->beginning.time,
            .number = legacy->beginning.number,
            .input = legacy->beginning.input,
            .is_given_up = legacy->is_given_up,
        };
        if (try_all_heard(pairing, legacy, &proof))
            add_proved(pairing, legacy, &clue, &proof);
        else
            add_unproved(pairing, legacy, &clue);
        mi_wipe(&proof, sizeof proof);
    }
    pairing->waiting_count = 0;
    mi_wipe(pairing->waiting, sizeof pairing->waiting);
}

/* --- what a login comes to --- */

/* The bits of a login that fit the TOKEN; 0 when what is there of it does not. */
static uint16_t fit_login(const void *exchange, const uint8_t token[MI_TOKEN_SIZE])
{
    const struct mi_legacy *legacy = exchange;
    uint8_t tick[CODE_SIZE];
    uint8_t proof[CODE_SIZE];
    uint8_t answer[CODE_SIZE];
    uint8_t key[MI_TOKEN_SIZE];
    mi_rc4(token, MI_TOKEN_SIZE, legacy->values[TICK].bytes, sizeof tick, tick);
    memcpy(key, token, sizeof key);
    for (size_t i = 0; i < sizeof tick; i++)
        key[i] ^= tick[i];
    mi_rc4(key, sizeof key, LOGIN_PROOF, sizeof proof, proof);
    mi_rc4(key, sizeof key, LOGIN_ANSWER, sizeof answer, answer);
    mi_wipe(key, sizeof key);
    if (memcmp(proof, legacy->values[PROOF].bytes, sizeof proof) != 0)
        return 0;
    if (!has(legacy, ANSWER))
        return CODE_BITS;
    bool is_whole = memcmp(answer, legacy->values[ANSWER].bytes, sizeof answer) == 0;
    return is_whole ? 2 * CODE_BITS : 0;
}

static void end_login(struct mi_pairing *pairing, const struct mi_legacy *legacy,
                      const struct mi_link_event *event)
{
    struct mi_clue clue = mi_clue_of(pairing, MI_FOUND_LEGACY_LOGIN, event, &legacy->beginning);
    clue.result = has(legacy, ANSWER) ? MI_RESULT_DONE : MI_RESULT_ABORTED;
    if (has(legacy, PROOF))
        mi_pairing_try_tokens(pairing, &clue, fit_login, legacy);
    mi_pairing_add(pairing, &clue);
}

/* --- the exchange --- */

static void end(struct mi_pairing *pairing, struct mi_session *session,
                const struct mi_link_event *event)
{
    struct mi_legacy *legacy = &session->legacy;
    legacy->is_given_up = event->connection->is_given_up;
    if (legacy->kind == PAIRING)
        end_pairing(pairing, legacy, event);
    else if (legacy->kind == LOGIN)
        end_login(pairing, legacy, event);
    mi_wipe(legacy, sizeof *legacy);
}

static void keep(struct mi_legacy *legacy, enum value value, struct mi_bytes bytes)
{
    struct mi_legacy_value *kept = &legacy->values[value];
    kept->is_there = true;
    size_t size = bytes.left;
    memcpy(kept->bytes, mi_get_run(&bytes, size), size);
}

/* Whether an exchange begins with this value. */
static bool begin(struct mi_pairing *pairing, struct mi_session *session,
                  const struct mi_link_event *event)
{
    struct mi_bytes value = event->value;
    uint16_t handle = 0;
    if (event->what != MI_VALUE_WRITTEN || value.left != CODE_SIZE)
        return false;
    const uint8_t *code = mi_get_run(&value, CODE_SIZE);
    for (uint8_t kind = PAIRING; kind <= LOGIN; kind++) {
        if (memcmp(code, KINDS[kind].start, CODE_SIZE) != 0 ||
            !mi_is_of(event, ROLES[EVENT], &handle))
            continue;
        end(pairing, session, event);
        session->legacy.kind = kind;
        session->legacy.beginning = mi_begins_at(event);
        session->legacy.handles[EVENT] = handle;
        keep(&session->legacy, START, event->value);
        return true;
    }
    return false;
}

static bool is_step(struct mi_legacy *legacy, const struct step *step,
                    const struct mi_link_event *event)
{
    uint32_t size = event->value.left;
    return event->what == step->what && (size == step->size || size == step->other_size) &&
           has(legacy, step->after) && !has(legacy, step->until) &&
           mi_is_of(event, ROLES[step->role], &legacy->handles[step->role]);
}

static void take(struct mi_pairing *pairing, struct mi_session *session,
                 const struct mi_link_event *event)
{
    struct mi_legacy *legacy = &session->legacy;
    if (begin(pairing, session, event) || legacy->kind == NOTHING)
        return;
    for (size_t i = 0; i < KINDS[legacy->kind].count; i++) {
        const struct step *step = &KINDS[legacy->kind].steps[i];
        if (is_step(legacy, step, event)) {
            keep(legacy, step->value, event->value);
            return;
        }
    }
}

const struct mi_exchange mi_legacy_exchange = {false, take, end};
