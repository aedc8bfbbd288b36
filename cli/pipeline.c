#include "pipeline.h"

#include "live.h"
#include "output.h"
#include "progress.h"
#include "signals.h"
#include "suggest.h"
#include "talk.h"

#include "beacon/open.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* --- one frame --- */

/* What one advertisement held. */
struct held {
    unsigned frames;
    unsigned passed; /* of these, by the filter */
    unsigned names;
    unsigned envelopes;
    uint64_t hash; /* of the last one */
};

static void count_frame(struct pipeline *pipeline, enum mi_status status)
{
    pipeline->tally.frames++;
    pipeline->tally.by_status[status]++;
}

static void take_frame(struct pipeline *pipeline, const struct mi_advert *advert)
{
    struct mi_frame *frame = &pipeline->frame;
    struct sighting sighting = {.frame = frame, .advert = advert};
    sink_frame(pipeline->first, &sighting);
    count_frame(pipeline, frame->status);
    pipeline->tally.nameless += frame->address_source == MI_ADDRESS_NONE;
}

static void note_time(struct tally *tally, mi_time time)
{
    if (time == MI_NO_TIME)
        return;
    if (tally->first == MI_NO_TIME || time < tally->first)
        tally->first = time;
    if (tally->last == MI_NO_TIME || time > tally->last)
        tally->last = time;
}

/* A frame that was just read. How many pass the filter: it, or none. */
static unsigned offer_frame(struct pipeline *pipeline, const struct mi_advert *advert)
{
    if (!filter_passes(&pipeline->settings->filter, &pipeline->heard, &pipeline->frame, advert)) {
        note_time(&pipeline->tally, advert->time);
        return 0;
    }
    take_frame(pipeline, advert);
    return 1;
}

static bool offer_copy(struct pipeline *pipeline, const struct mi_advert *advert, uint64_t hash,
                       struct held *held)
{
    struct copy copy = {.hash = hash, .advert = advert};
    if (!pipeline->offers_copies || !advert->has_address ||
        !sink_copy(pipeline->takers.copy, &copy))
        return false;
    count_frame(pipeline, copy.status);
    held->frames++;
    held->passed++;
    return true;
}

static void read_structure(struct pipeline *pipeline, const struct mi_advert *advert,
                           const struct mi_ad *ad, struct held *held)
{
    struct mi_envelope *envelope = &pipeline->frame.envelope;
    if (!mi_envelope_read(envelope, advert, ad))
        return;
    held->envelopes++;
    held->hash = envelope->hash;
    if (offer_copy(pipeline, advert, envelope->hash, held) ||
        !mi_frame_read_envelope(&pipeline->frame, envelope))
        return;
    held->frames++;
    held->passed += offer_frame(pipeline, advert);
}

static unsigned take_reading(void *context, const struct mi_link_event *event)
{
    struct pipeline *pipeline = context;
    const struct mi_advert advert = {
        .time = event->time,
        .has_address = event->connection->has_address,
        .address = event->connection->address,
    };
    if (pipeline->is_done ||
        !mi_gatt_frame(&pipeline->connections->readings, &pipeline->frame, event))
        return 0;
    unsigned passed = offer_frame(pipeline, &advert);
    pipeline->tally.filtered += 1 - passed;
    return passed;
}

bool pipeline_connect(struct pipeline *pipeline, struct mi_pairing *pairing)
{
    pipeline->connections = connections_new(pairing, take_reading, pipeline);
    return pipeline->connections != NULL;
}

/* --- one packet --- */

/* Before the frames beside them, which they are of; one from the key ring wins. */
static void take_names(struct pipeline *pipeline, const struct mi_advert *advert, struct held *held)
{
    const struct mi_keyring *ring = pipeline->settings->keys.ring;
    struct mi_bytes data = advert->data;
    struct mi_ad ad;
    while (advert->has_address && mi_ad_next(&data, &ad)) {
        bool is_name = ad.type == MI_AD_NAME || ad.type == MI_AD_NAME_SHORT;
        held->names += is_name;
        if (is_name && (ring == NULL || mi_keyring_name_of(ring, advert->address) == NULL))
            sink_name(pipeline->first, advert->address, &ad);
    }
}

