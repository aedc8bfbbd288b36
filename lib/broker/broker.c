#include "broker/broker.h"

#include "broker/libmosquitto.h"
#include "capture/clock.h"

#include <errno.h>
#include <fcntl.h>
#include <mqtt_protocol.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

enum {
    WINDOW = 20,     /* letters on their way: as many as libmosquitto sends at once */
    KEEP_ALIVE = 20, /* seconds */
    REASON_BYTES = 256,
    PAUSE_FIRST = 1000, /* milliseconds between attempts, doubled up to */
    PAUSE_LAST = 60000,
};

#define ANSWER_TIME (20 * MI_SECOND) /* a broker that takes longer is frozen */
#define STABLE_TIME (60 * MI_SECOND) /* a connection that lasted so long was none too many */
#define LEAVE_TIME  MI_SECOND

/* A letter on its way. */
struct flight {
    int id; /* of the message; 0: none */
    uint32_t token;
    mi_time begun;
    char topic[MI_TOPIC_MAX];
};

struct mi_broker {
    struct mi_broker_options options;
    struct mi_correspondent correspondent;
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t change;
    int wake[2];
    bool has_begun;

    /* with the lock */
    bool is_leaving;
    bool has_left;
    bool is_abandoned; /* nobody waits for it any more */
    bool is_away;      /* which was told */
    struct mi_broker_state state;

    /* of the thread */
    struct mosquitto *client;
    bool has_answered;   /* the connection was accepted */
    bool is_over;        /* so is the connection */
    bool knows_only_old; /* versions of MQTT */
    bool is_old;         /* MQTT 3.1.1 is spoken */
    bool is_at_once;     /* the next attempt */
    unsigned unanswered; /* connections that were closed without a word, one after the other */
    unsigned pause;
    mi_time begun;
    struct flight flights[WINDOW];
    struct mi_letter letter;
    char reason[REASON_BYTES]; /* what was wrong first */
};

static struct mi_libmosquitto mosquitto;

const char *mi_mosquitto_version(void)
{
    static char version[32];
    const char *reason;
    struct mi_text text = mi_text(version, sizeof version);
    int parts[3] = {0};
    if (!mi_libmosquitto_load(&mosquitto, MI_LIBMOSQUITTO, &reason))
        return NULL;
    (void)mosquitto.lib_version(&parts[0], &parts[1], &parts[2]);
    for (size_t i = 0; i < 3; i++) {
        mi_text_add(&text, i > 0 ? "." : "");
        mi_text_signed(&text, parts[i]);
    }
    return version;
}

/* --- the lock --- */

void mi_broker_lock(struct mi_broker *broker)
{
    (void)pthread_mutex_lock(&broker->lock);
}

void mi_broker_unlock(struct mi_broker *broker)
{
    (void)pthread_mutex_unlock(&broker->lock);
}

void mi_broker_wake(struct mi_broker *broker)
{
    ssize_t written = write(broker->wake[1], "", 1); /* a full pipe wakes as well */
    (void)written;
}

void mi_broker_wait(struct mi_broker *broker, unsigned milliseconds)
{
    mi_time until = mi_clock() + milliseconds * MI_MILLISECOND;
    struct timespec moment = {.tv_sec = (time_t)(until / MI_SECOND),
                              .tv_nsec = (int)(until % MI_SECOND)};
    (void)pthread_cond_timedwait(&broker->change, &broker->lock, &moment);
}

const struct mi_broker_state *mi_broker_state(const struct mi_broker *broker)
{
    return &broker->state;
}

static bool is_leaving(struct mi_broker *broker)
{
    mi_broker_lock(broker);
    bool is_so = broker->is_leaving;
    mi_broker_unlock(broker);
    return is_so;
}

/* --- what is told --- */

/* With the lock. */
static void tell(struct mi_broker *broker, enum mi_problem_code code, const char *string,
                 bool is_last)
{
    const struct mi_problem problem = {.code = code, .string = string};
    if (!broker->is_leaving)
        broker->correspondent.tell(broker->correspondent.context, &problem, is_last);
}

