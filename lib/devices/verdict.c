#include "devices/verdict.h"

#include <stddef.h>

/* clang-format off */

/* What a reason's %s stands for; a moment begins with a comma and an addition with a semicolon, or
   they are empty when not known. */
enum argument { NOTHING, WORD, ADDITION, ADDRESS, MOMENT };

static const struct {
    const char *name;
    enum argument argument;
    const char *sentence; /* marks as in mi_text_sentence */
    const char *singular; /* instead, when the first number is 1; NULL: the same */
} REASONS[MI_REASON_CODES] = {
    [MI_REASON_OPENS] = {"opens", NOTHING,
        "the MIC of each frame that opens proves the key", NULL},
    [MI_REASON_UNPROVEN] = {"unproven", NOTHING,
        "frames of version %d carry nothing that proves a key, but with this one they decode to known objects", NULL},
    [MI_REASON_UNPROVEN_UNKNOWN] = {"unproven_unknown", NOTHING,
        "frames of version %d carry nothing that proves a key; with this one they decode to whole objects, though none that is known here", NULL},
    [MI_REASON_CHECK_BYTE] = {"check_byte", NOTHING,
        "check bytes that match support it: %d of %d", NULL},
    [MI_REASON_STOPPED_FITTING] = {"stopped_fitting", MOMENT,
        "it no longer fits from encrypted frame %d on%s", NULL},
    [MI_REASON_STARTED_FITTING] = {"started_fitting", MOMENT,
        "it fits only from encrypted frame %d on%s", NULL},
    [MI_REASON_NEW_KEY] = {"new_key", NOTHING,
        "it is the device's new key, and right from there on", NULL},
    [MI_REASON_KEY_BEFORE] = {"key_before", NOTHING,
        "frames before that open with another of the keys given", NULL},
    [MI_REASON_COUNTER_LOW] = {"counter_low", NOTHING,
        "the frame counter starts at %d, which is low and suggests that the device was bound again not long before; that makes a new key", NULL},
    [MI_REASON_COUNTER_FELL] = {"counter_fell", MOMENT,
        "the frame counter fell from %d to %d%s, which suggests that the device was bound again then; that makes a new key", NULL},
    [MI_REASON_COUNTER_JUMPED] = {"counter_jumped", MOMENT,
        "the frame counter jumped from %d to %d%s, which suggests a restart or a new battery; the key stays the same then", NULL},
    [MI_REASON_OPENS_NONE] = {"opens_none", ADDITION,
        "with this key no frame passes its check%s", NULL},
    [MI_REASON_KEY_DAMAGED] = {"key_damaged", WORD,
        "%s; with that it opens %d of %d that were tried", NULL},
    [MI_REASON_NOT_MENDED] = {"not_mended", NOTHING,
        "whether a digit of the key is wrong was not tried, as so many keys open nothing: verify this device alone (--mac)", NULL},
    [MI_REASON_NO_KEY] = {"no_key", NOTHING,
        "no key was given for this device, and no other key opens its frames", NULL},
    [MI_REASON_NO_ADDRESS] = {"no_address", NOTHING,
        "neither the frames nor the input give the device's address, which decryption needs", NULL},
    [MI_REASON_DAMAGED] = {"damaged", NOTHING,
        "%d frames are damaged; that is the radio, not the key",
        "%d frame is damaged; that is the radio, not the key"},
    [MI_REASON_CUT] = {"cut", NOTHING,
        "%d frames are cut short in the recording", "%d frame is cut short in the recording"},
    [MI_REASON_MAYBE_CUT] = {"maybe_cut", NOTHING,
        "nothing tells where the frames end: bytes may be missing there, and then no key opens them",
        "nothing tells where the frame ends: bytes may be missing there, and then no key opens it"},
    [MI_REASON_CUT_BY_DEVICE] = {"cut_by_device", WORD,
        "%d frames were cut short by the device itself, as %s does with long objects",
        "%d frame was cut short by the device itself, as %s does with long objects"},
    [MI_REASON_KEY_TOKEN] = {"key_token", NOTHING,
        "24 digits are the TOKEN, or the key of an older device", NULL},
    [MI_REASON_KEY_DIGITS] = {"key_digits", NOTHING,
        "the key given has %d digits; a BLE KEY has 32, or 24 on older devices",
        "the key given has %d digit; a BLE KEY has 32, or 24 on older devices"},
    [MI_REASON_KEY_LETTERS] = {"key_letters", NOTHING,
        "%d characters of the key given are no digits, which are 0 to 9 and a to f",
        "%d character of the key given is no digit, which are 0 to 9 and a to f"},
    [MI_REASON_KEY_LINE] = {"key_line", WORD,
        "the key stands in line %d of %s", NULL},
    [MI_REASON_KEY_TASMOTA] = {"key_tasmota", NOTHING,
        "the 44 digits given were taken as a key of 32 and a MAC of 12, as Tasmota writes them", NULL},
    [MI_REASON_KEY_MAC] = {"key_mac", ADDRESS,
        "the MAC that stands with the key is that of another device, %s", NULL},
    [MI_REASON_KEY_FILLED] = {"key_filled", NOTHING,
        "the 24 digits open the frames when ffffffff is put behind them", NULL},
    [MI_REASON_KEY_LEGACY] = {"key_legacy", NOTHING,
        "the 24 digits open the frames when 8d3d3c97 is put between their halves, as older devices want it", NULL},
    [MI_REASON_KEY_SHORT_WANTED] = {"key_short_wanted", NOTHING,
        "frames of version %d want a BLE KEY of 24 digits", NULL},
    [MI_REASON_KEY_LONG_WANTED] = {"key_long_wanted", NOTHING,
        "frames of version %d want a BLE KEY of 32 digits", NULL},
    [MI_REASON_SHARED_PRODUCT] = {"shared_product", WORD,
        "this unit sends version %d; older and newer units of %s want keys of different length", NULL},
    [MI_REASON_MAC_REVERSED] = {"mac_reversed", ADDRESS,
        "the address given for it is written backwards: it is %s", NULL},
    [MI_REASON_MAC_GIVEN] = {"mac_given", ADDRESS,
        "the frames carry no address and open with the one given, %s", NULL},
    [MI_REASON_MAC_STORED] = {"mac_stored", ADDRESS,
        "the frames carry no address and open with the one that is stored for the key, %s", NULL},
    [MI_REASON_MAC_ADVERTISER] = {"mac_advertiser", ADDRESS,
        "the frames carry no address and open with that of their sender, %s", NULL},
    [MI_REASON_MAC_OTHER] = {"mac_other", ADDRESS,
        "the frames open only with the address of another device in the input, %s", NULL},
    [MI_REASON_OTHER_DEVICE] = {"other_device", ADDRESS,
        "the key opens the frames of another device, %s", NULL},
    [MI_REASON_OTHER_KEY] = {"other_key", ADDRESS,
        "what opens this device is the key that is stored for %s", NULL},
    [MI_REASON_RING_KEY] = {"ring_key", NOTHING,
        "the key that the key ring has for this device opens it", NULL},
    [MI_REASON_KEY_COPY] = {"key_copy", NOTHING,
        "the key given is a damaged copy of that one: %d digits of it are wrong, missing or too many",
        "the key given is a damaged copy of that one: %d digit of it is wrong, missing or too many"},
    [MI_REASON_STRAY_BYTE] = {"stray_byte", NOTHING,
        "the last byte given does not belong to the frame (an RSSI?)", NULL},
    [MI_REASON_ONE_IO_BYTE] = {"one_io_byte", NOTHING,
        "the frames open only when their I/O capability is read as one byte", NULL},
    [MI_REASON_PLAIN] = {"plain", NOTHING,
        "the device sends its readings in plain", NULL},
    [MI_REASON_LONE_ENCRYPTED] = {"lone_encrypted", NOTHING,
        "%d encrypted frames among them are bit errors", "%d encrypted frame among them is a bit error"},
    [MI_REASON_PVVX] = {"pvvx", WORD,
        "its frames are those of pvvx's firmware in its MiBeacon mode, not those that %s sends with Xiaomi's", NULL},
    [MI_REASON_FORMAT] = {"format", WORD,
        "the device speaks %s, not MiBeacon, and does not encrypt", NULL},
    [MI_REASON_FORMAT_OPENS] = {"format_opens", WORD,
        "the device speaks %s, not MiBeacon, and this is the key for it", NULL},
    [MI_REASON_FORMAT_CLOSED] = {"format_closed", WORD,
        "the device speaks %s, not MiBeacon, and has another key for it", NULL},
    [MI_REASON_FORMAT_ENCRYPTS] = {"format_encrypts", WORD,
        "the device speaks %s, not MiBeacon, and encrypts it", NULL},
    [MI_REASON_FORMAT_THIS] = {"format_this", WORD,
        "this is about its frames of %s, and about their key", NULL},
    [MI_REASON_FORMAT_OTHER] = {"format_other", WORD,
        "it sends %s as well, which can have another key and is judged apart", NULL},
    [MI_REASON_NO_DATA] = {"no_data", NOTHING,
        "no frame carries data: the device only says that it is there", NULL},
    [MI_REASON_COUNTER_STANDS] = {"counter_stands", NOTHING,
        "the device is bound, yet no frame carries data and the counter stands at %d", NULL},
    [MI_REASON_NOT_REGISTERED] = {"not_registered", NOTHING,
        "its frames are those of a device that is bound to no account: the counter stays at 1", NULL},
    [MI_REASON_MESH] = {"mesh", NOTHING,
        "it is a Bluetooth mesh device, which sends its readings through the mesh only", NULL},
    [MI_REASON_FIRMWARE_OLD] = {"firmware_old", NOTHING,
        "the frames have MiBeacon version %d: the firmware is too old", NULL},
    [MI_REASON_NOT_A_SENSOR] = {"not_a_sensor", NOTHING,
        "the frames have version %d, which is no version of MiBeacon: this is no sensor", NULL},
    [MI_REASON_NOT_A_FRAME] = {"not_a_frame", NOTHING,
        "the frames begin like MiBeacon version %d, but with no product that is known: this is "
        "hardly a sensor", NULL},
    [MI_REASON_PAIRING] = {"pairing", NOTHING,
        "its frames carry the pairing event of a remote, but no readings", NULL},
    [MI_REASON_UNKNOWN_PRODUCT] = {"unknown_product", NOTHING,
        "product %x is not known here; that is no fault of the key", NULL},
    [MI_REASON_UNKNOWN_OBJECT] = {"unknown_object", NOTHING,
        "object %x is not known here; that is no fault of the key", NULL},
    [MI_REASON_LOST] = {"lost", NOTHING,
        "reception is poor: by their counter, %d of the frames were missed and %d heard", NULL},
    [MI_REASON_NOT_HEARD] = {"not_heard", ADDRESS,
        "%s does not occur in the input", NULL},
    [MI_REASON_BOUND_AGAIN] = {"bound_again", MOMENT,
        "the capture holds a registration of the device%s: every key read before that is void", NULL},
    [MI_REASON_BOUND_MAYBE] = {"bound_maybe", MOMENT,
        "the capture holds a registration of the device%s, but not its end: if it succeeded, every key read before that is void", NULL},
    [MI_REASON_TOKEN_CURRENT] = {"token_current", MOMENT,
        "the TOKEN given is that of the current binding, as a login proves%s; so is the key that stands with it", NULL},
    [MI_REASON_TOKEN_OLD] = {"token_old", MOMENT,
        "the TOKEN given is not that of the current binding, as a login shows%s; nor is a key that was read together with it", NULL},
    [MI_REASON_KEY_IN_CAPTURE] = {"key_in_capture", MOMENT,
        "the capture holds the key of this device, told over a connection%s",
        "the capture holds another key of this device than the one given, told over a connection%s"},
};

