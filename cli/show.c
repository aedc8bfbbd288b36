#include "show.h"

#include "chain.h"
#include "connections.h"
#include "hearing.h"
#include "live.h"
#include "output.h"
#include "overwriting.h"
#include "plot.h"
#include "ring_file.h"
#include "summary.h"
#include "talk.h"

#include "capture/clock.h"

#include <unistd.h>

/* Without a table, a terminal is told what there is to wait for. */
static void read_live(struct pipeline *pipeline)
{
    const struct live_settings *live = &pipeline->settings->live;
    struct hearing hearing = {.only_listens = live->listens};
    struct mi_source *source = live_open(live, -1, hearing_turn, &hearing);
    hearing.is_wanted = isatty(STDERR_FILENO) != 0;
    if (source != NULL)
        hearing_begin(&hearing, source);
    pipeline->hearing = &hearing;
    pipeline_read(pipeline, source);
    pipeline->hearing = NULL;
}

void place_read(const struct place *place, struct pipeline *pipeline, struct watch *watch)
{
    const struct live_settings *live = &pipeline->settings->live;
    if (!place->is_live)
        pipeline_read_files(pipeline, place->count, place->paths);
    else if (watch != NULL)
        pipeline_read(pipeline, live_open(live, watch_file(watch), watch_turn, watch));
    else
        read_live(pipeline);
}

/* What a summary leaves out. */
static void tell_rest(const struct pipeline *pipeline, const struct mi_devices *devices)
{
    talk_count(mi_devices_dropped(devices), "more device was heard and is not shown",
               "more devices were heard and are not shown");
    talk_count(pipeline->tally.nameless,
               "frame has no address and belongs to no device (see --mac)",
               "frames have no address and belong to no device (see --mac)");
}

static void tell_nothing(const struct pipeline *pipeline, const struct place *place)
{
    pipeline_tell_nothing(pipeline);
    for (int i = 0; pipeline->tally.packets == 0 && i < place->count; i++)
        if (ring_is_one(place->paths[i]))
            talk_problem(place->paths[i], 0, &(struct mi_problem){.code = MI_P_RING_AS_INPUT});
}

/* False when the table could not be begun. */
static bool read_watching(struct pipeline *pipeline, const struct place *place,
                          struct mi_devices *devices)
{
    struct watch *watch = watch_begin(pipeline, devices);
    if (watch == NULL)
        return false;
    place_read(place, pipeline, watch);
    watch_end(watch);
    return true;
}

/* What became of the devices, when all is read. */
static void show_devices(struct pipeline *pipeline, struct mi_devices *devices, bool sums_up,
                         const struct sink *plot)
{
    const struct printer *printer = pipeline->settings->output.printer;
    if (sums_up && !print_summary(devices, printer))
        pipeline->tally.problems++;
    if (sums_up && plot != NULL)
        output_put("\n", 1);
    if (plot != NULL && !plot_print(plot, devices))
        pipeline->tally.problems++;
}

static void show(struct pipeline *pipeline, const struct place *place, struct mi_devices *devices,
                 const struct sink *plot, bool watches)
{
    const struct output_settings *output = &pipeline->settings->output;
    bool sums_up = (output->summary || watches) && !chain_is_piped(&pipeline->settings->write);
    struct tally *tally = &pipeline->tally;
    pipeline->deadline = mi_clock_in(pipeline->settings->live.duration);
    if (watches)
        tally->problems += !read_watching(pipeline, place, devices);
    else
        place_read(place, pipeline, NULL);
    pipeline_end(pipeline);
    show_devices(pipeline, devices, sums_up, plot);
    if (tally->frames == 0 && !(place->is_live && tally->problems > 0))
        tell_nothing(pipeline, place);
    if (output->summary)
        tell_rest(pipeline, devices);
    pipeline_tell_tally(pipeline);
}

enum exit_status show_frames(const struct settings *settings, const char *command,
                             const struct place *place, bool folds)
{
    if (!place->is_live &&
        overwriting_inputs(settings, command, place->count, place->paths) != EXIT_DONE)
        return EXIT_USAGE;
    bool watches = settings->output.watch && watch_is_possible();
    bool plots = settings->output.plot_count > 0;
    bool folds_copies = folds && !settings->output.all && !plots;
    bool prints =
        !watches && !plots && !settings->output.summary && !chain_is_piped(&settings->write);
    struct pipeline *pipeline = pipeline_new(settings);
    struct sink *following;
    struct sink *plot = NULL;
    enum exit_status status = EXIT_INPUT;
    if (pipeline != NULL && (place->is_live || pipeline_connect(pipeline, NULL)) &&
        chain_to_follow(pipeline, prints, folds_copies, &following) &&
        (!plots || pipeline_add(pipeline, plot = plot_new(&settings->output)))) {
        show(pipeline, place, following_devices(following), plot, watches);
        status = pipeline_status(pipeline);
    }
    pipeline_free(pipeline);
    return status;
}
