#include "devices/repair.h"

#include "devices/damage.h"

#include <string.h>

enum {
    STEP = 1 << 18, /* checks between two calls of the functions of the task: a tenth of a second */
    LEADS = 3,      /* frames to try keys on first: the others can be damaged, or of other keys */
    PROOF = 2,      /* frames that a key has to open, unless an object in one is known */
    LEGACY_PROOF = 3,
    LEAST_DIGITS = 2 * MI_KEY_SHORT - 4,
};

/* A frame that every key is tried on; what opens it is tried on the others. */
struct lead {
    struct mi_seal seal;
    struct mi_trial *trial; /* of whole keys on it; NULL: its tag proves nothing */
};

struct search {
    const struct mi_repair_task *task;
    struct mi_repair *repair;
    struct lead leads[LEADS];
    size_t lead_count;
    struct lead *lead; /* that is tried */
    struct mi_spelled typed;
    struct mi_guess guess;
    uint64_t checks;        /* of keys on leads */
    uint64_t checks_before; /* the damage that is tried, on this lead */
    unsigned best;          /* how well repair->key fits; 0: there is none */
};

/* --- does a key fit? --- */

static bool read_frame(const struct mi_repair_task *task, size_t index)
{
    struct mi_frame *frame = task->frame;
    return mi_frame_read_envelope(frame, task->frames[index]) && frame->seal.scheme != NULL;
}

static bool opens_frame(const struct mi_repair_task *task, size_t index, const struct mi_key *key)
{
    const struct mi_opener opener = {
        .ccm = task->ccm, .keys = key, .key_count = 1, .given = task->given};
    if (!read_frame(task, index))
        return false;
    mi_frame_open(task->frame, &opener);
    return task->frame->plain_size > 0;
}

/* In a fixed layout all is known. */
static bool has_known_object(const struct mi_frame *frame)
{
    return mi_status_is_success(frame->status) &&
           (!mi_format_has_objects(frame->format) ||
            (frame->object_count > 0 && frame->objects[0].type != NULL));
}

/* How well it fits: twice the frames that it opens, and one for a known object; 0: by chance. */
static unsigned score_of(const struct search *search, const struct mi_key *key)
{
    unsigned opened = 0;
    bool is_known = false;
    for (size_t i = 0; i < search->task->frame_count; i++) {
        if (!opens_frame(search->task, i, key))
            continue;
        opened++;
        is_known = is_known || has_known_object(search->task->frame);
    }
    bool is_proof = mi_seal_is_legacy(&search->lead->seal) ? opened >= LEGACY_PROOF
                                                           : opened >= PROOF || is_known;
    return is_proof ? 2 * opened + is_known : 0;
}

static void note(struct search *search, const struct mi_key *key, unsigned score)
{
    struct mi_repair *repair = search->repair;
    if (score == 0 || score < search->best)
        return;
    if (score == search->best) {
        repair->rivals++;
        return;
    }
    search->best = score;
    repair->rivals = 0;
    repair->damage = search->guess.damage->name;
    repair->opened = score / 2;
    repair->key = *key;
}

/* --- trying --- */

/* Behind the digits of a short key there are zeros. */
static struct mi_key key_of(const struct mi_guess *guess)
{
    struct mi_key key = {.size = (uint8_t)(guess->size / 2)};
    for (size_t i = 0; i < MI_KEY_SIZE; i++)
        key.bytes[i] = (uint8_t)(guess->digit[2 * i] << 4 | guess->digit[2 * i + 1]);
    return key;
}

/* False when the search is to end. */
static bool report(struct search *search)
{
    const struct mi_repair_task *task = search->task;
    uint64_t checks = search->checks - search->checks_before;
    double leads =
        (double)(search->lead - search->leads) + (double)checks / search->guess.damage->guesses;
    if (task->progress != NULL)
        task->progress(task->context, leads / (double)search->lead_count);
    search->repair->was_stopped = task->stops != NULL && task->stops(task->context);
    return !search->repair->was_stopped;
}

