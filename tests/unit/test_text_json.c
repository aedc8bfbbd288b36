#include "text_items.h"

#define THEENGS                                                                                    \
    "{\"name\": \"MJ_HT_V1\", \"servicedatauuid\": \"fe95\", \"servicedata\": \"" SERVICE_A        \
    "\", \"id\": \"" ADDRESS_A "\", \"rssi\": -60}"
#define GATEWAY                                                                                    \
    "{\"id\":\"" ADDRESS_A                                                                         \
    "\",\"mac_type\":0,\"adv_type\":0,\"rssi\":-60,\"servicedata\":\"" SERVICE_A                   \
    "\",\"servicedatauuid\":\"0xfe95\"}"

/* tshark -T json: an event with two reports, whose keys come twice. */
static const char TWO_REPORTS[] =
    "[\n"
    "  {\n"
    "    \"_index\": \"packets-2023-11-14\",\n"
    "    \"_source\": {\n"
    "      \"layers\": {\n"
    "        \"frame\": {\n"
    "          \"frame.time\": \"Nov 14, 2023 22:13:20.123456000 UTC\",\n"
    "          \"frame.time_epoch\": \"1700000000.123456000\"\n"
    "        },\n"
    "        \"bthci_evt\": {\n"
    "          \"bthci_evt.le_meta_subevent\": \"0x02\",\n"
    "          \"bthci_evt.le_num_reports\": \"2\",\n"
    "          \"bthci_evt.le_advts_event_type\": \"0x03\",\n"
    "          \"bthci_evt.le_peer_address_type\": \"0x00\",\n"
    "          \"bthci_evt.bd_addr\": \"a4:c1:38:0d:0e:0f\",\n"
    "          \"btcommon.eir_ad.advertising_data\": {\n"
    "            \"btcommon.eir_ad.entry\": {\n"
    "              \"btcommon.eir_ad.entry.type\": \"0x03\",\n"
    "              \"btcommon.eir_ad.entry.uuid_16\": \"0x180f\"\n"
    "            },\n"
    "            \"btcommon.eir_ad.entry\": {\n"
    "              \"btcommon.eir_ad.entry.type\": \"0x16\",\n"
    "              \"btcommon.eir_ad.entry.uuid_16\": \"0xfe95\",\n"
    "              \"btcommon.eir_ad.entry.service_data\": "
    "\"50:30:5b:05:09:0f:0e:0d:38:c1:a4:0d:10:04:10:01:ea:01\"\n"
    "            }\n"
    "          },\n"
    "          \"bthci_evt.rssi\": \"-49\",\n"
    "          \"bthci_evt.le_advts_event_type\": \"0x04\",\n"
    "          \"bthci_evt.le_peer_address_type\": \"0x01\",\n"
    "          \"bthci_evt.bd_addr\": \"c3:11:22:33:44:55\",\n"
    "          \"btcommon.eir_ad.entry\": {\n"
    "            \"btcommon.eir_ad.entry.device_name\": \"MJ_HT_V1\"\n"
    "          },\n"
    "          \"bthci_evt.rssi\": \"-61\"\n"
    "        }\n"
    "      }\n"
    "    }\n"
    "  },\n"
    "  {\n"
    "    \"_source\": {\n"
    "      \"layers\": {\n"
    "        \"frame_raw\": [\n"
    "          \"04" EVENT_A "\",\n"
    "          0,\n"
    "          40\n"
    "        ],\n"
    "        \"frame\": {\n"
    "          \"frame.time_epoch\": \"1700000001.500000000\"\n"
    "        },\n"
    "        \"bthci_evt\": {\n"
    "          \"bthci_evt.le_meta_subevent\": \"0x02\",\n"
    "          \"bthci_evt.le_advts_event_type\": \"0x00\",\n"
    "          \"bthci_evt.bd_addr\": \"58:2d:34:0a:0b:0c\"\n"
    "        }\n"
    "      }\n"
    "    }\n"
    "  }\n"
    "]\n";

