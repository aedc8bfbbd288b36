#include "text_items.h"

static const char HOME_ASSISTANT[] =
    "2023-11-14 22:13:20.123 DEBUG (MainThread) [homeassistant.components.bluetooth.manager] hci0 "
    "(00:11:22:33:44:55) [connectable]: 58:2D:34:0A:0B:0C AdvertisementData(local_name='MJ_HT_V1', "
    "service_data={'0000fe95-0000-1000-8000-00805f9b34fb': b'P "
    "\\xaa\\x01\\x07\\x0c\\x0b\\n4-X\\r\\x10\\x04\\xfa\\x00\\x12\\x02'}, "
    "service_uuids=['0000fe95-0000-1000-8000-00805f9b34fb', "
    "'0000181a-0000-1000-8000-00805f9b34fb'], rssi=-60) match: {'xiaomi_ble'}\n";

static const char HOME_ASSISTANT_2022[] =
    "2023-11-14 22:13:20.123 DEBUG (MainThread) [homeassistant.components.bluetooth.manager] "
    "Device detected: 58:2D:34:0A:0B:0C with advertisement_data: "
    "AdvertisementData(service_data={'0000fe95-0000-1000-8000-00805f9b34fb': b'P "
    "\\xaa\\x01\\x07\\x0c\\x0b\\n4-X\\r\\x10\\x04\\xfa\\x00\\x12\\x02'}, service_uuids=[])\n";

static const char BLEAK[] =
    "BluetoothServiceInfoBleak(name='x', address='58:2D:34:0A:0B:0C', rssi=-60, "
    "manufacturer_data={}, service_data={'0000fe95-0000-1000-8000-00805f9b34fb': b'P "
    "\\xaa\\x01\\x07\\x0c\\x0b\\n4-X\\r\\x10\\x04\\xfa\\x00\\x12\\x02'}, service_uuids=[])\n";

static const char SEVERAL_SERVICES[] =
    "58:2D:34:0A:0B:0C AdvertisementData(service_data={'0000180f-0000-1000-8000-00805f9b34fb': "
    "b'd', '0000fe95-0000-1000-8000-00805f9b34fb': b\"P 'x\\x01\", "
    "'0000181a-0000-1000-8000-00805f9b34fb': b'abcdefgh'}, rssi=-70)\n";

static const char XIAOMI_BLE[] =
    "2023-11-14 22:13:20.123 INFO (MainThread) [xiaomi_ble.parser] BLE ADV from UNKNOWN Xiaomi "
    "device: MAC: 58:2D:34:0A:0B:0C, product_id: 0x1aa, ADV: 5020aa01070c0b0a342d580d1004fa001202\n"
    "2023-11-14 22:13:20.123 INFO (MainThread) [xiaomi_ble.parser] BLE ADV from UNKNOWN Xiaomi "
    "device: MAC: b'X-4\\n\\x0b\\x0c', ADV: 5020aa01070c0b0a342d580d1004fa001202\n";

static const char BLE_MONITOR[] =
    "2023-11-14 22:13:20 INFO (SyncWorker_4) [custom_components.mitemp_bt.sensor] BLE ADV from "
    "UNKNOWN: RSSI: -60, MAC: 582D340A0B0C, ADV: "
    "043e25020100000c0b0a342d5819020106151695fe5020aa01070c0b0a342d580d1004fa001202c4\n"
    "2023-11-14 22:13:20 INFO (Thread-20) [custom_components.ble_monitor.ble_parser.xiaomi] BLE "
    "ADV from UNKNOWN Xiaomi device: RSSI: -60, MAC: 58:2D:34:0A:0B:0C, ADV: "
    "151695fe5020aa01070c0b0a342d580d1004fa001202\n"
    "2023-11-14 22:13:20 INFO (Thread-12) [custom_components.ble_monitor.ble_parser] BLE "
    "advertisement received from MAC/UUID 582d340a0b0c: "
    "043e25020100000c0b0a342d5819020106151695fe5020aa01070c0b0a342d580d1004fa001202c4\n"
    "2023-11-14 22:13:20 INFO (Thread-22) [custom_components.ble_monitor.ble_parser] BLE "
    "advertisement received from MAC/UUID 582d340a0b0c: service data: [b'\\x15\\x16\\x95\\xfeP "
    "\\xaa\\x01\\x07\\x0c\\x0b\\n4-X\\r\\x10\\x04\\xfa\\x00\\x12\\x02', "
    "b'\\x15\\x16\\x95\\xfeP0[\\x05\\t\\x0f\\x0e\\r8\\xc1\\xa4\\r\\x10\\x04\\x10\\x01\\xea\\x01']"
    "manufacturer specific data: []local name: UUID16: None,UUID128: None\n";

