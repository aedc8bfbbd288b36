/*
 * Logs of all kinds, with service data in them and with slips: what is logged as it should be is
 * one packet with those bytes; with any character another one, or from any place on, it does no
 * harm.
 */
#include "base/text.h"
#include "capture_fuzz.h"

enum { INPUT_MAX = 128, PAYLOAD_MIN = 5, PAYLOAD_MAX = 40, TEXT_MAX = 1024, EDIT_SIZE = 3 };

#define TRACKER "[05:00:36][VV][esp32_ble_tracker:365]: "
#define PARSER  "2025-02-11 07:10:05.123 DEBUG (MainThread) [xiaomi_ble.parser] "
#define BTHOME  "2025-02-11 07:10:05.123 DEBUG (MainThread) [bthome_ble.parser] "

/* What stands around the bytes, between them, and in front of each; '#': their number and 3. */
static const struct {
    const char *front, *byte, *joint, *back;
} DIALECTS_OF_LOGS[] = {
    {TRACKER "  Address: A4:C1:38:0D:0E:0F (PUBLIC)\n" TRACKER "    UUID: 0xFE95\n" TRACKER
             "    Data: ",
     "", ".", " (9)\n"},
    {TRACKER "    UUID: FE:FE95\n" TRACKER "    Data: ", "", ".", "\n"},
    {"[14:33:40][D][xiaomi_ble:094]: Packet : ", "", ".", " (9)\n"},
    {PARSER "mic: 24548812\n" PARSER "nonce: 0f0e0d38c1a45b0521310000\n" PARSER
            "encrypted payload: ",
     "", "", "\n"},
    {BTHOME "mic: a2663d3c\n" BTHOME "nonce: a4c1380d0e0fd2fc418f2a0c00\n" BTHOME
            "encrypted_payload: ",
     "", "", "\n"},
    {"T: Service data: ", "", "", "\nT: Service data UUID: 0xfe95\n"},
    {"Service Data UUID\n0xfe95\nService Data\n", "", "", "\n"},
    {"[(1, 'Flags', '06'), (22, '16b Service Data', '95fe", "", "", "')]\n"},
    {"0000fe95-0000-1000-8000-00805f9b34fb\t", "0x", " ", "\n"},
    {"Service Data: UUID: 0xFE95 Data: 0x", "", "", "\n"},
    {"LEN. TYPE VALUE\n2 0x01 0x06\n# 0x16 0x95FE", "", "", "\n"},
};

enum { DIALECT_COUNT = sizeof DIALECTS_OF_LOGS / sizeof DIALECTS_OF_LOGS[0] };

static void write_log(struct mi_text *text, unsigned dialect, struct mi_bytes payload)
{
    uint64_t size = payload.left;
    for (const char *at = DIALECTS_OF_LOGS[dialect].front; *at != '\0'; at++) {
        if (*at == '#')
            mi_text_unsigned(text, size + 3);
        else
            mi_text_char(text, *at);
    }
    while (payload.left > 0) {
        mi_text_add(text, payload.left < size ? DIALECTS_OF_LOGS[dialect].joint : "");
        mi_text_add(text, DIALECTS_OF_LOGS[dialect].byte);
        mi_text_hex(text, mi_get_u8(&payload), 2);
    }
    mi_text_add(text, DIALECTS_OF_LOGS[dialect].back);
}

/* Or the payload behind a UUID, which it may have in front. */
static bool holds(const struct mi_packet *packet, struct mi_bytes payload)
{
    size_t more = payload.left > packet->size ? payload.left - packet->size : 0;
    return memmem(packet->bytes, packet->size, payload.at, payload.left) != NULL ||
           (more > 0 && memcmp(packet->bytes, payload.at + more, packet->size) == 0);
}

static void expect_payload(const struct mi_text *text, struct mi_bytes payload)
{
    struct mi_source *source = mi_source_text(text->start, text->length, "fuzz", 0);
    if (source == NULL)
        return;
    if (mi_source_next(source) != MI_GOT_PACKET || !holds(mi_source_packet(source), payload) ||
        mi_source_next(source) != MI_GOT_END)
        abort();
    mi_source_close(source);
}

/* A place and a character; NUL takes away all in front of the place. */
static void edit(struct mi_text *text, struct mi_bytes *edits)
{
    size_t at = mi_get_le16(edits) % text->length;
    char c = (char)mi_get_u8(edits);
    if (c != '\0') {
        text->start[at] = c;
    } else {
        text->start += at;
        text->length -= at;
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char buffer[TEXT_MAX];
    struct mi_text text = mi_text(buffer, sizeof buffer);
    struct mi_bytes input = mi_bytes(data, size);
    unsigned dialect = mi_get_u8(&input) % DIALECT_COUNT;
    struct mi_bytes payload = mi_get_slice(&input, mi_get_u8(&input));
    if (size > INPUT_MAX || input.failed || payload.left < PAYLOAD_MIN ||
        payload.left > PAYLOAD_MAX)
        return 0;
    write_log(&text, dialect, payload);
    expect_payload(&text, payload);
    while (input.left >= EDIT_SIZE)
        edit(&text, &input);
    read_capture((const uint8_t *)text.start, text.length);
    return 0;
}
