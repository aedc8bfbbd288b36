#include "text_items.h"

#define DOTS_A "50.20.AA.01.07.0C.0B.0A.34.2D.58.0D.10.04.FA.00.12.02"
#define DOTS_B "50.30.5B.05.09.0F.0E.0D.38.C1.A4.0D.10.04.10.01.EA.01"
#define VV     "[22:13:20][VV][esp32_ble_tracker:431]: "
#define XIAOMI "[22:13:20.123][D][xiaomi_ble:094]: "

static void expect_service(const struct items *items, size_t i, uint64_t line, const char *data)
{
    expect_packet(items, i, line, MI_LAYER_AD, data);
    assert_false(items->item[i].packet.has_address);
}

static void a_block_may_lack_its_first_lines(void **state)
{
    (void)state;
    struct items *items =
        read_text(VV "  Name: 'MJ_HT_V1'\n" VV "  Ad Flag: 6\n" VV "  Service data:\n" VV
                     "    UUID: 0xFE95\n" VV "    Data: " DOTS_A " (18)\n" VV
                     "Adv data: 02.01.06.15.16.95.FE." DOTS_A " (25)\n");
    expect_count(items, 1);
    expect_service(items, 0, 1, DATA_A);
    free(items);
    items =
        read_text("\033[0;36m" VV "RSSI: -60\033[0m\n> " VV "UUID: FE:FE95\n> " VV "Data: " DOTS_A
                  " (18)\n" VV "RSSI: -70\n" VV "UUID: 0xFE95\n" VV "Data: " DOTS_B " (18)\n");
    expect_count(items, 2);
    expect_service(items, 0, 1, "151695fe" SERVICE_A);
    expect_rssi(items, 0, -60);
    expect_service(items, 1, 4, DATA_B);
    expect_rssi(items, 1, -70);
    free(items);
}

static void single_lines_tell_what_they_are(void **state)
{
    (void)state;
    struct items *items = read_text(VV "    Data: " DOTS_A " (18)\n" VV "    Data: " DOTS_B
                                       " (18)\n" VV "Adv data: 15.16.95.FE." DOTS_B " (22)\n");
    expect_count(items, 2);
    expect_service(items, 0, 1, "151695fe" SERVICE_A);
    expect_service(items, 1, 2, DATA_B);
    free(items);
    items = read_text(VV "    UUID: 0xFEAA\n" VV "    Data: " DOTS_A " (18)\n");
    expect_count(items, 1);
    expect_service(items, 0, 2, "1516aafe" SERVICE_A);
    free(items);
    expect_nothing(
        VV "    UUID: 6E400001-B5A3-F393-E0A9-E50E24DCCA9E\n" VV "    Data: " DOTS_A " (18)\n", 0);
    expect_nothing(VV "    Data: 5C.1F.E9.C2.B3.20.DE.3A.54.C7.AE.4F.B6.DA.71.8A (16)\n", 0);
}

static void joined_lines_are_read_one_after_the_other(void **state)
{
    (void)state;
    struct items *items =
        read_text(VV "Address: 58:2D:34:0A:0B:0C (PUBLIC) " VV "RSSI: -60 " VV "Service data: " VV
                     "UUID: 0xFE95 " VV "Data: " DOTS_A " (18) " VV "x\n");
    expect_count(items, 1);
    expect_packet(items, 0, 1, MI_LAYER_AD, "151695fe" SERVICE_A);
    expect_address(items, 0, ADDRESS_A);
    expect_rssi(items, 0, -60);
    free(items);
}

static void packets_of_xiaomi_ble_are_service_data(void **state)
{
    (void)state;
    expect_only(XIAOMI
                "[xiaomi_ble] Packet : 50.20.AA.01.07.0C.0B.0A.34.2D.58.0D.10.04.FA.00.12.02 (18)",
                0, MI_LAYER_SERVICE, SERVICE_A);
    struct items *items = read_text(
        XIAOMI "  MAC address : 58.2D.34.0A.0B.0C (6)\n" XIAOMI "       Packet : " DOTS_A
               " (18)\n" XIAOMI "          Key : " DOTS_B " (18)\n" XIAOMI
               "Plaintext : 04.10.02.D9.00 (5), Packet : 33\n" XIAOMI "Packet : " DOTS_B "\n");
    expect_count(items, 2);
    expect_packet(items, 0, 2, MI_LAYER_SERVICE, SERVICE_A);
    expect_address(items, 0, ADDRESS_A);
    expect_packet(items, 1, 5, MI_LAYER_SERVICE, SERVICE_B);
    assert_false(items->item[1].packet.has_address);
    free(items);
}

static void cut_text_does_no_harm(void **state)
{
    (void)state;
    cut_everywhere(VV "Address: 58:2D:34:0A:0B:0C (PUBLIC)\n" VV "UUID: FE:FE95\n" VV
                      "Data: " DOTS_A " (18)\n" XIAOMI "MAC address : 58.2D.34\n" XIAOMI
                      "Packet : " DOTS_B);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_block_may_lack_its_first_lines),
        cmocka_unit_test(single_lines_tell_what_they_are),
        cmocka_unit_test(joined_lines_are_read_one_after_the_other),
        cmocka_unit_test(packets_of_xiaomi_ble_are_service_data),
        cmocka_unit_test(cut_text_does_no_harm),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