static const char *const ADVICE[MI_ADVICE_CODES] = {
    [MI_ADVICE_READ_KEY_AGAIN] =
        "read the BLE KEY again now (token extractor): each pairing makes a new one",
    [MI_ADVICE_READ_KEY] = "if this device is yours, read its BLE KEY (token extractor)",
    [MI_ADVICE_KEY_OF_TOKEN] = "take the BLE KEY that stands beside that TOKEN: it is the current one",
    [MI_ADVICE_OWN_KEY] = "take the BLE KEY of this device, not that of another one",
    [MI_ADVICE_GIVE_MAC] = "give the device's address with --mac",
    [MI_ADVICE_USE_RING_KEY] = "use the key of the key ring: leave out --key",
    [MI_ADVICE_CAPTURE_AFTER] = "verify it on a capture made after that",
    [MI_ADVICE_VERIFY_SINCE] =
        "take the key: verified from that moment on (--since) or on a newer capture it is right, with exit status 0",
    [MI_ADVICE_ALL_REGIONS] =
        "search every region of the cloud for the device: cn, de, us, ru, tw, sg, in, i2",
    [MI_ADVICE_COMPARE_KEY] = "compare the key with the place that it was copied from",
    [MI_ADVICE_IMPORT_KEY] = "take the key out of the capture with 'mitool keys import'",
    [MI_ADVICE_PRINT_KEY] = "if it is different there, take that one; --print-ring prints the key as it should be",
    [MI_ADVICE_RESTART] = "restart Home Assistant, which may keep an old frame and test that one",
    [MI_ADVICE_TAKE_BLE_KEY] = "take the line BLE KEY of the token extractor, not TOKEN",
    [MI_ADVICE_TRY_DEEP] = "try --deep, which finds up to four digits that were lost at an end",
    [MI_ADVICE_APPEND_FF] =
        "give other programs these 24 digits and ffffffff (--print-ring prints all 32)",
    [MI_ADVICE_PUT_BETWEEN] =
        "give other programs the first 12 digits, 8d3d3c97 and the last 12 (--print-ring prints all 32)",
    [MI_ADVICE_SPLIT] = "give other programs only the 32 digits of the key",
    [MI_ADVICE_MOVE_KEY] = "store the key under the address of the device that it opens",
    [MI_ADVICE_USE_MAC] = "use that address with this key",
    [MI_ADVICE_WAIT_LONG] =
        "listen for longer: such a sensor can take 10 to 30 minutes, and a day for its battery",
    [MI_ADVICE_TRIGGER] = "trigger it while listening: it sends only when something happens",
    [MI_ADVICE_STEP_ON] = "step on the scale while listening",
    [MI_ADVICE_CLOSE_APP] = "close Mi Home and gateways: a connection stops the advertisements",
    [MI_ADVICE_PAIR_AGAIN] = "if that does not help, reset it, pair it again and read its key again",
    [MI_ADVICE_PAIR] = "pair it in Mi Home, or activate it; then read its key",
    [MI_ADVICE_BTHOME] = "add it with the BTHome integration",
    [MI_ADVICE_CUSTOM] = "set its firmware to send BTHome, and add it with that integration",
    [MI_ADVICE_CUSTOM_KEY] =
        "read the key of that firmware with its configurator: it may have one of its own",
    [MI_ADVICE_BETTER_ADAPTER] = "ignore it, or come nearer or use a better adapter",
    [MI_ADVICE_COPY_WHOLE] = "copy the frame again to its last byte, or take the whole advertisement",
    [MI_ADVICE_RECORD_WHOLE] = "record whole advertisements",
    [MI_ADVICE_GATEWAY] = "read it through a Xiaomi gateway; no program can do without",
    [MI_ADVICE_REPORT] = "report the id with a few frames, so that it can be added",
    [MI_ADVICE_UPDATE] = "update the firmware in Mi Home",
    [MI_ADVICE_IGNORE] = "ignore such frames",
    [MI_ADVICE_LISTEN_LONGER] = "check the address, and listen for longer and nearer to the device",
};

