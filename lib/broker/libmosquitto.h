/*
 * libmosquitto, which publishing alone wants: it and what it brings are loaded when there is to be
 * a broker, and not at each start.
 */
#ifndef MITOOL_BROKER_LIBMOSQUITTO_H
#define MITOOL_BROKER_LIBMOSQUITTO_H

#include <mosquitto.h>

/* Its name for the loader; debian/control depends on the package that has it. */
#define MI_LIBMOSQUITTO "libmosquitto.so.1"

/* clang-format off */

/* What is used of it, without "mosquitto_". */
#define MOSQUITTO_FUNCTIONS(FUNCTION)                                                              \
    FUNCTION(int, lib_version, (int *major, int *minor, int *revision))                            \
    FUNCTION(int, lib_init, (void))                                                                \
    FUNCTION(int, lib_cleanup, (void))                                                             \
    FUNCTION(const char *, strerror, (int error))                                                  \
    FUNCTION(const char *, connack_string, (int code))                                             \
    FUNCTION(const char *, reason_string, (int code))                                              \
                                                                                                   \
    FUNCTION(struct mosquitto *, new, (const char *id, bool is_clean, void *context))              \
    FUNCTION(void, destroy, (struct mosquitto *client))                                            \
    FUNCTION(int, int_option, (struct mosquitto *client, enum mosq_opt_t option, int value))       \
    FUNCTION(int, username_pw_set,                                                                 \
             (struct mosquitto *client, const char *user, const char *password))                   \
    FUNCTION(int, will_set, (struct mosquitto *client, const char *topic, int size,                \
                             const void *payload, int qos, bool is_kept))                          \
    FUNCTION(int, tls_set, (struct mosquitto *client, const char *authority, const char *folder,   \
                            const char *certificate, const char *key,                              \
                            int (*password)(char *, int, int, void *)))                            \
    FUNCTION(int, tls_insecure_set, (struct mosquitto *client, bool takes_any_host))               \
                                                                                                   \
    FUNCTION(void, connect_v5_callback_set,                                                        \
             (struct mosquitto *client, void (*on_connect)(struct mosquitto *, void *, int, int,   \
                                                           const mosquitto_property *)))           \
    FUNCTION(void, disconnect_v5_callback_set,                                                     \
             (struct mosquitto *client, void (*on_disconnect)(struct mosquitto *, void *, int,     \
                                                              const mosquitto_property *)))        \
    FUNCTION(void, publish_v5_callback_set,                                                        \
             (struct mosquitto *client, void (*on_publish)(struct mosquitto *, void *, int, int,   \
                                                           const mosquitto_property *)))           \
    FUNCTION(void, message_v5_callback_set,                                                        \
             (struct mosquitto *client, void (*on_message)(struct mosquitto *, void *,             \
                                                           const struct mosquitto_message *,       \
                                                           const mosquitto_property *)))           \
    FUNCTION(void, log_callback_set,                                                               \
             (struct mosquitto *client,                                                            \
              void (*on_log)(struct mosquitto *, void *, int, const char *)))                      \
                                                                                                   \
    FUNCTION(int, connect_bind_v5, (struct mosquitto *client, const char *host, int port,          \
                                    int keep_alive, const char *own_address,                       \
                                    const mosquitto_property *properties))                         \
    FUNCTION(int, disconnect, (struct mosquitto *client))                                          \
    FUNCTION(int, socket, (struct mosquitto *client))                                              \
    FUNCTION(bool, want_write, (struct mosquitto *client))                                         \
    FUNCTION(int, loop_read, (struct mosquitto *client, int packets))                              \
    FUNCTION(int, loop_write, (struct mosquitto *client, int packets))                             \
    FUNCTION(int, loop_misc, (struct mosquitto *client))                                           \
                                                                                                   \
    FUNCTION(int, subscribe_v5, (struct mosquitto *client, int *id, const char *topic, int qos,    \
                                 int options, const mosquitto_property *properties))               \
    FUNCTION(int, publish_v5, (struct mosquitto *client, int *id, const char *topic, int size,     \
                               const void *payload, int qos, bool is_kept,                         \
                               const mosquitto_property *properties))                              \
    FUNCTION(int, property_add_int32,                                                              \
             (mosquitto_property **properties, int identifier, uint32_t value))                    \
    FUNCTION(void, property_free_all, (mosquitto_property **properties))

/* clang-format on */

#define MOSQUITTO_MEMBER(type, name, parameters) type(*name) parameters;

struct mi_libmosquitto {
    MOSQUITTO_FUNCTIONS(MOSQUITTO_MEMBER)
};

/* Loads the library of this name, for good. False when it is not there or lacks a function:
 * `reason` is why, until something else is loaded. */
bool mi_libmosquitto_load(struct mi_libmosquitto *functions, const char *name, const char **reason);

#endif
