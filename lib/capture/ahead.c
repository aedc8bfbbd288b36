#include "capture/ahead.h"

#include "capture/clock.h"

#include <pthread.h>
#include <stdalign.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum {
    BATCH_PACKETS = 512,
    BATCH_OTHERS = 64,
    BATCH_BYTES = 32768,
    BATCHES = 4,
    FEW = 1, /* full batches, or fewer, when the thread goes on: waking it costs as much as one */
    HOOKS_A_SECOND = 4,
    CACHE_LINE = 64,
};

/* A problem, a note or the end. */
struct other {
    size_t at; /* packets that come before it */
    enum mi_got got;
    struct mi_item item;
};

/* Belongs to the thread while it is not full, and to whoever takes its items while it is. */
struct batch {
    bool is_full;
    size_t count;
    struct mi_packet packets[BATCH_PACKETS];
    size_t other_count;
    struct other others[BATCH_OTHERS];
    size_t used;
    size_t room;
    uint8_t *bytes; /* of the packets, and strings of the problems */
    uint64_t done;  /* bytes of the file read until then */
};

/* What the thread and the taker write for each packet stands on cache lines of its own. */
struct mi_ahead {
    const struct mi_reader_type *type;
    void *reader;
    struct mi_stream *stream;
    void (*hook)(void *context);
    void *context;

    pthread_t thread;
    pthread_mutex_t lock; /* of is_full of all batches, of how many are, and of is_stopped */
    pthread_cond_t changed;
    unsigned full;
    bool is_stopped;

    /* the thread's */
    alignas(CACHE_LINE) struct mi_item read; /* what the reader gave last */
    enum mi_got got;
    bool is_kept;  /* it found no room in the batch before */
    size_t wanted; /* packets in a batch: few at first, so that those do not wait for more */

    /* the taker's */
    alignas(CACHE_LINE) struct batch *taken_from;
    size_t taken;
    size_t others_taken;
    size_t run_end; /* packets before the next of the others */

    alignas(CACHE_LINE) struct batch batches[BATCHES];
};

/* --- the thread --- */

/* Bytes that the item has outside itself. */
static size_t size_of(enum mi_got got, const struct mi_item *item)
{
    if (got == MI_GOT_PACKET)
        return item->packet.size;
    bool has_string = got != MI_GOT_END && item->problem.string != NULL;
    return has_string ? strlen(item->problem.string) + 1 : 0;
}

/* For the first item the room is made as large as it has to be. */
static bool make_room(struct batch *batch, size_t size)
{
    if (size <= batch->room - batch->used)
        return true;
    uint8_t *larger =
        batch->count == 0 && batch->other_count == 0 ? realloc(batch->bytes, size) : NULL;
    if (larger == NULL)
        return false;
    batch->bytes = larger;
    batch->room = size;
    return true;
}

static uint8_t *keep_bytes(struct batch *batch, const void *bytes, size_t size)
{
    uint8_t *kept = batch->bytes + batch->used;
    if (size > 0)
        memcpy(kept, bytes, size);
    batch->used += size;
    return kept;
}

static void keep_other(struct batch *batch, enum mi_got got, const struct mi_item *item,
                       size_t size)
{
    struct other *other = &batch->others[batch->other_count++];
    *other = (struct other){.at = batch->count, .got = got, .item = *item};
    if (size > 0)
        other->item.problem.string = (char *)keep_bytes(batch, item->problem.string, size);
}

static void keep_packet(struct batch *batch, const struct mi_packet *packet)
{
    struct mi_packet *kept = &batch->packets[batch->count++];
    *kept = *packet;
    kept->bytes = keep_bytes(batch, packet->bytes, packet->size);
}