static bool opens_lead(struct search *search, const struct mi_key *key)
{
    struct lead *lead = search->lead;
    uint8_t plain[MI_FRAME_MAX];
    return lead->trial != NULL && key->size == MI_KEY_SIZE
               ? mi_trial_opens(lead->trial, key->bytes)
               : mi_seal_open(&lead->seal, search->task->ccm, key, plain);
}

static bool try_guess(void *context, const struct mi_guess *guess)
{
    struct search *search = context;
    struct mi_key key = key_of(guess);
    if (opens_lead(search, &key))
        note(search, &key, score_of(search, &key));
    return ++search->checks % STEP != 0 || report(search);
}

/* --- what is tried --- */

/* Digits of the key that was meant. A short one is expected of versions 2 and 3, unless about 32
 * digits were typed, and elsewhere only where about 24 were. */
static size_t size_meant(const struct mi_seal *seal, size_t typed)
{
    enum { LONG = 2 * MI_KEY_SIZE, SHORT = 2 * MI_KEY_SHORT };
    bool is_about_long = typed + 2 >= LONG && typed <= LONG + 2;
    bool is_about_short = typed + 2 >= SHORT && typed <= SHORT + 2;
    bool is_short = mi_seal_is_legacy(seal) ? !is_about_long : is_about_short;
    return is_short && mi_seal_takes(seal, MI_KEY_SHORT) ? SHORT : LONG;
}

static bool is_in_reach(const struct search *search, const struct mi_damage *damage)
{
    return damage->reach == MI_REACH_ANY ||
           (!mi_seal_is_legacy(&search->lead->seal) &&
            (damage->reach == MI_REACH_PROVEN || search->task->is_deep));
}

static void try_size(struct search *search, const struct mi_damage *damage, size_t size)
{
    if (!mi_damage_applies(damage, &search->typed, size))
        return;
    memset(search->guess.digit, 0, sizeof search->guess.digit);
    search->guess.size = size;
    search->guess.damage = damage;
    damage->make(&search->guess);
}

/* In a longer text a key of either size may stand. */
static void try_on(struct search *search, struct lead *lead, const struct mi_damage *damage)
{
    size_t typed = search->typed.count;
    size_t size = size_meant(&lead->seal, typed);
    search->lead = lead;
    search->checks_before = search->checks;
    if (!is_in_reach(search, damage))
        return;
    try_size(search, damage, size);
    if (typed > 2 * MI_KEY_SIZE + 2 && size == 2 * MI_KEY_SIZE && search->best == 0 &&
        mi_seal_takes(&lead->seal, MI_KEY_SHORT))
        try_size(search, damage, 2 * MI_KEY_SHORT);
}

/* The same keys on each lead, until one fits. */
static void try_damage(struct search *search, const struct mi_damage *damage)
{
    uint32_t keys = 0;
    for (size_t i = 0; i < search->lead_count && search->best == 0; i++) {
        try_on(search, &search->leads[i], damage);
        if (search->checks - search->checks_before > keys)
            keys = (uint32_t)(search->checks - search->checks_before);
    }
    search->repair->tries += keys;
}

static bool is_placeholder(const struct mi_spelled *typed)
{
    return memcmp(typed->digit, typed->digit + 1, typed->count - 1) == 0;
}

static void add_lead(struct search *search, size_t index)
{
    const struct mi_repair_task *task = search->task;
    if (!read_frame(task, index))
        return;
    struct lead *lead = &search->leads[search->lead_count++];
    lead->seal = task->frame->seal;
    if (task->frame->address_source == MI_ADDRESS_NONE && task->given != NULL)
        mi_seal_set_address(&lead->seal, *task->given);
    const struct mi_message message = mi_seal_message(&lead->seal);
    if (!mi_seal_is_legacy(&lead->seal))
        lead->trial = mi_trial_new(task->ccm, &message, lead->seal.tag.at, lead->seal.tag.left);
}

