/* The inside of the publisher: devices, their topics, events. */
#ifndef MITOOL_PUBLISH_PARTS_H
#define MITOOL_PUBLISH_PARTS_H

#include "beacon/format.h"
#include "publish/entity.h"
#include "publish/publisher.h"

enum {
    DEVICES = 4096,
    TOPICS = 32768,
    EVENTS = 256,
    GATEWAYS = 16,
    BUCKETS = 4096,    /* a power of two */
    VALUE_BYTES = 256, /* of a state, the NUL included: Home Assistant takes 255 characters */
    BRIEF_BYTES = 32,  /* of most */
    EVENT_BYTES = 128, /* of an event */
    NAME_BYTES = 64,   /* of a device or gateway */
    FIRMWARE_BYTES = 32,
    KNOWN = 4,            /* frames of a device whose copies are passed over */
    LINE_BYTES = 1 << 19, /* of lines of JSON that wait */
    OFF_DELAY = 180,      /* seconds after which motion is over: devices say so after 120 */
};

#define MI_SUBSCRIBE_TIME MI_SECOND       /* in which subscribers of a new topic have subscribed */
#define MI_EVENT_AGE      (5 * MI_SECOND) /* a press that is older surprises people */

/* What is still to be told of a topic, in this order. */
enum want {
    WANT_CONFIG = 1 << 0,
    WANT_TRIGGERS = 1 << 1,
    WANT_ATTRIBUTES = 1 << 2,
    WANT_STATE = 1 << 3,
};

struct device;

struct topic {
    const struct mi_entity *entity;
    struct device *device;
    struct topic *sibling; /* the next of its device */
    struct topic *next;    /* in its queue */
    const char *key;       /* static */
    const char *unit;      /* static, or NULL */
    uint8_t ordinal;
    uint8_t wants; /* enum want, or-ed */
    bool is_queued;
    bool is_untold;     /* the state is another one than was sent */
    bool is_left_out;   /* somebody deleted it */
    mi_time heard;      /* the state */
    mi_time sent;       /* the state, last; MI_NO_TIME: never */
    mi_time announced;  /* its discovery, last */
    uint64_t types;     /* of events that were heard, by their places among the values */
    uint64_t types_due; /* whose triggers are to be announced */
    uint64_t types_left_out;
    char *value; /* in VALUE_BYTES of the publisher, or, as most are, here */
    char brief[BRIEF_BYTES];
};

struct known_frame {
    uint64_t hash;
    mi_time until; /* that long, a copy changes nothing */
};

struct device {
    struct mi_address address;
    struct device *next;  /* of its bucket */
    struct topic *topics; /* as they were first heard */
    struct topic *last_topic;
    const struct mi_format *format;
    const struct mi_product *product;
    const char *model;
    uint16_t product_id;
    bool has_product;
    bool sleeps; /* sends when something happens, and else nothing */
    bool has_battery;
    bool is_full;
    struct mi_problem problem; /* with its key */
    uint32_t event_number;     /* of the frame of the last event */
    uint8_t event_bits;
    mi_time event_time;
    const struct mi_format *event_format;
    uint64_t event_hash; /* of the last frame of that format */
    struct known_frame known[KNOWN];
    uint8_t last_known;
    char name[NAME_BYTES]; /* in the key ring */
    char firmware[FIRMWARE_BYTES];
};

enum event_state { EVENT_NONE, EVENT_WAITS, EVENT_FLIES };

struct event {
    struct topic *topic;
    enum event_state state;
    mi_time heard;
    char payload[EVENT_BYTES];
};

struct queue {
    struct topic *first;
    struct topic *last;
};

struct mi_publisher {
    struct mi_publish_options options;
    struct mi_publish_losses losses;

    bool is_connected;
    bool has_expiry; /* the broker drops what expires */
    bool says_online;
    bool says_offline;
    bool is_ending;
    bool is_heard;    /* what the broker had kept has come */
    mi_time patience; /* until then that is waited for */

    struct queue ready;
    struct queue held; /* until subscribers are there; in the order of time */
    struct event events[EVENTS];
    size_t first_event; /* the oldest */
    size_t event_count;

    char gateways[GATEWAYS][NAME_BYTES]; /* sorted */
    size_t gateway_count;

    struct device *buckets[BUCKETS];
    struct device *devices;
    size_t device_count;
    struct topic *topics;
    char (*values)[VALUE_BYTES]; /* of the topics at the same index that have a longer one */
    size_t topic_count;

    char *lines; /* a ring: address, size, bytes; NULL: none are wanted */
    size_t line_start;
    size_t line_size;
};

/* --- topics (topics.c) --- */

/* NULL when it is not known; mi_device_make when there is no room. */
struct device *mi_device_known(const struct mi_publisher *publisher, struct mi_address address);
struct device *mi_device_make(struct mi_publisher *publisher, struct mi_address address);

/* The topic of a reading, which is made when it is not there; NULL when there is no room. */
struct topic *mi_topic_of(struct mi_publisher *publisher, struct device *device, const char *key,
                          enum mi_kind kind, uint8_t ordinal);

/* Adds to what is to be told of it; `at_once`, before all others. */
void mi_topic_want(struct mi_publisher *publisher, struct topic *topic, unsigned wants,
                   bool at_once);

/* What changes the discovery of a device's topics of this key, NULL: of all, or of all devices, was
 * heard. */
void mi_device_announce(struct mi_publisher *publisher, struct device *device, const char *key);
void mi_announce_all(struct mi_publisher *publisher, unsigned wants);

struct topic *mi_queue_take(struct queue *queue);
void mi_queue_put(struct queue *queue, struct topic *topic);

/* The name in topics: the key with its ordinal. */
struct mi_subject mi_topic_subject(const struct topic *topic);

/* One of those of names.h. */
typedef void mi_topic_make(struct mi_text *text, const struct mi_names *names,
                           const struct mi_subject *subject);
void mi_topic_write(struct mi_text *text, const struct mi_publisher *publisher,
                    const struct topic *topic, mi_topic_make *make);

/* "action_button_press" */
struct mi_subject mi_trigger_subject(const struct topic *topic, struct mi_span type);

/* Seconds after which its state is none any more; 0: it stays. */
uint32_t mi_topic_life(const struct mi_publisher *publisher, const struct topic *topic);

/* Whether presses of it are also announced as triggers, for those who know no events. */
bool mi_topic_has_triggers(const struct topic *topic);

/* --- other gateways (listening.c) --- */

void mi_gateway_know(struct mi_publisher *publisher, const char *name, bool is_there);

/* --- messages (discovery.c) --- */

void mi_discover(struct mi_text *out, const struct mi_publisher *publisher,
                 const struct topic *topic);
void mi_discover_trigger(struct mi_text *out, const struct mi_publisher *publisher,
                         const struct topic *topic, struct mi_span type);
void mi_attributes(struct mi_text *out, const struct device *device);

#endif