static void give_up(struct mi_broker *broker, enum mi_problem_code code, const char *string)
{
    mi_broker_lock(broker);
    if (!broker->state.is_given_up)
        tell(broker, code, string, true);
    broker->state.is_given_up = true;
    broker->is_over = true;
    (void)pthread_cond_broadcast(&broker->change);
    mi_broker_unlock(broker);
}

/* Once, until it is back. */
static void tell_away(struct mi_broker *broker)
{
    mi_broker_lock(broker);
    if (!broker->is_away && !broker->state.is_given_up)
        tell(broker, broker->state.was_there ? MI_P_BROKER_LOST : MI_P_BROKER_AWAY, broker->reason,
             false);
    broker->is_away = true;
    mi_broker_unlock(broker);
}

/* The first one tells most. */
static void note_reason(struct mi_broker *broker, const char *words)
{
    struct mi_text reason = mi_text(broker->reason, sizeof broker->reason);
    if (broker->reason[0] == '\0')
        mi_text_clean(&reason, words);
}

static void note_error(struct mi_broker *broker, int error, int number)
{
    char buffer[REASON_BYTES];
    bool is_of_system = error == MOSQ_ERR_ERRNO && number != 0;
    note_reason(broker, is_of_system ? strerror_r(number, buffer, sizeof buffer)
                                     : mosquitto.strerror(error));
}

/* --- what the broker says --- */

/* Answers to a connection that will be the same the next time. */
static const struct refusal {
    bool is_old; /* in MQTT 3.1.1 */
    int code;
    enum mi_problem_code problem;
} REFUSALS[] = {
    {true, CONNACK_REFUSED_IDENTIFIER_REJECTED, MI_P_BROKER_CLIENT},
    {true, CONNACK_REFUSED_BAD_USERNAME_PASSWORD, MI_P_BROKER_PASSWORD},
    {true, CONNACK_REFUSED_NOT_AUTHORIZED, MI_P_BROKER_PASSWORD},
    {false, MQTT_RC_CLIENTID_NOT_VALID, MI_P_BROKER_CLIENT},
    {false, MQTT_RC_BAD_USERNAME_OR_PASSWORD, MI_P_BROKER_PASSWORD},
    {false, MQTT_RC_NOT_AUTHORIZED, MI_P_BROKER_PASSWORD},
    {false, MQTT_RC_BANNED, MI_P_BROKER_PASSWORD},
    {false, MQTT_RC_BAD_AUTHENTICATION_METHOD, MI_P_BROKER_PASSWORD},
};

static void take_refusal(struct mi_broker *broker, int code)
{
    bool is_of_version =
        code == MQTT_RC_UNSUPPORTED_PROTOCOL_VERSION || code == CONNACK_REFUSED_PROTOCOL_VERSION;
    broker->is_over = true;
    note_reason(broker,
                broker->is_old ? mosquitto.connack_string(code) : mosquitto.reason_string(code));
    if (is_of_version && !broker->is_old) {
        broker->knows_only_old = true;
        broker->is_at_once = true;
        return;
    }
    for (size_t i = 0; i < sizeof REFUSALS / sizeof REFUSALS[0]; i++)
        if (REFUSALS[i].is_old == broker->is_old && REFUSALS[i].code == code)
            give_up(broker, REFUSALS[i].problem, broker->reason);
}

static void subscribe(struct mi_broker *broker)
{
    const struct mi_correspondent *correspondent = &broker->correspondent;
    char buffer[MI_TOPIC_MAX];
    struct mi_text topic = mi_text(buffer, sizeof buffer);
    bool is_news = false;
    for (size_t i = 0; correspondent->subscription(correspondent->context, i, &topic, &is_news);
         i++) {
        int options = is_news ? MQTT_SUB_OPT_SEND_RETAIN_NEVER : 0;
        (void)mosquitto.subscribe_v5(broker->client, NULL, buffer, 1, options, NULL);
        topic = mi_text(buffer, sizeof buffer);
    }
}

