/* What Home Assistant says or does; its own words stand in quotes. */
#include "devices/question.h"

static const char REFUSES[] =
    "Home Assistant will refuse it: \"The provided bindkey did not work\"";
static const char ASKS_NOT[] = "Home Assistant will not ask for a key";
static const char READS_NOT[] = "Home Assistant does not read this format, but it reads BTHome";
static const char HEARS_NOTHING[] = "Home Assistant will not ask for a key: it hears no data";

static const char *with_form(const struct mi_question *question)
{
    bool wants_short = question->evidence != NULL && question->evidence->sealing.is_legacy;
    if (wants_short && question->key_size == MI_KEY_SHORT)
        return REFUSES; /* the digits are as many as it wants, and it tries them in one form only */
    return wants_short
               ? "Home Assistant will refuse it: \"Expected a 24 character hexadecimal bindkey\""
               : "Home Assistant will refuse it: \"Expected a 32 character hexadecimal bindkey\"";
}

/* It looks at the form first. */
static const char *with_damage(const struct mi_question *question)
{
    return question->key_size > 0 ? REFUSES : with_form(question);
}

static const char *with_change(const struct mi_question *question)
{
    if (mi_question_is_of(question, MI_FAMILY_CUSTOM))
        return READS_NOT;
    return mi_evidence_stopped(question->evidence)
               ? REFUSES
               : "Home Assistant will accept it, once it hears a new frame";
}

static const char *with_none(const struct mi_question *question)
{
    return question->key_size > 0 ? REFUSES : "Home Assistant will ask for a key";
}

static const char *with_format(const struct mi_question *question)
{
    if (mi_question_is_of(question, MI_FAMILY_CUSTOM))
        return READS_NOT;
    if (!question->encrypts)
        return ASKS_NOT;
    if (mi_evidence_opens(question->evidence) && question->owner == NULL)
        return "Home Assistant will accept it, in the BTHome integration";
    return with_none(question);
}

/* Frames without an address tell nothing of what it hears. */
static const char *with_nothing_tried(const struct mi_question *question)
{
    return question->encrypts ? NULL : HEARS_NOTHING;
}

/* xiaomi_ble reads no frame that has mesh information, whatever the key. */
static bool passes_over(const struct mi_question *question, enum mi_verdict_kind kind)
{
    const struct mi_device *device = question->device;
    return device != NULL && kind < MI_VERDICT_MESH && kind != MI_VERDICT_OTHER_FORMAT &&
           2 * device->mesh > device->frames;
}

const char *mi_home_assistant(const struct mi_question *question, enum mi_verdict_kind kind)
{
    static const struct {
        const char *sentence;
        const char *(*choose)(const struct mi_question *question); /* instead */
    } ANSWERS[MI_VERDICT_KINDS] = {
        [MI_VERDICT_RIGHT] = {"Home Assistant will accept it", NULL},
        [MI_VERDICT_LIKELY] = {"Home Assistant will accept it", NULL},
        [MI_VERDICT_CHANGED] = {NULL, with_change},
        [MI_VERDICT_MISTYPED] = {NULL, with_damage},
        [MI_VERDICT_WRONG] = {NULL, with_none},
        [MI_VERDICT_WRONG_DEVICE] = {REFUSES, NULL},
        [MI_VERDICT_WRONG_FORM] = {NULL, with_form},
        [MI_VERDICT_NOT_NEEDED] = {ASKS_NOT, NULL},
        [MI_VERDICT_OTHER_FORMAT] = {NULL, with_format},
        [MI_VERDICT_UNBOUND] = {ASKS_NOT, NULL},
        [MI_VERDICT_SILENT] = {HEARS_NOTHING, NULL},
        [MI_VERDICT_UNTESTED] = {NULL, with_nothing_tried},
        [MI_VERDICT_MESH] = {"Home Assistant will not show the device", NULL},
        [MI_VERDICT_ABSENT] = {"Home Assistant will not find the device", NULL},
    };
    if (passes_over(question, kind))
        return "Home Assistant will not show the device: it passes over frames with the mesh bit";
    return ANSWERS[kind].choose != NULL ? ANSWERS[kind].choose(question) : ANSWERS[kind].sentence;
}