static const char EK_RAW[] =
    "{\"index\":{\"_index\":\"packets-2023-11-14\",\"_type\":\"doc\"}}\n"
    "{\"timestamp\":\"1700000000123\",\"layers\":{\"frame_raw\":\"04" EVENT_A
    "\",\"frame\":{\"frame_frame_time_epoch\":\"1700000000.123456000\"},\"bthci_evt\":{"
    "\"bthci_evt_bthci_evt_le_meta_subevent\":\"0x02\","
    "\"bthci_evt_bthci_evt_le_advts_event_type\":\"0x00\","
    "\"bthci_evt_bthci_evt_bd_addr\":\"58:2d:34:0a:0b:0c\"}}}\n";

static const char EK[] = "{\"timestamp\":\"1700000000123\",\"layers\":{\"bthci_evt\":{"
                         "\"bthci_evt_bthci_evt_le_meta_subevent\":\"0x02\","
                         "\"bthci_evt_bthci_evt_le_advts_event_type\":\"0x00\","
                         "\"bthci_evt_bthci_evt_bd_addr\":\"58:2d:34:0a:0b:0c\","
                         "\"btcommon_btcommon_eir_ad_entry_uuid_16\":[\"0x180f\",\"0xfe95\"],"
                         "\"btcommon_btcommon_eir_ad_entry_service_data\":\"" SERVICE_A "\","
                         "\"bthci_evt_bthci_evt_rssi\":\"-60\"}}}\n";

/* Two reports, of which only a list of addresses is told. */
static const char EK_LISTS[] =
    "{\"layers\":{\"bthci_evt\":{"
    "\"bthci_evt_bthci_evt_le_meta_subevent\":\"0x02\","
    "\"bthci_evt_bthci_evt_le_advts_event_type\":[\"0x00\",\"0x04\"],"
    "\"bthci_evt_bthci_evt_bd_addr\":[\"58:2d:34:0a:0b:0c\",\"a4:c1:38:0d:0e:0f\"],"
    "\"btcommon_btcommon_eir_ad_entry_uuid_16\":\"0xfe95\","
    "\"btcommon_btcommon_eir_ad_entry_service_data\":\"" SERVICE_A "\","
    "\"bthci_evt_bthci_evt_rssi\":[\"-60\",\"-61\"]}}}\n";

static const char DIAGNOSTICS[] =
    "{\n"
    "  \"data\": {\"id\": \"bluetooth\", \"manager\": {\"scanners\": [\n"
    "    {\"address\": \"00:11:22:33:44:55\", \"devices\": [\n"
    "      {\"address\": \"" ADDRESS_A "\", \"rssi\": -60, \"service_data\": {\n"
    "        \"0000fe95-0000-1000-8000-00805f9b34fb\": {\n"
    "          \"__type\": \"<class 'bytes'>\", \"repr\": \"b'P \\\\xaa\\\\x01\\\\x07'\"},\n"
    "        \"0000180f-0000-1000-8000-00805f9b34fb\": {\"repr\": \"b'd'\"}}},\n"
    "      {\"address\": \"" ADDRESS_B "\", \"rssi\": -49, \"service_data\": {\n"
    "        \"0000fe95-0000-1000-8000-00805f9b34fb\": \"" SERVICE_B "\"}}\n"
    "    ]}]}}\n"
    "}\n";

static void expect_gateway(const char *text)
{
    struct items *items = read_text(text);
    expect_count(items, 1);
    expect_packet(items, 0, 1, MI_LAYER_SERVICE, SERVICE_A);
    expect_address(items, 0, ADDRESS_A);
    expect_rssi(items, 0, -60);
    assert_int_equal(items->item[0].packet.uuid, 0xfe95);
    free(items);
}