static const char ESPHOME[] =
    "\033[0;36m[22:13:20][VV][esp32_ble_tracker:431]: Parse Result:\033[0m\n"
    "\033[0;36m[22:13:20][VV][esp32_ble_tracker:447]:   Address: 58:2D:34:0A:0B:0C "
    "(PUBLIC)\033[0m\n"
    "\033[0;36m[22:13:20][VV][esp32_ble_tracker:450]:   RSSI: -60\033[0m\n"
    "\033[0;36m[22:13:20][VV][esp32_ble_tracker:451]:   Name: 'MJ_HT_V1'\033[0m\n"
    "\033[0;36m[22:13:20][VV][esp32_ble_tracker:478]:   Service data:\033[0m\n"
    "\033[0;36m[22:13:20][VV][esp32_ble_tracker:479]:     UUID: 0xFE95\033[0m\n"
    "\033[0;36m[22:13:20][VV][esp32_ble_tracker:480]:     Data: "
    "50.20.AA.01.07.0C.0B.0A.34.2D.58.0D.10.04.FA.00.12.02 (18)\033[0m\n"
    "\033[0;36m[22:13:20][VV][esp32_ble_tracker:483]:   Adv data: "
    "02.01.06.15.16.95.FE.50.20.AA.01.07.0C.0B.0A.34.2D.58.0D.10.04.FA.00.12.02 (25)\033[0m\n";

/* Without the line of all data, twice. */
static const char ESPHOME_OLD[] =
    "[22:13:20][VV][esp32_ble_tracker:431]: Parse Result:\n"
    "[22:13:20][VV][esp32_ble_tracker:447]:   Address: 58:2D:34:0A:0B:0C (RANDOM)\n"
    "[22:13:20][VV][esp32_ble_tracker:450]:   RSSI: -60\n"
    "[22:13:20][VV][esp32_ble_tracker:451]:   Name: 'MJ_HT_V1'\n"
    "[22:13:20][VV][esp32_ble_tracker:478]:   Service data:\n"
    "[22:13:20][VV][esp32_ble_tracker:479]:     UUID: FE:95\n"
    "[22:13:20][VV][esp32_ble_tracker:480]:     Data: "
    "50.20.AA.01.07.0C.0B.0A.34.2D.58.0D.10.04.FA.00.12.02. (18 bytes)\n"
    "[22:13:20][VV][esp32_ble_tracker:431]: Parse Result:\n"
    "[22:13:20][VV][esp32_ble_tracker:447]:   Address: 58:2D:34:0A:0B:0C (RANDOM)\n"
    "[22:13:20][VV][esp32_ble_tracker:450]:   RSSI: -60\n"
    "[22:13:20][VV][esp32_ble_tracker:451]:   Name: 'MJ_HT_V1'\n"
    "[22:13:20][VV][esp32_ble_tracker:478]:   Service data:\n"
    "[22:13:20][VV][esp32_ble_tracker:479]:     UUID: FE:95\n"
    "[22:13:20][VV][esp32_ble_tracker:480]:     Data: "
    "50.20.AA.01.07.0C.0B.0A.34.2D.58.0D.10.04.FA.00.12.02. (18 bytes)\n";

static void expect_service(const char *text, size_t count, int rssi)
{
    struct items *items = read_text(text);
    expect_count(items, count);
    for (size_t i = 0; i < count; i++) {
        expect_packet(items, i, i + 1, MI_LAYER_SERVICE, SERVICE_A);
        expect_address(items, i, ADDRESS_A);
        expect_rssi(items, i, rssi);
        assert_int_equal(items->item[i].packet.uuid, 0xfe95);
    }
    free(items);
}

static void home_assistant(void **state)
{
    (void)state;
    expect_service(HOME_ASSISTANT, 1, -60);
    expect_service(HOME_ASSISTANT_2022, 1, NO_RSSI);
    expect_service(BLEAK, 1, -60);
    struct items *items = read_text(HOME_ASSISTANT);
    expect_time(items, 0, "2023-11-14T22:13:20.123000Z");
    free(items);
}

static void every_service_of_a_sensor_is_a_packet(void **state)
{
    (void)state;
    struct items *items = read_text(SEVERAL_SERVICES);
    expect_count(items, 2);
    expect_packet(items, 0, 1, MI_LAYER_SERVICE, "5020277801");
    expect_packet(items, 1, 1, MI_LAYER_SERVICE, "6162636465666768");
    expect_address(items, 1, ADDRESS_A);
    expect_rssi(items, 1, -70);
    assert_int_equal(items->item[1].packet.uuid, 0x181a);
    free(items);
}

static void xiaomi_ble(void **state)
{
    (void)state;
    expect_service(XIAOMI_BLE, 2, NO_RSSI);
}

static void ble_monitor(void **state)
{
    (void)state;
    struct items *items = read_text(BLE_MONITOR);
    expect_count(items, 5);
    expect_packet(items, 0, 1, MI_LAYER_H4, "04" EVENT_A);
    expect_packet(items, 1, 2, MI_LAYER_AD, "151695fe" SERVICE_A);
    expect_packet(items, 2, 3, MI_LAYER_H4, "04" EVENT_A);
    expect_packet(items, 3, 4, MI_LAYER_AD, "151695fe" SERVICE_A);
    expect_packet(items, 4, 4, MI_LAYER_AD, DATA_B);
    for (size_t i = 0; i < 5; i++)
        expect_address(items, i, ADDRESS_A);
    expect_rssi(items, 0, -60);
    free(items);
}

