#include "capture/live/scan.h"

#include "radio/event.h"

#include <errno.h>
#include <string.h>

enum {
    ANSWER_WITHIN = 2500, /* the kernel gives up on a command after 2 s */
    SETTLE = 1500,        /* between a scan that another program ended and our next one */
    RETRY = 2000,
    SILENCE = 10000,
};

static const struct {
    bool sends; /* the command that is made for it */
    int64_t patience;
} STATES[MI_SCAN_STATES] = {
    [MI_SCAN_PROBING] = {true, ANSWER_WITHIN},
    [MI_SCAN_ASKING] = {true, ANSWER_WITHIN},
    [MI_SCAN_SETTING] = {true, ANSWER_WITHIN},
    [MI_SCAN_ENABLING] = {true, ANSWER_WITHIN},
    [MI_SCAN_ENDING] = {true, ANSWER_WITHIN},
    [MI_SCAN_RUNNING] = {false, 3 * SILENCE},
    [MI_SCAN_SHARING] = {false, SILENCE},
    [MI_SCAN_PAUSED] = {false, SETTLE},
    [MI_SCAN_OFF] = {false, RETRY},
    [MI_SCAN_FAILED] = {false, INT64_MAX},
};

static const struct {
    enum mi_hci_command settings, enable, disable;
} WAYS[MI_SCAN_WAYS] = {
    [MI_SCAN_CODED] = {MI_HCI_CODED_SETTINGS, MI_HCI_EXTENDED_ENABLE, MI_HCI_EXTENDED_DISABLE},
    [MI_SCAN_EXTENDED] = {MI_HCI_EXTENDED_SETTINGS, MI_HCI_EXTENDED_ENABLE,
                          MI_HCI_EXTENDED_DISABLE},
    [MI_SCAN_LEGACY] = {MI_HCI_LEGACY_SETTINGS, MI_HCI_LEGACY_ENABLE, MI_HCI_LEGACY_DISABLE},
};

/* --- telling --- */

static void note(struct mi_scan *scan, enum mi_problem_code code)
{
    if (scan->note_count < MI_SCAN_NOTES)
        scan->notes[scan->note_count++] =
            (struct mi_problem){.code = code, .number = {scan->adapter, scan->adapter}};
}

static void note_once(struct mi_scan *scan, enum mi_problem_code code, bool *was_told)
{
    if (!*was_told)
        note(scan, code);
    *was_told = true;
}

bool mi_scan_take_note(struct mi_scan *scan, struct mi_problem *taken)
{
    if (scan->note_count == 0)
        return false;
    *taken = scan->notes[0];
    memmove(scan->notes, scan->notes + 1, --scan->note_count * sizeof scan->notes[0]);
    return true;
}

/* --- states --- */

static void enter(struct mi_scan *scan, enum mi_scan_state state, int64_t now)
{
    int64_t patience = STATES[state].patience;
    scan->state = state;
    scan->is_asked = false;
    scan->reports_come = false;
    scan->deadline = patience < INT64_MAX - now ? now + patience : INT64_MAX;
}

static void fail(struct mi_scan *scan, enum mi_problem_code code, uint32_t detail)
{
    enter(scan, MI_SCAN_FAILED, 0);
    scan->is_ours = false;
    scan->failure = (struct mi_problem){.code = code, .number = {scan->adapter, detail}};
}

/* Another program scans: what it hears is heard here too. */
static void share(struct mi_scan *scan, int64_t now)
{
    enter(scan, MI_SCAN_SHARING, now);
    scan->is_ours = false;
    scan->was_ended = false;
    scan->told_off = false;
    scan->has_run = true;
    if (!scan->only_listens)
        note_once(scan, MI_P_LIVE_SHARING, &scan->told_sharing);
}

static void run(struct mi_scan *scan, int64_t now)
{
    enter(scan, MI_SCAN_RUNNING, now);
    if (scan->was_ended || scan->told_off)
        note(scan, MI_P_LIVE_AGAIN);
    else if (scan->told_sharing)
        note(scan, MI_P_LIVE_ALONE);
    scan->has_run = true;
    scan->was_ended = false;
    scan->told_off = false;
    scan->told_sharing = false;
    scan->told_filter = false;
    scan->told_silence = false;
}

