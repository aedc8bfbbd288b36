/* Where messages go: the topics, made of a few names that the user can choose. */
#ifndef MITOOL_PUBLISH_NAMES_H
#define MITOOL_PUBLISH_NAMES_H

#include "base/address.h"

struct mi_names {
    const char *base;
    const char *gateway;
    const char *discovery; /* NULL: nobody is told what there is */
    const char *status;    /* where Home Assistant says that it has begun */
};

enum { MI_OBJECT_MAX = 128 };

/* What a device's topic is about. */
struct mi_subject {
    struct mi_address address;
    const char *component;
    char object[MI_OBJECT_MAX];
};

enum { MI_NAME_MOST = 63 /* bytes that a user can choose for one */ };

/* Why a name that a user has chosen cannot be a topic, or a single level of one. */
enum mi_topic_flaw {
    MI_TOPIC_SOUND,
    MI_TOPIC_EMPTY,
    MI_TOPIC_EMPTY_LEVEL,
    MI_TOPIC_LEVELS,     /* more than a single one */
    MI_TOPIC_LONG,       /* above MI_NAME_MOST */
    MI_TOPIC_WILD,       /* '+' and '#' stand for others */
    MI_TOPIC_RESERVED,   /* what begins with '$' is the broker's own */
    MI_TOPIC_UNREADABLE, /* control characters, or no UTF-8 */
};

enum mi_topic_flaw mi_topic_flaw(const char *name, bool is_level);

/* A4C1387B20E1 */
void mi_text_plain_address(struct mi_text *text, struct mi_address address);

/* <base>/<gateway>/availability */
void mi_topic_availability(struct mi_text *text, const struct mi_names *names, const char *gateway);

/* <base>/<ADDRESS>/<component>/<object> */
void mi_topic_state(struct mi_text *text, const struct mi_names *names,
                    const struct mi_subject *subject);

/* The same with /attributes behind it. */
void mi_topic_attributes(struct mi_text *text, const struct mi_names *names,
                         const struct mi_subject *subject);

/* <base>/<ADDRESS>/json */
void mi_topic_raw(struct mi_text *text, const struct mi_names *names, struct mi_address address);

/* <discovery>/<component>/mitool_<ADDRESS>/<object>/config */
void mi_topic_config(struct mi_text *text, const struct mi_names *names,
                     const struct mi_subject *subject);

#endif
