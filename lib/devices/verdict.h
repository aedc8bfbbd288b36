/*
 * Is this key right for this device, and if not, why? The words for the answers: verdicts, reasons
 * and advice, one table each (verdict.c). How they are found stands in inquiry.h.
 */
#ifndef MITOOL_DEVICES_VERDICT_H
#define MITOOL_DEVICES_VERDICT_H

#include "../base/address.h"
#include "../base/linkage.h"
#include "../base/time.h"

MI_BEGIN

enum mi_verdict_kind {
    MI_VERDICT_RIGHT,    /* the key opens the encrypted frames */
    MI_VERDICT_LIKELY,   /* versions 2 and 3: not provable, every frame decodes to sane objects */
    MI_VERDICT_CHANGED,  /* opens frames up to, or only from, some moment */
    MI_VERDICT_MISTYPED, /* opens none, but a damaged copy of it does */
    MI_VERDICT_WRONG,    /* opens none */
    MI_VERDICT_WRONG_DEVICE, /* opens the frames of another address in the input */
    MI_VERDICT_WRONG_FORM,   /* wrong length or kind for this frame version */
    MI_VERDICT_NOT_NEEDED,   /* the device sends its readings in plain */
    MI_VERDICT_OTHER_FORMAT, /* BTHome, ATC or pvvx instead */
    MI_VERDICT_UNBOUND,      /* no key exists yet */
    MI_VERDICT_SILENT,       /* bound, but sends no readings */
    MI_VERDICT_UNTESTED,     /* no encrypted frame in the input */
    MI_VERDICT_MESH,         /* no readings in advertisements */
    MI_VERDICT_ABSENT,       /* the address does not occur in the input */
    MI_VERDICT_KINDS,
};

enum mi_reason_code {
    MI_REASON_OPENS,            /* - */
    MI_REASON_UNPROVEN,         /* version */
    MI_REASON_UNPROVEN_UNKNOWN, /* version */
    MI_REASON_CHECK_BYTE,       /* frames in which the check byte matches, frames */
    MI_REASON_STOPPED_FITTING,  /* number of the frame ; time */
    MI_REASON_STARTED_FITTING,  /* number of the frame ; time */
    MI_REASON_NEW_KEY,          /* - */
    MI_REASON_KEY_BEFORE,       /* - */
    MI_REASON_COUNTER_LOW,      /* first counter */
    MI_REASON_COUNTER_FELL,     /* from, to ; time */
    MI_REASON_COUNTER_JUMPED,   /* from, to ; time */
    MI_REASON_OPENS_NONE,       /* ; what came of mending it, or NULL */
    MI_REASON_KEY_DAMAGED,      /* frames that the mended key opens, of ; sentence */
    MI_REASON_NOT_MENDED,       /* - */
    MI_REASON_NO_KEY,           /* - */
    MI_REASON_NO_ADDRESS,       /* - */
    MI_REASON_DAMAGED,          /* frames */
    MI_REASON_CUT,              /* frames */
    MI_REASON_MAYBE_CUT,        /* encrypted frames */
    MI_REASON_CUT_BY_DEVICE,    /* frames ; model */
    MI_REASON_KEY_TOKEN,        /* - */
    MI_REASON_KEY_DIGITS,       /* digits */
    MI_REASON_KEY_LETTERS,      /* letters */
    MI_REASON_KEY_LINE,         /* line ; file */
    MI_REASON_KEY_TASMOTA,      /* - */
    MI_REASON_KEY_MAC,          /* ; address */
    MI_REASON_KEY_FILLED,       /* - */
    MI_REASON_KEY_LEGACY,       /* - */
    MI_REASON_KEY_SHORT_WANTED, /* version */
    MI_REASON_KEY_LONG_WANTED,  /* version */
    MI_REASON_SHARED_PRODUCT,   /* version ; model */
    MI_REASON_MAC_REVERSED,     /* ; address */
    MI_REASON_MAC_GIVEN,        /* ; address */
    MI_REASON_MAC_STORED,       /* ; address */
    MI_REASON_MAC_ADVERTISER,   /* ; address */
    MI_REASON_MAC_OTHER,        /* ; address */
    MI_REASON_OTHER_DEVICE,     /* ; address */
    MI_REASON_OTHER_KEY,        /* ; address that the fitting key is stored for */
    MI_REASON_RING_KEY,         /* - */
    MI_REASON_KEY_COPY,         /* digits */
    MI_REASON_STRAY_BYTE,       /* - */
    MI_REASON_ONE_IO_BYTE,      /* - */
    MI_REASON_PLAIN,            /* - */
    MI_REASON_LONE_ENCRYPTED,   /* encrypted frames */
    MI_REASON_PVVX,             /* ; model */
    MI_REASON_FORMAT,           /* ; title of the format */
    MI_REASON_FORMAT_OPENS,     /* ; title of the format */
    MI_REASON_FORMAT_CLOSED,    /* ; title of the format */
    MI_REASON_FORMAT_ENCRYPTS,  /* ; title of the format */
    MI_REASON_FORMAT_THIS,      /* ; title of the format */
    MI_REASON_FORMAT_OTHER,     /* ; title of the format */
    MI_REASON_NO_DATA,          /* - */
    MI_REASON_COUNTER_STANDS,   /* counter */
    MI_REASON_NOT_REGISTERED,   /* - */
    MI_REASON_MESH,             /* - */
    MI_REASON_FIRMWARE_OLD,     /* version */
    MI_REASON_NOT_A_SENSOR,     /* version */
    MI_REASON_NOT_A_FRAME,      /* version */
    MI_REASON_PAIRING,          /* - */
    MI_REASON_UNKNOWN_PRODUCT,  /* product id */
    MI_REASON_UNKNOWN_OBJECT,   /* object id */
    MI_REASON_LOST,             /* lost, heard */
    MI_REASON_NOT_HEARD,        /* ; address */
    MI_REASON_BOUND_AGAIN,      /* - ; time */
    MI_REASON_BOUND_MAYBE,      /* - ; time */
    MI_REASON_TOKEN_CURRENT,    /* - ; time */
    MI_REASON_TOKEN_OLD,        /* - ; time */
    MI_REASON_KEY_IN_CAPTURE,   /* 1: another key than the one in question, or 0 ; time */
    MI_REASON_CODES,
};

