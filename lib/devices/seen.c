#include "devices/seen.h"

#include <stdlib.h>

_Static_assert(MI_SEEN_ALL < UINT16_MAX, "a link tells all places from none");

bool seen_begin(struct seen_places *places, uint32_t devices)
{
    uint64_t wanted = (uint64_t)devices * MI_SEEN_MAX;
    places->count = wanted < MI_SEEN_ALL ? (uint32_t)wanted : MI_SEEN_ALL;
    places->at = calloc(places->count, sizeof *places->at);
    return places->at != NULL;
}

void seen_free(struct seen_places *places)
{
    free(places->at);
}

static uint16_t link_to(const struct seen_places *places, const struct seen *seen)
{
    return (uint16_t)(seen - places->at + 1);
}

/* --- among those of its device --- */

static struct seen *newest_of(const struct seen_places *places, const struct seen_list *list)
{
    return &places->at[list->newest - 1];
}

/* Between the newest and the oldest, as the newest. */
static void enter_list(struct seen_places *places, struct seen *seen)
{
    struct seen_list *list = seen->list;
    uint16_t *behind = list->count > 0 ? &newest_of(places, list)->next : &seen->next;
    uint16_t link = link_to(places, seen);
    seen->next = list->count > 0 ? *behind : link;
    *behind = link;
    list->newest = link;
    list->count++;
}

/* The walk ends at once for the oldest. */
static void leave_list(struct seen_places *places, struct seen *seen)
{
    uint16_t link = link_to(places, seen);
    uint16_t before = seen->list->newest;
    while (places->at[before - 1].next != link)
        before = places->at[before - 1].next;
    places->at[before - 1].next = seen->next;
    if (seen->list->newest == link)
        seen->list->newest = before;
    seen->list->count--;
}

/* --- among all --- */

static void enter_order(struct seen_places *places, struct seen *seen)
{
    uint16_t older = places->newest;
    seen->older = older;
    seen->newer = 0;
    places->newest = link_to(places, seen);
    *(older != 0 ? &places->at[older - 1].newer : &places->oldest) = places->newest;
}

static void leave_order(struct seen_places *places, struct seen *seen)
{
    *(seen->older != 0 ? &places->at[seen->older - 1].newer : &places->oldest) = seen->newer;
    *(seen->newer != 0 ? &places->at[seen->newer - 1].older : &places->newest) = seen->older;
}

/* --- both --- */

static void enter(struct seen_places *places, struct seen *seen)
{
    enter_list(places, seen);
    enter_order(places, seen);
}

static void leave(struct seen_places *places, struct seen *seen)
{
    leave_list(places, seen);
    leave_order(places, seen);
}

void seen_renew(struct seen_places *places, struct seen *seen)
{
    leave_order(places, seen);
    enter_order(places, seen);
    if (seen->list->newest == link_to(places, seen))
        return;
    leave_list(places, seen);
    enter_list(places, seen);
}

/* One that was given back, or was never used, or else the oldest of all. */
static struct seen *take_place(struct seen_places *places)
{
    uint16_t link = places->empty;
    if (link == 0 && places->used < places->count)
        return &places->at[places->used++];
    struct seen *seen = &places->at[(link != 0 ? link : places->oldest) - 1];
    if (link != 0)
        places->empty = seen->next;
    else
        leave(places, seen);
    return seen;
}

struct seen *seen_add(struct seen_places *places, struct seen_list *list)
{
    bool is_full = list->count == MI_SEEN_MAX;
    struct seen *seen =
        is_full ? &places->at[newest_of(places, list)->next - 1] : take_place(places);
    if (is_full)
        leave(places, seen);
    seen->list = list;
    enter(places, seen);
    return seen;
}

void seen_drop_all(struct seen_places *places, struct seen_list *list)
{
    while (list->count > 0) {
        struct seen *seen = newest_of(places, list);
        leave(places, seen);
        seen->next = places->empty;
        places->empty = link_to(places, seen);
    }
}