/* False when the batch is full. An item that no batch could hold becomes a problem. */
static bool keep(struct batch *batch, enum mi_got got, const struct mi_item *item)
{
    size_t size = size_of(got, item);
    bool is_first = batch->count == 0 && batch->other_count == 0;
    bool has_place =
        got == MI_GOT_PACKET ? batch->count < BATCH_PACKETS : batch->other_count < BATCH_OTHERS;
    bool has_room = has_place && make_room(batch, size);
    if (has_room && got == MI_GOT_PACKET)
        keep_packet(batch, &item->packet);
    else if (has_room)
        keep_other(batch, got, item, size);
    else if (is_first)
        keep_other(batch, MI_GOT_PROBLEM,
                   &(struct mi_item){.problem = {.code = MI_P_OUT_OF_MEMORY}}, 0);
    return has_room || is_first;
}

static void fill(struct mi_ahead *ahead, struct batch *batch)
{
    uint64_t size;
    batch->count = 0;
    batch->other_count = 0;
    batch->used = 0;
    do {
        if (!ahead->is_kept)
            ahead->got = ahead->type->next(ahead->reader, &ahead->read);
        ahead->is_kept = !keep(batch, ahead->got, &ahead->read);
    } while (!ahead->is_kept && ahead->got != MI_GOT_END && batch->count < ahead->wanted);
    if (ahead->wanted < BATCH_PACKETS)
        ahead->wanted *= 2;
    mi_stream_progress(ahead->stream, &batch->done, &size);
}

/* When all batches are full: waits until most were taken. False when no more are wanted. */
static bool wait_taken(struct mi_ahead *ahead)
{
    (void)pthread_mutex_lock(&ahead->lock);
    bool has_room = ahead->full < BATCHES;
    while (!has_room && ahead->full > FEW && !ahead->is_stopped)
        (void)pthread_cond_wait(&ahead->changed, &ahead->lock);
    bool is_wanted = !ahead->is_stopped;
    (void)pthread_mutex_unlock(&ahead->lock);
    return is_wanted;
}

static void set_full(struct mi_ahead *ahead, struct batch *batch, bool is_full)
{
    (void)pthread_mutex_lock(&ahead->lock);
    batch->is_full = is_full;
    ahead->full = is_full ? ahead->full + 1 : ahead->full - 1;
    if (ahead->full <= FEW)
        (void)pthread_cond_signal(&ahead->changed);
    (void)pthread_mutex_unlock(&ahead->lock);
}

static void *read_batches(void *context)
{
    struct mi_ahead *ahead = context;
    for (size_t i = 0;; i = (i + 1) % BATCHES) {
        struct batch *batch = &ahead->batches[i];
        if (!wait_taken(ahead))
            return NULL;
        fill(ahead, batch);
        bool is_last = !ahead->is_kept && ahead->got == MI_GOT_END;
        set_full(ahead, batch, true);
        if (is_last)
            return NULL;
    }
}

/* --- who takes the items --- */

static bool get_room(struct mi_ahead *ahead)
{
    for (size_t i = 0; i < BATCHES; i++) {
        ahead->batches[i].bytes = malloc(BATCH_BYTES);
        ahead->batches[i].room = BATCH_BYTES;
        if (ahead->batches[i].bytes == NULL)
            return false;
    }
    return true;
}

static void free_all(struct mi_ahead *ahead)
{
    (void)pthread_cond_destroy(&ahead->changed);
    (void)pthread_mutex_destroy(&ahead->lock);
    for (size_t i = 0; i < BATCHES; i++)
        free(ahead->batches[i].bytes);
    free(ahead);
}

struct mi_ahead *mi_ahead_begin(const struct mi_reader_type *type, void *reader,
                                struct mi_stream *stream, void (*hook)(void *context),
                                void *context)
{
    struct mi_ahead *ahead = aligned_alloc(CACHE_LINE, sizeof *ahead);
    if (ahead == NULL)
        return NULL;
    memset(ahead, 0, sizeof *ahead);
    ahead->type = type;
    ahead->reader = reader;
    ahead->stream = stream;
    ahead->hook = hook;
    ahead->context = context;
    ahead->wanted = 1;
    (void)pthread_mutex_init(&ahead->lock, NULL);
    pthread_condattr_t clock;
    (void)pthread_condattr_init(&clock);
    (void)pthread_condattr_setclock(&clock, CLOCK_MONOTONIC);
    (void)pthread_cond_init(&ahead->changed, &clock);
    (void)pthread_condattr_destroy(&clock);
    if (get_room(ahead) && pthread_create(&ahead->thread, NULL, read_batches, ahead) == 0)
        return ahead;
    free_all(ahead);
    return NULL;
}

