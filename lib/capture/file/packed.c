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
    {"gzip -dc", {0x1f, 0x8b, 8}, 3, 0}, /* what came out of gzip, that is */
    {"gzip -dc", {0x1f, 0x9d}, 2, 0},    /* of compress */
    {"xz -dc", {0xfd, '7', 'z', 'X', 'Z', 0}, 6, 0},
    {"xz -dc", {0x5d, 0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff, 0xff}, 10, 3}, /* of lzma */
    {"zstd -dc", {0x28, 0xb5, 0x2f, 0xfd}, 4, 0},
    {"lz4 -dc", {0x04, 0x22, 0x4d, 0x18}, 4, 0},
    {"lzip -dc", {'L', 'Z', 'I', 'P', 1}, 5, 0},
    {"lzop -dc", {0x89, 'L', 'Z', 'O', 0}, 5, 0},
    {"bzip2 -dc", {'B', 'Z', 'h', 0, '1', 'A', 'Y', '&', 'S', 'Y'}, 10, 3},
    {"7z e -so", {'7', 'z', 0xbc, 0xaf, 0x27, 0x1c}, 6, 0},
    {"unrar p -inul", {'R', 'a', 'r', '!', 0x1a, 7}, 6, 0},
};

/* Of the header of a tar file: a name in 100 bytes, filled up with zeros, then eight octal digits,
 * the last of which is none. */
enum { TAR_NAME = 100, TAR_MODE = 8, TAR_MAGIC = 257 };

static size_t length_of_name(const uint8_t *head, size_t size)
{
    size_t length = 0;
    while (length < size && length < TAR_NAME && head[length] >= ' ')
        length++;
    return length;
}

static enum mi_match matches_tar(const uint8_t *head, size_t size)
{
    size_t length = length_of_name(head, size);
    if (size > 0 && length == 0)
        return MI_MATCH_NO;
    for (size_t i = length; i < size && i < TAR_NAME; i++)
        if (head[i] != 0)
            return MI_MATCH_NO;
    for (size_t i = TAR_NAME; i < size && i < TAR_NAME + TAR_MODE - 1; i++)
        if (head[i] != ' ' && (head[i] < '0' || head[i] > '7'))
            return MI_MATCH_NO;
    return size <= TAR_MAGIC ? MI_MATCH_MORE
                             : mi_match_start(head + TAR_MAGIC, size - TAR_MAGIC, "ustar", 5);
}

static enum mi_match match(const struct packer *packer, const uint8_t *head, size_t size)
{
    size_t looked = size < packer->size ? size : packer->size;
    for (size_t i = 0; i < looked; i++)
        if (head[i] != packer->magic[i] && (packer->any == 0 || i != packer->any))
            return MI_MATCH_NO;
    return looked == packer->size ? MI_MATCH_YES : MI_MATCH_MORE;
}

/* The first row against which nothing speaks, or NULL. */
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
    enum mi_match as_packed = packer != NULL ? match(packer, head, size) : MI_MATCH_NO;
    enum mi_match as_tar = matches_tar(head, size);
    return as_packed > as_tar ? as_packed : as_tar;
}

static enum mi_step step(void *state, struct mi_item *item)
{
    struct mi_records *records = state;
    struct mi_bytes head;
    (void)mi_records_peek(records, sizeof PACKERS[0].magic, &head);
    const struct packer *packer = find(head.at, head.left);
    return mi_records_refuse(
        records, item,
        (struct mi_problem){.code = MI_P_PACKED,
                            .string = packer != NULL ? packer->command : "tar -xOf"});
}

const struct mi_reader_type mi_packed_reader = {
    .name = "packed",
    .matches = matches,
    .size = sizeof(struct mi_records),
    .next = mi_records_next,
    .step = step,
    .close = free,
};
