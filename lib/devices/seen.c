#include "devices/seen.h"

#include <stdlib.h>

enum { SHARED = 4096 /* places for frames of all devices that are no device's first */ };

bool seen_begin(struct seen_places *places, uint32_t devices)
{
    uint64_t others = (uint64_t)devices * (MI_SEEN_MAX - 1);
    places->shared = others < SHARED ? (uint32_t)others : SHARED;
    places->at = calloc((size_t)devices + places->shared, sizeof *places->at);
    return places->at != NULL;
}

void seen_free(struct seen_places *places)
{
    free(places->at);
}

/* Puts one in as the newest. */
static void put(struct seen_places *places, struct seen_list *list, uint32_t index)
{
    if (list->count++ == 0)
        list->newest = index;
    places->at[index].next = places->at[list->newest].next;
    places->at[list->newest].next = index;
    list->newest = index;
}

/* Takes out the one that came after this one. */
static uint32_t take_after(struct seen_places *places, struct seen_list *list, uint32_t index)
{
    uint32_t next = places->at[index].next;
    places->at[index].next = places->at[next].next;
    list->count--;
    return next;
}

void seen_renew(struct seen_places *places, struct seen_list *list, struct seen *seen)
{
    uint32_t index = (uint32_t)(seen - places->at);
    uint32_t before = list->newest;
    if (index == list->newest)
        return;
    while (places->at[before].next != index)
        before = places->at[before].next;
    put(places, list, take_after(places, list, before));
}

static uint32_t empty_place(struct seen_places *places)
{
    struct seen_list *empty = &places->empty;
    return empty->count > 0 ? take_after(places, empty, empty->newest) : places->used++;
}

struct seen *seen_add(struct seen_places *places, struct seen_list *list)
{
    bool is_first = list->count == 0;
    if (!is_first && (places->shared == 0 || list->count == MI_SEEN_MAX)) {
        list->newest = places->at[list->newest].next;
    } else {
        put(places, list, empty_place(places));
        places->shared -= !is_first;
    }
    return &places->at[list->newest];
}

static void drop_oldest(struct seen_places *places, struct seen_list *list)
{
    places->shared += list->count > 1;
    put(places, &places->empty, take_after(places, list, list->newest));
}

void seen_drop_old(struct seen_places *places, struct seen_list *list, mi_time now)
{
    const struct seen *newest = &places->at[list->newest];
    if (list->count > 1 && !seen_is_near(places->at[newest->next].time, now))
        drop_oldest(places, list);
}

void seen_drop_all(struct seen_places *places, struct seen_list *list)
{
    while (list->count > 0)
        drop_oldest(places, list);
}