static void welcome(struct mi_broker *broker)
{
    mi_broker_lock(broker);
    broker->has_answered = true;
    broker->knows_only_old = broker->is_old;
    if (broker->is_away)
        tell(broker, MI_P_BROKER_BACK, NULL, false);
    broker->is_away = false;
    broker->state.was_there = true;
    if (!broker->is_abandoned) {
        subscribe(broker);
        broker->correspondent.connected(broker->correspondent.context, mi_clock(), !broker->is_old);
    }
    (void)pthread_cond_broadcast(&broker->change);
    mi_broker_unlock(broker);
}

static void on_connect(struct mosquitto *client, void *context, int code, int flags,
                       const mosquitto_property *properties)
{
    (void)client;
    (void)flags;
    (void)properties;
    if (code == 0)
        welcome(context);
    else
        take_refusal(context, code);
}

static void on_disconnect(struct mosquitto *client, void *context, int code,
                          const mosquitto_property *properties)
{
    struct mi_broker *broker = context;
    (void)client;
    (void)properties;
    broker->is_over = true;
    if (code == MQTT_RC_SESSION_TAKEN_OVER)
        note_reason(broker, "another client has taken its name, each wants its own --gateway");
    else if (code >= MQTT_RC_UNSPECIFIED)
        note_reason(broker, mosquitto.reason_string(code));
}

static void land(struct mi_broker *broker, struct flight *flight)
{
    flight->id = 0;
    mi_broker_lock(broker);
    broker->state.in_flight--;
    broker->state.taken++;
    if (!broker->is_abandoned)
        broker->correspondent.acknowledged(broker->correspondent.context, flight->token);
    mi_broker_unlock(broker);
}

static void on_publish(struct mosquitto *client, void *context, int id, int code,
                       const mosquitto_property *properties)
{
    struct mi_broker *broker = context;
    (void)client;
    (void)properties;
    for (size_t i = 0; i < WINDOW; i++) {
        if (broker->flights[i].id != id)
            continue;
        if (code == MQTT_RC_NOT_AUTHORIZED)
            give_up(broker, MI_P_BROKER_ACL, broker->flights[i].topic);
        else if (code >= MQTT_RC_UNSPECIFIED)
            give_up(broker, MI_P_BROKER_REFUSED, mosquitto.reason_string(code));
        land(broker, &broker->flights[i]);
        return;
    }
}

static void on_message(struct mosquitto *client, void *context,
                       const struct mosquitto_message *message,
                       const mosquitto_property *properties)
{
    struct mi_broker *broker = context;
    struct mi_span payload = {message->payload, (size_t)message->payloadlen};
    (void)client;
    (void)properties;
    mi_broker_lock(broker);
    if (!broker->is_abandoned)
        broker->correspondent.heard(broker->correspondent.context, message->topic, payload);
    mi_broker_unlock(broker);
}

static void on_log(struct mosquitto *client, void *context, int level, const char *words)
{
    (void)client;
    if (level == MOSQ_LOG_ERR)
        note_reason(context, words);
}

/* --- one connection --- */

static int set_tls(struct mosquitto *client, const struct mi_broker_options *options)
{
    int error = MOSQ_ERR_SUCCESS;
    if (!options->has_tls)
        return error;
    if (options->authority == NULL)
        error = mosquitto.int_option(client, MOSQ_OPT_TLS_USE_OS_CERTS, 1);
    if (error == MOSQ_ERR_SUCCESS && (options->authority != NULL || options->certificate != NULL))
        error = mosquitto.tls_set(client, options->authority, NULL, options->certificate,
                                  options->key, NULL);
    if (error == MOSQ_ERR_SUCCESS && options->takes_any_host)
        error = mosquitto.tls_insecure_set(client, true);
    return error;
}

static int set_up(struct mosquitto *client, const struct mi_broker *broker)
{
    const struct mi_broker_options *options = &broker->options;
    int version = broker->is_old ? MQTT_PROTOCOL_V311 : MQTT_PROTOCOL_V5;
    int error = mosquitto.int_option(client, MOSQ_OPT_PROTOCOL_VERSION, version);
    if (error == MOSQ_ERR_SUCCESS)
        error = mosquitto.int_option(client, MOSQ_OPT_TCP_NODELAY, 1);
    if (error == MOSQ_ERR_SUCCESS && options->user != NULL)
        error = mosquitto.username_pw_set(client, options->user, options->password);
    if (error == MOSQ_ERR_SUCCESS && options->will_topic != NULL)
        error = mosquitto.will_set(client, options->will_topic, (int)strlen(options->will),
                                   options->will, 1, true);
    return error == MOSQ_ERR_SUCCESS ? set_tls(client, options) : error;
}

