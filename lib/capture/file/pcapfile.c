/*
 * Classic pcap, by libpcap: both byte orders, micro- and nanoseconds, the modified format of old
 * Linux kernels. The only file that knows libpcap.
 *
 * pcapng is not given to libpcap, although it reads some of it: it refuses files with several link
 * types or snap lengths in the middle, where a second reader would have to find its way again.
 * pcapng.c reads all of it, so that each packet is given exactly once.
 */
#include "capture/file/linktype.h"
#include "capture/file/record.h"
#include "capture/reader.h"

#include <errno.h>
#include <pcap.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MAGIC_SIZE = 4, FILE_BUFFER = 32768 };

struct pcap_reader {
    struct mi_stream *stream;
    FILE *file; /* over the stream, for libpcap; closed with it */
    pcap_t *pcap;
    struct mi_link link;
    uint64_t number; /* of the packet last read */
    bool ended;
    bool gives_data; /* MI_SOURCE_DATA */
    char offset[MI_OFFSET_TEXT];
    char words[PCAP_ERRBUF_SIZE];
    char buffer[FILE_BUFFER];
};

static enum mi_match matches(const uint8_t *head, size_t size)
{
    static const uint8_t MAGIC[][MAGIC_SIZE] = {
        {0xa1, 0xb2, 0xc3, 0xd4}, {0xd4, 0xc3, 0xb2, 0xa1}, /* microseconds */
        {0xa1, 0xb2, 0x3c, 0x4d}, {0x4d, 0x3c, 0xb2, 0xa1}, /* nanoseconds */
        {0xa1, 0xb2, 0xcd, 0x34}, {0x34, 0xcd, 0xb2, 0xa1}, /* modified */
    };
    enum mi_match match = MI_MATCH_NO;
    for (size_t i = 0; match == MI_MATCH_NO && i < sizeof MAGIC / sizeof MAGIC[0]; i++)
        match = mi_match_start(head, size, MAGIC[i], MAGIC_SIZE);
    return match;
}

static void close_reader(void *state)
{
    struct pcap_reader *reader = state;
    if (reader->pcap != NULL)
        pcap_close(reader->pcap); /* the file too */
    else if (reader->file != NULL)
        (void)fclose(reader->file);
    free(reader);
}

static void *open_reader(struct mi_stream *stream, unsigned flags)
{
    struct pcap_reader *reader = calloc(1, sizeof *reader);
    if (reader == NULL)
        return NULL;
    reader->stream = stream;
    reader->gives_data = (flags & MI_SOURCE_DATA) != 0;
    return reader;
}

static enum mi_got stop(struct pcap_reader *reader, struct mi_item *item, struct mi_problem problem)
{
    reader->ended = true;
    item->problem = problem;
    item->position = reader->number + (reader->pcap != NULL ? 1 : 0);
    return MI_GOT_PROBLEM;
}

/* Why libpcap goes no further: the stream has ended too early, or what it read made no sense. */
static enum mi_got fail(struct pcap_reader *reader, struct mi_item *item, const char *words)
{
    struct mi_problem problem = {.code = MI_P_PCAP, .string = words};
    if (mi_stream_problem(reader->stream).code != MI_OK) {
        reader->ended = true;
        return MI_GOT_END;
    }
    if (ferror(reader->file)) {
        problem = (struct mi_problem){.code = MI_P_CANNOT_READ, .string = strerror(errno)};
    } else if (feof(reader->file)) {
        struct mi_text offset = mi_text(reader->offset, sizeof reader->offset);
        mi_text_unsigned(&offset, mi_stream_given(reader->stream));
        problem = (struct mi_problem){.code = MI_P_FILE_CUT, .string = reader->offset};
    }
    return stop(reader, item, problem);
}

/* MI_GOT_PACKET: packets may be read. */
static enum mi_got begin(struct pcap_reader *reader, struct mi_item *item)
{
    reader->file = mi_stream_stdio(reader->stream);
    if (reader->file == NULL)
        return stop(reader, item, (struct mi_problem){.code = MI_P_OUT_OF_MEMORY});
    (void)setvbuf(reader->file, reader->buffer, _IOFBF, sizeof reader->buffer);
    pcap_t *pcap = pcap_fopen_offline_with_tstamp_precision(
        reader->file, PCAP_TSTAMP_PRECISION_NANO, reader->words);
    if (pcap == NULL)
        return fail(reader, item, reader->words);
    reader->link = mi_link((uint32_t)pcap_datalink(pcap));
    reader->link.gives_data = reader->gives_data;
    reader->pcap = pcap;
    struct mi_problem problem = mi_link_problem(&reader->link);
    if (problem.code == MI_OK)
        return MI_GOT_PACKET;
    (void)stop(reader, item, problem);
    item->position = 0;
    return MI_GOT_PROBLEM;
}

static enum mi_step read_packet(struct pcap_reader *reader, struct mi_item *item)
{
    struct pcap_pkthdr *header;
    const u_char *bytes;
    int status = pcap_next_ex(reader->pcap, &header, &bytes);
    if (status == PCAP_ERROR_BREAK) {
        reader->ended = true;
        return MI_STEP_END;
    }
    if (status != 1)
        return (enum mi_step)fail(reader, item, pcap_geterr(reader->pcap));
    item->position = ++reader->number;
    item->packet = (struct mi_packet){
        .time = mi_record_time(header->ts.tv_sec, (uint64_t)header->ts.tv_usec), /* nanoseconds */
        .bytes = bytes,
        .size = header->caplen,
        .is_snapped = header->caplen < header->len,
        .number = reader->number,
    };
    switch (mi_link_unwrap(&reader->link, &item->packet, &item->problem)) {
    case MI_LINK_PACKET: return MI_STEP_PACKET;
    case MI_LINK_PROBLEM: return MI_STEP_PROBLEM;
    default: return MI_STEP_ON;
    }
}

static enum mi_got next(void *state, struct mi_item *item)
{
    struct pcap_reader *reader = state;
    enum mi_step got = MI_STEP_ON;
    if (!reader->ended && reader->pcap == NULL) {
        enum mi_got begun = begin(reader, item);
        if (begun != MI_GOT_PACKET)
            return begun;
    }
    while (got == MI_STEP_ON) {
        bool is_over = reader->ended || mi_stream_is_stopped(reader->stream);
        got = is_over ? MI_STEP_END : read_packet(reader, item);
    }
    return (enum mi_got)got;
}

const struct mi_reader_type mi_pcap_reader = {
    .name = "pcap",
    .matches = matches,
    .open = open_reader,
    .next = next,
    .close = close_reader,
};

const char *mi_pcap_version(void)
{
    return pcap_lib_version();
}