enum mi_advice_code {
    MI_ADVICE_READ_KEY_AGAIN,
    MI_ADVICE_READ_KEY,
    MI_ADVICE_KEY_OF_TOKEN,
    MI_ADVICE_OWN_KEY,
    MI_ADVICE_GIVE_MAC,
    MI_ADVICE_USE_RING_KEY,
    MI_ADVICE_CAPTURE_AFTER,
    MI_ADVICE_VERIFY_SINCE,
    MI_ADVICE_ALL_REGIONS,
    MI_ADVICE_COMPARE_KEY,
    MI_ADVICE_IMPORT_KEY,
    MI_ADVICE_PRINT_KEY,
    MI_ADVICE_RESTART,
    MI_ADVICE_TAKE_BLE_KEY,
    MI_ADVICE_TRY_DEEP,
    MI_ADVICE_APPEND_FF,
    MI_ADVICE_PUT_BETWEEN,
    MI_ADVICE_SPLIT,
    MI_ADVICE_MOVE_KEY,
    MI_ADVICE_USE_MAC,
    MI_ADVICE_WAIT_LONG,
    MI_ADVICE_TRIGGER,
    MI_ADVICE_STEP_ON,
    MI_ADVICE_CLOSE_APP,
    MI_ADVICE_PAIR_AGAIN,
    MI_ADVICE_PAIR,
    MI_ADVICE_BTHOME,
    MI_ADVICE_CUSTOM,
    MI_ADVICE_CUSTOM_KEY,
    MI_ADVICE_BETTER_ADAPTER,
    MI_ADVICE_RECORD_WHOLE,
    MI_ADVICE_COPY_WHOLE,
    MI_ADVICE_GATEWAY,
    MI_ADVICE_REPORT,
    MI_ADVICE_UPDATE,
    MI_ADVICE_IGNORE,
    MI_ADVICE_LISTEN_LONGER,
    MI_ADVICE_CODES,
};

struct mi_reason {
    enum mi_reason_code code;
    uint32_t number[2];
    const char *word;          /* lives as long as the verdict */
    struct mi_address address; /* where the codes above say so */
    mi_time time;              /* where they say so; MI_NO_TIME: not known */
};

enum { MI_REASONS_MAX = 16, MI_ADVICE_MAX = 8 };

struct mi_verdict {
    enum mi_verdict_kind kind;
    bool is_closed; /* in another format it encrypts too, and the key in question opens nothing */
    uint32_t reason_count;     /* up to MI_REASONS_MAX */
    struct mi_reason *reasons; /* live as long as the inquiry */
    uint32_t advice_count;
    enum mi_advice_code advice[MI_ADVICE_MAX];
    const char *home_assistant; /* static: what it would do with this key; NULL: not known */
};

/* "right", "wrong_device", … as in JSON; these give NULL, or no text, for what is no code. */
const char *mi_verdict_name(enum mi_verdict_kind kind);

/* "opens", "counter_low", … as in JSON. */
const char *mi_reason_name(enum mi_reason_code code);

/* One sentence each, without a full stop. */
void mi_text_reason(struct mi_text *text, const struct mi_reason *reason);
const char *mi_advice_sentence(enum mi_advice_code code);

/* A reason whose time, if it has one, the caller writes, in another zone; otherwise it is in UTC.
 */
void mi_text_reason_at(struct mi_text *text, const struct mi_reason *reason, const char *moment);

bool mi_verdict_has(const struct mi_verdict *verdict, enum mi_reason_code code);

MI_END

#endif
