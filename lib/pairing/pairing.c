/* What the exchanges share, and the list of what they find. */
#include "pairing/pairing.h"

#include "beacon/ccm.h"

#include <string.h>

bool mi_is_named(const struct mi_link_event *event, struct mi_characteristic characteristic)
{
    return mi_uuid_is(event->uuid, characteristic.uuid) &&
           (!mi_uuid_is_known(event->service) ||
            mi_uuid_is(event->service, characteristic.service));
}

bool mi_is_of(const struct mi_link_event *event, struct mi_characteristic characteristic,
              uint16_t *handle)
{
    if (mi_uuid_is_known(event->uuid))
        return mi_is_named(event, characteristic);
    if (*handle == 0)
        *handle = event->handle;
    return *handle == event->handle;
}

struct mi_beginning mi_begins_at(const struct mi_link_event *event)
{
    return (struct mi_beginning){event->time, event->number, event->input};
}

struct mi_clue mi_clue_of(const struct mi_pairing *pairing, enum mi_clue_kind kind,
                          const struct mi_link_event *event, const struct mi_beginning *beginning)
{
    const struct mi_connection *connection = event->connection;
    const struct mi_heard_device *device = NULL;
    struct mi_clue clue = {
        .kind = kind,
        .time = beginning->time,
        .number = beginning->number,
        .input = beginning->input,
        .has_address = connection->has_address,
        .address = connection->address,
        .is_given_up = connection->is_given_up,
    };
    if (clue.has_address)
        device = mi_heard_find(&pairing->heard, clue.address);
    if (device != NULL && device->has_product) {
        clue.has_product = true;
        clue.product_id = device->product_id;
    }
    return clue;
}

static bool is_for(const struct mi_given_token *given, const struct mi_clue *clue)
{
    return !given->has_address || !clue->has_address ||
           mi_address_equal(given->address, clue->address);
}

void mi_pairing_try_tokens(const struct mi_pairing *pairing, struct mi_clue *login,
                           mi_token_fits *fits, const void *exchange)
{
    for (size_t i = 0; i < pairing->token_count && login->current != MI_YES; i++) {
        const struct mi_given_token *given = &pairing->tokens[i];
        if (!is_for(given, login)) {
            login->has_others_tokens = true;
            continue;
        }
        login->proof_bits = fits(exchange, given->token);
        login->has_token = login->proof_bits > 0;
        login->current = login->has_token ? MI_YES : MI_NO;
        if (login->has_token)
            memcpy(login->token, given->token, sizeof login->token);
    }
}

/* --- the list --- */

static bool is_same_device(const struct mi_clue *a, const struct mi_clue *b)
{
    return a->has_address && b->has_address && mi_address_equal(a->address, b->address);
}

static bool is_same_key(const struct mi_clue *a, const struct mi_clue *b)
{
    return a->key.size == b->key.size && memcmp(a->key.bytes, b->key.bytes, a->key.size) == 0;
}

/* Whether two clues differ in nothing but their time, and whether a key was read or set. */
static bool is_same(const struct mi_clue *a, const struct mi_clue *b)
{
    bool has_key = a->key.size > 0; /* which is the last one, is decided later */
    return a->kind == b->kind && a->result == b->result && is_same_device(a, b) &&
           is_same_key(a, b) && (has_key || a->current == b->current) &&
           memcmp(a->token, b->token, sizeof a->token) == 0 && a->proof_bits == b->proof_bits &&
           a->is_former == b->is_former && mi_address_equal(a->holder, b->holder) &&
           memcmp(a->did, b->did, sizeof a->did) == 0;
}

static struct mi_clue *find_same(struct mi_pairing *pairing, const struct mi_clue *clue)
{
    for (size_t i = 0; i < pairing->clue_count; i++)
        if (is_same(&pairing->clues[i], clue))
            return &pairing->clues[i];
    return NULL;
}

/* Keys that a device uses, or that it used with the vendor's firmware: each has a last one. */
enum line { NO_LINE, IN_USE, VENDORS };

static enum line find_line(const struct mi_clue *clue)
{
    static const enum line LINES[MI_FOUND_KINDS] = {
        [MI_FOUND_LEGACY_PAIRING] = IN_USE,
        [MI_FOUND_CUSTOM_KEY] = IN_USE,
        [MI_FOUND_BRIDGE_KEY] = IN_USE,
        [MI_FOUND_MI_KEYS] = VENDORS,
    };
    bool is_told = clue->key.size > 0 || clue->kind == MI_FOUND_CUSTOM_KEY; /* also that none is */
    return is_told ? LINES[clue->kind] : NO_LINE;
}

/* What a clue is worth when another one needs its place, the least first. */
enum worth {
    TELLS_NOTHING,
    TELLS_OF_CHANGE, /* maybe: a TOKEN that a login refutes, a registration whose end is missing */
    TELLS_KEY,       /* or proves a TOKEN, or that every key is void */
};

static enum worth worth_of(const struct mi_clue *clue)
{
    bool is_registration = clue->kind == MI_FOUND_STANDARD_REGISTRATION;
    if (clue->key.size > 0 || clue->has_token ||
        (is_registration && clue->result == MI_RESULT_DONE))
        return TELLS_KEY;
    return clue->current == MI_NO || (is_registration && clue->result == MI_RESULT_ABORTED)
               ? TELLS_OF_CHANGE
               : TELLS_NOTHING;
}

