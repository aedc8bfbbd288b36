/*
 * What connections carry, in each form of file: given when it is asked for, with its direction, and
 * else passed over. In each file an event stands between data of both directions.
 */
#include "capture_file.h"

#include <zlib.h>

#define ACL_SENT     "4000070003000400020502"
#define ACL_RECEIVED "4020070003000400031700"
#define AIR_DATA     "ab5d6550 0207 03000400020502 37a141"

enum { BIG = true, LITTLE = false };

/* "event, acl > 4000…, acl < 4020…", and H4 packets that are no events in the same way. */
static const char *all_of(struct file *file, unsigned flags)
{
    static const char *const DIRECTIONS[] = {"", "> ", "< "};
    static const char *const LAYERS[] = {"h4 ", "event", "air ", "ad", "service", "acl "};
    struct mi_text text = mi_text(file->said, SAID_SIZE);
    struct mi_source *source =
        mi_source_text((const char *)file->bytes, file->size, "a test", flags);
    assert_non_null(source);
    for (enum mi_got got; (got = mi_source_next(source)) != MI_GOT_END;) {
        assert_int_equal(got, MI_GOT_PACKET);
        const struct mi_packet *packet = mi_source_packet(source);
        mi_text_add(&text, text.length > 0 ? ", " : "");
        mi_text_add(&text, LAYERS[packet->layer]);
        if (packet->layer == MI_LAYER_EVENT)
            continue;
        mi_text_add(&text, DIRECTIONS[packet->direction]);
        mi_text_bytes(&text, packet->bytes, packet->size, '\0');
        mi_text_add(&text, packet->is_snapped ? " snapped" : "");
    }
    mi_source_close(source);
    return file->said;
}

static void expect(struct file *file, const char *without, const char *with)
{
    assert_string_equal(all_of(file, 0), without);
    assert_string_equal(all_of(file, MI_SOURCE_DATA), with);
    file->size = 0;
}

#define BOTH "acl > " ACL_SENT ", event, acl < " ACL_RECEIVED

/* --- btsnoop --- */

static void begin_btsnoop(struct file *file, uint32_t type)
{
    put_hex(file, "6274736e6f6f7000 00000001");
    put_number(file, type, 4, BIG);
}

static void put_btsnoop(struct file *file, uint32_t flags, const char *hex)
{
    put_number(file, hex_size(hex), 4, BIG);
    put_number(file, hex_size(hex), 4, BIG);
    put_number(file, flags, 4, BIG);
    put_hex(file, "00000000 00dcddb30f2f8000");
    put_hex(file, hex);
}

static void test_btsnoop(void **state)
{
    struct file *file = *state;
    begin_btsnoop(file, 1001);
    put_btsnoop(file, 0, ACL_SENT);
    put_btsnoop(file, 2, "030c00"); /* a command */
    put_btsnoop(file, 3, SHORT_EVENT);
    put_btsnoop(file, 1, ACL_RECEIVED);
    expect(file, "event", BOTH);

    begin_btsnoop(file, 2001);
    put_btsnoop(file, 4, ACL_SENT);
    put_btsnoop(file, 2, "030c00");
    put_btsnoop(file, 3, SHORT_EVENT);
    put_btsnoop(file, 5, ACL_RECEIVED);
    put_btsnoop(file, 6, "400000"); /* voice */
    expect(file, "event", BOTH);

    begin_btsnoop(file, 1002); /* gives all of it, whoever asks */
    put_btsnoop(file, 0, "02" ACL_SENT);
    put_btsnoop(file, 1, "02" ACL_RECEIVED);
    expect(file, "h4 > 02" ACL_SENT ", h4 < 02" ACL_RECEIVED,
           "h4 > 02" ACL_SENT ", h4 < 02" ACL_RECEIVED);
}

static void put_btsnooz(struct file *file, uint8_t type, uint32_t missing, const char *hex)
{
    put_number(file, hex_size(hex) + 1, 2, LITTLE);
    put_number(file, hex_size(hex) + 1 + missing, 2, LITTLE);
    put_number(file, 0, 4, LITTLE);
    put_number(file, type, 1, LITTLE);
    put_hex(file, hex);
}

static void test_btsnooz(void **state)
{
    struct file *file = *state;
    uint8_t packed[1024];
    uLongf size = sizeof packed;
    put_btsnooz(file, 0x21, 2, ACL_SENT);
    put_btsnooz(file, 0x20, 0, "030c00");
    put_btsnooz(file, 0x10, 0, SHORT_EVENT);
    put_btsnooz(file, 0x11, 0, ACL_RECEIVED);
    assert_int_equal(compress2(packed, &size, file->bytes, file->size, 9), Z_OK);
    file->size = 0;
    put_number(file, 2, 1, LITTLE);
    put_number(file, UINT64_C(1700000000500000), 8, LITTLE);
    memcpy(file->bytes + file->size, packed, size);
    file->size += size;
    expect(file, "event", "acl > " ACL_SENT " snapped, event, acl < " ACL_RECEIVED);
}

/* --- PacketLogger, hcidump --- */