static void esphome(void **state)
{
    (void)state;
    struct items *items = read_text(ESPHOME);
    expect_count(items, 1);
    expect_packet(items, 0, 1, MI_LAYER_AD, DATA_A);
    expect_address(items, 0, ADDRESS_A);
    expect_rssi(items, 0, -60);
    free(items);
    items = read_text(ESPHOME_OLD);
    expect_count(items, 2);
    expect_packet(items, 0, 1, MI_LAYER_AD, "151695fe" SERVICE_A);
    expect_packet(items, 1, 8, MI_LAYER_AD, "151695fe" SERVICE_A);
    assert_true(items->item[1].packet.address_is_random);
    free(items);
}

static void bluepy(void **state)
{
    (void)state;
    struct items *items = read_text("rsp=$scan\x1e"
                                    "addr=b582d340a0b0c\x1etype=h1\x1erssi=h3c\x1e"
                                    "flag=h0\x1e"
                                    "d=b" DATA_A "\n");
    expect_count(items, 1);
    expect_packet(items, 0, 1, MI_LAYER_AD, DATA_A);
    expect_address(items, 0, ADDRESS_A);
    free(items);
    items = read_text("Got: 'rsp=$scan\\x1eaddr=b582d340a0b0c\\x1etype=h1\\x1erssi=h3c\\x1e"
                      "flag=h0\\x1e\x64=b" DATA_A "\\n'\n");
    expect_count(items, 1);
    expect_packet(items, 0, 1, MI_LAYER_AD, DATA_A);
    expect_address(items, 0, ADDRESS_A);
    free(items);
}

static void a_label_tells_the_payload(void **state)
{
    (void)state;
    static const char *const LINES[] = {
        "2025-02-11 07:10:05.122 DEBUG (MainThread) [xiaomi_ble.parser] Advertisement doesn't "
        "contain payload, adv: " SERVICE_A,
        "INFO (MainThread) [xiaomi_ble.parser] Unknown Xiaomi device found. Data: " SERVICE_A,
        "ble.0\t2025-02-11 07:21:09.667\tdebug\txiaomi >> got data: " SERVICE_A,
        "//payload:95FE5020 aa01 07 0c0b0a342d580d1004fa001202",
        "Payload = \"" SERVICE_A "\" of the cellar",
        "fe95: " SERVICE_A,
        "0000fe95-0000-1000-8000-00805f9b34fb: " SERVICE_A,
        "Found service 'fe95' data len: 22, 151695fe" SERVICE_A,
    };
    for (size_t i = 0; i < sizeof LINES / sizeof LINES[0]; i++)
        expect_only(LINES[i], 0, MI_LAYER_SERVICE, SERVICE_A);
    expect_only("[xiaomi_ble.parser] Unknown Xiaomi device found. Data: 5058ff4f03", 0,
                MI_LAYER_SERVICE, "5058ff4f03");
}

static void a_uuid_needs_more_than_four_digits(void **state)
{
    (void)state;
    expect_nothing("    fe95:\t48 8b 05 44 33 22 11 \tmov    0x1122(%rip),%rax\n", 0);
    expect_nothing("    181b:\t48 8b 05 44 33 22 11\n", 0);
    expect_nothing("fe95 5c1fe9c2b320de3a54c7ae4fb6da718a\n", 0);
}

#define LIST_A "88, 32, 91, 5, 9, 15, 14, 13, 56, -63, -92, 8"

static void bytes_may_be_written_in_many_ways(void **state)
{
    (void)state;
    static const char *const LINES[] = {
        "[2, 1, 6, 15, 22, 149, 254, " LIST_A "]",
        "advertisement = [2, 1, 6, 15, 22, -107, -2, " LIST_A "]",
        "2, 1, 6, 15, 22, -107, -2, " LIST_A,
        "const uint8_t data[] = {0x02, 0x01, 0x06, 0x0f, 0x16, 0x95, 0xfe, 0x58, 0x20, 0x5b, 0x5, "
        "0x9, 0xf, 0xe, 0xd, 0x38, 0xc1, 0xa4, 0x08};",
        "0x2, 0x1, 0x6, 0xf, 0x16, 0x95, 0xfe, 0x58, 0x20, 0x5b, 0x5, 0x9, 0xf, 0xe, 0xd, 0x38, "
        "0xc1, 0xa4, 0x8",
        "02|01|06|0f|16|95|fe|58|20|5b|05|09|0f|0e|0d|38|c1|a4|08",
        "it was 02 | 01 | 06 | 0f | 16 | 95 | fe | 58 | 20 | 5b | 05 | 09 | 0f | 0e | 0d | 38 | c1 "
        "| a4 | 08 today",
        "in C \"\\x02\\x01\\x06\\x0f\\x16\\x95\\xfeX [\\x05\\t\\x0f\\x0e\\r8\\xc1\\xa4\\x08\"",
        "code = b'0201061695fe'[:0] + b'0201060f1695fe58205b05090f0e0d38c1a408'",
        "DATA: 0x02-01-06-0F-16-95-FE-58-20-5B-05-09-0F-0E-0D-38-C1-A4-08",
        "octal: '\\2\\001\\006\\017\\026\\225\\376X [\\005\\011\\17\\016\\r8\\301\\244\\010'",
    };
    for (size_t i = 0; i < sizeof LINES / sizeof LINES[0]; i++)
        expect_only(LINES[i], 0, MI_LAYER_AD, "0201060f1695fe58205b05090f0e0d38c1a408");
    expect_nothing("Wins: [22, 0, 149, 254, 7, 12]", 0);
    expect_nothing("| 10 | 20 | 30 | 40 | 50 | 60 |", 0);
}

