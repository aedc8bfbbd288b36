/* publish: readings to an MQTT broker, live or from captures. */
#include "chain.h"
#include "desk.h"
#include "forget.h"
#include "live.h"
#include "notify.h"
#include "talk.h"

#include "capture/clock.h"

#include <string.h>

static enum exit_status check(const struct settings *settings, int count, char **arguments)
{
    const struct publish_settings *publish = &settings->publish;
    const struct mi_keyring *ring = settings->keys.ring;
    bool has_ring = ring != NULL && mi_keyring_count(ring) > 0;
    bool is_of_adapter = settings->live.has_adapter || settings->live.listens;
    if (count > 0 && (is_of_adapter || publish->forgets)) {
        talk_usage("publish", "'%s' is too much: nothing is read from files with --%s",
                   arguments[0], publish->forgets ? "forget" : "adapter and --listen");
        return EXIT_USAGE;
    }
    if (has_ring || settings->filter.count > 0 || publish->all_devices || publish->forgets)
        return EXIT_DONE;
    talk_usage("publish", "which devices? those of a key ring (--keys), of a filter (--filter) or "
                          "all that are heard (--all-devices)");
    return EXIT_USAGE;
}

static void read_inputs(struct pipeline *pipeline, int count, char **arguments)
{
    if (count > 0)
        pipeline_read_files(pipeline, count, arguments);
    else
        pipeline_read(pipeline, live_open(&pipeline->settings->live, -1, NULL, NULL));
}

/* That a frame could not be opened is published, and no failure. */
static enum exit_status publish_all(struct desk *desk, int count, char **arguments)
{
    struct pipeline *pipeline = pipeline_new(desk->settings);
    enum exit_status status = EXIT_INPUT;
    if (pipeline != NULL && chain_to_publish(pipeline, desk)) {
        pipeline->is_silent = true;
        pipeline->deadline = mi_clock_in(desk->settings->live.duration);
        read_inputs(pipeline, count, arguments);
        notify("STOPPING=1");
        desk_end(desk);
        pipeline_end(pipeline);
        if (pipeline->tally.frames == 0 && pipeline->tally.problems == 0 && !desk->has_failed)
            pipeline_tell_nothing(pipeline);
        pipeline_tell_tally(pipeline);
        status =
            pipeline_status(pipeline) == EXIT_INPUT || desk->has_failed ? EXIT_INPUT : EXIT_DONE;
    }
    pipeline_free(pipeline);
    return status;
}

static enum exit_status run_publish(const struct settings *settings, int count, char **arguments)
{
    struct desk desk;
    enum exit_status status = check(settings, count, arguments);
    if (status != EXIT_DONE)
        return status;
    bool is_short = settings->publish.forgets || live_is_capture(count, arguments);
    status = desk_open(&desk, settings, is_short);
    if (status == EXIT_DONE && settings->publish.forgets)
        status = forget(&desk);
    else if (status == EXIT_DONE)
        status = desk_publish(&desk) ? publish_all(&desk, count, arguments) : EXIT_INPUT;
    desk_close(&desk);
    return status;
}

const struct command PUBLISH_COMMAND = {
    .name = "publish",
    .summary = "readings to an MQTT broker, for Home Assistant and others",
    .arguments = "[FILE | -]...",
    .help = "Sends readings to an MQTT broker, with discovery for Home Assistant, Domoticz and "
            "openHAB: as an adapter hears them, from a pipe, or from captures. Of a device whose "
            "key is missing or wrong, it says so.",
    .options = OPTIONS_COMMON | OPTIONS_READ | OPTIONS_RING | OPTIONS_FILTER | OPTIONS_ADAPTER |
               OPTIONS_WAIT | OPTIONS_PUBLISH,
    .run = run_publish,
};