static void gateways_publish_service_data(void **state)
{
    (void)state;
    expect_gateway(THEENGS "\n");
    expect_gateway(GATEWAY);
    expect_gateway("home/OpenMQTTGateway/BTtoMQTT/582D340A0B0C " GATEWAY);
    expect_gateway("[" THEENGS "]");
    expect_gateway("home/theengs/BTtoMQTT/582D340A0B0C {\"rssi\":-60,\"servicedatauuid\":\"fe95\","
                   "\"servicedata\":\"" SERVICE_A "\"}");
}

static void the_time_in_front_of_a_topic_counts(void **state)
{
    (void)state;
    struct items *items = read_text("2023-11-14T22:13:20.5+0100 home/x " GATEWAY);
    expect_count(items, 1);
    expect_time(items, 0, "2023-11-14T21:13:20.500000Z");
    free(items);
}

static void without_a_uuid_the_bytes_tell(void **state)
{
    (void)state;
    expect_only("{\"servicedata\":\"" DATA_A "\"}", 0, MI_LAYER_AD, DATA_A);
    expect_only("{\"servicedata\":\"" SERVICE_A "\"}", 0, MI_LAYER_SERVICE, SERVICE_A);
    expect_nothing("{\"serviceData\": [31,176,61,207,140,254,90,76,170,251,247,17,4,230,3,8]}", 0);
    expect_nothing("{\"servicedata\": \"41010203040506070809\"}", 0); /* whose nonce was it? */
    expect_nothing("{\"servicedatauuid\":\"180f\",\"servicedata\":\"" SERVICE_A "\"}", 0);
    expect_nothing("{\"data\":\"" SERVICE_A "\"}", 0);
}

static void a_quoted_or_unfolded_document_is_read(void **state)
{
    (void)state;
    struct items *items = read_text("> {\n> \"id\": \"58:2D:34:0A:0B:0C\",\n>  -\"rssi\": -60,\n"
                                    ">  - \"servicedata\": \"" SERVICE_A "\"\n> }\n");
    expect_count(items, 1);
    expect_packet(items, 0, 1, MI_LAYER_SERVICE, SERVICE_A);
    expect_address(items, 0, ADDRESS_A);
    expect_rssi(items, 0, -60);
    free(items);
    items = read_text("[\n-60,\n{\"servicedata\":\n\"" SERVICE_A "\"}]\n");
    expect_count(items, 1);
    free(items);
}

static void many_documents_may_stand_in_a_line(void **state)
{
    (void)state;
    struct items *items = read_text("[" THEENGS ", " GATEWAY "] " THEENGS);
    expect_count(items, 3);
    for (size_t i = 0; i < 3; i++)
        expect_packet(items, i, 1, MI_LAYER_SERVICE, SERVICE_A);
    free(items);
}

static void noble_writes_bytes_as_numbers(void **state)
{
    (void)state;
    expect_only("serviceData = [{\"uuid\":\"180f\",\"data\":{\"type\":\"Buffer\",\"data\":[1,2]}},"
                "{\"uuid\":\"fe95\",\"data\":{\"type\":\"Buffer\",\"data\":[80,32,170,1,7]}}]",
                0, MI_LAYER_SERVICE, "5020aa0107");
}

static void diagnostics_hold_many_devices(void **state)
{
    (void)state;
    struct items *items = read_text(DIAGNOSTICS);
    expect_count(items, 2);
    expect_packet(items, 0, items->item[0].position, MI_LAYER_AD, "081695fe5020aa0107");
    expect_address(items, 0, ADDRESS_A);
    expect_rssi(items, 0, -60);
    expect_packet(items, 1, items->item[1].position, MI_LAYER_AD, DATA_B);
    expect_address(items, 1, ADDRESS_B);
    expect_rssi(items, 1, -49);
    free(items);
}

