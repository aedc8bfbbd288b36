#include "text_items.h"

/* As a terminal session was recorded, with its control sequences. */
static const char OLD[] =
    "Waiting to connect to bluetoothd...\r\033[22P\033[0;94m[bluetooth]\033[0m# \r\033[KAgent "
    "registered\n"
    "\033[0;94m[bluetooth]\033[0m# \r\033[K[\001\033[0;93m\002CHG\001\033[0m\002] Device "
    "58:2D:34:0A:0B:0C RSSI: -72\n"
    "\033[0;94m[bluetooth]\033[0m# \r\033[K[\001\033[0;93m\002CHG\001\033[0m\002] Device "
    "58:2D:34:0A:0B:0C ServiceData Key: 0000fe95-0000-1000-8000-00805f9b34fb\n"
    "\033[0;94m[bluetooth]\033[0m# \r\033[K[\001\033[0;93m\002CHG\001\033[0m\002] Device "
    "58:2D:34:0A:0B:0C ServiceData Value:\n"
    "\033[0;94m[bluetooth]\033[0m# \r\033[K  50 20 aa 01 07 0c 0b 0a 34 2d 58 0d 10 04 fa 00  P "
    "......4-X.....\n"
    "\033[0;94m[bluetooth]\033[0m# \r\033[K  12 02                                            ..   "
    "           \n"
    "\033[0;94m[bluetooth]\033[0m# \r\033[K[\001\033[0;93m\002CHG\001\033[0m\002] Device "
    "58:2D:34:0A:0B:0C ManufacturerData Key: 0x004c\n"
    "\033[0;94m[bluetooth]\033[0m# \r\033[K[\001\033[0;93m\002CHG\001\033[0m\002] Device "
    "58:2D:34:0A:0B:0C ManufacturerData Value:\n"
    "\033[0;94m[bluetooth]\033[0m# \r\033[K  10 05 03 1c 0c 4f 21                             "
    ".....O!         \n"
    "\033[0;94m[bluetooth]\033[0m# info 58:2D:34:0A:0B:0C\n"
    "Device 58:2D:34:0A:0B:0C (public)\n"
    "\tName: MJ_HT_V1\n"
    "\tManufacturerData Key: 0x004c\n"
    "\tManufacturerData Value:\n"
    "  10 05 03 1c 0c 4f 21                             .....O!         \n"
    "\tServiceData Key: 0000fe95-0000-1000-8000-00805f9b34fb\n"
    "\tServiceData Value:\n"
    "  50 20 aa 01 07 0c 0b 0a 34 2d 58 0d 10 04 fa 00  P ......4-X.....\n"
    "  12 02                                            ..              \n"
    "\tRSSI: -71\n"
    "\tAdvertisingFlags:\n"
    "  06                                               .               \n";

static const char NEW[] =
    "Waiting to connect to bluetoothd...\r\033[22P\033[0;94m[bluetoothctl]> \033[0m\r\033[K\rAgent "
    "registered\n"
    "\033[0;94m[bluetoothctl]> \033[0m\r\033[K\r[\033[0;93mCHG\033[0m] Device 58:2D:34:0A:0B:0C "
    "RSSI: 0xffffffb8 (-72)\n"
    "\033[0;94m[bluetoothctl]> \033[0m\r\033[K\r[\033[0;93mCHG\033[0m] Device 58:2D:34:0A:0B:0C "
    "ServiceData.0000fe95-0000-1000-8000-00805f9b34fb:\n"
    "\033[0;94m[bluetoothctl]> \033[0m\r\033[K\r  50 20 aa 01 07 0c 0b 0a 34 2d 58 0d 10 04 fa 00  "
    "P ......4-X.....\n"
    "\033[0;94m[bluetoothctl]> \033[0m\r\033[K\r  12 02                                            "
    "..              \n"
    "\033[0;94m[bluetoothctl]> \033[0m\r\033[K\r[\033[0;93mCHG\033[0m] Device 58:2D:34:0A:0B:0C "
    "ManufacturerData.Key: 0x004c (76)\n"
    "\033[0;94m[bluetoothctl]> \033[0m\r\033[K\r[\033[0;93mCHG\033[0m] Device 58:2D:34:0A:0B:0C "
    "ManufacturerData.Value:\n"
    "\033[0;94m[bluetoothctl]> \033[0m\r\033[K\r  10 05 03 1c 0c 4f 21                             "
    ".....O!         \n"
    "\033[0;94m[bluetoothctl]> \033[0minfo 58:2D:34:0A:0B:0C\n"
    "Device 58:2D:34:0A:0B:0C (public)\n"
    "\tName: MJ_HT_V1\n"
    "\tManufacturerData.Key: 0x004c (76)\n"
    "\tManufacturerData.Value:\n"
    "  10 05 03 1c 0c 4f 21                             .....O!         \n"
    "\tServiceData.0000fe95-0000-1000-8000-00805f9b34fb:\n"
    "  50 20 aa 01 07 0c 0b 0a 34 2d 58 0d 10 04 fa 00  P ......4-X.....\n"
    "  12 02                                            ..              \n"
    "\tRSSI: 0xffffffb9 (-71)\n"
    "\tAdvertisingFlags:\n"
    "  06                                               .               \n";