/* All that is in an advertisement. */
static void read_structures(struct pipeline *pipeline, const struct mi_advert *advert,
                            struct held *held)
{
    struct mi_bytes data = advert->data;
    struct mi_ad ad;
    take_names(pipeline, advert, held);
    while (!pipeline->is_done && mi_ad_next(&data, &ad))
        if (mi_ad_type_has_data(ad.type))
            read_structure(pipeline, advert, &ad, held);
}

/* --- advertisements that come again --- */

static void remember(struct pipeline *pipeline, const struct mi_advert *advert,
                     const struct held *held)
{
    size_t place = advert->place - 1u;
    bool is_telling = advert->has_address && held->names == 0 && !pipeline->is_done;
    bool is_lone = held->frames == 1 && held->envelopes == 1;
    pipeline->remembered->places[place].hash = held->hash;
    pipeline->remembered->places[place].what = is_telling && held->frames == 0 ? HOLDS_NOTHING
                                               : is_telling && is_lone         ? HOLDS_FRAME
                                                                               : HOLDS_UNTOLD;
}

/* True when nothing of it has to be read again. */
static bool recall(struct pipeline *pipeline, const struct mi_advert *advert, struct held *held)
{
    size_t place = advert->place - 1u;
    switch (pipeline->remembered->places[place].what) {
    case HOLDS_NOTHING: return true;
    case HOLDS_FRAME:
        return offer_copy(pipeline, advert, pipeline->remembered->places[place].hash, held);
    default: return false;
    }
}

/* The frames of one advertisement; how many. */
static unsigned read_advert(struct pipeline *pipeline, struct mi_advert *advert)
{
    struct held held = {.frames = 0};
    if (!advert->has_address && pipeline->mac != NULL) {
        advert->address = *pipeline->mac;
        advert->has_address = true;
    }
    if (pipeline->connections != NULL && pipeline->connections->pairing != NULL)
        mi_pairing_hear(pipeline->connections->pairing, advert);
    if (pipeline->settings->filter.has_names)
        filter_hear(&pipeline->settings->filter, &pipeline->heard, advert);
    if (!advert->is_echo || !recall(pipeline, advert, &held)) {
        read_structures(pipeline, advert, &held);
        if (advert->place > 0)
            remember(pipeline, advert, &held);
    }
    bool is_wanted = held.frames == 0 && filter_passes_others(&pipeline->settings->filter, advert);
    if (held.passed > 0 || is_wanted)
        sink_advert(pipeline->takers.advert, advert);
    pipeline->tally.filtered += held.frames - held.passed;
    if (pipeline->hearing != NULL)
        hearing_take(pipeline->hearing, advert, held.frames, held.passed);
    return held.frames;
}

static void take_packet(struct pipeline *pipeline)
{
    const struct mi_packet *packet = mi_source_packet(pipeline->source);
    struct mi_advert advert;
    unsigned frames = 0;
    pipeline->tally.packets++;
    sink_packet(pipeline->takers.packet, packet);
    mi_radio_feed(&pipeline->radio, packet);
    if (pipeline->connections != NULL)
        frames +=
            connections_feed(pipeline->connections, packet, mi_radio_has_reports(&pipeline->radio));
    while (!pipeline->is_done && mi_radio_next(&pipeline->radio, &advert))
        frames += read_advert(pipeline, &advert);
    sink_packet_end(pipeline->takers.packet_end, frames);
    if (pipeline->radio.problem.code != MI_OK)
        pipeline_complain(pipeline, packet->number, &pipeline->radio.problem);
}

/* --- whole inputs --- */

struct reading {
    struct pipeline *pipeline;
    struct progress progress;
};

/* The moment before a read, which may have to wait. */
static void before_read(void *context)
{
    struct reading *reading = context;
    sink_wait(reading->pipeline->first);
    output_flush();
    progress_show(&reading->progress);
}