static const char *const VERDICTS[MI_VERDICT_KINDS] = {
    [MI_VERDICT_RIGHT] = "right",
    [MI_VERDICT_LIKELY] = "likely",
    [MI_VERDICT_CHANGED] = "changed",
    [MI_VERDICT_MISTYPED] = "mistyped",
    [MI_VERDICT_WRONG] = "wrong",
    [MI_VERDICT_WRONG_DEVICE] = "wrong_device",
    [MI_VERDICT_WRONG_FORM] = "wrong_form",
    [MI_VERDICT_NOT_NEEDED] = "not_needed",
    [MI_VERDICT_OTHER_FORMAT] = "other_format",
    [MI_VERDICT_UNBOUND] = "unbound",
    [MI_VERDICT_SILENT] = "silent",
    [MI_VERDICT_UNTESTED] = "untested",
    [MI_VERDICT_MESH] = "mesh",
    [MI_VERDICT_ABSENT] = "absent",
};

/* clang-format on */

const char *mi_verdict_name(enum mi_verdict_kind kind)
{
    return (unsigned)kind < MI_VERDICT_KINDS ? VERDICTS[kind] : NULL;
}

const char *mi_reason_name(enum mi_reason_code code)
{
    return (unsigned)code < MI_REASON_CODES ? REASONS[code].name : NULL;
}