static const char TWO_SERVICES[] =
    "Device C3:11:22:33:44:55 (random)\n"
    "\tServiceData.0000fe95-0000-1000-8000-00805f9b34fb:\n"
    "  50 20 aa 01 07 0c 0b 0a 34 2d 58 0d 10 04 fa 00  P ......4-X.....\n"
    "  12 02                                            ..              \n"
    "\tServiceData.0000181a-0000-1000-8000-00805f9b34fb:\n"
    "  00 01 02 03 04 05 06 07 08 09 0a 0b 0c 0d 0e 0f  ................\n"
    "\tServiceData.12345678-0000-1000-8000-00805f9b34fb:\n"
    "  00 01 02 03                                      ....            \n"
    "[NEW] Device 58:2D:34:0A:0B:0C MJ_HT_V1\n";

static void expect_session(const char *text)
{
    struct items *items = read_text(text);
    expect_count(items, 2);
    expect_packet(items, 0, items->item[0].position, MI_LAYER_AD, "151695fe" SERVICE_A);
    expect_address(items, 0, ADDRESS_A);
    expect_rssi(items, 0, -72);
    expect_packet(items, 1, items->item[1].position, MI_LAYER_AD, "151695fe" SERVICE_A);
    expect_address(items, 1, ADDRESS_A);
    expect_rssi(items, 1, -71);
    free(items);
}

static void changes_and_info_of_all_versions(void **state)
{
    (void)state;
    expect_session(OLD);
    expect_session(NEW);
}

static void several_services_come_together(void **state)
{
    (void)state;
    struct items *items = read_text(TWO_SERVICES);
    expect_count(items, 1);
    expect_packet(items, 0, 1, MI_LAYER_AD,
                  "151695fe" SERVICE_A "13161a18000102030405060708090a0b0c0d0e0f");
    assert_true(items->item[0].packet.address_is_random);
    expect_rssi(items, 0, NO_RSSI);
    free(items);
}

static void the_strength_of_another_device_is_not_taken(void **state)
{
    (void)state;
    struct items *items = read_text("[CHG] Device A4:C1:38:0D:0E:0F RSSI: -50\n"
                                    "[CHG] Device 58:2D:34:0A:0B:0C ServiceData Key: "
                                    "0000fe95-0000-1000-8000-00805f9b34fb\n"
                                    "[CHG] Device 58:2D:34:0A:0B:0C ServiceData Value:\n"
                                    "  30 58 5b 05 07                                    0X[..\n");
    expect_count(items, 1);
    expect_packet(items, 0, 3, MI_LAYER_AD, "081695fe30585b0507");
    expect_rssi(items, 0, NO_RSSI);
    free(items);
}

static void a_value_may_come_byte_by_byte(void **state)
{
    (void)state;
#define CHANGED "[CHG] Device 58:2D:34:0A:0B:0C "
    struct items *items =
        read_text(CHANGED "RSSI: -72\n" CHANGED
                          "ServiceData Key: 0000fe95-0000-1000-8000-00805f9b34fb\n" CHANGED
                          "ServiceData Value: 0x50\n" CHANGED "ServiceData Value: 0x20\n" CHANGED
                          "ServiceData Value: 0xaa\n" CHANGED "ServiceData Value: 0x01\n" CHANGED
                          "ServiceData Value: 0x07\n" CHANGED "ServiceData Value: 0x0c\n" CHANGED
                          "ServiceData Value: 0x0b\n" CHANGED "ServiceData Value: 0x0a\n" CHANGED
                          "ServiceData Value: 0x34\n" CHANGED "ServiceData Value: 0x2d\n" CHANGED
                          "ServiceData Value: 0x58\n" CHANGED "ServiceData Value: 0x0d\n" CHANGED
                          "ServiceData Value: 0x10\n" CHANGED "ServiceData Value: 0x04\n" CHANGED
                          "ServiceData Value: 0xfa\n" CHANGED "ServiceData Value: 0x00\n" CHANGED
                          "ServiceData Value: 0x12\n" CHANGED "ServiceData Value: 0x02\n");
#undef CHANGED
    expect_count(items, 1);
    expect_packet(items, 0, 3, MI_LAYER_AD, "151695fe" SERVICE_A);
    expect_address(items, 0, ADDRESS_A);
    expect_rssi(items, 0, -72);
    free(items);
}

static void cut_text_does_no_harm(void **state)
{
    (void)state;
    cut_everywhere(OLD);
    cut_everywhere(NEW);
    cut_everywhere(TWO_SERVICES);
}

static void strings_in_source_are_read(void **state)
{
    (void)state;
    struct items *items = read_text(
        "    \"[CHG] Device 58:2D:34:0A:0B:0C ServiceData Key: "
        "0000fe95-0000-1000-8000-00805f9b34fb\",\n"
        "    \"[CHG] Device 58:2D:34:0A:0B:0C ServiceData Value:\\n\" +\n"
        "        \"  50 20 aa 01 07 0c 0b 0a 34 2d 58 0d 10 04 fa 00  P ......4-X.\\\"...\\n\" +\n"
        "        \"  12 02                                            ..              \",\n");
    expect_count(items, 1);
    expect_packet(items, 0, 2, MI_LAYER_AD, "151695fe" SERVICE_A);
    expect_address(items, 0, ADDRESS_A);
    free(items);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(changes_and_info_of_all_versions),
        cmocka_unit_test(several_services_come_together),
        cmocka_unit_test(the_strength_of_another_device_is_not_taken),
        cmocka_unit_test(strings_in_source_are_read),
        cmocka_unit_test(a_value_may_come_byte_by_byte),
        cmocka_unit_test(cut_text_does_no_harm),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
