#include "capture/ahead.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { BATCH_PACKETS = 4096, BATCH_BYTES = 524288, BATCHES = 2, HOOKS_A_SECOND = 4 };

/* Belongs to the thread while it is not full, and to whoever takes its packets while it is. */
struct batch {
    bool is_full;
    size_t count;
    struct mi_packet packets[BATCH_PACKETS];
    size_t used;
    size_t room;
    uint8_t *bytes;      /* of the packets */
    enum mi_got behind;  /* what comes behind the packets: MI_GOT_PACKET is another batch */
    struct mi_item item; /* when it is a problem or a note */
    uint64_t done;       /* bytes of the file read until then */
};

struct mi_ahead {
    const struct mi_reader_type *type;
    void *reader;
    struct mi_stream *stream;
    void (*hook)(void *context);
    void *context;

    pthread_t thread;
    pthread_mutex_t lock; /* of is_full of both batches and is_stopped */
    pthread_cond_t changed;
    bool is_stopped;
    struct batch batches[BATCHES];

    struct mi_item read; /* the thread's: what the reader gave last */
    bool is_kept;        /* a packet that found no room in the batch before */

    struct batch *taken_from; /* the taker's */
    size_t taken;
};

/* --- the thread --- */

static bool has_room(const struct batch *batch, const struct mi_packet *packet)
{
    return batch->count == 0 ||
           (batch->count < BATCH_PACKETS && packet->size <= batch->room - batch->used);
}

/* For the first packet the room is made as large as it has to be. */
static bool keep_packet(struct batch *batch, const struct mi_packet *packet)
{
    if (packet->size > batch->room) {
        uint8_t *larger = realloc(batch->bytes, packet->size);
        if (larger == NULL)
            return false;
        batch->bytes = larger;
        batch->room = packet->size;
    }
    uint8_t *bytes = batch->bytes + batch->used;
    if (packet->size > 0)
        memcpy(bytes, packet->bytes, packet->size);
    batch->used += packet->size;
    batch->packets[batch->count] = *packet;
    batch->packets[batch->count++].bytes = bytes;
    return true;
}

/* Packets, up to the first that finds no room or to what is none. */
static void fill(struct mi_ahead *ahead, struct batch *batch)
{
    uint64_t size;
    batch->count = 0;
    batch->used = 0;
    batch->behind = MI_GOT_PACKET;
    while (batch->behind == MI_GOT_PACKET) {
        if (!ahead->is_kept)
            batch->behind = ahead->type->next(ahead->reader, &ahead->read);
        ahead->is_kept = batch->behind == MI_GOT_PACKET && !has_room(batch, &ahead->read.packet);
        if (ahead->is_kept)
            break;
        if (batch->behind == MI_GOT_PACKET && !keep_packet(batch, &ahead->read.packet)) {
            ahead->read.problem = (struct mi_problem){.code = MI_P_OUT_OF_MEMORY};
            batch->behind = MI_GOT_PROBLEM;
        }
    }
    batch->item = ahead->read;
    mi_stream_progress(ahead->stream, &batch->done, &size);
}

/* Waits until the batch was taken. False when no more are wanted. */
static bool wait_taken(struct mi_ahead *ahead, const struct batch *batch)
{
    (void)pthread_mutex_lock(&ahead->lock);
    while (batch->is_full && !ahead->is_stopped)
        (void)pthread_cond_wait(&ahead->changed, &ahead->lock);
    bool is_wanted = !ahead->is_stopped;
    (void)pthread_mutex_unlock(&ahead->lock);
    return is_wanted;
}

static void set_full(struct mi_ahead *ahead, struct batch *batch, bool is_full)
{
    (void)pthread_mutex_lock(&ahead->lock);
    batch->is_full = is_full;
    (void)pthread_cond_signal(&ahead->changed);
    (void)pthread_mutex_unlock(&ahead->lock);
}

static void *read_batches(void *context)
{
    struct mi_ahead *ahead = context;
    for (size_t i = 0;; i = (i + 1) % BATCHES) {
        struct batch *batch = &ahead->batches[i];
        if (!wait_taken(ahead, batch))
            return NULL;
        fill(ahead, batch);
        enum mi_got behind = batch->behind;
        set_full(ahead, batch, true);
        /* What a problem points to is the reader's: it is told before the reader goes on. */
        bool must_wait = behind == MI_GOT_PROBLEM || behind == MI_GOT_NOTE;
        if (behind == MI_GOT_END || (must_wait && !wait_taken(ahead, batch)))
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
    struct mi_ahead *ahead = calloc(1, sizeof *ahead);
    if (ahead == NULL)
        return NULL;
    ahead->type = type;
    ahead->reader = reader;
    ahead->stream = stream;
    ahead->hook = hook;
    ahead->context = context;
    (void)pthread_mutex_init(&ahead->lock, NULL);
    (void)pthread_cond_init(&ahead->changed, NULL);
    if (get_room(ahead) && pthread_create(&ahead->thread, NULL, read_batches, ahead) == 0)
        return ahead;
    free_all(ahead);
    return NULL;
}

/* With the lock: waits for the thread, for so long that the hook is due again. */
static void wait_a_while(struct mi_ahead *ahead)
{
    struct timespec end;
    (void)clock_gettime(CLOCK_REALTIME, &end);
    end.tv_nsec += MI_SECOND / HOOKS_A_SECOND;
    end.tv_sec += end.tv_nsec / MI_SECOND;
    end.tv_nsec %= MI_SECOND;
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
}

enum mi_got mi_ahead_next(struct mi_ahead *ahead, const struct mi_packet **packet,
                          struct mi_item *item)
{
    while (ahead->taken_from == NULL || ahead->taken >= ahead->taken_from->count) {
        const struct batch *batch = ahead->taken_from;
        if (batch != NULL && batch->behind != MI_GOT_PACKET && ahead->taken++ == batch->count) {
            *item = batch->item;
            return batch->behind;
        }
        change_batch(ahead);
    }
    *packet = &ahead->taken_from->packets[ahead->taken++];
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