/* What objdump prints has the UUIDs of sensors in it, as the distances of jumps. */
static void bytes_may_be_in_groups_or_casts(void **state)
{
    (void)state;
    static const char *const LINES[] = {
        "    FE95 = <5020aa01 070c0b0a 342d580d 1004fa00 1202>;",
        "FE95: 5020aa01 070c0b0a 342d580d 1004fa00 1202",
        "{dbus.String('0000fe95-0000-1000-8000-00805f9b34fb'): dbus.Array([dbus.Byte(80), "
        "dbus.Byte(32), dbus.Byte(170), dbus.Byte(1), dbus.Byte(7), dbus.Byte(12), dbus.Byte(11), "
        "dbus.Byte(10), dbus.Byte(52), dbus.Byte(45), dbus.Byte(88), dbus.Byte(13), dbus.Byte(16), "
        "dbus.Byte(4), dbus.Byte(250), dbus.Byte(0), dbus.Byte(18), dbus.Byte(2)])}",
    };
    for (size_t i = 0; i < sizeof LINES / sizeof LINES[0]; i++)
        expect_only(LINES[i], 0, MI_LAYER_SERVICE, SERVICE_A);
}

static void machine_code_is_no_frame(void **state)
{
    (void)state;
    expect_nothing("  36062:\te9 16 f9 ff ff       \tjmp    3597d <json_clue+0x15d>\n", 0);
    expect_nothing("  731d3:\t0f 85 16 f9 ff ff    \tjne    72aef <expand@@Base+0x2e9f>\n", 0);
    expect_nothing("  9d9e0:\te8 ab 16 f9 ff       \tcall   2f090 <free@plt>\n", 0);
    expect_nothing("  413d0:\te8 03 16 f9 ff       \tcall   3a9d8 <free@plt>\n", 0);
    expect_nothing("  413da:\t41 8b 88 16 95 fe ff \tmov    -0x16aea(%r8),%ecx\n", 0);
    expect_nothing("  413da:\t41 8b 88 90 02 00 00 \tmov    0x290(%r8),%ecx\n", 0);
    expect_nothing("  4d16f9:\tff d0                \tcall   *%rax\n", 0);
    expect_nothing(" 07b8d0 00418b45 0ce916f9 ffff4889 da4889de  .A.E......H..H..\n", 0);
    expect_nothing(" 0b6970 e8bb19f9 ff4889df e80316f9 ff4889c5  .....H.......H..\n", 0);
    expect_only("saw 1695fe" SERVICE_A " today\n", 0, MI_LAYER_SERVICE, SERVICE_A);
    expect_only("saw 1a1695fe5858480b680c0b today\n", 0, MI_LAYER_AD, "1a1695fe5858480b680c0b");
    expect_only("saw 0201060416f9ff08 today\n", 0, MI_LAYER_AD, "0201060416f9ff08");
}

static void a_frame_behind_its_uuid_may_be_quoted(void **state)
{
    (void)state;
    expect_only("I see \"1a18060f5e38c1a400081114ab0b586b04\" for it", 0, MI_LAYER_SERVICE,
                "060f5e38c1a400081114ab0b586b04");
    expect_only("is `95fe" SERVICE_A "` a frame?", 0, MI_LAYER_SERVICE, SERVICE_A);
    expect_nothing("is `" SERVICE_A "` a frame?", 0);
    expect_nothing("the commit \"95fe6bde0b830d8bd56dea61c5c1cb648c7ffca6\" is it", 0);
}

