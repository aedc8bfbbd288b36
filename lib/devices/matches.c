/* Which keys open which devices, after the search. */
#include "devices/inquiry_parts.h"

#include <stdlib.h>

static int compare_matches(const void *left, const void *right)
{
    const struct mi_match *a = left;
    const struct mi_match *b = right;
    int by_key = (a->key > b->key) - (a->key < b->key);
    return by_key != 0 ? by_key : (a->voice > b->voice) - (a->voice < b->voice);
}

void mi_inquiry_match(struct mi_inquiry *inquiry)
{
    for (uint32_t i = 0; i < mi_inquiry_voices(inquiry); i++) {
        const struct mi_evidence *evidence = mi_inquiry_evidence(inquiry, i);
        if (mi_inquiry_speaks(inquiry, i) && mi_evidence_opens(evidence))
            inquiry->matches[inquiry->match_count++] = (struct mi_match){evidence->key, i};
    }
    qsort(inquiry->matches, inquiry->match_count, sizeof *inquiry->matches, compare_matches);
}

/* The first match whose key is not before this one. */
static size_t first_match(const struct mi_inquiry *inquiry, size_t key)
{
    size_t low = 0;
    size_t high = inquiry->match_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (inquiry->matches[middle].key < key)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

bool mi_inquiry_opens(const struct mi_inquiry *inquiry, size_t key)
{
    size_t i = first_match(inquiry, key);
    return i < inquiry->match_count && inquiry->matches[i].key == key;
}

const struct mi_address *mi_inquiry_other_opened(const struct mi_inquiry *inquiry,
                                                 struct mi_address own,
                                                 const struct mi_range ranges[MI_RANGES])
{
    const struct mi_device *found = NULL;
    const struct mi_match *end = inquiry->matches + inquiry->match_count;
    for (size_t r = 0; r < MI_RANGES; r++) {
        const struct mi_match *match = inquiry->matches + first_match(inquiry, ranges[r].first);
        for (; match < end && match->key - ranges[r].first < ranges[r].count; match++) {
            const struct mi_device *other = mi_inquiry_device(inquiry, match->voice);
            if ((found == NULL || other < found) && !mi_address_equal(other->address, own))
                found = other;
        }
    }
    return found != NULL ? &found->address : NULL;
}
