#include "import_capture.h"

#include "option_keys.h"
#include "pipeline.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

struct captures {
    struct sink sink;
    struct pipeline *pipeline;
    const char **places; /* of the inputs, in the order in which they were read */
    size_t count;
    bool
        is_text; /* the input that is read: what is wrong with it is told by who seeks keys in it */
    struct mi_pairing pairing;
    struct kept kept;
};

/* --- reading --- */

static struct mi_source *open_input(const struct import_input *input)
{
    return input->is_held ? mi_source_text(input->content.text, input->content.size,
                                           talk_place(input->path), MI_SOURCE_DATA)
                          : mi_source_open(input->path, MI_SOURCE_DATA);
}

/* What nobody writes beside keys: it is the log of an adapter. Lines of hex may stand in notes. */
static bool is_from_adapter(const struct mi_packet *packet)
{
    enum { H4_ACL = 2 };
    if (packet->layer == MI_LAYER_H4)
        return packet->size > 0 && packet->bytes[0] == H4_ACL;
    return packet->layer != MI_LAYER_AD && packet->layer != MI_LAYER_SERVICE;
}

void import_look(struct import_input *input)
{
    struct mi_source *source = open_input(input);
    enum mi_got got = MI_GOT_PROBLEM;
    input->has_packets = false;
    input->time = MI_NO_TIME;
    input->is_text = true;
    while (source != NULL && input->is_text && (got = mi_source_next(source)) != MI_GOT_END) {
        if (got == MI_GOT_PROBLEM && mi_source_problem(source)->code == MI_P_NO_BTSNOOZ)
            input->is_empty_report = true;
        if (got != MI_GOT_PACKET)
            continue;
        input->has_packets = true;
        if (input->time == MI_NO_TIME)
            input->time = mi_source_packet(source)->time;
        input->is_text = strcmp(mi_source_format(source), "text") == 0 &&
                         !is_from_adapter(mi_source_packet(source));
    }
    mi_source_close(source);
}

static void take_frame(struct sink *sink, struct sighting *sighting)
{
    struct captures *captures = sink->self;
    kept_add(&captures->kept, sighting->frame);
}

static void take_problem(struct sink *sink, const char *place, uint64_t position,
                         const struct mi_problem *problem)
{
    const struct captures *captures = sink->self;
    if (!captures->is_text)
        talk_problem(place, position, problem);
}

static const struct sink_kind KEEPING = {.frame = take_frame, .problem = take_problem};

struct captures *captures_new(const struct settings *settings)
{
    struct captures *captures = talk_allocate(1, sizeof *captures);
    if (captures == NULL)
        return NULL;
    captures->sink = (struct sink){&KEEPING, captures, NULL, NULL};
    captures->pipeline = pipeline_new(settings);
    if (captures->pipeline == NULL || !pipeline_add(captures->pipeline, &captures->sink) ||
        !pipeline_connect(captures->pipeline, &captures->pairing)) {
        captures_free(captures);
        return NULL;
    }
    captures->pipeline->is_silent = true;
    give_tokens(&settings->keys, &captures->pairing);
    return captures;
}

void captures_free(struct captures *captures)
{
    if (captures == NULL)
        return;
    pipeline_free(captures->pipeline);
    free(captures->places);
    mi_wipe(captures, sizeof *captures);
    free(captures);
}

void captures_give_token(struct captures *captures, const uint8_t token[MI_TOKEN_SIZE],
                         const struct mi_address *address)
{
    (void)mi_pairing_give_token(&captures->pairing, token, address);
}

static int compare_times(const void *left, const void *right)
{
    const struct import_input *a = *(const struct import_input *const *)left;
    const struct import_input *b = *(const struct import_input *const *)right;
    int order = (a->time > b->time) - (a->time < b->time);
    return order != 0 ? order : (a > b) - (a < b);
}

/* Those with packets, sorted when all have a time; how many. */
static size_t sort_inputs(const struct import_input *inputs, size_t count,
                          const struct import_input **sorted)
{
    size_t ready = 0;
    bool have_times = true;
    for (size_t i = 0; i < count; i++) {
        if (!inputs[i].has_packets)
            continue;
        sorted[ready++] = &inputs[i];
        have_times = have_times && inputs[i].time != MI_NO_TIME;
    }
    if (have_times)
        qsort(sorted, ready, sizeof(const struct import_input *), compare_times);
    return ready;
}

