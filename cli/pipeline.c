#include "pipeline.h"

#include "progress.h"
#include "talk.h"

#include "beacon/open.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { DEVICES_MAX = 2048, SENTENCE_MAX = 1024 };

struct pipeline *pipeline_new(const struct settings *settings)
{
    struct pipeline *pipeline = calloc(1, sizeof *pipeline);
    if (pipeline == NULL) {
        talk(NULL, 0, "out of memory");
        return NULL;
    }
    pipeline->settings = settings;
    pipeline->prints_left = settings->count;
    pipeline->printer = settings->json      ? &JSON_PRINTER
                        : settings->explain ? &EXPLAIN_PRINTER
                                            : &TEXT_PRINTER;
    pipeline->ccm = mi_ccm_new();
    if (pipeline->ccm != NULL)
        return pipeline;
    talk(NULL, 0, "libcrypto has no AES-128");
    pipeline_free(pipeline);
    return NULL;
}

void pipeline_free(struct pipeline *pipeline)
{
    if (pipeline == NULL)
        return;
    ring_forget(&pipeline->choice);
    mi_devices_free(pipeline->devices);
    mi_ccm_free(pipeline->ccm);
    free(pipeline);
}

bool pipeline_follow(struct pipeline *pipeline)
{
    pipeline->devices = mi_devices_new(DEVICES_MAX);
    if (pipeline->devices == NULL)
        talk(NULL, 0, "out of memory");
    return pipeline->devices != NULL;
}

/* --- one frame --- */

static void print(struct pipeline *pipeline, const struct sighting *sighting)
{
    const struct printer *printer = pipeline->printer;
    const struct mi_frame *frame = sighting->frame;
    struct mi_text out = mi_text(pipeline->record, sizeof pipeline->record);
    if (pipeline->passes_over_copies && !pipeline->folds && printer->start != NULL &&
        frame->address_source != MI_ADDRESS_NONE) {
        printer->start(&out, &frame->address, sighting->advert);
        size_t start = out.length;
        printer->end(&out, sighting, pipeline->settings);
        memo_keep(&pipeline->memo, frame->envelope.hash, frame->address, out.start + start,
                  out.length - start);
    } else {
        printer->frame(&out, sighting, pipeline->settings);
    }
    put_output(out.start, out.length);
}

/* A copy of a frame that was printed before: only how it starts is its own. */
static void print_copy(struct pipeline *pipeline, const struct memo_row *row,
                       const struct mi_advert *advert)
{
    struct mi_text out = mi_text(pipeline->record, sizeof pipeline->record);
    pipeline->printer->start(&out, &row->address, advert);
    put_output(out.start, out.length);
    put_output(row->end, row->size);
}

static void count_print(struct pipeline *pipeline)
{
    if (pipeline->prints_left > 0 && --pipeline->prints_left == 0)
        pipeline->is_done = true;
}

static bool is_open(const struct mi_frame *frame)
{
    return frame->status == MI_STATUS_OK || frame->status == MI_STATUS_UNAUTHENTICATED;
}

/* The name in the key ring: that of the key that opened the frame, else the device's first. */
static const char *ring_name(const struct pipeline *pipeline)
{
    const struct mi_keyring *ring = pipeline->settings->ring;
    const struct key_choice *choice = &pipeline->choice;
    const struct mi_frame *frame = &pipeline->frame;
    if (ring == NULL || frame->address_source == MI_ADDRESS_NONE)
        return NULL;
    if (is_open(frame) && frame->seal.key_index < choice->ring_count) {
        const char *name = mi_keyring_name(ring, choice->ring_first + frame->seal.key_index);
        if (*name != '\0')
            return name;
    }
    return mi_keyring_name_of(ring, frame->address);
}

/* A name from the key ring wins over the one that the device sends. */
static const char *name_device(struct mi_device *device, const char *given)
{
    struct mi_text name = mi_text(device->name, sizeof device->name);
    mi_text_add(&name, given);
    return device->name;
}

/* A frame that passed the filter: counts it, follows its device, and prints it. */
static void take_frame(struct pipeline *pipeline, const struct mi_advert *advert)
{
    const struct mi_frame *frame = &pipeline->frame;
    struct sighting sighting = {
        .frame = frame,
        .advert = advert,
        .ccm = pipeline->ccm,
        .name = ring_name(pipeline),
        .choice = &pipeline->choice,
    };
    struct mi_repeat repeat = {.is_copy = false};
    pipeline->tally.frames++;
    pipeline->tally.by_status[frame->status]++;
    if (pipeline->devices != NULL && frame->address_source != MI_ADDRESS_NONE) {
        struct mi_device *device = mi_devices_get(pipeline->devices, frame->address);
        repeat = mi_device_hear(device, frame, advert);
        sighting.name = sighting.name != NULL ? name_device(device, sighting.name) : device->name;
    }
    pipeline->tally.nameless += frame->address_source == MI_ADDRESS_NONE;
    recorder_frame(&pipeline->recorder, frame);
    if (pipeline->folds && repeat.is_copy)
        return;
    sighting.copies = pipeline->folds ? repeat.copies : 0;
    if (pipeline->printer != NULL)
        print(pipeline, &sighting);
    count_print(pipeline);
}