/* The second of several addresses, "A4:C1:38:0D:0E:0F", is that of the payload. */
static void each_of_several_devices_has_its_address(void **state)
{
    (void)state;
    static const char *const LISTS[] = {
        "DEBUG recv: {'event': 'ble.scan_result', 'data': [2, [['58:2d:34:0a:0b:0c', -46, "
        "'AgEGAwOq/goJTGFtcDEyMzQ1', ''], "
        "['a4:c1:38:0d:0e:0f', -65, 'AgEGDhbS/EAASQFiAoUHA1wX', ''], ['58:2d:34:0a:0b:0c', -71, "
        "'AgEGFRaV/lAgqgEHDAsKNC1YDRAE+gASAg==', '']]]}\n",
        "shelly_notification:210 Event: "
        "{\\\"data\\\":[2,[[\\\"58:2d:34:0a:0b:0c\\\",-46,\\\"AgEGAwOq/"
        "goJTGFtcDEyMzQ1\\\",\\\"\\\"],"
        "[\\\"a4:c1:38:0d:0e:0f\\\",-65,\\\"AgEGDhbS/"
        "EAASQFiAoUHA1wX\\\",\\\"\\\"],[\\\"58:2d:34:0a:0b:0c\\\",-71,\\\"AgEGFRaV/"
        "lAgqgEHDAsKNC1YDRAE+gASAg==\\\",\\\"\\\"]]]}\n",
    };
    for (size_t i = 0; i < sizeof LISTS / sizeof LISTS[0]; i++) {
        struct items *items = read_text(LISTS[i]);
        expect_count(items, 2);
        expect_packet(items, 0, 1, MI_LAYER_AD, "0201060e16d2fc4000490162028507035c17");
        expect_address(items, 0, ADDRESS_B);
        expect_rssi(items, 0, -65);
        expect_packet(items, 1, 1, MI_LAYER_AD, DATA_A);
        expect_address(items, 1, ADDRESS_A);
        expect_rssi(items, 1, -71);
        free(items);
    }
}

static void a_number_beside_is_the_signal_strength(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int rssi;
    } LINES[] = {
        {"BLE packet: 58:2D:34:0A:0B:0C 00 " DATA_A " -87\n", -87},
        {"found device: 58:2D:34:0A:0B:0C -60 MJ_HT_V1 " DATA_A "\n", -60},
        {"found device: 58:2D:34:0A:0B:0C MJ_HT_V1 " DATA_A ", -60, true\n", -60},
        {"found 58:2D:34:0A:0B:0C rssi: -61 took -70 ms " DATA_A " -80\n", -61},
        {"let data = \"19" DATA_A "c4\"; // from 58:2D:34:0A:0B:0C\n", -60},
        {"found device: 58:2D:34:0A:0B:0C -5 MJ_HT_V1 " DATA_A "\n", NO_RSSI},
        {"found device: 58:2D:34:0A:0B:0C -60.5 MJ_HT_V1 " DATA_A " -80C\n", NO_RSSI},
        {"found device: 58:2D:34:0A:0B:0C MJ_HT_V1 " DATA_A "-60-30\n", NO_RSSI},
        {"Got: "
         "'rsp=$scan\\x1eaddr=b582D340A0B0C\\x1etype=h1\\x1erssi=h4F\\x1eflag=h0\\x1ed=b" DATA_A
         "\\n'\n",
         -79},
    };
    for (size_t i = 0; i < sizeof LINES / sizeof LINES[0]; i++) {
        struct items *items = read_text(LINES[i].text);
        expect_count(items, 1);
        expect_packet(items, 0, 1, MI_LAYER_AD, DATA_A);
        expect_address(items, 0, ADDRESS_A);
        expect_rssi(items, 0, LINES[i].rssi);
        free(items);
    }
}

static void the_address_of_a_device_may_stand_above(void **state)
{
    (void)state;
    struct items *items = read_text(
        "Address: 58:2D:34:0A:0B:0C\nName: Cellar\nSource: 0C:DC:7E:5E:2A:10\nService data\n"
        "0000fcd2-0000-1000-8000-00805f9b34fb\t0x40 0x00 0x49 0x01 0x62\n"
        ".Address property s \"A4:C1:38:0D:0E:0F\" emits-change\n"
        ".ServiceData property a{sv} 1 \"0000fcd2-0000-1000-8000-00805f9b34fb\" ay 5 64 0 73 1 98 "
        "emits-change\n");
    expect_count(items, 2);
    expect_packet(items, 0, 5, MI_LAYER_SERVICE, "4000490162");
    expect_address(items, 0, ADDRESS_A);
    expect_packet(items, 1, 7, MI_LAYER_SERVICE, "4000490162");
    expect_address(items, 1, ADDRESS_B);
    free(items);
}

static void a_payload_in_any_line_is_found_by_its_shape(void **state)
{
    (void)state;
    expect_only("RAW: 0x" DATA_A, 0, MI_LAYER_AD, DATA_A);
    expect_only("UUID: 0xFE95, Data: 0x" SERVICE_A, 0, MI_LAYER_SERVICE, SERVICE_A);
    struct items *items =
        read_text("seen A4:C1:38:0D:0E:0F rssi: -49 raw 04 3E 22 02 01 03 00 0F 0E 0D "
                  "38 C1 A4 16 15 16 95 FE 50 30 5B 05 09 0F 0E 0D 38 C1 A4 0D 10 04 "
                  "10 01 EA 01 CF done");
    expect_count(items, 1);
    expect_packet(items, 0, 1, MI_LAYER_H4, "04" EVENT_B);
    expect_rssi(items, 0, -49);
    free(items);
}

static void a_payload_that_ends_in_half_a_byte_is_told(void **state)
{
    (void)state;
    expect_only_problem("MAC: 582D340A0B0C, ADV: 043e2502010", 0, MI_P_HEX_ODD, 35);
}

