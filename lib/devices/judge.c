#include "devices/judge.h"

#include "beacon/formats/mibeacon.h"
#include "beacon/key.h"
#include "devices/damage.h"
#include "devices/inquiry_parts.h"

enum {
    COUNTER_LOW = 512,  /* no restart has added to it since the device was bound */
    SILENT_FRAMES = 20, /* copies of idle frames heard before a device counts as silent */
    LOST_SHARE = 2,     /* frames missed for each one heard that are worth a word */
};

void mi_verdict_reason(struct mi_verdict *verdict, struct mi_reason reason)
{
    if (verdict->reason_count < MI_REASONS_MAX)
        verdict->reasons[verdict->reason_count++] = reason;
}

void mi_verdict_advise(struct mi_verdict *verdict, enum mi_advice_code code)
{
    for (uint32_t i = 0; i < verdict->advice_count; i++)
        if (verdict->advice[i] == code)
            return;
    if (verdict->advice_count < MI_ADVICE_MAX)
        verdict->advice[verdict->advice_count++] = code;
}

static void say(struct mi_verdict *verdict, enum mi_reason_code code, uint32_t number)
{
    mi_verdict_reason(verdict, (struct mi_reason){.code = code, .number = {number}});
}

static void say_at(struct mi_verdict *verdict, enum mi_reason_code code, uint32_t one,
                   uint32_t other, mi_time time)
{
    mi_verdict_reason(verdict,
                      (struct mi_reason){.code = code, .number = {one, other}, .time = time});
}

static void say_word(struct mi_verdict *verdict, enum mi_reason_code code, uint32_t number,
                     const char *word)
{
    mi_verdict_reason(verdict, (struct mi_reason){.code = code, .number = {number}, .word = word});
}

static void say_address(struct mi_verdict *verdict, enum mi_reason_code code,
                        struct mi_address address)
{
    mi_verdict_reason(verdict, (struct mi_reason){.code = code, .address = address});
}

static void say_step(struct mi_verdict *verdict, enum mi_reason_code code,
                     const struct mi_step *step)
{
    say_at(verdict, code, step->from, step->to, step->time);
}

static const char *model_of(const struct mi_question *question)
{
    const char *model = question->device->model;
    return model != NULL ? model : "this model";
}

static bool is_other_format(const struct mi_question *question)
{
    return mi_question_is_of(question, MI_FAMILY_CUSTOM) ||
           mi_question_is_of(question, MI_FAMILY_BTHOME);
}

static bool is_most(const struct mi_device *device, uint64_t frames)
{
    return 2 * frames > device->frames;
}

/* --- the key opens frames --- */

/* A fall to nearly nothing is a new binding; when the key still fits, it was something else. */
static bool was_bound_again(const struct mi_evidence *evidence)
{
    return evidence->has_fallen && evidence->fall.to < COUNTER_LOW;
}

static bool has_changed(const struct mi_question *question)
{
    const struct mi_evidence *evidence = question->evidence;
    return mi_evidence_opens(evidence) && question->owner == NULL &&
           (mi_evidence_started(evidence) || mi_evidence_stopped(evidence));
}

static void judge_change(const struct mi_question *question, struct mi_verdict *verdict)
{
    const struct mi_evidence *evidence = question->evidence;
    bool has_stopped = mi_evidence_stopped(evidence);
    verdict->kind = MI_VERDICT_CHANGED;
    if (mi_evidence_started(evidence))
        say_at(verdict, MI_REASON_STARTED_FITTING, evidence->first_opened, 0,
               evidence->first_opened_time);
    if (!has_stopped)
        say(verdict, MI_REASON_NEW_KEY, 0);
    if (evidence->has_other_key)
        say(verdict, MI_REASON_KEY_BEFORE, 0);
    if (has_stopped && evidence->sealed > evidence->last_opened)
        say_at(verdict, MI_REASON_STOPPED_FITTING, evidence->last_opened + 1, 0,
               evidence->next_failed_time);
    if (was_bound_again(evidence))
        say_step(verdict, MI_REASON_COUNTER_FELL, &evidence->fall);
    if (has_stopped) {
        mi_verdict_advise(verdict, is_other_format(question) ? MI_ADVICE_CUSTOM_KEY
                                                             : MI_ADVICE_READ_KEY_AGAIN);
        mi_verdict_advise(verdict, MI_ADVICE_CAPTURE_AFTER);
    } else {
        mi_verdict_advise(verdict, MI_ADVICE_VERIFY_SINCE);
    }
    mi_verdict_advise(verdict, MI_ADVICE_RESTART);
}