static void say(const struct pipeline *pipeline, uint64_t position,
                const struct mi_problem *problem)
{
    sink_problem(pipeline->first, mi_source_name(pipeline->source), position, problem);
}

void pipeline_complain(struct pipeline *pipeline, uint64_t position,
                       const struct mi_problem *problem)
{
    pipeline->tally.problems++;
    if (complaints_take(&pipeline->complaints, problem) || pipeline->settings->verbose)
        say(pipeline, position, problem);
}

/* How many more there were of each kind. */
static void complain_of_rest(struct pipeline *pipeline)
{
    char buffer[TALK_MAX];
    struct mi_text words = mi_text(buffer, sizeof buffer);
    struct mi_problem problem;
    unsigned kind = 0;
    while (!pipeline->settings->verbose &&
           complaints_rest(&pipeline->complaints, &kind, &words, &problem))
        say(pipeline, 0, &problem);
    pipeline->complaints = (struct complaints){0};
}

/* Nothing more is to be read. */
static bool is_over(const struct pipeline *pipeline)
{
    return pipeline->is_done || output_is_over();
}

/* A signal ends the reading of a file at once; what a pipe has given before is told. */
static bool is_interrupted(const struct mi_source *source)
{
    uint64_t done;
    uint64_t size = 0;
    if (signals_have(SIGNAL_END))
        mi_source_progress(source, &done, &size);
    return size > 0;
}

/* An input of which nothing more can be read, and not because it is damaged. */
static bool is_unreadable(const struct mi_problem *problem)
{
    return problem->code == MI_P_CANNOT_OPEN || problem->code == MI_P_CANNOT_READ ||
           problem->code == MI_P_NOT_TEXT || problem->code == MI_P_RAW_BYTES;
}

static void take_input_problem(struct pipeline *pipeline)
{
    const struct mi_problem *problem = mi_source_problem(pipeline->source);
    pipeline->tally.unreadable += is_unreadable(problem);
    pipeline_complain(pipeline, mi_source_position(pipeline->source), problem);
}

static void read_all(struct pipeline *pipeline, struct mi_source *source)
{
    enum mi_got got = MI_GOT_END;
    while (!is_over(pipeline) && !is_interrupted(source) &&
           (got = mi_source_next(source)) != MI_GOT_END) {
        if (got == MI_GOT_PACKET)
            take_packet(pipeline);
        else if (got == MI_GOT_NOTE)
            say(pipeline, 0, mi_source_problem(source));
        else
            take_input_problem(pipeline);
    }
    if (got != MI_GOT_END && !is_over(pipeline) && is_interrupted(source))
        talk(mi_source_name(source), 0, "interrupted: not all of it was read");
    mi_radio_end(&pipeline->radio);
    if (pipeline->connections != NULL)
        connections_next(pipeline->connections);
    complain_of_rest(pipeline);
}

/* Before the first packet of all. */
static void begin(struct pipeline *pipeline, const struct mi_source *source)
{
    if (!pipeline->is_open && mi_source_is_open(source)) {
        pipeline->is_open = true;
        sink_opened(pipeline->first);
    }
    if (mi_source_is_live(source))
        live_drop();
}

/* Without memory for that, all that comes again is read again. */
static void begin_remembering(struct pipeline *pipeline)
{
    if (!pipeline->offers_copies || pipeline->remembered != NULL)
        return;
    pipeline->remembered = calloc(1, sizeof *pipeline->remembered);
    if (pipeline->remembered != NULL)
        pipeline->radio.echoes = &pipeline->remembered->echoes;
}

static void read_source(struct pipeline *pipeline, struct mi_source *source)
{
    struct reading reading = {pipeline, progress_begin(source, pipeline->is_silent)};
    struct progress *progress = &reading.progress;
    progress->is_wanted =
        progress->is_wanted && !pipeline->settings->quiet && !mi_source_is_live(source);
    mi_source_before_read(source, before_read, &reading);
    mi_source_end_with(source, signals_file());
    mi_source_deadline(source, pipeline->deadline);
    pipeline->source = source;
    begin_remembering(pipeline);
    begin(pipeline, source);
    read_all(pipeline, source);
    progress_end(progress);
    pipeline->format = mi_source_format(source);
}