static int make_client(struct mi_broker *broker)
{
    struct mosquitto *client = mosquitto.new(broker->options.client, true, broker);
    broker->client = client;
    if (client == NULL)
        return MOSQ_ERR_NOMEM;
    mosquitto.connect_v5_callback_set(client, on_connect);
    mosquitto.disconnect_v5_callback_set(client, on_disconnect);
    mosquitto.publish_v5_callback_set(client, on_publish);
    mosquitto.message_v5_callback_set(client, on_message);
    mosquitto.log_callback_set(client, on_log);
    return set_up(client, broker);
}

static int send_letter(struct mi_broker *broker, struct flight *flight)
{
    const struct mi_letter *letter = &broker->letter;
    mosquitto_property *properties = NULL;
    struct mi_text topic = mi_text(flight->topic, sizeof flight->topic);
    mi_text_add(&topic, letter->topic);
    flight->token = letter->token;
    flight->begun = mi_clock();
    if (letter->expiry > 0 && !broker->is_old)
        (void)mosquitto.property_add_int32(&properties, MQTT_PROP_MESSAGE_EXPIRY_INTERVAL,
                                           letter->expiry);
    int error = mosquitto.publish_v5(broker->client, &flight->id, letter->topic, (int)letter->size,
                                     letter->payload, 1, letter->is_kept, properties);
    mosquitto.property_free_all(&properties);
    return error;
}

static bool next_letter(struct mi_broker *broker)
{
    const struct mi_correspondent *correspondent = &broker->correspondent;
    mi_broker_lock(broker);
    bool has_one = !broker->is_abandoned &&
                   correspondent->next(correspondent->context, mi_clock(), &broker->letter);
    broker->state.in_flight += has_one;
    (void)pthread_cond_broadcast(&broker->change);
    mi_broker_unlock(broker);
    return has_one;
}

static int send_letters(struct mi_broker *broker)
{
    int error = MOSQ_ERR_SUCCESS;
    for (size_t i = 0; i < WINDOW && broker->has_answered && error == MOSQ_ERR_SUCCESS; i++) {
        if (broker->flights[i].id != 0)
            continue;
        if (!next_letter(broker))
            break;
        error = send_letter(broker, &broker->flights[i]);
    }
    return error;
}

static bool has_room(const struct mi_broker *broker)
{
    for (size_t i = 0; i < WINDOW; i++)
        if (broker->flights[i].id == 0)
            return true;
    return false;
}

/* Milliseconds until something is to be done although nothing happens. */
static int time_left(struct mi_broker *broker)
{
    enum { SECOND = 1000 };
    mi_time due = MI_NO_TIME;
    mi_broker_lock(broker);
    if (broker->has_answered && has_room(broker) && !broker->is_abandoned)
        due = broker->correspondent.due(broker->correspondent.context);
    mi_broker_unlock(broker);
    int left = due != MI_NO_TIME ? mi_clock_left(due) : SECOND;
    return left < SECOND ? left : SECOND;
}

static void empty_wake(struct mi_broker *broker)
{
    char bytes[64];
    while (read(broker->wake[0], bytes, sizeof bytes) > 0) {
    }
}

/* Waits for the broker, for letters and for time; what libmosquitto says then. */
static int turn(struct mi_broker *broker)
{
    int wanted = mosquitto.want_write(broker->client) ? POLLIN | POLLOUT : POLLIN;
    struct pollfd files[] = {
        {.fd = mosquitto.socket(broker->client), .events = (short)wanted},
        {.fd = broker->wake[0], .events = POLLIN},
    };
    int error = MOSQ_ERR_SUCCESS;
    bool is_ready = poll(files, 2, time_left(broker)) > 0;
    empty_wake(broker);
    if (is_ready && (files[0].revents & ~POLLOUT) != 0)
        error = mosquitto.loop_read(broker->client, 1);
    if (error == MOSQ_ERR_SUCCESS && mosquitto.want_write(broker->client))
        error = mosquitto.loop_write(broker->client, 1);
    if (error == MOSQ_ERR_SUCCESS)
        error = mosquitto.loop_misc(broker->client);
    return error;
}

