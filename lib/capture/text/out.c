#include "capture/text/out.h"

#include <stdlib.h>
#include <string.h>

enum { FIRST_ITEMS = 64, FIRST_BYTES = 4096, BYTES_MAX = MI_OUT_ITEMS * 64 };

/* Makes room for `wanted` of `size` bytes each. False when that is too much, or out of memory. */
static bool grow(void **run, size_t *room, size_t size, size_t wanted, size_t first, size_t most)
{
    size_t next = *room > 0 ? *room : first;
    if (wanted <= *room)
        return true;
    while (next < wanted && next < most)
        next *= 2;
    void *grown = wanted <= next ? realloc(*run, next * size) : NULL;
    if (grown == NULL)
        return false;
    *run = grown;
    *room = next;
    return true;
}

static bool has_item_room(struct mi_out *out)
{
    void *items = out->items;
    bool has_room = grow(&items, &out->item_room, sizeof *out->items, out->count + 1, FIRST_ITEMS,
                         MI_OUT_ITEMS);
    out->items = items;
    return has_room;
}

static bool has_byte_room(struct mi_out *out, size_t size)
{
    void *bytes = out->bytes;
    bool has_room = grow(&bytes, &out->byte_room, 1, out->used + size, FIRST_BYTES, BYTES_MAX);
    out->bytes = bytes;
    return has_room;
}

bool mi_out_begin(struct mi_out *out)
{
    return has_item_room(out) && has_byte_room(out, FIRST_BYTES);
}

static void put_problem(struct mi_out *out, uint64_t number, struct mi_problem problem)
{
    struct mi_item *item = &out->items[out->count++];
    item->problem = problem;
    item->position = number;
}

/* Room for one item more, with so many bytes. The last one makes way for what tells that there is
 * none; from then on nothing is kept. */
static bool make_room(struct mi_out *out, uint64_t number, size_t size)
{
    struct mi_problem problem = {.code = MI_P_OUT_OF_MEMORY};
    if (out->is_full || (has_item_room(out) && has_byte_room(out, size)))
        return !out->is_full;
    if (out->count == MI_OUT_ITEMS || size > BYTES_MAX - out->used)
        problem = (struct mi_problem){.code = MI_P_LINE_CROWDED, .number = {MI_OUT_ITEMS}};
    out->is_full = true;
    if (out->is_silent)
        return false;
    out->count -= out->count == out->item_room ? 1 : 0;
    put_problem(out, number, problem);
    return false;
}

void mi_out_packet(struct mi_out *out, const struct mi_packet *packet)
{
    if (!make_room(out, packet->number, packet->size))
        return;
    struct mi_item *item = &out->items[out->count++];
    item->problem.code = MI_OK;
    item->position = packet->number;
    item->packet = *packet;
    if (packet->size > 0)
        memcpy(out->bytes + out->used, packet->bytes, packet->size);
    out->used += packet->size;
}

void mi_out_problem(struct mi_out *out, uint64_t number, struct mi_problem problem)
{
    if (!out->is_silent && make_room(out, number, 0))
        put_problem(out, number, problem);
}

void mi_out_cut(struct mi_out *out, uint64_t number, size_t there, size_t announced)
{
    struct mi_problem problem = {
        .code = MI_P_PACKET_CUT,
        .number = {(uint32_t)(announced - there), (uint32_t)announced},
    };
    mi_out_problem(out, number, problem);
}

bool mi_out_take(struct mi_out *out, struct mi_item *item)
{
    if (out->taken == out->count) {
        out->taken = out->count = out->used = out->given = 0;
        out->is_full = false;
        return false;
    }
    *item = out->items[out->taken++];
    if (item->problem.code == MI_OK) {
        item->packet.bytes = out->bytes + out->given;
        out->given += item->packet.size;
    }
    return true;
}

void mi_out_free(struct mi_out *out)
{
    free(out->items);
    free(out->bytes);
}
