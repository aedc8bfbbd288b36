/* publish: readings to an MQTT broker, live or from captures. */
#include "chain.h"
#include "desk.h"
#include "forget.h"
#include "live.h"
#include "notify.h"
#include "output.h"
#include "ring_file.h"
#include "talk.h"

#include "capture/clock.h"

#include <string.h>

static enum exit_status check(const struct settings *settings, int count, char **arguments)
{
    const struct publish_settings *publish = &settings->publish;
    const struct mi_keyring *ring = settings->keys.ring;
    bool has_ring = ring != NULL && mi_keyring_count(ring) > 0;
    bool is_of_adapter = settings->live.has_adapter || settings->live.listens;
    if (count > 0 && (is_of_adapter || publish->forgets))
        return talk_usage("publish", "'%s' is too much: nothing is read from files with --%s",
                          arguments[0], publish->forgets ? "forget" : "adapter and --listen");
    if (has_ring || settings->filter.count > 0 || publish->all_devices || publish->forgets)
        return EXIT_DONE;
    return talk_usage("publish",
                      "which devices? those of a key ring (--keys), of a filter (--filter) or "
                      "all that are heard (--all-devices)");
}

static void read_inputs(struct pipeline *pipeline, int count, char **arguments)
{
    if (count > 0)
        pipeline_read_files(pipeline, count, arguments);
    else
        pipeline_read(pipeline, live_open(&pipeline->settings->live, -1, NULL, NULL));
}

/* Nothing of a device was opened, though it encrypts: of `status` was each frame. */
static uint64_t count_closed(const struct settings *settings, struct mi_devices *devices,
                             enum mi_status status)
{
    bool takes_all = settings->publish.all_devices || settings->filter.count > 0;
    const struct mi_device *device;
    uint64_t count = 0;
    for (uint32_t i = 0; (device = mi_devices_at(devices, i)) != NULL; i++)
        count += device->by_status[status] > 0 && device->opened == 0 &&
                 mi_device_encrypts(device) &&
                 (takes_all || ring_has(settings->keys.ring, device->address));
    return count;
}

static uint64_t count_unheard(const struct settings *settings, struct mi_devices *devices)
{
    const struct mi_keyring *ring = settings->keys.ring;
    size_t keys = ring != NULL && settings->filter.count == 0 ? mi_keyring_count(ring) : 0;
    const struct mi_address *addresses = keys > 0 ? mi_keyring_addresses(ring) : NULL;
    uint64_t count = 0;
    for (size_t i = 0; i < keys; i++) {
        const struct mi_device *device = mi_devices_find(devices, addresses[i]);
        bool is_other = i == 0 || !mi_address_equal(addresses[i], addresses[i - 1]);
        count += is_other && (device == NULL || device->frames == 0);
    }
    return count;
}

static void tell_rest(const struct settings *settings, struct mi_devices *devices)
{
    const struct {
        const char *what;
        uint64_t count;
        const char *why;
    } rows[] = {
        {"not published: encrypted readings of",
         count_closed(settings, devices, MI_STATUS_KEY_MISSING), ", whose key is missing"},
        {"not published: encrypted readings of",
         count_closed(settings, devices, MI_STATUS_KEY_WRONG),
         ", which no key opens (see 'mitool verify')"},
        {"not heard:", count_unheard(settings, devices), " of the key ring"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char buffer[64];
        struct mi_text text = mi_text(buffer, sizeof buffer);
        add_count(&text, rows[i].count, "device");
        if (rows[i].count > 0)
            talk(NULL, 0, "%s %s%s", rows[i].what, buffer, rows[i].why);
    }
}

/* That a frame could not be opened is published, and no failure. */
static enum exit_status publish_all(struct desk *desk, int count, char **arguments)
{
    struct pipeline *pipeline = pipeline_new(desk->settings);
    struct sink *following;
    enum exit_status status = EXIT_INPUT;
    if (pipeline != NULL && chain_to_publish(pipeline, desk, &following)) {
        pipeline->is_silent = true;
        pipeline->deadline = mi_clock_in(desk->settings->live.duration);
        read_inputs(pipeline, count, arguments);
        notify("STOPPING=1");
        desk_end(desk);
        pipeline_end(pipeline);
        if (pipeline->tally.frames == 0 && pipeline->tally.problems == 0 && !desk->has_failed)
            pipeline_tell_nothing(pipeline);
        if (!desk->has_failed && !output_is_over())
            tell_rest(desk->settings, following_devices(following));
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