void mi_scan_begin(struct mi_scan *scan, uint16_t adapter, bool only_listens, int64_t now)
{
    *scan = (struct mi_scan){.adapter = adapter, .only_listens = only_listens};
    if (only_listens)
        share(scan, now);
    else
        enter(scan, MI_SCAN_PROBING, now);
}

/* --- own commands --- */

static enum mi_hci_command command_of(const struct mi_scan *scan)
{
    switch (scan->state) {
    case MI_SCAN_PROBING: return MI_HCI_READ_COMMANDS;
    case MI_SCAN_ASKING: return MI_HCI_READ_FEATURES;
    case MI_SCAN_SETTING: return WAYS[scan->way].settings;
    case MI_SCAN_ENABLING: return WAYS[scan->way].enable;
    default: return WAYS[scan->way].disable;
    }
}

bool mi_scan_take_command(struct mi_scan *scan, enum mi_hci_command *command)
{
    if (!STATES[scan->state].sends || scan->is_asked)
        return false;
    scan->is_asked = true;
    *command = command_of(scan);
    if (scan->state == MI_SCAN_ENABLING)
        scan->is_ours = true;
    return true;
}

void mi_scan_not_sent(struct mi_scan *scan, int reason, int64_t now)
{
    bool is_down = reason == ENETDOWN || reason == ENODEV;
    scan->is_ours = false;
    if (is_down && scan->has_run)
        enter(scan, MI_SCAN_OFF, now);
    else if (is_down)
        fail(scan, MI_P_LIVE_DOWN, scan->adapter);
    else
        fail(scan, MI_P_LIVE_SYSTEM, (uint32_t)reason);
}

/* The controller does not want this way: the next weaker one is tried, if there is any. */
static void refused(struct mi_scan *scan, uint8_t status, int64_t now)
{
    if (scan->way == MI_SCAN_LEGACY) {
        fail(scan, MI_P_LIVE_REFUSED, status);
        return;
    }
    scan->way = scan->way + 1;
    if (scan->way == MI_SCAN_LEGACY)
        scan->refusal = status;
    enter(scan, MI_SCAN_SETTING, now);
}

static void settings_answered(struct mi_scan *scan, uint8_t status, int64_t now)
{
    bool is_disallowed = status == MI_HCI_DISALLOWED;
    if (status == MI_HCI_SUCCESS) {
        enter(scan, MI_SCAN_ENABLING, now);
    } else if (is_disallowed && scan->way != MI_SCAN_LEGACY) {
        /* A scan runs, or the host of this controller has used legacy commands. */
        scan->way = MI_SCAN_LEGACY;
        enter(scan, MI_SCAN_SETTING, now);
    } else if (is_disallowed && scan->refusal != MI_HCI_SUCCESS) {
        /* Nobody scans: it is the other command set that was used. */
        fail(scan, MI_P_LIVE_REFUSED, scan->refusal);
    } else if (is_disallowed) {
        share(scan, now);
    } else {
        refused(scan, status, now);
    }
}

static void enable_answered(struct mi_scan *scan, uint8_t status, int64_t now)
{
    if (status == MI_HCI_SUCCESS) {
        run(scan, now);
        return;
    }
    scan->is_ours = false;
    if (status == MI_HCI_DISALLOWED)
        share(scan, now);
    else
        refused(scan, status, now);
}

static void answered(struct mi_scan *scan, const struct mi_hci_answer *answer, int64_t now)
{
    bool is_fine = answer->status == MI_HCI_SUCCESS;
    switch (scan->state) {
    case MI_SCAN_PROBING:
        scan->way = MI_SCAN_LEGACY;
        scan->refusal = MI_HCI_SUCCESS;
        enter(scan, MI_SCAN_SETTING, now);
        if (is_fine && mi_hci_has_extended_scan(answer->result)) {
            scan->way = MI_SCAN_EXTENDED;
            enter(scan, MI_SCAN_ASKING, now);
        }
        break;
    case MI_SCAN_ASKING:
        if (is_fine && mi_hci_has_coded(answer->result))
            scan->way = MI_SCAN_CODED;
        enter(scan, MI_SCAN_SETTING, now);
        break;
    case MI_SCAN_SETTING: settings_answered(scan, answer->status, now); break;
    case MI_SCAN_ENABLING: enable_answered(scan, answer->status, now); break;
    default: /* MI_SCAN_ENDING */
        scan->is_ours = false;
        enter(scan, MI_SCAN_PROBING, now);
        break;
    }
}