static void other_lines_are_passed_over(void **state)
{
    (void)state;
    expect_nothing(
        "2023-11-14 22:13:20 DEBUG service_uuids=['0000fe95-0000-1000-8000-00805f9b34fb', "
        "'0000181a-0000-1000-8000-00805f9b34fb'], rssi=-60\n",
        0);
    expect_nothing("commit 0123456789abcdef0123456789abcdef01234567 is fe95 bytes long\n", 0);
    expect_nothing("BLE ADV from UNKNOWN: RSSI: -60, MAC: 582D340A0B0C, ADV: \n", 0);
}

/* Keys may begin like a frame. */
static void a_key_is_no_frame(void **state)
{
    (void)state;
    static const char *const LINES[] = {
        "bindkey: 1695fe11223344556677885566778899",
        "key = 1695fe11223344556677885566778899",
        "  \"ble_key\": \"1695fe11223344556677885566778899\",",
        "const uint8_t key[16] = {0x16, 0x95, 0xfe, 0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0x77, "
        "0x88,",
        "token 1695fe1122334455667788aa",
        "encryption_key: 0416d2fc112233445566778899001122",
        "my key for it is 1695fe11223344556677885566778899",
        "token: 95fe50205b0533445566778899001122\nkey = 1695fe11223344556677885566778899",
        ADDRESS_A " 1695fe11223344556677885566778899 Kitchen",
        ADDRESS_A " 1695fe11223344556677885566778899",
        "582D340A0B0C 1695fe11223344556677885566778899",
        ADDRESS_A " 0416d2fc112233445566778899001122 Kitchen",
        ADDRESS_A " 1016d2fc112233445566778899001122 Kitchen",
    };
    for (size_t i = 0; i < sizeof LINES / sizeof LINES[0]; i++)
        expect_nothing(LINES[i], 0);
    expect_only(ADDRESS_B " 151695fe" SERVICE_A " Kitchen", 0, MI_LAYER_AD, "151695fe" SERVICE_A);
}

#define DEEP_2(text)                                                                               \
    "{\"m\": \"service_data={'0000fe95-0000-1000-8000-00805f9b34fb': " text "}\"}\n"

/* Logs of containers and of journald are JSON, whose strings double each backslash. */
static void backslashes_may_be_doubled(void **state)
{
    (void)state;
    expect_only(DEEP_2("b'P \\\\xaa\\\\x01\\\\x07\\\\x0c\\\\x0b\\\\n4-X\\\\r\\\\x10\\\\x04'"), 0,
                MI_LAYER_SERVICE, "5020aa01070c0b0a342d580d1004");
    expect_only(DEEP_2("b'P \\\\xaa\\\\\\\\\\\\x07\\\\'4'"), 0, MI_LAYER_SERVICE, "5020aa5c072734");
    expect_only(DEEP_2("b'P \\\\\\\\xaa\\\\\\\\x01\\\\\\\\n4'"), 0, MI_LAYER_SERVICE,
                "5020aa010a34");
    expect_only("fe95: b'XX[\\x05\\\\x41\\\\'\n", 0, MI_LAYER_SERVICE, "58585b055c7834315c");
    expect_only("service data of fe95: b'XX[\\\\AAA'\n", 0, MI_LAYER_SERVICE, "58585b5c414141");
}

static void cut_text_does_no_harm(void **state)
{
    (void)state;
    cut_everywhere(HOME_ASSISTANT);
    cut_everywhere(HOME_ASSISTANT_2022);
    cut_everywhere(BLEAK);
    cut_everywhere(SEVERAL_SERVICES);
    cut_everywhere(XIAOMI_BLE);
    cut_everywhere(BLE_MONITOR);
    cut_everywhere(ESPHOME);
    cut_everywhere(ESPHOME_OLD);
}

#define LONG_UUID "0000fe95-0000-1000-8000-00805f9b34fb"
#define SERVICE_C "4850f6072cefb4febc010000dc2f82f5" /* without its MAC */
#define ADDRESS_C "50:EC:50:5E:0E:05"
#define OTHER     "11:22:33:44:55:66"
#define RECEIVER  "AA:BB:CC:DD:EE:01"