static void open_frame(struct pipeline *pipeline)
{
    const struct settings *settings = pipeline->settings;
    struct mi_frame *frame = &pipeline->frame;
    struct key_choice *choice = &pipeline->choice;
    ring_choose(choice, settings,
                frame->address_source != MI_ADDRESS_NONE ? &frame->address : NULL);
    const struct mi_opener opener = {
        .ccm = pipeline->ccm,
        .keys = choice->keys,
        .key_count = choice->count,
        .given = settings->has_mac ? &settings->mac : NULL,
    };
    mi_frame_open(frame, &opener);
    if (frame->problem.code == MI_P_KEY_MISSING && settings->ring != NULL &&
        mi_keyring_count(settings->ring) > 0)
        frame->problem.code = MI_P_KEY_NOT_IN_RING;
}

/* For verify: the inquiry tries its keys itself and remembers what comes of it. */
static void hear_frame(struct pipeline *pipeline, const struct mi_advert *advert)
{
    mi_inquiry_hear(pipeline->inquiry, &pipeline->frame, advert);
    pipeline->tally.frames++;
    pipeline->tally.by_status[pipeline->frame.status]++;
    if (pipeline->stops_when_settled && mi_inquiry_is_settled(pipeline->inquiry))
        pipeline->is_done = true;
}

/* Names are worth less than sensors: none is dropped for one. */
static void name_sender(struct mi_devices *devices, struct mi_address address,
                        const struct mi_ad *ad)
{
    struct mi_device *device = mi_devices_get_unless_full(devices, address);
    if (device != NULL)
        mi_device_take_name(device, ad);
}

static void take_name(struct pipeline *pipeline, struct mi_address address, const struct mi_ad *ad)
{
    if (pipeline->inquiry != NULL)
        mi_inquiry_take_name(pipeline->inquiry, address, ad);
    else if (pipeline->devices != NULL)
        name_sender(pipeline->devices, address, ad);
}

/* What one advertisement held. */
struct haul {
    unsigned frames;
    unsigned passed; /* of these, by the filter */
};

/* A copy of a frame heard shortly before need not be decoded again. */
static bool pass_over_copy(struct pipeline *pipeline, const struct mi_envelope *envelope,
                           const struct mi_advert *advert)
{
    bool is_printed = pipeline->printer != NULL && !pipeline->folds;
    const struct memo_row *row = NULL;
    uint64_t hash = envelope->hash;
    if (is_printed) {
        row = memo_find(&pipeline->memo, hash, advert->address);
        if (row == NULL)
            return false;
    }
    struct mi_device *device = mi_devices_find(pipeline->devices, advert->address);
    enum mi_status status;
    if (device == NULL || device->frames == 0 ||
        !mi_device_hear_copy(device, hash, advert, &status))
        return false;
    pipeline->tally.frames++;
    pipeline->tally.by_status[status]++;
    if (is_printed)
        print_copy(pipeline, row, advert);
    if (!pipeline->folds)
        count_print(pipeline);
    return true;
}

static void read_structure(struct pipeline *pipeline, const struct mi_advert *advert,
                           const struct mi_ad *ad, struct haul *haul)
{
    const struct settings *settings = pipeline->settings;
    struct mi_envelope *envelope = &pipeline->frame.envelope;
    if (!mi_envelope_read(envelope, advert, ad))
        return;
    if (pipeline->passes_over_copies && advert->has_address &&
        pass_over_copy(pipeline, envelope, advert)) {
        haul->frames++;
        haul->passed++;
        return;
    }
    if (!mi_frame_read_envelope(&pipeline->frame, envelope))
        return;
    haul->frames++;
    if (!filter_passes(&settings->filter, &pipeline->frame, advert->time))
        return;
    haul->passed++;
    if (pipeline->inquiry != NULL) {
        hear_frame(pipeline, advert);
        return;
    }
    open_frame(pipeline);
    take_frame(pipeline, advert);
}

/* --- one packet --- */

static bool has_ring_name(const struct pipeline *pipeline, struct mi_address address)
{
    const struct mi_keyring *ring = pipeline->settings->ring;
    return ring != NULL && mi_keyring_name_of(ring, address) != NULL;
}

/* The frames of one advertisement; how many. */
static unsigned read_advert(struct pipeline *pipeline, struct mi_advert *advert)
{
    const struct settings *settings = pipeline->settings;
    struct mi_ad ad;
    struct haul haul = {0};
    if (!advert->has_address && settings->has_mac && pipeline->inquiry == NULL) {
        advert->address = settings->mac;
        advert->has_address = true;
    }
    struct mi_bytes data = advert->data;
    while (!pipeline->is_done && mi_ad_next(&data, &ad)) {
        bool is_name = ad.type == MI_AD_NAME || ad.type == MI_AD_NAME_SHORT;
        if (mi_ad_type_has_data(ad.type))
            read_structure(pipeline, advert, &ad, &haul);
        else if (is_name && advert->has_address && !has_ring_name(pipeline, advert->address))
            take_name(pipeline, advert->address, &ad);
    }
    if (haul.passed > 0 || (haul.frames == 0 && filter_passes_others(&settings->filter, advert)))
        recorder_advert(&pipeline->recorder, advert);
    pipeline->tally.filtered += haul.frames - haul.passed;
    return haul.frames;
}