/* The oldest of those that are worth least. */
static struct mi_clue *find_least(struct mi_pairing *pairing)
{
    struct mi_clue *least = &pairing->clues[0];
    for (size_t i = 1; i < pairing->clue_count; i++) {
        struct mi_clue *other = &pairing->clues[i];
        if (worth_of(other) < worth_of(least) ||
            (worth_of(other) == worth_of(least) && other->order < least->order))
            least = other;
    }
    return least;
}

/* The oldest key of the same device, which its newest replaces. */
static struct mi_clue *find_oldest_key(struct mi_pairing *pairing, const struct mi_clue *clue)
{
    struct mi_clue *oldest = NULL;
    for (size_t i = 0; i < pairing->clue_count && find_line(clue) != NO_LINE; i++) {
        struct mi_clue *other = &pairing->clues[i];
        if (find_line(other) == find_line(clue) && is_same_device(other, clue) &&
            (oldest == NULL || other->order < oldest->order))
            oldest = other;
    }
    return oldest;
}

/* When the list is full, the oldest key of a device makes room for its newest, which counts; else
 * what is worth less. */
static struct mi_clue *find_room(struct mi_pairing *pairing, const struct mi_clue *clue)
{
    if (pairing->clue_count < MI_CLUES_MAX)
        return &pairing->clues[pairing->clue_count++];
    pairing->dropped++;
    struct mi_clue *least = find_least(pairing);
    if (worth_of(least) < worth_of(clue))
        return least;
    return find_oldest_key(pairing, clue);
}

void mi_pairing_add(struct mi_pairing *pairing, struct mi_clue *clue)
{
    struct mi_clue *same = find_same(pairing, clue);
    if (same == NULL) {
        same = find_room(pairing, clue);
        if (same != NULL)
            *same = *clue;
    }
    if (same != NULL) {
        same->times++;
        if (clue->time > same->last_time)
            same->last_time = clue->time;
        same->order = ++pairing->order;
    }
    mi_wipe(clue, sizeof *clue);
}

/* By the times that both have: inputs may be read in any order. */
static bool is_later(const struct mi_clue *a, const struct mi_clue *b)
{
    bool has_times = a->last_time != MI_NO_TIME && b->last_time != MI_NO_TIME;
    return has_times && a->last_time != b->last_time ? a->last_time > b->last_time
                                                     : a->order > b->order;
}

static enum mi_answer is_current(const struct mi_pairing *pairing, const struct mi_clue *clue)
{
    const struct mi_clue *last = clue;
    for (size_t i = 0; i < pairing->clue_count; i++) {
        const struct mi_clue *other = &pairing->clues[i];
        if (find_line(other) == find_line(clue) && is_same_device(other, clue) &&
            !other->is_former && (last->is_former || is_later(other, last)))
            last = other;
    }
    return !clue->is_former && is_same_key(last, clue) ? MI_YES : MI_NO;
}

/* Whether a clue that is the later one shows that a login was of a binding before. */
static bool overtakes(const struct mi_clue *later, const struct mi_clue *login)
{
    bool is_other = memcmp(later->token, login->token, sizeof login->token) != 0;
    if (later->kind == MI_FOUND_STANDARD_REGISTRATION)
        return later->result == MI_RESULT_DONE;
    return mi_clue_is_login(later) && is_other && login->has_token &&
           (later->has_token || later->current == MI_NO);
}

static bool is_overtaken(const struct mi_pairing *pairing, const struct mi_clue *login)
{
    for (size_t i = 0; i < pairing->clue_count; i++) {
        const struct mi_clue *other = &pairing->clues[i];
        if (is_same_device(other, login) && is_later(other, login) && overtakes(other, login))
            return true;
    }
    return false;
}

static void conclude_on(const struct mi_pairing *pairing, struct mi_clue *clue)
{
    if (clue->key.size > 0 && find_line(clue) != NO_LINE)
        clue->current = is_current(pairing, clue);
    if (!mi_clue_is_login(clue) || !is_overtaken(pairing, clue))
        return;
    clue->is_overtaken = true;
    clue->current = clue->has_token ? MI_NO : MI_NOT_KNOWN;
}

void mi_pairing_conclude(struct mi_pairing *pairing)
{
    for (size_t i = 0; i < pairing->clue_count; i++)
        conclude_on(pairing, &pairing->clues[i]);
}

/* --- the way in --- */

bool mi_pairing_give_token(struct mi_pairing *pairing, const uint8_t token[MI_TOKEN_SIZE],
                           const struct mi_address *address)
{
    if (pairing->token_count == MI_TOKENS_MAX)
        return false;
    struct mi_given_token *given = &pairing->tokens[pairing->token_count++];
    memcpy(given->token, token, MI_TOKEN_SIZE);
    given->has_address = address != NULL;
    if (address != NULL)
        given->address = *address;
    return true;
}

void mi_pairing_hear(struct mi_pairing *pairing, const struct mi_advert *advert)
{
    mi_heard_note(&pairing->heard, advert);
}

void mi_pairing_wipe(struct mi_pairing *pairing)
{
    mi_wipe(pairing, sizeof *pairing);
}