/* Of several devices and of the receiver, only its own values are a payload's. */
static void what_is_beside_belongs_to_the_device(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int rssi;
    } LINES[] = {
        {"[{'address': '" OTHER "','rssi':-90,'service_data':{}},"
         "{'address':'" ADDRESS_C "','rssi':-61,'service_data':{'" LONG_UUID "':'" SERVICE_C
         "'}}]\n",
         -61},
        {"[{'service_data':{'" LONG_UUID "':'" SERVICE_C "'},'address':'" ADDRESS_C
         "','rssi':-61}, {'rssi':-90,'address':'" OTHER "'}]\n",
         -61},
        {"[{'address':'" OTHER "','rssi':-90}, {'address':'" ADDRESS_C
         "','service_data':{'" LONG_UUID "':'" SERVICE_C "'}}]\n",
         NO_RSSI},
        {"{'" OTHER "': (BLEDevice(" OTHER ", a), AdvertisementData(rssi=-90)), '" ADDRESS_C
         "': (BLEDevice(" ADDRESS_C ", b), AdvertisementData(service_data={'" LONG_UUID
         "': '" SERVICE_C "'}, rssi=-61))}\n",
         -61},
        {"[Address: " OTHER ", rssi: -90][Address: " ADDRESS_C
         ", rssi: -61, serviceData: UUID: 0xfe95, Data: " SERVICE_C "]\n",
         -61},
        {"seen " OTHER " rssi -90, " ADDRESS_C " rssi -61 fe95: " SERVICE_C "\n", -61},
        {"seen " OTHER " rssi -90, " ADDRESS_C " fe95: " SERVICE_C " rssi -61\n", -61},
        {"scanner=" RECEIVER " device=" ADDRESS_C " rssi=-61 service_data={'" LONG_UUID
         "': '" SERVICE_C "'}\n",
         -61},
        {"hci0 (" RECEIVER ") " ADDRESS_C " fe95: " SERVICE_C "\n", NO_RSSI},
        {"addr " ADDRESS_C " seen by ble_gw mac " RECEIVER ", rssi -61, fe95: " SERVICE_C "\n",
         -61},
        {"gateway_mac: AABBCCDDEE01, mac: 50EC505E0E05, RSSI: -61, fe95: " SERVICE_C "\n", -61},
    };
    for (size_t i = 0; i < sizeof LINES / sizeof LINES[0]; i++) {
        struct items *items = read_text(LINES[i].text);
        expect_count(items, 1);
        expect_packet(items, 0, 1, MI_LAYER_SERVICE, SERVICE_C);
        expect_address(items, 0, ADDRESS_C);
        expect_rssi(items, 0, LINES[i].rssi);
        free(items);
    }
    struct items *items = read_text("gw=" RECEIVER " uuid fe95: " SERVICE_C "\n");
    expect_count(items, 1);
    assert_false(items->item[0].packet.has_address);
    free(items);
}

static void an_address_behind_a_uuid_is_no_data(void **state)
{
    (void)state;
    static const char *const LINES[] = {
        "Services: 0xFE95; Address: 50:20:5B:04:AA:BB; RSSI: -80\n",
        "Xiaomi Inc. (0xfe95) bd_addr 50:30:5B:04:AA:BB\n",
        "service data fe95 mac: 50:20:AA:01:22:33\n",
        "uuid fe95 mac A4:C1:38:11:22:33\n",
        "service uuid fe95, (A4-C1-38-11-22-33)\n",
        "uuid fe95 mac 50205B04AABB\n",
        "mac 50:30:5B:04:AA:BB uuid fe95 gw 58:2D:34:11:22:33 rssi -5\n",
    };
    for (size_t i = 0; i < sizeof LINES / sizeof LINES[0]; i++)
        expect_nothing(LINES[i], 0);
    expect_only("uuid fe95 mac " ADDRESS_A " data " SERVICE_A "\n", 0, MI_LAYER_SERVICE, SERVICE_A);
    expect_only("uuid fe95 data: 50:20:5B:04:AA:BB\n", 0, MI_LAYER_SERVICE, "50205b04aabb");
}

static void data_of_another_company_is_no_frame(void **state)
{
    (void)state;
    static const char *const LINES[] = {
        ADDRESS_A " AdvertisementData(service_uuids=['" LONG_UUID
                  "'], manufacturer_data={76: '" SERVICE_A "'})\n",
        ADDRESS_A " AdvertisementData(service_uuids=[\"" LONG_UUID
                  "\"], manufacturer_data={0x004c: \"" SERVICE_A "\"})\n",
        ADDRESS_A " uuid fe95 manufacturerData: <" SERVICE_A ">\n",
        ADDRESS_A " manufacturer data: 76: [80,32,170,1,7,12,11,10,52,45,88,13,16,4,250,0,18,2]\n",
    };
    for (size_t i = 0; i < sizeof LINES / sizeof LINES[0]; i++)
        expect_nothing(LINES[i], 0);
    expect_only(ADDRESS_A " manufacturer_data={76: b'\\x10\\x05abcdef'}, service_data={'" LONG_UUID
                          "': '" SERVICE_A "'}\n",
                0, MI_LAYER_SERVICE, SERVICE_A);
}

#define SERVICE_UUID "0000fe95-0000-1000-8000-00805f9b34fb"
#define PATH         "/org/bluez/hci0/dev_58_2D_34_0A_0B_0C"

