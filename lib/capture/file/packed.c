/* Files packed in ways that are not undone here: told with the command that does it. */
#include "capture/file/record.h"

#include <stdlib.h>
#include <string.h>

static const struct packer {
    const char *command;
    uint8_t magic[10];
    size_t size;
    size_t any; /* the byte of them that may be any; 0: none */
} PACKERS[] = {
    {"xz -dc", {0xfd, '7', 'z', 'X', 'Z', 0}, 6, 0},
    {"zstd -dc", {0x28, 0xb5, 0x2f, 0xfd}, 4, 0},
    {"bzip2 -dc", {'B', 'Z', 'h', 0, '1', 'A', 'Y', '&', 'S', 'Y'}, 10, 3},
    {"7z e -so", {'7', 'z', 0xbc, 0xaf, 0x27, 0x1c}, 6, 0},
};

static enum mi_match match(const struct packer *packer, const uint8_t *head, size_t size)
{
    size_t looked = size < packer->size ? size : packer->size;
    for (size_t i = 0; i < looked; i++)
        if (head[i] != packer->magic[i] && (packer->any == 0 || i != packer->any))
            return MI_MATCH_NO;
    return looked == packer->size ? MI_MATCH_YES : MI_MATCH_MORE;
}

/* The row against which nothing speaks, or NULL: no two begin with the same byte. */
static const struct packer *find(const uint8_t *head, size_t size)
{
    for (size_t i = 0; size > 0 && i < sizeof PACKERS / sizeof PACKERS[0]; i++)
        if (match(&PACKERS[i], head, size) != MI_MATCH_NO)
            return &PACKERS[i];
    return NULL;
}

static enum mi_match matches(const uint8_t *head, size_t size)
{
    const struct packer *packer = find(head, size);
    if (size == 0)
        return MI_MATCH_MORE;
    return packer != NULL ? match(packer, head, size) : MI_MATCH_NO;
}

static enum mi_step step(void *state, struct mi_item *item)
{
    struct mi_records *records = state;
    struct mi_bytes head;
    (void)mi_records_peek(records, sizeof PACKERS[0].magic, &head);
    return mi_records_refuse(
        records, item,
        (struct mi_problem){.code = MI_P_PACKED, .string = find(head.at, head.left)->command});
}

const struct mi_reader_type mi_packed_reader = {
    .name = "packed",
    .matches = matches,
    .size = sizeof(struct mi_records),
    .next = mi_records_next,
    .step = step,
    .close = free,
};