/* With the lock: waits for the thread, for so long that the hook is due again. */
static void wait_a_while(struct mi_ahead *ahead)
{
    mi_time due = mi_clock() + MI_SECOND / HOOKS_A_SECOND;
    const struct timespec end = {.tv_sec = due / MI_SECOND, .tv_nsec = due % MI_SECOND};
    (void)pthread_cond_timedwait(&ahead->changed, &ahead->lock, &end);
}

static void call_hook(const struct mi_ahead *ahead)
{
    if (ahead->hook != NULL)
        ahead->hook(ahead->context);
}

static void wait_full(struct mi_ahead *ahead, const struct batch *batch)
{
    (void)pthread_mutex_lock(&ahead->lock);
    while (!batch->is_full) {
        wait_a_while(ahead);
        (void)pthread_mutex_unlock(&ahead->lock);
        call_hook(ahead);
        (void)pthread_mutex_lock(&ahead->lock);
    }
    (void)pthread_mutex_unlock(&ahead->lock);
}

/* Gives the batch back that was taken from, and gets the other one. */
static void change_batch(struct mi_ahead *ahead)
{
    struct batch *before = ahead->taken_from;
    struct batch *batch = &ahead->batches[0];
    if (before != NULL) {
        set_full(ahead, before, false);
        batch = &ahead->batches[(size_t)(before - ahead->batches + 1) % BATCHES];
    }
    call_hook(ahead);
    wait_full(ahead, batch);
    ahead->taken_from = batch;
    ahead->taken = 0;
    ahead->others_taken = 0;
}

static void begin_run(struct mi_ahead *ahead)
{
    const struct batch *batch = ahead->taken_from;
    bool has_other = ahead->others_taken < batch->other_count;
    ahead->run_end = has_other ? batch->others[ahead->others_taken].at : batch->count;
}

/* What stands between two runs of packets; true when there is something. */
static bool take_other(struct mi_ahead *ahead, enum mi_got *got, struct mi_item *item)
{
    const struct batch *batch = ahead->taken_from;
    if (batch == NULL || ahead->others_taken == batch->other_count)
        return false;
    const struct other *other = &batch->others[ahead->others_taken++];
    *got = other->got;
    *item = other->item;
    begin_run(ahead);
    return true;
}

enum mi_got mi_ahead_next(struct mi_ahead *ahead, struct mi_item *item, struct mi_run *run)
{
    enum mi_got got;
    while (ahead->taken == ahead->run_end) {
        if (take_other(ahead, &got, item))
            return got;
        change_batch(ahead);
        begin_run(ahead);
    }
    run->packet = &ahead->taken_from->packets[ahead->taken];
    run->more = ahead->run_end - ahead->taken - 1;
    ahead->taken = ahead->run_end;
    return MI_GOT_PACKET;
}

uint64_t mi_ahead_progress(const struct mi_ahead *ahead)
{
    return ahead->taken_from != NULL ? ahead->taken_from->done : 0;
}

void mi_ahead_end(struct mi_ahead *ahead)
{
    if (ahead == NULL)
        return;
    mi_stream_stop(ahead->stream);
    (void)pthread_mutex_lock(&ahead->lock);
    ahead->is_stopped = true;
    (void)pthread_cond_signal(&ahead->changed);
    (void)pthread_mutex_unlock(&ahead->lock);
    (void)pthread_join(ahead->thread, NULL);
    free_all(ahead);
}