static bool read_input(struct captures *captures, const struct import_input *input)
{
    struct pipeline *pipeline = captures->pipeline;
    uint64_t problems = pipeline->tally.problems;
    captures->places[captures->count++] = talk_place(input->path);
    captures->is_text = input->is_text;
    pipeline_read(pipeline, open_input(input));
    return input->is_text || pipeline->tally.problems == problems;
}

bool captures_read(struct captures *captures, const struct import_input *inputs, size_t count)
{
    bool are_read = true;
    const struct import_input **sorted = talk_allocate(count + 1, sizeof *sorted);
    captures->places = sorted != NULL ? talk_allocate(count + 1, sizeof *captures->places) : NULL;
    if (captures->places == NULL) {
        free(sorted);
        return false;
    }
    size_t ready = sort_inputs(inputs, count, sorted);
    for (size_t i = 0; i < ready; i++)
        if (!read_input(captures, sorted[i]))
            are_read = false;
    connections_end(captures->pipeline->connections);
    free(sorted);
    return are_read;
}

/* --- what was found --- */

static struct kept_trial try_clue(struct captures *captures, const struct mi_clue *clue)
{
    struct kept_trial none = {0};
    return clue->key.size > 0 && clue->has_address
               ? kept_try(&captures->kept, captures->pipeline->ccm, &clue->key, clue->address)
               : none;
}

/* Only what is proved and still in use is added. */
static enum clue_use use_of(const struct mi_clue *clue, const struct kept_trial *trial)
{
    if (clue->key.size == 0)
        return CLUE_KEYLESS;
    if (clue->needs_frame && trial->proven == 0)
        return CLUE_UNPROVEN;
    if (!clue->has_address)
        return CLUE_CANDIDATE;
    if (clue->kind == MI_FOUND_MI_KEYS)
        return trial->proven > 0 ? CLUE_ADDED : CLUE_CANDIDATE;
    if (clue->kind == MI_FOUND_LEGACY_PAIRING && clue->proof_bits == 0)
        return CLUE_CANDIDATE;
    return clue->current == MI_NO ? CLUE_CANDIDATE : CLUE_ADDED;
}

bool captures_clue(struct captures *captures, size_t index, struct told_clue *told)
{
    if (index >= captures->pairing.clue_count)
        return false;
    const struct mi_clue *clue = &captures->pairing.clues[index];
    *told = (struct told_clue){
        .clue = clue, .place = captures->places[clue->input], .trial = try_clue(captures, clue)};
    told->use = use_of(clue, &told->trial);
    return true;
}

bool captures_refute_token(const struct captures *captures, const uint8_t token[MI_TOKEN_SIZE],
                           struct mi_address address)
{
    bool is_refuted = false;
    for (size_t i = 0; i < captures->pairing.clue_count; i++) {
        const struct mi_clue *clue = &captures->pairing.clues[i];
        if (!mi_clue_is_login(clue) || !clue->has_address ||
            !mi_address_equal(clue->address, address) || clue->current == MI_NOT_KNOWN)
            continue;
        if (clue->current == MI_YES && memcmp(clue->token, token, MI_TOKEN_SIZE) == 0)
            return false;
        is_refuted = true;
    }
    return is_refuted;
}

bool captures_open(struct captures *captures, const struct mi_key *key, struct mi_address address)
{
    return kept_try(&captures->kept, captures->pipeline->ccm, key, address).opens > 0;
}

const struct mi_address *captures_owner(struct captures *captures, const struct mi_key *key)
{
    return kept_owner(&captures->kept, captures->pipeline->ccm, key);
}

void captures_tell_dropped(const struct captures *captures)
{
    talk_count(captures->pairing.dropped,
               "more was found and had no room: keys and proofs are kept first",
               "more were found and had no room: keys and proofs are kept first");
}

void captures_tell_nothing(const struct captures *captures)
{
    const struct connections *seen = captures->pipeline->connections;
    if (captures->count == 0)
        return;
    if (seen->count == 0)
        talk(NULL, 0, "no connection of a device is in the capture, so it tells nothing of keys");
    else
        talk(NULL, 0,
             "nothing about keys in %" PRIu64 " %s, %" PRIu64
             " with a Mi service: record the pairing from its beginning, see mitool-keys(1)",
             seen->count, seen->count == 1 ? "connection" : "connections", seen->of_mi);
}
