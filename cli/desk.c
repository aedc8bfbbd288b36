#include "desk.h"

#include "output.h"
#include "signals.h"
#include "talk.h"

#include "capture/clock.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

enum {
    PATIENCE = 30, /* seconds, with a capture */
    HURRY = 5,     /* after a signal, and with what is live */
};

/* --- beginning --- */

static enum exit_status name_gateway(struct desk *desk)
{
    const char *given = desk->settings->publish.gateway;
    struct mi_text text = mi_text(desk->gateway, sizeof desk->gateway);
    if (given != NULL)
        mi_text_add(&text, given);
    else if (gethostname(desk->gateway, sizeof desk->gateway - 1) != 0)
        desk->gateway[0] = '\0';
    if (mi_topic_flaw(desk->gateway, true) == MI_TOPIC_SOUND)
        return EXIT_DONE;
    return talk_usage("publish", "the host's name cannot be in a topic: choose one with --gateway");
}

static const char *or_else(const char *given, const char *standard)
{
    return given != NULL ? given : standard;
}

struct mi_names desk_names(const struct desk *desk)
{
    const struct publish_settings *settings = &desk->settings->publish;
    const char *discovery = or_else(settings->discovery, "homeassistant");
    return (struct mi_names){
        .base = or_else(settings->base, "mitool"),
        .gateway = desk->gateway,
        .discovery = strcmp(discovery, "off") == 0 ? NULL : discovery,
        .status = or_else(settings->status, "homeassistant/status"),
    };
}

/* A service keeps its name; what is only here for a while must not throw it out. */
static void name_client(struct desk *desk)
{
    struct mi_text client = mi_text(desk->client, sizeof desk->client);
    mi_text_add(&client, "mitool_");
    mi_text_add(&client, desk->gateway);
    if (!desk->is_capture)
        return;
    mi_text_char(&client, '_');
    mi_text_signed(&client, getpid());
}

/* What cannot be read now cannot be read later. */
static enum exit_status check_files(const struct publish_settings *settings)
{
    const char *const paths[] = {settings->authority, settings->certificate,
                                 settings->certificate_key};
    for (size_t i = 0; i < sizeof paths / sizeof paths[0]; i++) {
        if (paths[i] == NULL || access(paths[i], R_OK) == 0)
            continue;
        talk_problem(paths[i], 0,
                     &(struct mi_problem){.code = MI_P_CANNOT_OPEN, .string = strerror(errno)});
        return EXIT_INPUT;
    }
    return EXIT_DONE;
}

enum exit_status desk_open(struct desk *desk, const struct settings *settings, bool is_capture)
{
    *desk = (struct desk){.settings = settings, .is_capture = is_capture};
    enum exit_status status = name_gateway(desk);
    name_client(desk);
    if (status == EXIT_DONE)
        status = broker_place_read(&desk->place, &settings->publish);
    return status == EXIT_DONE ? check_files(&settings->publish) : status;
}

bool desk_write_to(struct desk *desk, const struct mi_correspondent *correspondent, bool has_will)
{
    const struct publish_settings *settings = &desk->settings->publish;
    const struct mi_names names = desk_names(desk);
    struct mi_text topic = mi_text(desk->will_topic, sizeof desk->will_topic);
    mi_topic_availability(&topic, &names, desk->gateway);
    const struct mi_broker_options options = {
        .host = desk->place.host,
        .port = desk->place.port,
        .user = desk->place.user[0] != '\0' ? desk->place.user : NULL,
        .password = broker_place_password(&desk->place),
        .client = desk->client,
        .will_topic = has_will ? desk->will_topic : NULL,
        .will = "offline",
        .has_tls = desk->place.has_tls,
        .authority = settings->authority,
        .certificate = settings->certificate,
        .key = settings->certificate_key,
        .takes_any_host = settings->takes_any_host,
    };
    struct mi_problem problem;
    desk->broker = mi_broker_new(&options, correspondent, &problem);
    if (desk->broker == NULL)
        talk_problem(NULL, 0, &problem);
    return desk->broker != NULL;
}

/* --- the publisher as a correspondent --- */

static bool next(void *context, mi_time now, struct mi_letter *letter)
{
    const struct desk *desk = context;
    return mi_publisher_next(desk->publisher, now, letter);
}

static mi_time due(void *context)
{
    const struct desk *desk = context;
    return mi_publisher_due(desk->publisher);
}

static void acknowledged(void *context, uint32_t token)
{
    const struct desk *desk = context;
    mi_publisher_acknowledge(desk->publisher, token);
}

static void connected(void *context, mi_time now, bool has_expiry)
{
    const struct desk *desk = context;
    mi_publisher_connect(desk->publisher, now, has_expiry);
}

static bool subscription(void *context, size_t index, struct mi_text *topic, bool *is_news)
{
    const struct desk *desk = context;
    return mi_publisher_subscription(desk->publisher, index, topic, is_news);
}

static void heard(void *context, const char *topic, struct mi_span payload)
{
    const struct desk *desk = context;
    mi_publisher_read(desk->publisher, topic, payload);
}

static void tell(void *context, const struct mi_problem *problem, bool is_last)
{
    const struct desk *desk = context;
    talk_problem(desk->place.url, 0, problem);
    if (is_last)
        signals_pretend(SIGNAL_END);
}

