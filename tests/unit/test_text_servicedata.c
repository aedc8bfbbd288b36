#include "text_items.h"

/* BTHome, which nothing but its UUID or its place shows. */
#define BTHOME "4000490162028507035c17"

static void expect_uuid(const char *text, uint16_t uuid, const char *hex, const char *address)
{
    struct items *items = read_text(text);
    expect_count(items, 1);
    expect_packet(items, 0, items->item[0].position, MI_LAYER_SERVICE, hex);
    assert_int_equal(items->item[0].packet.uuid, uuid);
    assert_int_equal(items->item[0].packet.has_address, address != NULL);
    if (address != NULL)
        expect_address(items, 0, address);
    free(items);
}

static void the_uuid_may_follow(void **state)
{
    (void)state;
    expect_uuid(
        "N: BT Device detected: A4:C1:38:0D:0E:0F\nT: Converted service data (11) to " BTHOME
        "\nT: Service data: " BTHOME "\nT: Service data UUID: 0xfcd2\n",
        0xfcd2, BTHOME, ADDRESS_B);
    expect_uuid("22:48:26.454 -> home/OpenMQTTGateway/BTtoMQTT/582D340A0B0C -79\n"
                "22:48:26.488 -> Get service data \n22:48:26.488 -> service_data\n"
                "22:48:26.488 -> " SERVICE_A "\n22:48:26.488 -> Get service data UUID\n"
                "22:48:26.488 -> 0000fe95-0000-1000-8000-00805f9b34fb\n",
                0xfe95, SERVICE_A, ADDRESS_A);
    expect_uuid("[I] ServiceDataUUID=0xfcd2\n[I] ServiceData=0x" BTHOME "\n", 0xfcd2, BTHOME, NULL);
}

static void the_uuid_decides(void **state)
{
    (void)state;
    expect_nothing("T: Service data: " SERVICE_A "\nT: Service data UUID: 0xfe9f\n", 0);
    expect_nothing("T: Service data: " SERVICE_A
                   "\nT: Service data UUID: 6e400001-b5a3-f393-e0a9-e50e24dcca9e\n",
                   0);
}

static void without_a_uuid_the_bytes_tell(void **state)
{
    (void)state;
    expect_uuid("servicedata: " SERVICE_A " <- wet\n", 0xfe95, SERVICE_A, NULL);
    expect_uuid("17:12:01 M32: ServiceData: " SERVICE_A " (18)\n", 0xfe95, SERVICE_A, NULL);
    expect_uuid("A4:C1:38:0D:0E:0F \"servicedata\": \"" BTHOME "\", and no end", 0xfcd2, BTHOME,
                ADDRESS_B);
    expect_only("Service data: 151695fe" SERVICE_A "\n", 0, MI_LAYER_AD, "151695fe" SERVICE_A);
    expect_nothing("Service data: 00e710344fbb33cf720fe810d0735a7761a80000\n", 0);
    expect_nothing("service data: 5c1fe9c2b320de3a54c7ae4fb6da718a\n", 0);
    expect_nothing("service data\nand 5020aa01 of it\n", 0);
}

static void tuples_have_the_uuid_in_front(void **state)
{
    (void)state;
    struct items *items = read_text(
        "DEBUG:[(1, 'Flags', '06'), (22, '16b Service Data', '1b180226e907020b071e05e7019637'), "
        "(22, '16b Service Data', 'd2fc" BTHOME "'), (9, 'Complete Local Name', 'MIBFS')]\n"
        "[(22, '16b Service Data', 'aafe00e710344fbb33cf720fe810d0735a7761a80000')]\n"
        "[(22, '16b Service Data', '95fe" SERVICE_A "')]\n");
    expect_count(items, 3);
    expect_packet(items, 0, 1, MI_LAYER_SERVICE, "0226e907020b071e05e7019637");
    assert_int_equal(items->item[0].packet.uuid, 0x181b);
    expect_packet(items, 1, 1, MI_LAYER_SERVICE, BTHOME);
    expect_packet(items, 2, 3, MI_LAYER_SERVICE, SERVICE_A);
    free(items);
}

static void data_that_waits_is_given_in_its_turn(void **state)
{
    (void)state;
    struct items *items = read_text("Service data: " SERVICE_A "\nService data: " SERVICE_B
                                    "\n\n\n\n\n\n\n\n" DATA_B "\n");
    expect_count(items, 3);
    expect_packet(items, 0, 1, MI_LAYER_SERVICE, SERVICE_A);
    expect_packet(items, 1, 2, MI_LAYER_SERVICE, SERVICE_B);
    expect_packet(items, 2, 10, MI_LAYER_AD, DATA_B);
    free(items);
}

/* bluepy's blescan */
static void the_device_may_stand_above(void **state)
{
    (void)state;
    struct items *items = read_text("    Device (new): 58:2d:34:0a:0b:0c (public), -60 dBm \n"
                                    "        Flags: <06>\n"
                                    "        16b Service Data: <95fe" SERVICE_A ">\n");
    expect_count(items, 1);
    expect_packet(items, 0, 3, MI_LAYER_SERVICE, SERVICE_A);
    expect_address(items, 0, ADDRESS_A);
    expect_rssi(items, 0, -60);
    free(items);
}

static void the_uuid_in_front_is_that_of_the_data(void **state)
{
    (void)state;
    static const char SERVICE[] = "4850f6072cefb4febc010000dc2f82f5"; /* without its MAC */
    expect_only("Name: , Address: 50:ec:50:5e:0e:05, manufacturer data: 4c00, serviceUUID: 0xfe95, "
                "serviceData: 4850f6072cefb4febc010000dc2f82f5\n",
                0, MI_LAYER_SERVICE, SERVICE);
    expect_nothing("Address: 50:ec:50:5e:0e:05, serviceUUID: 0xfe95, serviceUUID: 0x180f, "
                   "serviceData: 4850f6072cefb4febc010000dc2f82f5\n",
                   0);
    expect_only("service data `" SERVICE_A "` here\n", 0, MI_LAYER_SERVICE, SERVICE_A);
}

static void cut_text_does_no_harm(void **state)
{
    (void)state;
    cut_everywhere("N: BT Device detected: A4:C1:38:0D:0E:0F\nT: Converted service data (11) to "
                   "4000490162\nGet service data UUID\n0xfcd2\n(22, '16b Service Data', '95fe')");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_uuid_may_follow),
        cmocka_unit_test(the_uuid_decides),
        cmocka_unit_test(without_a_uuid_the_bytes_tell),
        cmocka_unit_test(tuples_have_the_uuid_in_front),
        cmocka_unit_test(data_that_waits_is_given_in_its_turn),
        cmocka_unit_test(the_device_may_stand_above),
        cmocka_unit_test(the_uuid_in_front_is_that_of_the_data),
        cmocka_unit_test(cut_text_does_no_harm),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