static void judge_unproven(const struct mi_evidence *evidence, struct mi_verdict *verdict)
{
    verdict->kind = MI_VERDICT_LIKELY;
    say(verdict, evidence->known > 0 ? MI_REASON_UNPROVEN : MI_REASON_UNPROVEN_UNKNOWN,
        evidence->sealing.version);
    if (evidence->check_bytes > 0)
        say_at(verdict, MI_REASON_CHECK_BYTE, evidence->check_bytes, evidence->opened, MI_NO_TIME);
}

/* Of frames without one that open with an address which nobody sent. */
static enum mi_reason_code source_of_address(const struct mi_question *question,
                                             bool is_from_elsewhere)
{
    if (is_from_elsewhere)
        return MI_REASON_MAC_OTHER;
    return question->opens_as_stored && !question->is_address_given ? MI_REASON_MAC_STORED
                                                                    : MI_REASON_MAC_GIVEN;
}

/* Which address the frames were opened with, when it does not stand in them. */
static void say_address_used(const struct mi_question *question, struct mi_verdict *verdict)
{
    const struct mi_evidence *evidence = question->evidence;
    struct mi_address own = question->device->address;
    struct mi_address used = evidence->nonce_address;
    bool is_own = mi_address_equal(used, own);
    bool is_backwards = !is_own && mi_address_equal(used, mi_address_reversed(own));
    bool is_from_elsewhere = evidence->opened_by_search && !evidence->has_nameless && !is_own &&
                             !is_backwards && !question->opens_as_stored;
    if ((question->is_reversed && is_own) || is_backwards ||
        evidence->address_source == MI_ADDRESS_REVERSED ||
        (evidence->address_source == MI_ADDRESS_GIVEN && question->is_stored_backwards))
        say_address(verdict, MI_REASON_MAC_REVERSED, used);
    else if (evidence->address_source == MI_ADDRESS_GIVEN)
        say_address(verdict, source_of_address(question, is_from_elsewhere), used);
    if (evidence->address_source == MI_ADDRESS_ADVERTISER)
        say_address(verdict, MI_REASON_MAC_ADVERTISER, used);
    if (mi_verdict_has(verdict, MI_REASON_MAC_REVERSED) ||
        (evidence->address_source == MI_ADDRESS_GIVEN && !is_own &&
         !mi_verdict_has(verdict, MI_REASON_MAC_STORED)))
        mi_verdict_advise(verdict, MI_ADVICE_USE_MAC);
    if (is_from_elsewhere)
        verdict->kind = MI_VERDICT_WRONG_DEVICE;
}

static void say_quirks(const struct mi_evidence *evidence, struct mi_verdict *verdict)
{
    if ((evidence->quirks & MI_QUIRK_STRAY_BYTE) != 0)
        say(verdict, MI_REASON_STRAY_BYTE, 0);
    if ((evidence->quirks & MI_QUIRK_ONE_IO_BYTE) != 0)
        say(verdict, MI_REASON_ONE_IO_BYTE, 0);
}