static void keys_of_tshark_may_come_twice(void **state)
{
    (void)state;
    struct items *items = read_text(TWO_REPORTS);
    expect_count(items, 3);
    expect_packet(items, 0, 2, MI_LAYER_EVENT, EVENT_B);
    expect_address(items, 0, ADDRESS_B);
    expect_time(items, 0, "2023-11-14T22:13:20.123456Z");
    expect_packet(items, 1, 2, MI_LAYER_EVENT,
                  "3e1602010401554433"
                  "2211c30a" DATA_NAME "c3");
    assert_true(items->item[1].packet.address_is_random);
    expect_packet(items, 2, 39, MI_LAYER_H4, "04" EVENT_A);
    expect_time(items, 2, "2023-11-14T22:13:21.500000Z");
    free(items);
}

static void elasticsearch_lines_of_tshark(void **state)
{
    (void)state;
    struct items *items = read_text(EK_RAW);
    expect_count(items, 1);
    expect_packet(items, 0, 2, MI_LAYER_H4, "04" EVENT_A);
    expect_time(items, 0, "2023-11-14T22:13:20.123456Z");
    free(items);
    items = read_text(EK);
    expect_count(items, 1);
    expect_packet(items, 0, 1, MI_LAYER_EVENT, "3e22020100000c0b0a342d5816151695fe" SERVICE_A "c4");
    free(items);
    items = read_text(EK_LISTS);
    expect_count(items, 1);
    expect_packet(items, 0, 1, MI_LAYER_AD, "151695fe" SERVICE_A);
    assert_false(items->item[0].packet.has_address);
    expect_rssi(items, 0, NO_RSSI);
    free(items);
}

static void a_document_of_one_long_line_is_read(void **state)
{
    (void)state;
    enum { DOCUMENTS = 60, BLANKS = 50000 };
    size_t room = (size_t)DOCUMENTS * (BLANKS + sizeof THEENGS + 2) + 100;
    char *text = malloc(room);
    assert_non_null(text);
    size_t length = 0;
    text[length++] = '[';
    for (size_t i = 0; i < DOCUMENTS; i++) {
        memset(text + length, ' ', BLANKS);
        length += BLANKS;
        memcpy(text + length, THEENGS ",", sizeof THEENGS);
        length += sizeof THEENGS;
    }
    text[length - 1] = ']';
    memcpy(text + length, "\n" DATA_B, sizeof "\n" DATA_B);
    struct items *items = read_text(text);
    expect_count(items, DOCUMENTS + 1);
    for (size_t i = 0; i < DOCUMENTS; i++)
        expect_packet(items, i, 1, MI_LAYER_SERVICE, SERVICE_A);
    expect_packet(items, DOCUMENTS, 2, MI_LAYER_AD, DATA_B);
    free(items);
    free(text);
}

static void a_cut_document_is_told(void **state)
{
    (void)state;
    const char *cut = strstr(TWO_REPORTS, "\"bthci_evt.rssi\": \"-61\"");
    struct items *items = read_bytes(TWO_REPORTS, (size_t)(cut - TWO_REPORTS), 0);
    expect_count(items, 3);
    expect_packet(items, 0, 2, MI_LAYER_EVENT, EVENT_B);
    expect_problem(items, 1, 2, MI_P_JSON_CUT);
    expect_packet(items, 2, 2, MI_LAYER_EVENT,
                  "3e1602010401554433"
                  "2211c30a" DATA_NAME "7f");
    free(items);
    items = read_text("{\n  \"servicedata\":\n" DATA_B "\n");
    expect_count(items, 2);
    expect_problem(items, 0, 1, MI_P_JSON_CUT);
    expect_packet(items, 1, 3, MI_LAYER_AD, DATA_B);
    free(items);
}

/* A comma too many, and a tree that is unfolded, which has no bracket at its end. */
static void what_lacks_no_value_is_not_cut(void **state)
{
    (void)state;
    static const char *const TEXTS[] = {
        "{\n \"servicedata\": \"" DATA_B "\",\n}\n",
        "[{\"servicedata\": \"" DATA_B "\", \"list\": [1, [], ], },]\n",
        "{\n -\"rssi\": -96,\n -\"servicedata\": \"" DATA_B "\"\n",
        "> {\n> \"servicedata\": \"" DATA_B "\"\n\nThat is all.\n",
        "[{\"servicedata\": \"" DATA_B "\"",
    };
    for (size_t i = 0; i < sizeof TEXTS / sizeof TEXTS[0]; i++) {
        struct items *items = read_text(TEXTS[i]);
        expect_count(items, 1);
        assert_int_equal(items->item[0].got, MI_GOT_PACKET);
        free(items);
    }
}

