/*
 * A recording can end anywhere and so can a packet. Every sample is cut at every length, as text
 * and as the packets in it, each time in memory of exactly that size: AddressSanitizer sees every
 * read past an end.
 */
#include "support.h"

#include "capture/source.h"

#include <dirent.h>

enum { SAMPLE_MAX = 65536, PACKETS_MAX = 64, KEYS = 2 };

static const char *const KEY_TEXT[KEYS] = {
    "1f228155bdd12fbee1f6fef074fc85b6",
    "62d9271eafcccf6f8c7d6841",
};

struct kept {
    struct mi_packet packet;
    uint8_t bytes[SUPPORT_BYTES];
};

/* Reads everything that the results of a frame point to. */
static size_t touch(const struct mi_frame *frame)
{
    char buffer[4096];
    struct mi_text text = mi_text(buffer, sizeof buffer);
    unsigned bit = 0;
    while (mi_frame_next_flag(frame, &bit) != NULL)
        ;
    for (size_t i = 0; i < frame->reading_count; i++)
        add_said(&text, &frame->readings[i]);
    for (size_t i = 0; i < frame->object_count; i++)
        mi_text_bytes(&text, frame->objects[i].value, frame->objects[i].size, '\0');
    for (size_t i = 0; i < frame->part_count; i++) {
        const struct mi_part *part = &frame->parts[i];
        const uint8_t *start = part->in_plain ? frame->plain : frame->bytes.at;
        mi_text_bytes(&text, start + part->at, part->size, '\0');
    }
    mi_text_problem(&text, &frame->problem);
    return text.length;
}

/* The number of frames. */
static size_t read_frames(struct bench *bench, const struct mi_packet *packet)
{
    const struct mi_opener opener = {.ccm = bench->ccm, .keys = bench->keys, .key_count = KEYS};
    size_t count = 0;
    mi_radio_feed(&bench->radio, packet);
    while (mi_radio_next(&bench->radio, &bench->advert)) {
        struct mi_bytes data = bench->advert.data;
        struct mi_ad ad;
        while (mi_ad_next(&data, &ad)) {
            if (!mi_frame_read(&bench->frame, &bench->advert, &ad))
                continue;
            mi_frame_open(&bench->frame, &opener);
            assert_true(touch(&bench->frame) > 0);
            count++;
        }
    }
    return count;
}

/* Reads a text of `size` bytes; keeps its first packets. The number of frames in it. */
static size_t read_text(struct bench *bench, const char *text, size_t size, unsigned flags,
                        struct kept *kept, size_t *kept_count)
{
    char *copy = malloc(size > 0 ? size : 1);
    assert_non_null(copy);
    memcpy(copy, text, size);
    struct mi_source *source = mi_source_text(copy, size, "sample", flags);
    size_t frames = 0;
    assert_non_null(source);
    for (enum mi_got got; (got = mi_source_next(source)) != MI_GOT_END;) {
        if (got != MI_GOT_PACKET)
            continue;
        const struct mi_packet *packet = mi_source_packet(source);
        frames += read_frames(bench, packet);
        if (kept != NULL && *kept_count < PACKETS_MAX && packet->size <= SUPPORT_BYTES) {
            kept[*kept_count].packet = *packet;
            memcpy(kept[*kept_count].bytes, packet->bytes, packet->size);
            (*kept_count)++;
        }
    }
    mi_source_close(source);
    free(copy);
    return frames;
}

static void cut_packet(struct bench *bench, const struct kept *kept)
{
    for (size_t size = 0; size <= kept->packet.size; size++) {
        struct mi_packet packet = kept->packet;
        uint8_t *copy = malloc(size > 0 ? size : 1);
        assert_non_null(copy);
        memcpy(copy, kept->bytes, size);
        packet.bytes = copy;
        packet.size = size;
        (void)read_frames(bench, &packet);
        free(copy);
    }
}

static void cut_sample(struct bench *bench, const char *path)
{
    static char text[SAMPLE_MAX];
    struct kept *kept = calloc(PACKETS_MAX, sizeof *kept);
    FILE *file = fopen(path, "re");
    assert_non_null(kept);
    assert_non_null(file);
    size_t size = fread(text, 1, sizeof text, file);
    size_t packets = 0;
    (void)fclose(file);
    assert_true(size < sizeof text);
    for (unsigned flags = 0; flags <= MI_SOURCE_BARE; flags += MI_SOURCE_BARE)
        for (size_t length = 0; length < size; length++)
            (void)read_text(bench, text, length, flags, NULL, NULL);
    if (read_text(bench, text, size, MI_SOURCE_BARE, kept, &packets) == 0)
        fail_msg("%s has no frame", path);
    for (size_t i = 0; i < packets; i++)
        cut_packet(bench, &kept[i]);
    free(kept);
}

static void test_every_sample_at_every_length(void **state)
{
    struct bench *bench = *state;
    DIR *directory = opendir("samples");
    size_t samples = 0;
    assert_non_null(directory);
    for (size_t i = 0; i < KEYS; i++)
        bench->keys[i] = key_of(KEY_TEXT[i]);
    for (struct dirent *entry; (entry = readdir(directory)) != NULL;) {
        char path[512];
        size_t length = strlen(entry->d_name);
        (void)snprintf(path, sizeof path, "samples/%s", entry->d_name);
        if (length > 4 && strcmp(entry->d_name + length - 4, ".txt") == 0) {
            cut_sample(bench, path);
            samples++;
        }
    }
    (void)closedir(directory);
    assert_true(samples > 30);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_sample_at_every_length),
    };
    return cmocka_run_group_tests(tests, bench_new, bench_free);
}