/* The key that opens the device is none of those that are meant for it. */
static void judge_owner(const struct mi_question *question, struct mi_verdict *verdict)
{
    bool is_own = mi_address_equal(*question->owner, question->device->address) ||
                  mi_address_equal(*question->owner, question->evidence->nonce_address);
    bool is_wrong = is_own && question->opens_other == NULL;
    bool is_copy = is_wrong && question->slips > 0;
    verdict->kind = is_copy    ? MI_VERDICT_MISTYPED
                    : is_wrong ? MI_VERDICT_WRONG
                               : MI_VERDICT_WRONG_DEVICE;
    if (is_own) {
        say(verdict, MI_REASON_RING_KEY, 0);
        if (is_copy)
            say(verdict, MI_REASON_KEY_COPY, question->slips);
        mi_verdict_advise(verdict, MI_ADVICE_USE_RING_KEY);
    } else {
        say_address(verdict, MI_REASON_OTHER_KEY, *question->owner);
        mi_verdict_advise(verdict, MI_ADVICE_MOVE_KEY);
    }
    if (question->opens_other != NULL)
        say_address(verdict, MI_REASON_OTHER_DEVICE, *question->opens_other);
}

/* 24 digits that open the frames in a form which other programs do not know of. */
static void judge_form(const struct mi_evidence *evidence, struct mi_verdict *verdict)
{
    bool is_filled = evidence->key_form == MI_KEY_FILLED;
    verdict->kind = MI_VERDICT_WRONG_FORM;
    say(verdict, is_filled ? MI_REASON_KEY_FILLED : MI_REASON_KEY_LEGACY, 0);
    mi_verdict_advise(verdict, is_filled ? MI_ADVICE_APPEND_FF : MI_ADVICE_PUT_BETWEEN);
}

static void judge_opened(const struct mi_question *question, struct mi_verdict *verdict)
{
    const struct mi_evidence *evidence = question->evidence;
    if (question->owner != NULL) {
        judge_owner(question, verdict);
    } else if (has_changed(question)) {
        judge_change(question, verdict);
    } else if (mi_evidence_needs_whole_key(evidence)) {
        judge_form(evidence, verdict);
    } else if (evidence->sealing.is_legacy) {
        judge_unproven(evidence, verdict);
    } else {
        say(verdict, MI_REASON_OPENS, 0);
    }
    say_address_used(question, verdict);
    say_quirks(evidence, verdict);
    if (evidence->has_jumped)
        say_step(verdict, MI_REASON_COUNTER_JUMPED, &evidence->jump);
}

/* --- it opens none --- */

static void judge_other_device(const struct mi_question *question, struct mi_verdict *verdict)
{
    verdict->kind = MI_VERDICT_WRONG_DEVICE;
    say_address(verdict, MI_REASON_OTHER_DEVICE, *question->opens_other);
    if (question->is_asked) {
        mi_verdict_advise(verdict, MI_ADVICE_OWN_KEY);
        mi_verdict_advise(verdict, MI_ADVICE_ALL_REGIONS);
    }
}

static bool has_wrong_size(const struct mi_question *question)
{
    return (question->key_size == MI_KEY_SHORT) != question->evidence->sealing.is_legacy;
}

static void judge_size(const struct mi_question *question, struct mi_verdict *verdict)
{
    const struct mi_product *product = question->device->product;
    bool is_short = question->key_size == MI_KEY_SHORT;
    uint8_t version = question->evidence->sealing.version;
    verdict->kind = MI_VERDICT_WRONG_FORM;
    if (is_short)
        say(verdict, MI_REASON_KEY_TOKEN, 0);
    say(verdict, is_short ? MI_REASON_KEY_LONG_WANTED : MI_REASON_KEY_SHORT_WANTED, version);
    if (product != NULL && product->encryption == MI_ENCRYPTION_EITHER)
        say_word(verdict, MI_REASON_SHARED_PRODUCT, version, model_of(question));
    mi_verdict_advise(verdict, MI_ADVICE_TAKE_BLE_KEY);
}

/*
 * Only where the vendor's firmware counts, and often: a sensor that sends when something happens
 * can take months for so many frames.
 */