static bool is_frozen(const struct mi_broker *broker)
{
    mi_time now = mi_clock();
    mi_time oldest = broker->has_answered ? now : broker->begun;
    for (size_t i = 0; i < WINDOW; i++)
        if (broker->flights[i].id != 0 && broker->flights[i].begun < oldest)
            oldest = broker->flights[i].begun;
    return now - oldest > ANSWER_TIME;
}

/* Until the connection is over, or is to be. */
static int serve(struct mi_broker *broker)
{
    int error = MOSQ_ERR_SUCCESS;
    while (error == MOSQ_ERR_SUCCESS && !broker->is_over && !is_leaving(broker)) {
        error = send_letters(broker);
        if (error == MOSQ_ERR_SUCCESS)
            error = turn(broker);
        if (error == MOSQ_ERR_SUCCESS && is_frozen(broker))
            error = MOSQ_ERR_TIMEOUT;
    }
    return error == MOSQ_ERR_SUCCESS ? MOSQ_ERR_CONN_LOST : error;
}

static void give_up_tls(struct mi_broker *broker)
{
    bool has_authority = broker->options.authority != NULL;
    give_up(broker, has_authority ? MI_P_BROKER_TLS_CAFILE : MI_P_BROKER_TLS, broker->reason);
}

/* Why a connection ended; some reasons will be the same the next time. */
static void judge(struct mi_broker *broker, int error, int number)
{
    bool is_of_tls = error == MOSQ_ERR_TLS || error == MOSQ_ERR_TLS_HANDSHAKE;
    if (error == MOSQ_ERR_TIMEOUT)
        note_reason(broker, "it does not answer");
    note_error(broker, error, number);
    if (is_of_tls && !broker->state.was_there)
        give_up_tls(broker);
    bool is_closed = !broker->has_answered && error == MOSQ_ERR_CONN_LOST && !broker->is_at_once;
    broker->unanswered = is_closed ? broker->unanswered + 1 : 0;
    if (broker->has_answered && mi_clock() - broker->begun > STABLE_TIME)
        broker->pause = 0;
}

static void forget_flights(struct mi_broker *broker)
{
    for (size_t i = 0; i < WINDOW; i++)
        broker->flights[i].id = 0;
    mi_broker_lock(broker);
    broker->state.in_flight = 0;
    (void)pthread_cond_broadcast(&broker->change);
    mi_broker_unlock(broker);
}

/* Each connection is a client of its own, so that nothing of the one before is left in it. A broker
 * that hangs up without a word twice may not know MQTT 5. */
static void connect_once(struct mi_broker *broker)
{
    broker->has_answered = false;
    broker->is_over = false;
    broker->is_at_once = false;
    broker->is_old = broker->knows_only_old || broker->unanswered % 3 == 2;
    broker->begun = mi_clock();
    broker->reason[0] = '\0';
    int error = make_client(broker);
    bool is_made = error == MOSQ_ERR_SUCCESS;
    if (is_made)
        error = mosquitto.connect_bind_v5(broker->client, broker->options.host,
                                          broker->options.port, KEEP_ALIVE, NULL, NULL);
    if (error == MOSQ_ERR_SUCCESS)
        error = serve(broker);
    judge(broker, error, errno);
    if (!is_made && broker->options.has_tls)
        give_up_tls(broker);
    else if (!is_made)
        give_up(broker, MI_P_BROKER_REFUSED, broker->reason);
    (void)mosquitto.disconnect(broker->client);
    mosquitto.destroy(broker->client);
    forget_flights(broker);
}

/* --- the thread --- */

