/*
 * What can be wrong with a frame, a key or an input: a code with its arguments, one sentence each.
 *
 * The sentences stand in one table, problem.c. They say what is wrong and, where there is
 * something to do, what to do; where it is (file, line, packet) is added by whoever prints it.
 */
#ifndef MITOOL_BASE_PROBLEM_H
#define MITOOL_BASE_PROBLEM_H

#include "linkage.h"
#include "text.h"

#include <stdint.h>

MI_BEGIN

enum mi_problem_code {
    MI_OK,

    /* a frame */
    MI_P_FRAME_SHORT,      /* bytes there, bytes of the smallest frame */
    MI_P_HEADER_CUT,       /* bytes there */
    MI_P_OBJECT_MISSING,   /* - */
    MI_P_OBJECT_CUT,       /* object id, position, bytes announced, bytes left */
    MI_P_OBJECT_RUN_OVER,  /* object id, position, bytes announced, bytes left */
    MI_P_ITEM_CUT,         /* item id, position, bytes announced, bytes left */
    MI_P_SEALED_SHORT,     /* bytes there, bytes of the shortest encrypted part */
    MI_P_CUT_BY_CAPTURE,   /* bytes missing at the end */
    MI_P_CUT_BY_DEVICE,    /* bytes missing at the end; model */
    MI_P_VERSION_OLD,      /* version */
    MI_P_VERSION_DOUBTFUL, /* version, product id */
    MI_P_VERSION_WIFI,     /* version */
    MI_P_VERSION_UNKNOWN,  /* version */
    MI_P_BTHOME_VERSION,   /* version */
    MI_P_KEY_MISSING,      /* - */
    MI_P_KEY_WRONG,        /* - */
    MI_P_KEY_WRONG_BARE,   /* - */
    MI_P_KEYS_WRONG,       /* - */
    MI_P_KEY_SIZE,         /* - */
    MI_P_KEY_WRONG_TOKEN,  /* version */
    MI_P_KEY_WRONG_LEGACY, /* version */
    MI_P_KEY_INSANE,       /* version */
    MI_P_ADDRESS_MISSING,  /* - */

    /* a key as text */
    MI_P_KEY_EMPTY,       /* - */
    MI_P_KEY_NOT_HEX,     /* position from 1 */
    MI_P_KEY_DIGITS,      /* digits ; what may help, from its semicolon on, or NULL */
    MI_P_KEY_IS_FILE,     /* - */
    MI_P_KEY_NOT_FILE,    /* - */
    MI_P_KEY_NOT_ALONE,   /* - */
    MI_P_KEY_FOREIGN,     /* - */
    MI_P_KEY_NOT_HEARD,   /* - */
    MI_P_KEY_IS_RING,     /* - */
    MI_P_KEY_FOR_FRAME,   /* - */
    MI_P_KEY_BLANK,       /* - ; what it is */
    MI_P_KEY_PLACEHOLDER, /* - */

    /* an input */
    MI_P_CANNOT_OPEN,    /* - ; the system's reason */
    MI_P_CANNOT_READ,    /* - ; the system's reason */
    MI_P_GZIP_CUT,       /* - */
    MI_P_GZIP_BAD,       /* - */
    MI_P_PACKED,         /* - ; the command that unpacks it */
    MI_P_LINE_LONG,      /* limit in bytes */
    MI_P_LINE_CROWDED,   /* limit in packets */
    MI_P_JSON_CUT,       /* - */
    MI_P_HEX_ODD,        /* column from 1 */
    MI_P_HEX_DIGIT,      /* column from 1 */
    MI_P_HEX_LONG,       /* limit in bytes */
    MI_P_HEX_SHORT,      /* bytes */
    MI_P_BASE64_CUT,     /* - */
    MI_P_PACKET_CUT,     /* bytes missing, bytes announced */
    MI_P_REPORT_CUT,     /* reports announced, reports whole */
    MI_P_SERVICE_LONG,   /* bytes */
    MI_P_NO_PAYLOAD,     /* - ; what to do instead */
    MI_P_HEX_AS_FILE,    /* - */
    MI_P_NO_FRAME,       /* - */
    MI_P_MORE_LIKE_THIS, /* how many; the sentence of the last one */
    MI_P_NOT_TEXT,       /* - */
    MI_P_RAW_BYTES,      /* - */
    MI_P_SNAPPED,        /* - */
    MI_P_FILE_CUT,       /* - ; byte of the file */
    MI_P_RECORD_BAD,     /* - ; byte of the file */
    MI_P_PACKET_LONG,    /* limit in bytes */
    MI_P_RECORD_LONG,    /* limit in bytes; byte of the file */
    MI_P_PCAP,           /* - ; libpcap's words */
    MI_P_PCAPNG,         /* version */
    MI_P_INTERFACES,     /* limit */
    MI_P_INTERFACE,      /* number of the interface */
    MI_P_LINK_TYPE,      /* number */
    MI_P_LINK_NAMED,     /* number; what it is, and what to do instead */
    MI_P_LINK_HEADER,    /* number */
    MI_P_BTSNOOP,        /* version */
    MI_P_BTSNOOP_TYPE,   /* number; its name */
    MI_P_BTSNOOZ_BAD,    /* - */
    MI_P_BTSNOOZ_CUT,    /* - */
    MI_P_BTSNOOZ_LONG,   /* limit in bytes */
    MI_P_NO_BTSNOOZ,     /* - */