static bool tells_by_low_counter(const struct mi_question *question)
{
    const struct mi_evidence *evidence = question->evidence;
    const struct mi_product *product = question->device->product;
    bool is_sleepy = product != NULL && product->sleepy == MI_SLEEPY_YES;
    return evidence->counter_support > 0 && evidence->first_counter < COUNTER_LOW && !is_sleepy &&
           !mi_evidence_is_pvvx(evidence);
}

/* What came of mending the key, when that is told; NULL: it is not. */
static const char *no_variant(const struct mi_question *question)
{
    const struct mi_repair *repair = question->repair;
    return repair != NULL && repair->sentence[0] != '\0' ? repair->sentence : NULL;
}

/* Frames that were given alone may have been cut: of a single one, nobody can tell. */
static void say_none_opens(const struct mi_question *question, struct mi_verdict *verdict)
{
    const struct mi_evidence *evidence = question->evidence;
    bool may_be_cut = evidence->bare == evidence->sealed;
    bool is_alone = may_be_cut && evidence->sealed == 1;
    say_word(verdict, MI_REASON_OPENS_NONE, 0, is_alone ? NULL : no_variant(question));
    if (!may_be_cut)
        return;
    say(verdict, MI_REASON_MAYBE_CUT, evidence->sealed);
    mi_verdict_advise(verdict, MI_ADVICE_COPY_WHOLE);
}

static void judge_wrong(const struct mi_question *question, struct mi_verdict *verdict)
{
    const struct mi_evidence *evidence = question->evidence;
    say_none_opens(question, verdict);
    if (question->is_reversed)
        say_address(verdict, MI_REASON_MAC_REVERSED, question->device->address);
    if (was_bound_again(evidence))
        say_step(verdict, MI_REASON_COUNTER_FELL, &evidence->fall);
    else if (tells_by_low_counter(question))
        say(verdict, MI_REASON_COUNTER_LOW, evidence->first_counter);
    mi_verdict_advise(verdict, MI_ADVICE_READ_KEY_AGAIN);
    mi_verdict_advise(verdict, MI_ADVICE_CAPTURE_AFTER);
    mi_verdict_advise(verdict, MI_ADVICE_ALL_REGIONS);
    mi_verdict_advise(verdict, MI_ADVICE_RESTART);
}

static void judge_closed(const struct mi_question *question, struct mi_verdict *verdict)
{
    if (question->key_size == 0) {
        if (question->bad_key_digits > 0)
            return; /* which is said elsewhere */
        say(verdict, MI_REASON_NO_KEY, 0);
        mi_verdict_advise(verdict, MI_ADVICE_READ_KEY);
    } else if (question->opens_other != NULL) {
        judge_other_device(question, verdict);
    } else if (has_wrong_size(question)) {
        judge_size(question, verdict);
    } else {
        judge_wrong(question, verdict);
    }
}

/* A variant of the key opens the frames: the user is to see which, and decides. */
static void judge_mended(const struct mi_question *question, struct mi_verdict *verdict)
{
    const struct mi_repair *repair = question->repair;
    mi_verdict_reason(verdict, (struct mi_reason){.code = MI_REASON_KEY_DAMAGED,
                                                  .number = {repair->opened, repair->of},
                                                  .word = repair->sentence});
    if (question->is_repair_former) {
        const struct mi_step *fall = &question->evidence->fall;
        say_at(verdict, MI_REASON_STOPPED_FITTING, fall->frame, 0, fall->time);
        say_step(verdict, MI_REASON_COUNTER_FELL, fall);
        mi_verdict_advise(verdict, MI_ADVICE_READ_KEY_AGAIN);
        return;
    }
    mi_verdict_advise(verdict, MI_ADVICE_COMPARE_KEY);
    mi_verdict_advise(verdict, repair->rivals > 0 ? MI_ADVICE_LISTEN_LONGER : MI_ADVICE_PRINT_KEY);
}