const char *mi_advice_sentence(enum mi_advice_code code)
{
    return (unsigned)code < MI_ADVICE_CODES ? ADVICE[code] : NULL;
}

static void add_moment(struct mi_text *text, const char *moment)
{
    mi_text_add(text, *moment != '\0' ? ", at " : "");
    mi_text_add(text, moment);
}

static void add_word(struct mi_text *text, const char *word)
{
    if (word == NULL)
        return;
    mi_text_add(text, "; ");
    mi_text_add(text, word);
}

void mi_text_reason_at(struct mi_text *text, const struct mi_reason *reason, const char *moment)
{
    char buffer[256];
    struct mi_text made = mi_text(buffer, sizeof buffer);
    const char *string = buffer;
    if ((unsigned)reason->code >= MI_REASON_CODES)
        return;
    switch (REASONS[reason->code].argument) {
    case NOTHING: break;
    case WORD: string = reason->word != NULL ? reason->word : ""; break;
    case ADDITION: add_word(&made, reason->word); break;
    case ADDRESS: mi_text_address(&made, reason->address); break;
    case MOMENT: add_moment(&made, moment); break;
    }
    const char *sentence = REASONS[reason->code].sentence;
    if (reason->number[0] == 1 && REASONS[reason->code].singular != NULL)
        sentence = REASONS[reason->code].singular;
    mi_text_sentence(text, sentence, reason->number, &string);
}

/* To the second. */
void mi_text_reason(struct mi_text *text, const struct mi_reason *reason)
{
    enum { SECONDS_END = 19 };
    char buffer[64] = "";
    struct mi_text moment = mi_text(buffer, sizeof buffer);
    if (reason->time != MI_NO_TIME) {
        mi_text_time(&moment, reason->time);
        moment.length = SECONDS_END;
        mi_text_char(&moment, 'Z');
    }
    mi_text_reason_at(text, reason, buffer);
}

bool mi_verdict_has(const struct mi_verdict *verdict, enum mi_reason_code code)
{
    for (uint32_t i = 0; i < verdict->reason_count; i++)
        if (verdict->reasons[i].code == code)
            return true;
    return false;
}