static void what_ends_in_its_frame_is_not_cut(void **state)
{
    (void)state;
    static const char *const FRONTS[] = {"", "home/gateway/BTtoMQTT "};
    for (size_t i = 0; i < sizeof FRONTS / sizeof FRONTS[0]; i++) {
        char text[256];
        (void)snprintf(
            text, sizeof text,
            "%s{\"id\":\"58:2D:34:0A:0B:0C\",\"rssi\":-60,\"servicedatauuid\":\"0xfe95\","
            "\"servicedata\":\"" SERVICE_A,
            FRONTS[i]);
        struct items *items = read_text(text);
        expect_count(items, 1);
        expect_packet(items, 0, 1, MI_LAYER_SERVICE, SERVICE_A);
        expect_address(items, 0, ADDRESS_A);
        expect_rssi(items, 0, -60);
        free(items);
    }
}

static void a_document_may_stand_in_a_string(void **state)
{
    (void)state;
    struct items *items = read_text("b\"{\\\"id\\\":\\\"58:2D:34:0A:0B:0C\\\",\\\"rssi\\\":-60,"
                                    "\\\"servicedata\\\":\\\"" SERVICE_A "\\\"}\"\n");
    expect_count(items, 1);
    expect_packet(items, 0, 1, MI_LAYER_SERVICE, SERVICE_A);
    expect_rssi(items, 0, -60);
    free(items);
}

static void what_is_no_json_is_left_to_others(void **state)
{
    (void)state;
    struct items *items = read_text("{\n" DATA_B "\n[\n[1, 2\n" DATA_A);
    expect_count(items, 2);
    expect_packet(items, 0, 2, MI_LAYER_AD, DATA_B);
    expect_packet(items, 1, 5, MI_LAYER_AD, DATA_A);
    free(items);
}

static void cut_text_does_no_harm(void **state)
{
    (void)state;
    cut_everywhere("home/x/BTtoMQTT/582D340A0B0C " GATEWAY "\n" THEENGS);
    cut_everywhere(TWO_REPORTS);
    cut_everywhere(EK_RAW);
    cut_everywhere(EK_LISTS);
    cut_everywhere(DIAGNOSTICS);
    cut_everywhere(
        "{\"a\\u00e9\\uFFFF\\n\\\"\": [true, -1.5e3, null, {}, [], \"\\ud83d\\ude00\"]}");
}

static void deep_and_broken_documents_do_no_harm(void **state)
{
    (void)state;
    enum { LONG = 200000 };
    static const char *const PARTS[] = {"[", "{\"a\":", "{\"", "{", "\\", "\"", "]", "{\"id\":[{"};
    for (size_t i = 0; i < sizeof PARTS / sizeof PARTS[0]; i++) {
        char *text = malloc(LONG + 16);
        assert_non_null(text);
        size_t length = 0;
        while (length < LONG) {
            memcpy(text + length, PARTS[i], strlen(PARTS[i]));
            length += strlen(PARTS[i]);
        }
        free(read_bytes(text, length, 0));
        free(text);
    }
}