/* What scanners print of a device before its data, in lines of their own. */
static void a_line_above_names_the_device(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int rssi;
    } CASES[] = {
        {"Device 58:2d:34:0a:0b:0c (public), RSSI=-61 dB\n  16b Service Data = 95fe" SERVICE_A,
         -61},
        {"Found " ADDRESS_A " RSSI: -61\nService Data: " SERVICE_A, -61},
        {"peripheral discovered (582d340a0b0c with address <58:2d:34:0a:0b:0c, public>, "
         "connectable "
         "false, RSSI -61:\n\thello\n\there is my service "
         "data:\n\t\t{\"uuid\":\"fe95\",\"data\":\"" SERVICE_A "\"}",
         -61},
        {"Device found: " ADDRESS_A " (public) (RSSI -61), type 3, AD data len 25\ndata: " DATA_A,
         -61},
        {"path=" PATH
         "; interface=x\n string \"RSSI\"\n  variant   int16 -61\n string \"" SERVICE_UUID
         "\"\n array of bytes [\n 50 20 aa 01 07 0c 0b 0a 34 2d 58 0d 10 04 fa 00 12 "
         "02\n ]",
         -61},
        {PATH ": ({'RSSI': <int16 -61>, '" SERVICE_UUID "': <[byte 0x50, 0x20, 0xaa, 0x01, 0x07, "
              "0x0c, 0x0b, 0x0a, 0x34, 0x2d, 0x58, 0x0d, 0x10, 0x04, 0xfa, 0x00, 0x12, 0x02]>})",
         -61},
        {"PeripheralId(hci0/dev_58_2D_34_0A_0B_0C), {" SERVICE_UUID ": [80, 32, 170, 1, 7, 12, 11, "
         "10, 52, 45, 88, 13, 16, 4, 250, 0, 18, 2]}",
         NO_RSSI},
        {"Address\n" ADDRESS_A "\nRSSI\n-61\nService data\n" SERVICE_UUID "\n" SERVICE_A, -61},
        {"Address: " ADDRESS_A "\nRSSI: -61\nService data:\n" SERVICE_UUID ": 0x" SERVICE_A, -61},
        {"address: " ADDRESS_A "\nrssi: -61\nservice_data:\n  " SERVICE_UUID ": \"" SERVICE_A "\"",
         -61},
        {"{ address: " ADDRESS_A ", rssi: Some(-61), service_data: {" SERVICE_UUID
         ": [80, 32, 170, "
         "1, 7, 12, 11, 10, 52, 45, 88, 13, 16, 4, 250, 0, 18, 2]} }",
         -61},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        struct items *items = read_text(CASES[i].text);
        if (items->count != 1)
            print_message("in: %s\n", CASES[i].text);
        expect_count(items, 1);
        expect_address(items, 0, ADDRESS_A);
        expect_rssi(items, 0, CASES[i].rssi);
        free(items);
    }
}

/* Not the receiver's, not from far above, and not of a line that told its own. */
static void not_each_address_above_is_the_sender(void **state)
{
    (void)state;
    static const char *const TEXTS[] = {
        "Adapter 58:2D:34:0A:0B:0C found\nservice data: " SERVICE_B,
        "using 58:2D:34:0A:0B:0C\nservice data: " SERVICE_B,
        "Device 58:2D:34:0A:0B:0C\n\n\n\n\n\n\n\n\n" DATA_B,
    };
    for (size_t i = 0; i < sizeof TEXTS / sizeof TEXTS[0]; i++) {
        struct items *items = read_text(TEXTS[i]);
        expect_count(items, 1);
        assert_false(items->item[0].packet.has_address);
        free(items);
    }
    struct items *items = read_text("Device 58:2D:34:0A:0B:0C\nDevice " ADDRESS_B
                                    " fe95: " SERVICE_B "\nservice data: " SERVICE_A);
    expect_count(items, 2);
    expect_address(items, 0, ADDRESS_B);
    assert_false(items->item[1].packet.has_address);
    free(items);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_line_above_names_the_device),
        cmocka_unit_test(not_each_address_above_is_the_sender),
        cmocka_unit_test(home_assistant),
        cmocka_unit_test(every_service_of_a_sensor_is_a_packet),
        cmocka_unit_test(xiaomi_ble),
        cmocka_unit_test(ble_monitor),
        cmocka_unit_test(esphome),
        cmocka_unit_test(bluepy),
        cmocka_unit_test(a_label_tells_the_payload),
        cmocka_unit_test(a_uuid_needs_more_than_four_digits),
        cmocka_unit_test(bytes_may_be_written_in_many_ways),
        cmocka_unit_test(bytes_may_be_in_groups_or_casts),
        cmocka_unit_test(machine_code_is_no_frame),
        cmocka_unit_test(a_frame_behind_its_uuid_may_be_quoted),
        cmocka_unit_test(each_of_several_devices_has_its_address),
        cmocka_unit_test(a_number_beside_is_the_signal_strength),
        cmocka_unit_test(what_is_beside_belongs_to_the_device),
        cmocka_unit_test(an_address_behind_a_uuid_is_no_data),
        cmocka_unit_test(data_of_another_company_is_no_frame),
        cmocka_unit_test(the_address_of_a_device_may_stand_above),
        cmocka_unit_test(a_payload_in_any_line_is_found_by_its_shape),
        cmocka_unit_test(a_payload_that_ends_in_half_a_byte_is_told),
        cmocka_unit_test(other_lines_are_passed_over),
        cmocka_unit_test(a_key_is_no_frame),
        cmocka_unit_test(backslashes_may_be_doubled),
        cmocka_unit_test(cut_text_does_no_harm),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