static void say(struct pipeline *pipeline, const struct mi_source *source, uint64_t position,
                const struct mi_problem *problem)
{
    char buffer[SENTENCE_MAX];
    struct mi_text sentence = mi_text(buffer, sizeof buffer);
    if (pipeline->told == NULL) {
        talk_problem(mi_source_name(source), pipeline->is_argument ? 0 : position, problem);
        return;
    }
    mi_text_problem(&sentence, problem);
    pipeline->told(pipeline->told_context, buffer);
}

static void tell(struct pipeline *pipeline, const struct mi_source *source, uint64_t position,
                 const struct mi_problem *problem)
{
    pipeline->tally.problems++;
    say(pipeline, source, position, problem);
}

static void take_packet(struct pipeline *pipeline, const struct mi_source *source)
{
    const struct mi_packet *packet = mi_source_packet(source);
    struct mi_advert advert;
    unsigned frames = 0;
    pipeline->tally.packets++;
    recorder_begin(&pipeline->recorder, packet);
    mi_radio_feed(&pipeline->radio, packet);
    while (!pipeline->is_done && mi_radio_next(&pipeline->radio, &advert))
        frames += read_advert(pipeline, &advert);
    recorder_end(&pipeline->recorder);
    if (pipeline->recorder.has_failed) {
        pipeline->tally.problems++;
        pipeline->is_done = true;
    }
    if (pipeline->radio.problem.code != MI_OK)
        tell(pipeline, source, packet->number, &pipeline->radio.problem);
    else if (frames == 0 && pipeline->wants_frames)
        tell(pipeline, source, packet->number, &(struct mi_problem){.code = MI_P_NO_FRAME});
}

/* --- whole inputs --- */

/* The moment before a read, which may have to wait. */
static void before_read(void *context)
{
    flush_output();
    progress_show(context);
}

/* Whether copies of a frame need not be decoded: nobody looks at more than their bytes tell. */
static bool may_pass_over_copies(const struct pipeline *pipeline)
{
    const struct filter *filter = &pipeline->settings->filter;
    bool has_parts = pipeline->printer == NULL || pipeline->printer->start != NULL;
    bool is_filtered =
        filter->count > 0 || filter->since != MI_NO_TIME || filter->until != MI_NO_TIME;
    return pipeline->devices != NULL && (has_parts || pipeline->folds) && !is_filtered &&
           !pipeline->settings->write_decrypted;
}

void pipeline_read(struct pipeline *pipeline, struct mi_source *source)
{
    enum mi_got got = MI_GOT_END;
    if (source == NULL) {
        talk(NULL, 0, "out of memory");
        pipeline->tally.problems++;
        return;
    }
    struct progress progress =
        progress_begin(source, pipeline->printer == NULL || pipeline->inquiry != NULL);
    progress.is_wanted =
        progress.is_wanted && !pipeline->settings->quiet && !mi_source_is_live(source);
    mi_source_before_read(source, before_read, &progress);
    pipeline->passes_over_copies = may_pass_over_copies(pipeline);
    if (pipeline->has_deadline)
        mi_source_deadline(source, pipeline->deadline);
    while (!pipeline->is_done && !ferror_unlocked(stdout) &&
           (got = mi_source_next(source)) != MI_GOT_END) {
        if (got == MI_GOT_PACKET)
            take_packet(pipeline, source);
        else if (got == MI_GOT_NOTE)
            say(pipeline, source, 0, mi_source_problem(source));
        else
            tell(pipeline, source, mi_source_position(source), mi_source_problem(source));
    }
    mi_radio_end(&pipeline->radio);
    progress_end(&progress);
    mi_source_close(source);
}

void pipeline_read_file(struct pipeline *pipeline, const char *path, unsigned flags)
{
    if (strcmp(path, "-") == 0 && pipeline->settings->stdin_is_read) {
        talk("standard input", 0, "the key was read from it: it cannot be the input as well");
        pipeline->tally.problems++;
        return;
    }
    pipeline_read(pipeline, mi_source_open(path, flags));
}

void pipeline_read_files(struct pipeline *pipeline, int count, char **paths)
{
    for (int i = 0; i < count && !pipeline->is_done; i++)
        pipeline_read_file(pipeline, paths[i], 0);
    if (count == 0)
        pipeline_read_file(pipeline, "-", 0);
}

enum exit_status pipeline_status(const struct pipeline *pipeline)
{
    const uint64_t *by_status = pipeline->tally.by_status;
    if (pipeline->tally.problems > 0)
        return EXIT_INPUT;
    bool has_failures = by_status[MI_STATUS_KEY_WRONG] > 0 || by_status[MI_STATUS_TRUNCATED] > 0 ||
                        by_status[MI_STATUS_MALFORMED] > 0;
    return has_failures ? EXIT_NO : EXIT_DONE;
}