    /* an archive, or a file in one */
    MI_P_ZIP_PIPE,      /* - */
    MI_P_ZIP_NESTED,    /* - */
    MI_P_ZIP_GZIP,      /* - */
    MI_P_ZIP_CUT,       /* - */
    MI_P_ZIP_BAD,       /* - */
    MI_P_ZIP_CHECKSUM,  /* - */
    MI_P_ZIP_ENCRYPTED, /* - */
    MI_P_ZIP_METHOD,    /* number */
    MI_P_ZIP_64,        /* - */
    MI_P_ZIP_NAME,      /* bytes */
    MI_P_ZIP_BOMB,      /* limit */
    MI_P_ZIP_MANY,      /* limit */
    MI_P_ZIP_NOTHING,   /* - */

    /* a key ring, and what keys are imported from */
    MI_P_KEY_NOT_IN_RING,   /* - */
    MI_P_RING_MAC,          /* - */
    MI_P_RING_ORDER,        /* - */
    MI_P_RING_NO_KEY,       /* - */
    MI_P_RING_FOREIGN,      /* - */
    MI_P_RING_NONE,         /* - */
    MI_P_RING_AS_INPUT,     /* - */
    MI_P_RING_NAME,         /* - ; the name */
    MI_P_RING_KNOWN,        /* - */
    MI_P_RING_DOUBLE,       /* line of the first one */
    MI_P_RING_OPEN,         /* - */
    MI_P_FILE_LARGE,        /* limit in bytes */
    MI_P_CANNOT_WRITE,      /* - ; the system's reason */
    MI_P_NOT_A_FILE,        /* - */
    MI_P_LOCKED,            /* seconds */
    MI_P_RING_FULL,         /* limit in bytes */
    MI_P_NOT_TAKEN,         /* - */
    MI_P_OUT_OF_MEMORY,     /* - */
    MI_P_IMPORT_TOKEN,      /* - */
    MI_P_IMPORT_FRAME,      /* - */
    MI_P_IMPORT_ELSEWHERE,  /* - */
    MI_P_IMPORT_NO_MAC,     /* - */
    MI_P_IMPORT_BARE,       /* - */
    MI_P_IMPORT_BY_FRAMES,  /* - */
    MI_P_IMPORT_TOKEN_OLD,  /* - */
    MI_P_IMPORT_NO_BLE_KEY, /* - */
    MI_P_IMPORT_ZIP,        /* - */
    MI_P_IMPORT_REVERSED,   /* - */
    MI_P_IMPORT_AS_GIVEN,   /* - */
    MI_P_LINKS_GIVEN_UP,    /* connections, limit */

    /* an adapter */
    MI_P_LIVE_ELSEWHERE,    /* - */
    MI_P_LIVE_NO_BLUETOOTH, /* - */
    MI_P_LIVE_NO_ADAPTER,   /* - */
    MI_P_LIVE_NOT_THERE,    /* adapter */
    MI_P_LIVE_PRIVILEGE,    /* - ; path of this program */
    MI_P_LIVE_CONFINED,     /* - */
    MI_P_LIVE_DOWN,         /* adapter; path of this program */
    MI_P_LIVE_BLOCKED,      /* adapter */
    MI_P_LIVE_TAKEN,        /* adapter */
    MI_P_LIVE_MUTE,         /* adapter, twice */
    MI_P_LIVE_REFUSED,      /* adapter, status */
    MI_P_LIVE_GONE,         /* adapter */
    MI_P_LIVE_KEEPER,       /* adapter */
    MI_P_LIVE_SYSTEM,       /* adapter; the system's reason */
    MI_P_LIVE_SHARING,      /* adapter */
    MI_P_LIVE_FILTERED,     /* adapter */
    MI_P_LIVE_SILENT,       /* adapter */
    MI_P_LIVE_NOBODY,       /* - */
    MI_P_LIVE_AGAIN,        /* adapter */
    MI_P_LIVE_ALONE,        /* adapter */
    MI_P_LIVE_OFF,          /* adapter */
    MI_P_LIVE_LOST,         /* packets */

    /* a broker */
    MI_P_BROKER_LIBRARY,    /* - ; the loader's reason */
    MI_P_BROKER_AWAY,       /* - ; why */
    MI_P_BROKER_LOST,       /* - ; why */
    MI_P_BROKER_BACK,       /* - */
    MI_P_BROKER_PASSWORD,   /* - ; its words */
    MI_P_BROKER_CLIENT,     /* - ; its words */
    MI_P_BROKER_ACL,        /* - ; topic */
    MI_P_BROKER_REFUSED,    /* - ; why */
    MI_P_BROKER_TLS,        /* - ; why */
    MI_P_BROKER_TLS_CAFILE, /* - ; why */
    MI_P_BROKER_SILENT,     /* seconds */
    MI_P_BROKER_PARTLY,     /* - */
    MI_P_PUBLISH_DEVICES,   /* devices */
    MI_P_PUBLISH_EVENTS,    /* events */
    MI_P_PUBLISH_LINES,     /* lines */
    MI_P_CODES              /* how many there are */
};

struct mi_problem {
    enum mi_problem_code code;
    uint32_t number[4];
    const char *string; /* static, or of the maker's lifetime */
};

/* Appends the sentence, without a full stop at the end; nothing for a code that there is not. */
void mi_text_problem(struct mi_text *text, const struct mi_problem *problem);

/* A word for the code that stays the same when its sentence changes: "key_wrong" of MI_P_KEY_WRONG;
 * nothing for a code that there is not. */
void mi_text_problem_code(struct mi_text *text, enum mi_problem_code code);

MI_END

#endif
