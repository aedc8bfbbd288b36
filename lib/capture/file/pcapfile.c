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

#include <errno.h>
#include <pcap.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MAGIC_SIZE = 4, FILE_BUFFER = 32768 };

struct pcap_reader {
    struct mi_records records;
    FILE *file; /* over the stream, for libpcap; closed with it */
    pcap_t *pcap;
    struct mi_link link;
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

/* Why libpcap goes no further: the stream has ended too early, or what it read made no sense. */
static enum mi_step fail(struct pcap_reader *reader, struct mi_item *item, const char *words)
{
    struct mi_records *records = &reader->records;
    struct mi_problem problem = {.code = MI_P_PCAP, .string = words};
    if (mi_stream_problem(records->input.stream).code != MI_OK) {
        records->ended = true;
        return MI_STEP_END;
    }
    if (ferror(reader->file)) {
        problem = (struct mi_problem){.code = MI_P_CANNOT_READ, .string = strerror(errno)};
    } else if (feof(reader->file)) {
        records->offset = mi_stream_given(records->input.stream);
        problem = (struct mi_problem){.code = MI_P_FILE_CUT};
    }
    return reader->pcap == NULL ? mi_records_refuse(records, item, problem)
                                : mi_records_stop(records, item, problem);
}

static enum mi_step begin(struct pcap_reader *reader, struct mi_item *item)
{
    struct mi_records *records = &reader->records;
    reader->file = mi_stream_stdio(records->input.stream);
    if (reader->file == NULL)
        return mi_records_refuse(records, item, (struct mi_problem){.code = MI_P_OUT_OF_MEMORY});
    (void)setvbuf(reader->file, reader->buffer, _IOFBF, sizeof reader->buffer);
    reader->pcap = pcap_fopen_offline_with_tstamp_precision(
        reader->file, PCAP_TSTAMP_PRECISION_NANO, reader->words);
    if (reader->pcap == NULL)
        return fail(reader, item, reader->words);
    reader->link = mi_link((uint32_t)pcap_datalink(reader->pcap));
    reader->link.gives_data = records->input.gives_data;
    struct mi_problem problem = mi_link_problem(&reader->link);
    return problem.code == MI_OK ? MI_STEP_ON : mi_records_refuse(records, item, problem);
}

static enum mi_step read_packet(struct pcap_reader *reader, struct mi_item *item)
{
    struct pcap_pkthdr *header;
    const u_char *bytes;
    int status = pcap_next_ex(reader->pcap, &header, &bytes);
    if (status == PCAP_ERROR_BREAK) {
        reader->records.ended = true;
        return MI_STEP_END;
    }
    if (status != 1)
        return fail(reader, item, pcap_geterr(reader->pcap));
    mi_records_packet(&reader->records, item, MI_LAYER_H4, mi_bytes(bytes, header->caplen));
    item->packet.time = /* nanoseconds */
        mi_record_time(header->ts.tv_sec, (uint64_t)header->ts.tv_usec);
    item->packet.is_snapped = header->caplen < header->len;
    return mi_link_unwrap(&reader->link, &item->packet, &item->problem);
}

static enum mi_step step(void *state, struct mi_item *item)
{
    struct pcap_reader *reader = state;
    if (mi_stream_is_stopped(reader->records.input.stream))
        return MI_STEP_END;
    return reader->pcap == NULL ? begin(reader, item) : read_packet(reader, item);
}

const struct mi_reader_type mi_pcap_reader = {
    .name = "pcap",
    .matches = matches,
    .size = sizeof(struct pcap_reader),
    .next = mi_records_next,
    .step = step,
    .close = close_reader,
};

const char *mi_pcap_version(void)
{
    return pcap_lib_version();
}