/* --- other formats, and readings in plain --- */

static enum mi_reason_code format_reason(const struct mi_question *question)
{
    if (!question->encrypts)
        return MI_REASON_FORMAT;
    if (mi_evidence_opens(question->evidence) && question->owner == NULL)
        return MI_REASON_FORMAT_OPENS;
    return question->key_size > 0 ? MI_REASON_FORMAT_CLOSED : MI_REASON_FORMAT_ENCRYPTS;
}

static void say_lone(const struct mi_question *question, struct mi_verdict *verdict)
{
    if (question->encrypts || question->evidence->sealed == 0)
        return;
    say(verdict, MI_REASON_LONE_ENCRYPTED, question->evidence->sealed);
    mi_verdict_advise(verdict, MI_ADVICE_IGNORE);
}

static void judge_format(const struct mi_question *question, struct mi_verdict *verdict)
{
    enum mi_reason_code code = format_reason(question);
    verdict->is_closed = question->encrypts && code != MI_REASON_FORMAT_OPENS;
    if (question->other_format == NULL || !question->encrypts)
        say_word(verdict, code, 0, mi_format_title(question->format));
    else if (code == MI_REASON_FORMAT_OPENS)
        say(verdict, MI_REASON_OPENS, 0);
    else if (code == MI_REASON_FORMAT_CLOSED)
        say_none_opens(question, verdict);
    if (question->owner != NULL)
        say_address(verdict, MI_REASON_OTHER_KEY, *question->owner);
    if (code == MI_REASON_FORMAT_ENCRYPTS && question->bad_key_digits == 0) {
        say(verdict, MI_REASON_NO_KEY, 0);
        mi_verdict_advise(verdict, MI_ADVICE_CUSTOM_KEY);
    }
    mi_verdict_advise(verdict, mi_question_is_of(question, MI_FAMILY_BTHOME) ? MI_ADVICE_BTHOME
                                                                             : MI_ADVICE_CUSTOM);
    say_lone(question, verdict);
}

static void judge_changed_format(const struct mi_question *question, struct mi_verdict *verdict)
{
    if (question->other_format == NULL)
        say_word(verdict, MI_REASON_FORMAT_ENCRYPTS, 0, mi_format_title(question->format));
    judge_change(question, verdict);
}

static void judge_plain(const struct mi_question *question, struct mi_verdict *verdict)
{
    say(verdict, MI_REASON_PLAIN, 0);
    say_lone(question, verdict);
}

/* --- nothing that carries data --- */

static void judge_unsupported(const struct mi_question *question, struct mi_verdict *verdict)
{
    const struct mi_evidence *evidence = question->evidence;
    say(verdict,
        evidence->is_version_old                     ? MI_REASON_FIRMWARE_OLD
        : evidence->bad_version <= MI_VERSION_NEWEST ? MI_REASON_NOT_A_FRAME
                                                     : MI_REASON_NOT_A_SENSOR,
        evidence->bad_version);
    if (evidence->is_version_old)
        mi_verdict_advise(verdict, MI_ADVICE_UPDATE);
}

/* How to get a frame with data out of this kind of device. */
static enum mi_advice_code how_to_hear(const struct mi_device *device)
{
    const struct mi_product *product = device->product;
    if (product == NULL)
        return MI_ADVICE_WAIT_LONG;
    if (product->is_scale)
        return MI_ADVICE_STEP_ON;
    return product->sleepy == MI_SLEEPY_YES ? MI_ADVICE_TRIGGER : MI_ADVICE_WAIT_LONG;
}

static void judge_silent(const struct mi_question *question, struct mi_verdict *verdict)
{
    say(verdict, MI_REASON_COUNTER_STANDS, question->evidence->idle_counter);
    mi_verdict_advise(verdict, MI_ADVICE_CLOSE_APP);
    mi_verdict_advise(verdict, how_to_hear(question->device));
    mi_verdict_advise(verdict, MI_ADVICE_PAIR_AGAIN);
}