static void put_packetlogger(struct file *file, uint8_t type, const char *hex)
{
    put_number(file, 9 + hex_size(hex), 4, BIG);
    put_hex(file, "6553f100 00000000");
    put_number(file, type, 1, BIG);
    put_hex(file, hex);
}

static void test_packetlogger(void **state)
{
    struct file *file = *state;
    put_packetlogger(file, 0x02, ACL_SENT);
    put_packetlogger(file, 0x00, "030c00");
    put_packetlogger(file, 0x01, SHORT_EVENT);
    put_packetlogger(file, 0x03, ACL_RECEIVED);
    expect(file, "event", BOTH);
}

static void test_hcidump(void **state)
{
    struct file *file = *state;
    put_hex(file, "0c00 00 00 00f15365 00000000 02" ACL_SENT);
    put_hex(file, "0c00 01 00 00f15365 00000000 02" ACL_RECEIVED);
    expect(file, "h4 > 02" ACL_SENT ", h4 < 02" ACL_RECEIVED,
           "h4 > 02" ACL_SENT ", h4 < 02" ACL_RECEIVED);
}

/* --- pcap and pcapng --- */

static void begin_pcap(struct file *file, uint32_t type)
{
    put_hex(file, "a1b2c3d4 0002 0004 00000000 00000000 0000ffff");
    put_number(file, type, 4, BIG);
}

static void put_pcap(struct file *file, const char *hex)
{
    put_hex(file, "6553f100 00000000");
    put_number(file, hex_size(hex), 4, BIG);
    put_number(file, hex_size(hex), 4, BIG);
    put_hex(file, hex);
}

static void put_pcapng(struct file *file, const char *hex)
{
    uint32_t size = (uint32_t)hex_size(hex);
    uint32_t padding = (0u - size) % 4;
    put_number(file, 6, 4, BIG);
    put_number(file, 32 + size + padding, 4, BIG);
    put_hex(file, "00000000 00000000 00000000");
    put_number(file, size, 4, BIG);
    put_number(file, size, 4, BIG);
    put_hex(file, hex);
    put_number(file, 0, padding, BIG);
    put_number(file, 32 + size + padding, 4, BIG);
}

static void test_monitor_in_pcap(void **state)
{
    struct file *file = *state;
    begin_pcap(file, 254);
    put_pcap(file, "0000 0004" ACL_SENT);
    put_pcap(file, "0000 0002 030c00");
    put_pcap(file, "0000 0003" SHORT_EVENT);
    put_pcap(file, "0000 0005" ACL_RECEIVED);
    expect(file, "event", BOTH);

    put_hex(file, "0a0d0d0a 0000001c 1a2b3c4d 0001 0000 ffffffffffffffff 0000001c");
    put_hex(file, "00000001 00000014 00fe 0000 00000000 00000014");
    put_pcapng(file, "0000 0004" ACL_SENT);
    put_pcapng(file, "0000 0003" SHORT_EVENT);
    put_pcapng(file, "0000 0005" ACL_RECEIVED);
    expect(file, "event", BOTH);
}

static void test_h4_in_pcap(void **state)
{
    struct file *file = *state;
    begin_pcap(file, 201);
    put_pcap(file, "00000000 02" ACL_SENT);
    put_pcap(file, "00000001 02" ACL_RECEIVED);
    assert_string_equal(all_of(file, MI_SOURCE_DATA), "h4 > 02" ACL_SENT ", h4 < 02" ACL_RECEIVED);
    file->size = 0;
    begin_pcap(file, 187);
    put_pcap(file, "02" ACL_SENT);
    assert_string_equal(all_of(file, MI_SOURCE_DATA), "h4 02" ACL_SENT);
}

#define SAID                                                                                       \
    "ab5d6550020703000400020502"                                                                   \
    "37a141"

static void test_air_in_pcap(void **state)
{
    struct file *file = *state;
    begin_pcap(file, 256);
    put_pcap(file, "05c4800000000000 130c" AIR_DATA);
    put_pcap(file, "05c4800000000000 130d" AIR_DATA);
    put_pcap(file, "05c4800000000000 930d" AIR_DATA);
    assert_string_equal(all_of(file, MI_SOURCE_DATA), "air " SAID ", air > " SAID ", air < " SAID);
    file->size = 0;
    begin_pcap(file, 272);
    put_pcap(file, "07 1a00 03 0100 06 0a 03 05 3c 0000 00000000" AIR_DATA);
    put_pcap(file, "07 1a00 03 0100 06 0a 01 05 3c 0000 00000000" AIR_DATA);
    expect(file, "", "air > " SAID ", air < " SAID);
}

static int empty(void **state)
{
    struct file *file = *state;
    file->size = 0;
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_btsnoop, empty),
        cmocka_unit_test_setup(test_btsnooz, empty),
        cmocka_unit_test_setup(test_packetlogger, empty),
        cmocka_unit_test_setup(test_hcidump, empty),
        cmocka_unit_test_setup(test_monitor_in_pcap, empty),
        cmocka_unit_test_setup(test_h4_in_pcap, empty),
        cmocka_unit_test_setup(test_air_in_pcap, empty),
    };
    return cmocka_run_group_tests(tests, file_new, file_free);
}