static void an_advertisement_in_an_object_is_of_its_device(void **state)
{
    (void)state;
    static const char *const TEXTS[] = {
        "[{\"mac\":\"" ADDRESS_B "\",\"rssi\":-90,\"data\":\"0201060aff4c001005\"},"
        "{\"mac\":\"" ADDRESS_A "\",\"rssi\":-61,\"data\":\"" DATA_A "\"}]\n",
        "[{\"type\":\"Gateway\",\"mac\":\"AC233FC00001\"},{\"mac\":\"AC233F5E0011\",\"rssi\":-90,"
        "\"rawData\":\"0201060aff4c001005\"},{\"mac\":\"582D340A0B0C\",\"rssi\":-61,"
        "\"rawData\":\"" DATA_A "\"}]\n",
        "{\"mac\":\"582D340A0B0C\",\"rssi\":-61,\"adv\":\"" DATA_A
        "\",\"gw\":\"AA:BB:CC:DD:EE:01\"}\n",
        "{\"gw\":\"AA:BB:CC:DD:EE:01\",\"advData\":\"" DATA_A
        "\",\"rssi\":-61,\"mac\":\"582D340A0B0C\"}\n",
        "{\n \"mac\": \"" ADDRESS_A "\",\n \"rssi\": -61,\n \"payload\": \"" DATA_A "\"\n}\n",
    };
    for (size_t i = 0; i < sizeof TEXTS / sizeof TEXTS[0]; i++) {
        struct items *items = read_text(TEXTS[i]);
        expect_count(items, 1);
        assert_int_equal(items->item[0].got, MI_GOT_PACKET);
        expect_address(items, 0, ADDRESS_A);
        expect_rssi(items, 0, -61);
        free(items);
    }
    expect_nothing("{\n \"mac\": \"" ADDRESS_A "\",\n \"data\": \"0201060aff4c001005\"\n}\n", 0);
    cut_everywhere(TEXTS[4]);
}

static void a_literal_of_a_program_is_no_json(void **state)
{
    (void)state;
    expect_only("service_data={\"0000fe95-0000-1000-8000-00805f9b34fb\": b\"P "
                "\\xaa\\x01\\x07\\x0c\\x0b\\n4-X\\r\\x10\\x04\\xfa\\x00\\x12\\x02\"},\n",
                0, MI_LAYER_SERVICE, SERVICE_A);
}

static void a_key_may_be_the_address(void **state)
{
    (void)state;
    struct items *items =
        read_text("{\"BLEDevices\":{\"582D340A0B0C\":{\"r\":-61,\"svd\":{\"fe95\":\"" SERVICE_A
                  "\"}},\"A4:C1:38:0D:0E:0F\":{\"rssi\":-62,\"service_data\":{\"fe95\":\"" SERVICE_B
                  "\"}}}}\n");
    expect_count(items, 2);
    expect_address(items, 0, ADDRESS_A);
    expect_rssi(items, 0, -61);
    expect_address(items, 1, ADDRESS_B);
    expect_rssi(items, 1, -62);
    free(items);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_advertisement_in_an_object_is_of_its_device),
        cmocka_unit_test(a_literal_of_a_program_is_no_json),
        cmocka_unit_test(a_key_may_be_the_address),
        cmocka_unit_test(gateways_publish_service_data),
        cmocka_unit_test(the_time_in_front_of_a_topic_counts),
        cmocka_unit_test(without_a_uuid_the_bytes_tell),
        cmocka_unit_test(a_quoted_or_unfolded_document_is_read),
        cmocka_unit_test(many_documents_may_stand_in_a_line),
        cmocka_unit_test(noble_writes_bytes_as_numbers),
        cmocka_unit_test(diagnostics_hold_many_devices),
        cmocka_unit_test(keys_of_tshark_may_come_twice),
        cmocka_unit_test(elasticsearch_lines_of_tshark),
        cmocka_unit_test(a_document_of_one_long_line_is_read),
        cmocka_unit_test(a_cut_document_is_told),
        cmocka_unit_test(what_lacks_no_value_is_not_cut),
        cmocka_unit_test(what_ends_in_its_frame_is_not_cut),
        cmocka_unit_test(a_document_may_stand_in_a_string),
        cmocka_unit_test(what_is_no_json_is_left_to_others),
        cmocka_unit_test(cut_text_does_no_harm),
        cmocka_unit_test(deep_and_broken_documents_do_no_harm),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