bool desk_publish(struct desk *desk)
{
    const struct publish_settings *settings = &desk->settings->publish;
    const struct mi_correspondent correspondent = {desk,      next,         due,   acknowledged,
                                                   connected, subscription, heard, tell};
    enum { EXPIRE = 3600, HEARTBEAT = 60 };
    uint32_t expire = settings->expire > 0 ? (uint32_t)settings->expire : EXPIRE;
    uint32_t heartbeat = settings->heartbeat > 0 ? (uint32_t)settings->heartbeat : HEARTBEAT;
    const struct mi_publish_options options = {
        .names = desk_names(desk),
        .expire = expire,
        .heartbeat = heartbeat <= expire / 3 ? heartbeat : expire / 3,
        .is_capture = desk->is_capture,
        .has_events = settings->events,
        .is_raw = settings->raw,
        .is_dry = settings->is_dry,
    };
    desk->publisher = mi_publisher_new(&options);
    if (desk->publisher == NULL)
        return talk_no_memory();
    return settings->is_dry || desk_write_to(desk, &correspondent, true);
}

/* --- letters --- */

/* "TOPIC retained|- PAYLOAD" */
static void print_letters(struct desk *desk)
{
    while (mi_publisher_next(desk->publisher, mi_clock(), &desk->letter)) {
        const struct mi_letter *letter = &desk->letter;
        output_put(letter->topic, strlen(letter->topic));
        output_print(" %s ", letter->is_kept ? "retained" : "-");
        output_put(letter->payload, letter->size);
        output_put("\n", 1);
    }
}

void desk_lock(struct desk *desk)
{
    if (desk->broker != NULL)
        mi_broker_lock(desk->broker);
}

void desk_unlock(struct desk *desk)
{
    if (desk->broker == NULL) {
        print_letters(desk);
        return;
    }
    mi_broker_unlock(desk->broker);
    mi_broker_wake(desk->broker);
}

/* --- waiting --- */

bool desk_wait_until(struct desk *desk, bool (*is_met)(void *context), void *context,
                     unsigned seconds)
{
    enum { SLICE = 50 /* milliseconds, in which a signal is seen */ };
    uint64_t taken = 0;
    mi_time until = MI_NO_TIME;
    bool is_hurried = seconds <= HURRY;
    mi_broker_lock(desk->broker);
    while (!is_met(context) && !mi_broker_state(desk->broker)->is_given_up) {
        bool is_hurried_now = is_hurried || signals_have(SIGNAL_END);
        if (until == MI_NO_TIME || taken != mi_broker_state(desk->broker)->taken ||
            is_hurried != is_hurried_now)
            until = mi_clock_in(is_hurried_now ? HURRY : seconds);
        is_hurried = is_hurried_now;
        taken = mi_broker_state(desk->broker)->taken;
        if (mi_clock() > until)
            break;
        mi_broker_wait(desk->broker, SLICE);
    }
    bool is_so = is_met(context);
    desk->has_failed = desk->has_failed || mi_broker_state(desk->broker)->is_given_up;
    mi_broker_unlock(desk->broker);
    return is_so;
}

static bool is_there(void *context)
{
    const struct desk *desk = context;
    return mi_broker_state(desk->broker)->was_there;
}

static void fail(struct desk *desk, const struct mi_problem *problem)
{
    if (!desk->has_failed)
        talk_problem(desk->place.url, 0, problem);
    desk->has_failed = true;
    signals_pretend(SIGNAL_END);
}

/* With a capture, the broker has to answer. */
static void wait_patiently(struct desk *desk, bool (*is_met)(void *context))
{
    const struct mi_problem silent = {.code = MI_P_BROKER_SILENT, .number = {PATIENCE}};
    if (desk->is_capture && !desk_wait_until(desk, is_met, desk, PATIENCE) &&
        !signals_have(SIGNAL_END))
        fail(desk, &silent);
}

void desk_begin(struct desk *desk)
{
    if (desk->has_begun)
        return;
    desk->has_begun = true;
    if (desk->broker == NULL) {
        mi_publisher_connect(desk->publisher, mi_clock(), true);
        print_letters(desk);
    } else if (!mi_broker_begin(desk->broker)) {
        fail(desk, &(struct mi_problem){.code = MI_P_OUT_OF_MEMORY});
    } else {
        wait_patiently(desk, is_there);
    }
}

static bool has_room(void *context)
{
    const struct desk *desk = context;
    return !mi_publisher_is_crowded(desk->publisher);
}

void desk_wait(struct desk *desk)
{
    if (desk->broker != NULL && !desk->has_failed)
        wait_patiently(desk, has_room);
}

/* --- the end --- */

static bool is_done(void *context)
{
    const struct desk *desk = context;
    return mi_publisher_is_done(desk->publisher) && mi_broker_state(desk->broker)->in_flight == 0;
}

static void tell_losses(const struct desk *desk)
{
    const struct mi_publish_losses losses = mi_publisher_losses(desk->publisher);
    const struct mi_problem problems[] = {
        {.code = MI_P_PUBLISH_DEVICES, .number = {losses.devices}},
        {.code = MI_P_PUBLISH_EVENTS, .number = {losses.events}},
        {.code = MI_P_PUBLISH_LINES, .number = {losses.lines}},
    };
    for (size_t i = 0; i < sizeof problems / sizeof problems[0]; i++)
        if (problems[i].number[0] > 0)
            talk_problem(NULL, 0, &problems[i]);
}

void desk_end(struct desk *desk)
{
    desk_lock(desk);
    mi_publisher_end(desk->publisher);
    desk_unlock(desk);
    bool has_broker = desk->broker != NULL && desk->has_begun && !desk->has_failed;
    if (has_broker && !desk_wait_until(desk, is_done, desk, desk->is_capture ? PATIENCE : HURRY))
        fail(desk, &(struct mi_problem){.code = MI_P_BROKER_PARTLY});
    mi_broker_end(desk->broker);
    desk->broker = NULL;
    tell_losses(desk);
}

void desk_close(struct desk *desk)
{
    mi_broker_end(desk->broker);
    mi_publisher_free(desk->publisher);
    broker_place_free(&desk->place);
}