static void prepare(struct search *search)
{
    const struct mi_repair_task *task = search->task;
    if (!mi_spelling_read(task->text, task->length, &search->typed) ||
        is_placeholder(&search->typed))
        return;
    for (size_t i = 0; i < task->frame_count && search->lead_count < LEADS; i++)
        add_lead(search, i);
    search->guess = (struct mi_guess){
        .typed = &search->typed,
        .take = try_guess,
        .context = search,
    };
}

/* --- what to say --- */

static void put_key(struct mi_guess *guess, const struct mi_key *key)
{
    for (size_t i = 0; i < key->size; i++) {
        guess->digit[2 * i] = key->bytes[i] >> 4;
        guess->digit[2 * i + 1] = key->bytes[i] & 15;
    }
}

static void tell_damage(struct search *search, struct mi_text *text)
{
    const struct mi_repair *repair = search->repair;
    const uint32_t fitting = repair->rivals + 1;
    search->guess.size = 2 * repair->key.size;
    put_key(&search->guess, &repair->key);
    if (repair->rivals == 0)
        search->guess.damage->tell(text, &search->guess);
    else
        mi_text_sentence(text, "%d keys with this damage fit: record more frames", &fitting, NULL);
}

/* Frames that prove little have to be so many that nothing can be said of fewer. */
static bool tell_few(const struct search *search, struct mi_text *text)
{
    uint32_t frames = (uint32_t)search->task->frame_count;
    if (frames >= LEGACY_PROOF || !mi_seal_is_legacy(&search->lead->seal))
        return false;
    mi_text_sentence(text,
                     frames == 1 ? "too few frames to mend it: there is %d, and it takes three"
                                 : "too few frames to mend it: there are %d, and it takes three",
                     &frames, NULL);
    return true;
}

/* Only where damages to single digits have been tried, and to the end. */
static void tell_none(const struct search *search, struct mi_text *text)
{
    size_t typed = search->typed.count;
    size_t size = search->guess.size;
    const char *most = search->task->is_deep ? "three digits" : "two digits";
    if (search->repair->tries == 0 || search->repair->was_stopped || typed + 2 < size ||
        typed > size + 2 || tell_few(search, text))
        return;
    if (mi_seal_is_legacy(&search->lead->seal))
        most = "one digit";
    mi_text_sentence(text,
                     "no variant within %s fits: most likely another key (bound again, other "
                     "region%s)",
                     NULL, (const char *const[]){most, size == 2 * MI_KEY_SHORT ? ", TOKEN" : ""});
}

bool mi_repair(const struct mi_repair_task *task, struct mi_repair *repair)
{
    struct search search = {.task = task, .repair = repair};
    *repair = (struct mi_repair){.of = (uint32_t)task->frame_count};
    struct mi_text text = mi_text(repair->sentence, sizeof repair->sentence);
    prepare(&search);
    for (size_t i = 0; i < MI_DAMAGE_COUNT && search.best == 0; i++)
        try_damage(&search, &MI_DAMAGES[i]);
    if (search.best > 0)
        tell_damage(&search, &text);
    else
        tell_none(&search, &text);
    for (size_t i = 0; i < search.lead_count; i++)
        mi_trial_free(search.leads[i].trial);
    mi_wipe(&search, sizeof search);
    return repair->damage != NULL;
}

bool mi_repair_takes(const char *text, size_t length)
{
    struct mi_spelled typed;
    size_t digits = 0;
    size_t alike = 0;
    bool is_read = mi_spelling_read(text, length, &typed);
    for (size_t i = 0; is_read && i < typed.count; i++) {
        digits += mi_is_spelled_digit(typed.digit[i]);
        alike += mi_is_like_a_digit(typed.digit[i]);
    }
    bool is_alike = is_read && alike == typed.count;
    mi_wipe(&typed, sizeof typed);
    return digits >= LEAST_DIGITS || (is_alike && alike >= LEAST_DIGITS);
}