static void judge_idle(const struct mi_question *question, struct mi_verdict *verdict)
{
    if (question->evidence->idle > 0)
        say(verdict, MI_REASON_NO_DATA, 0);
    mi_verdict_advise(verdict, how_to_hear(question->device));
}

/* --- which of these it is --- */

static bool is_encrypted(const struct mi_question *question)
{
    return question->encrypts;
}

static bool is_changed_format(const struct mi_question *question)
{
    return is_other_format(question) && has_changed(question);
}

static bool is_mended(const struct mi_question *question)
{
    return question->repair != NULL && question->repair->damage != NULL;
}

static bool is_opened(const struct mi_question *question)
{
    return mi_evidence_opens(question->evidence);
}

static bool is_nameless(const struct mi_question *question)
{
    const struct mi_evidence *evidence = question->evidence;
    return question->encrypts && question->key_size > 0 && evidence->untried == evidence->sealed;
}

static bool is_pairing(const struct mi_question *question)
{
    const struct mi_evidence *evidence = question->evidence;
    return evidence->plain > 0 && evidence->pairing >= evidence->plain;
}

static bool is_plain(const struct mi_question *question)
{
    return question->evidence->plain > 0;
}

static bool is_mesh(const struct mi_question *question)
{
    const struct mi_device *device = question->device;
    const struct mi_product *product = device->product;
    return is_most(device, device->mesh) ||
           (product != NULL && product->encryption == MI_ENCRYPTION_MESH);
}

static bool is_unsupported(const struct mi_question *question)
{
    return is_most(question->device, question->device->by_status[MI_STATUS_UNSUPPORTED]);
}

static bool is_unbound(const struct mi_question *question)
{
    return mi_device_seems_unbound(question->device);
}

static bool is_silent(const struct mi_question *question)
{
    const struct mi_device *device = question->device;
    uint64_t idle = device->by_status[MI_STATUS_EMPTY];
    bool stands = 2 * (uint64_t)question->evidence->idle_votes > idle;
    return stands && device->frames >= SILENT_FRAMES && is_most(device, device->registered);
}

/* The first that applies. */
static const struct {
    bool (*applies)(const struct mi_question *question); /* NULL: always */
    enum mi_verdict_kind kind;                           /* unless more is known */
    void (*judge)(const struct mi_question *question, struct mi_verdict *verdict);
    enum mi_reason_code reason; /* when there is nothing more to judge: this, and */
    enum mi_advice_code advice;
} CASES[] = {
    {is_mended, MI_VERDICT_MISTYPED, .judge = judge_mended},
    {is_changed_format, MI_VERDICT_CHANGED, .judge = judge_changed_format},
    {is_other_format, MI_VERDICT_OTHER_FORMAT, .judge = judge_format},
    {is_opened, MI_VERDICT_RIGHT, .judge = judge_opened},
    {is_nameless, MI_VERDICT_UNTESTED, NULL, MI_REASON_NO_ADDRESS, MI_ADVICE_GIVE_MAC},
    {is_encrypted, MI_VERDICT_WRONG, .judge = judge_closed},
    {is_pairing, MI_VERDICT_UNTESTED, NULL, MI_REASON_PAIRING, MI_ADVICE_TRIGGER},
    {is_plain, MI_VERDICT_NOT_NEEDED, .judge = judge_plain},
    {is_mesh, MI_VERDICT_MESH, NULL, MI_REASON_MESH, MI_ADVICE_GATEWAY},
    {is_unsupported, MI_VERDICT_UNTESTED, .judge = judge_unsupported},
    {is_unbound, MI_VERDICT_UNBOUND, NULL, MI_REASON_NOT_REGISTERED, MI_ADVICE_PAIR},
    {is_silent, MI_VERDICT_SILENT, .judge = judge_silent},
    {NULL, MI_VERDICT_UNTESTED, .judge = judge_idle},
};