/* Twice as long each time, and a little more or less, so that many do not come at once. */
static void pause_a_while(struct mi_broker *broker)
{
    struct pollfd file = {.fd = broker->wake[0], .events = POLLIN};
    mi_time chance = 192 + mi_clock() / 1000 % 128;
    broker->pause = broker->pause == 0 ? PAUSE_FIRST : broker->pause * 2;
    if (broker->pause > PAUSE_LAST)
        broker->pause = PAUSE_LAST;
    mi_time until = mi_clock() + broker->pause * MI_MILLISECOND / 256 * chance;
    while (!is_leaving(broker) && mi_clock() < until) {
        (void)poll(&file, 1, mi_clock_left(until));
        empty_wake(broker);
    }
}

static void give_back(struct mi_broker *broker)
{
    (void)close(broker->wake[0]);
    (void)close(broker->wake[1]);
    (void)pthread_cond_destroy(&broker->change);
    (void)pthread_mutex_destroy(&broker->lock);
    free(broker);
    (void)mosquitto.lib_cleanup();
}

static void *run(void *context)
{
    struct mi_broker *broker = context;
    while (!is_leaving(broker) && !broker->state.is_given_up) {
        connect_once(broker);
        if (broker->is_at_once || broker->state.is_given_up || is_leaving(broker))
            continue;
        tell_away(broker);
        pause_a_while(broker);
    }
    mi_broker_lock(broker);
    broker->has_left = true;
    bool is_abandoned = broker->is_abandoned;
    (void)pthread_cond_broadcast(&broker->change);
    mi_broker_unlock(broker);
    if (is_abandoned)
        give_back(broker);
    return NULL;
}

/* --- beginning and end --- */

static bool make_lock(struct mi_broker *broker)
{
    pthread_condattr_t attributes;
    if (pthread_condattr_init(&attributes) != 0)
        return false;
    bool is_made = pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC) == 0 &&
                   pthread_cond_init(&broker->change, &attributes) == 0;
    (void)pthread_condattr_destroy(&attributes);
    return is_made && pthread_mutex_init(&broker->lock, NULL) == 0;
}

struct mi_broker *mi_broker_new(const struct mi_broker_options *options,
                                const struct mi_correspondent *correspondent,
                                struct mi_problem *problem)
{
    *problem = (struct mi_problem){.code = MI_P_BROKER_LIBRARY};
    if (!mi_libmosquitto_load(&mosquitto, MI_LIBMOSQUITTO, &problem->string))
        return NULL;
    problem->code = MI_P_OUT_OF_MEMORY;
    struct mi_broker *broker = calloc(1, sizeof *broker);
    if (broker == NULL)
        return NULL;
    broker->options = *options;
    broker->correspondent = *correspondent;
    bool has_pipe = pipe2(broker->wake, O_CLOEXEC | O_NONBLOCK) == 0;
    if (has_pipe && make_lock(broker) && mosquitto.lib_init() == MOSQ_ERR_SUCCESS)
        return broker;
    if (has_pipe) {
        (void)close(broker->wake[0]);
        (void)close(broker->wake[1]);
    }
    free(broker);
    return NULL;
}

/* Signals are for the other threads; a broker that hangs up makes one, too. */
bool mi_broker_begin(struct mi_broker *broker)
{
    sigset_t all;
    sigset_t before;
    (void)sigfillset(&all);
    (void)pthread_sigmask(SIG_SETMASK, &all, &before);
    broker->has_begun = pthread_create(&broker->thread, NULL, run, broker) == 0;
    (void)pthread_sigmask(SIG_SETMASK, &before, NULL);
    return broker->has_begun;
}

/* A thread that looks up a name cannot be told to stop: it is left to itself. */
void mi_broker_end(struct mi_broker *broker)
{
    if (broker == NULL)
        return;
    mi_time until = mi_clock() + LEAVE_TIME;
    mi_broker_lock(broker);
    broker->is_leaving = true;
    mi_broker_wake(broker);
    while (broker->has_begun && !broker->has_left && mi_clock() < until)
        mi_broker_wait(broker, (unsigned)mi_clock_left(until));
    bool is_abandoned = broker->has_begun && !broker->has_left;
    broker->is_abandoned = is_abandoned;
    mi_broker_unlock(broker);
    if (is_abandoned) {
        (void)pthread_detach(broker->thread);
        return;
    }
    if (broker->has_begun)
        (void)pthread_join(broker->thread, NULL);
    give_back(broker);
}