void pipeline_read(struct pipeline *pipeline, struct mi_source *source)
{
    if (source == NULL) {
        (void)talk_no_memory();
        pipeline->tally.problems++;
        return;
    }
    if (!signals_have(SIGNAL_END)) /* it may have come while the input was opened */
        read_source(pipeline, source);
    mi_source_close(source);
}

void pipeline_read_file(struct pipeline *pipeline, const char *path, unsigned flags)
{
    if (strcmp(path, "-") == 0 && pipeline->settings->stdin_is_read) {
        talk("standard input", 0, "the key was read from it: it cannot be the input as well");
        pipeline->tally.problems++;
        pipeline->tally.unreadable++;
        return;
    }
    if (pipeline->connections != NULL)
        flags |= MI_SOURCE_DATA;
    if (!is_over(pipeline) && !signals_have(SIGNAL_END))
        pipeline_read(pipeline, mi_source_open(path, flags));
}

static void refuse_hex(struct pipeline *pipeline)
{
    talk_problem("argument 1", 0, &(struct mi_problem){.code = MI_P_HEX_AS_FILE});
    pipeline->tally.problems++;
    pipeline->tally.unreadable++;
}

void pipeline_read_files(struct pipeline *pipeline, int count, char **paths)
{
    bool is_hex = suggest_is_hex(count, paths);
    if (is_hex)
        refuse_hex(pipeline);
    for (int i = 0; !is_hex && i < count; i++)
        pipeline_read_file(pipeline, paths[i], 0);
    if (count == 0)
        pipeline_read_file(pipeline, "-", 0);
}

/* --- beginning and end --- */

struct pipeline *pipeline_new(const struct settings *settings)
{
    struct pipeline *pipeline = talk_allocate(1, sizeof *pipeline);
    if (pipeline == NULL)
        return NULL;
    pipeline->settings = settings;
    pipeline->ccm = mi_ccm_new();
    if (pipeline->ccm != NULL && signals_begin())
        return pipeline;
    if (pipeline->ccm == NULL)
        talk(NULL, 0, "out of memory, or libcrypto has no AES-128");
    else
        talk(NULL, 0, "no pipe could be made: %s", strerror(errno));
    pipeline_free(pipeline);
    return NULL;
}

void pipeline_free(struct pipeline *pipeline)
{
    if (pipeline == NULL)
        return;
    pipeline_end(pipeline);
    for (struct sink *sink = pipeline->first, *next; sink != NULL; sink = next) {
        next = sink->next;
        if (sink->kind->free != NULL)
            sink->kind->free(sink);
        if (sink->kind->size > 0)
            free(sink);
    }
    mi_ccm_free(pipeline->ccm);
    free(pipeline->connections);
    free(pipeline->remembered);
    free(pipeline);
}

void pipeline_end(struct pipeline *pipeline)
{
    sink_end(pipeline->first);
    signals_end();
}

void *sink_new(const struct sink_kind *kind)
{
    struct sink *sink = calloc(1, kind->size);
    if (sink != NULL)
        *sink = (struct sink){.kind = kind, .self = sink};
    return sink;
}

#define FIND_TAKER(event)                                                                          \
    pipeline->takers.event = pipeline->first;                                                      \
    SINK_SEEK(pipeline->takers.event, event)

static void find_takers(struct pipeline *pipeline)
{
    FIND_TAKER(packet);
    FIND_TAKER(packet_end);
    FIND_TAKER(advert);
    FIND_TAKER(copy);
}

bool pipeline_add(struct pipeline *pipeline, struct sink *sink)
{
    struct sink **end = &pipeline->first;
    if (sink == NULL)
        return talk_no_memory();
    while (*end != NULL)
        end = &(*end)->next;
    *end = sink;
    sink->pipeline = pipeline;
    find_takers(pipeline);
    return true;
}