/* --- what accompanies any of them --- */

static void say_damage(const struct mi_question *question, struct mi_verdict *verdict)
{
    const struct mi_evidence *evidence = question->evidence;
    uint32_t damaged = mi_evidence_damaged(evidence);
    if (damaged > 0) {
        say(verdict, MI_REASON_DAMAGED, damaged);
        mi_verdict_advise(verdict, MI_ADVICE_BETTER_ADAPTER);
    }
    if (evidence->cut_by_device > 0)
        say_word(verdict, MI_REASON_CUT_BY_DEVICE, evidence->cut_by_device, model_of(question));
    if (evidence->cut > 0) {
        say(verdict, MI_REASON_CUT, evidence->cut);
        mi_verdict_advise(verdict, MI_ADVICE_RECORD_WHOLE);
    }
}

static void say_unmended(const struct mi_question *question, struct mi_verdict *verdict)
{
    if (question->is_unmended)
        say(verdict, MI_REASON_NOT_MENDED, 0);
}

/* Two formats: the frames of each have a verdict of their own. */
static void say_format(const struct mi_question *question, struct mi_verdict *verdict)
{
    if (question->other_format == NULL || question->format == NULL)
        return;
    say_word(verdict, MI_REASON_FORMAT_THIS, 0, mi_format_title(question->format));
    say_word(verdict, MI_REASON_FORMAT_OTHER, 0, mi_format_title(question->other_format));
}

static void say_unknown(const struct mi_question *question, struct mi_verdict *verdict)
{
    const struct mi_device *device = question->device;
    const struct mi_evidence *evidence = question->evidence;
    bool has_unknown_product =
        device->has_product && device->has_version && device->product == NULL;
    bool has_unknown_object =
        evidence->has_unknown_object && (evidence->is_unknown_proven || evidence->sealed == 0);
    if (has_unknown_product)
        say(verdict, MI_REASON_UNKNOWN_PRODUCT, device->product_id);
    if (has_unknown_object)
        say(verdict, MI_REASON_UNKNOWN_OBJECT, evidence->unknown_object);
    if (has_unknown_product || has_unknown_object)
        mi_verdict_advise(verdict, MI_ADVICE_REPORT);
}

/*
 * Custom firmware that speaks MiBeacon: readings, encryption and what is wrong with a key are the
 * same, so it is another format only where the verdict is as simple as that.
 */
static void say_firmware(const struct mi_question *question, struct mi_verdict *verdict)
{
    static const bool IS_FORMAT[MI_VERDICT_KINDS] = {
        [MI_VERDICT_RIGHT] = true,
        [MI_VERDICT_WRONG] = true,
        [MI_VERDICT_NOT_NEEDED] = true,
    };
    if (is_other_format(question) || !mi_evidence_is_pvvx(question->evidence))
        return;
    say_word(verdict, MI_REASON_PVVX, 0, model_of(question));
    if (mi_verdict_has(verdict, MI_REASON_OPENS_NONE) ||
        mi_verdict_has(verdict, MI_REASON_NO_KEY)) {
        verdict->advice_count = 0; /* about Xiaomi's keys */
        mi_verdict_advise(verdict, MI_ADVICE_CUSTOM_KEY);
    }
    verdict->is_closed = verdict->kind == MI_VERDICT_WRONG;
    if (IS_FORMAT[verdict->kind])
        verdict->kind = MI_VERDICT_OTHER_FORMAT;
    mi_verdict_advise(verdict, MI_ADVICE_CUSTOM);
}

static void say_loss(const struct mi_question *question, struct mi_verdict *verdict)
{
    const struct mi_evidence *evidence = question->evidence;
    uint64_t lost = question->device->lost;
    uint64_t heard = question->device->different;
    bool is_steady =
        !evidence->has_jumped && !evidence->has_fallen && question->other_format == NULL;
    if (is_steady && heard > 1 && lost >= LOST_SHARE * heard)
        say_at(verdict, MI_REASON_LOST, (uint32_t)lost, (uint32_t)heard, MI_NO_TIME);
}