/* --- what others do --- */

static void begun_by_another(struct mi_scan *scan, bool filters, int64_t now)
{
    if (filters)
        note_once(scan, MI_P_LIVE_FILTERED, &scan->told_filter);
    else
        scan->told_filter = false;
    if (scan->state == MI_SCAN_RUNNING || scan->state == MI_SCAN_PAUSED)
        share(scan, now);
}

static void ended_by_another(struct mi_scan *scan, int64_t now)
{
    bool heard = scan->state == MI_SCAN_RUNNING || scan->state == MI_SCAN_SHARING;
    if (!heard || scan->only_listens)
        return;
    scan->was_ended = scan->state == MI_SCAN_RUNNING;
    scan->is_ours = false;
    enter(scan, MI_SCAN_PAUSED, now);
}

void mi_scan_command(struct mi_scan *scan, struct mi_bytes command)
{
    struct mi_bytes head = command;
    scan->seen = mi_get_le16(&head);
    scan->seen_is_ours = scan->is_asked && mi_hci_is(command, command_of(scan));
    scan->seen_enables = mi_hci_read_enable(command, &scan->enable);
}

static void answered_to_another(struct mi_scan *scan, const struct mi_hci_answer *answer,
                                bool enables, int64_t now)
{
    if (answer->status != MI_HCI_SUCCESS)
        return;
    if (enables && scan->enable.is_on)
        begun_by_another(scan, scan->enable.filters, now);
    else if (enables || answer->opcode == MI_OPCODE_RESET)
        ended_by_another(scan, now);
}

void mi_scan_event(struct mi_scan *scan, struct mi_bytes event, int64_t now)
{
    struct mi_hci_answer answer;
    if (mi_event_has_reports(event)) {
        scan->reports_come = true;
        return;
    }
    if (!mi_hci_read_answer(event, &answer))
        return;
    bool was_seen = answer.opcode == scan->seen && answer.opcode != 0;
    bool is_awaited = scan->is_asked && answer.opcode == mi_hci_opcode(command_of(scan));
    if (was_seen)
        scan->seen = 0;
    if (is_awaited && (!was_seen || scan->seen_is_ours))
        answered(scan, &answer, now);
    else
        answered_to_another(scan, &answer, was_seen && scan->seen_enables, now);
}

void mi_scan_power(struct mi_scan *scan, bool is_on, int64_t now)
{
    if (scan->only_listens || scan->state == MI_SCAN_FAILED)
        return;
    if (!is_on) {
        scan->is_ours = false;
        enter(scan, MI_SCAN_OFF, now);
    } else if (scan->state == MI_SCAN_OFF) {
        enter(scan, MI_SCAN_PAUSED, now); /* the kernel prepares it first */
    }
}

void mi_scan_gone(struct mi_scan *scan)
{
    if (scan->state != MI_SCAN_FAILED)
        fail(scan, MI_P_LIVE_GONE, 0);
}

/* --- time --- */

static void shared_in_silence(struct mi_scan *scan, int64_t now)
{
    if (scan->reports_come) {
        enter(scan, MI_SCAN_SHARING, now);
        return;
    }
    note_once(scan, scan->only_listens ? MI_P_LIVE_NOBODY : MI_P_LIVE_SILENT, &scan->told_silence);
    enter(scan, scan->only_listens ? MI_SCAN_SHARING : MI_SCAN_PROBING, now);
}

void mi_scan_time(struct mi_scan *scan, int64_t now)
{
    if (now < scan->deadline)
        return;
    switch (scan->state) {
    case MI_SCAN_RUNNING:
        /* A controller may forget that it scans: in silence it is begun again now and then. */
        enter(scan, scan->reports_come ? MI_SCAN_RUNNING : MI_SCAN_ENDING, now);
        break;
    case MI_SCAN_PAUSED: enter(scan, MI_SCAN_PROBING, now); break;
    case MI_SCAN_SHARING: shared_in_silence(scan, now); break;
    case MI_SCAN_OFF:
        note_once(scan, MI_P_LIVE_OFF, &scan->told_off);
        enter(scan, MI_SCAN_PROBING, now);
        break;
    case MI_SCAN_FAILED: break;
    default: fail(scan, MI_P_LIVE_MUTE, scan->adapter); break;
    }
}