/* Whether a longer search may find which digits were lost. */
static bool may_be_mended(const struct mi_question *question)
{
    return !question->is_deep && question->encrypts && question->key_size == 0 &&
           question->bad_key_letters == 0 && !question->evidence->sealing.is_legacy &&
           mi_damage_is_asked_for(question->bad_key_digits);
}

/* What was wrong with the key as it was typed, whatever the frames say. */
static void say_key_text(const struct mi_question *question, struct mi_verdict *verdict)
{
    static const bool IS_DECIDED_BY_IT[MI_VERDICT_KINDS] = {
        [MI_VERDICT_WRONG] = true,    [MI_VERDICT_WRONG_DEVICE] = true, [MI_VERDICT_SILENT] = true,
        [MI_VERDICT_UNTESTED] = true, [MI_VERDICT_ABSENT] = true,
    };
    bool is_beside_it =
        verdict->kind == MI_VERDICT_MISTYPED || verdict->kind == MI_VERDICT_NOT_NEEDED;
    if (question->bad_key_digits > 0 && !is_beside_it) {
        if (question->key_size == 0 && IS_DECIDED_BY_IT[verdict->kind])
            verdict->kind = MI_VERDICT_WRONG_FORM;
        if (question->bad_key_letters > 0)
            say(verdict, MI_REASON_KEY_LETTERS, question->bad_key_letters);
        else
            say(verdict, MI_REASON_KEY_DIGITS, question->bad_key_digits);
        if (may_be_mended(question))
            mi_verdict_advise(verdict, MI_ADVICE_TRY_DEEP);
        mi_verdict_advise(verdict, MI_ADVICE_TAKE_BLE_KEY);
    }
    if (question->typed != NULL)
        say_word(verdict, MI_REASON_KEY_LINE, question->typed->line, question->typed->file);
    if (question->is_key_split) {
        say(verdict, MI_REASON_KEY_TASMOTA, 0);
        mi_verdict_advise(verdict, MI_ADVICE_SPLIT);
    }
    if (question->split_mac != NULL)
        say_address(verdict, MI_REASON_KEY_MAC, *question->split_mac);
}

/* --- the verdict --- */

static void judge_heard(const struct mi_question *question, struct mi_verdict *verdict)
{
    size_t i = 0;
    while (CASES[i].applies != NULL && !CASES[i].applies(question))
        i++;
    verdict->kind = CASES[i].kind;
    if (CASES[i].judge != NULL) {
        CASES[i].judge(question, verdict);
    } else {
        say(verdict, CASES[i].reason, 0);
        mi_verdict_advise(verdict, CASES[i].advice);
    }
}

static void judge_absent(const struct mi_question *question, struct mi_verdict *verdict)
{
    say_address(verdict, MI_REASON_NOT_HEARD, question->asked);
    if (question->opens_other != NULL) {
        verdict->kind = MI_VERDICT_WRONG_DEVICE;
        say_address(verdict, MI_REASON_OTHER_DEVICE, *question->opens_other);
    }
    mi_verdict_advise(verdict, MI_ADVICE_LISTEN_LONGER);
}

void mi_judge(const struct mi_question *question, struct mi_verdict *verdict)
{
    *verdict = (struct mi_verdict){.kind = MI_VERDICT_ABSENT, .reasons = verdict->reasons};
    if (question->device != NULL)
        judge_heard(question, verdict);
    else
        judge_absent(question, verdict);
    say_key_text(question, verdict);
    verdict->home_assistant = mi_home_assistant(question, verdict->kind);
    if (question->device == NULL)
        return;
    say_format(question, verdict);
    say_firmware(question, verdict);
    say_unmended(question, verdict);
    say_damage(question, verdict);
    say_unknown(question, verdict);
    say_loss(question, verdict);
}
