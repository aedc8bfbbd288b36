/* Base64: the decoder, and payloads that are written so. */
#include "base/base64.h"
#include "text_items.h"

#define DATA_A_64    "AgEGFRaV/lAgqgEHDAsKNC1YDRAE+gASAg=="
#define SERVICE_A_64 "UCCqAQcMCwo0LVgNEAT6ABIC"
#define CUT_A_64     "AgEGFRaV/lAgqgEHDAsKNC1Y"

static void both_alphabets_come_with_or_without_padding(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        size_t length; /* that is read */
        const char *bytes;
    } CASES[] = {
        {"", 0, ""},
        {"TQ==", 4, "M"},
        {"TWE=", 4, "Ma"},
        {"TWFu", 4, "Man"},
        {"TWE", 3, "Ma"},
        {"TQ", 2, "M"},
        {"T", 0, ""},
        {"TR", 0, ""},
        {"TWF", 0, ""},
        {"+/+/", 4, "\xfb\xff\xbf"},
        {"-_-_", 4, "\xfb\xff\xbf"},
        {"TWFu==", 4, "Man"},
        {"TWFu!", 4, "Man"},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        uint8_t bytes[3];
        size_t size = 0;
        assert_int_equal(
            mi_base64_decode(CASES[i].text, strlen(CASES[i].text), bytes, sizeof bytes, &size),
            CASES[i].length);
        if (CASES[i].length > 0) {
            assert_int_equal(size, strlen(CASES[i].bytes));
            assert_memory_equal(bytes, CASES[i].bytes, size);
        }
        if (size > 0)
            assert_int_equal(
                mi_base64_decode(CASES[i].text, strlen(CASES[i].text), bytes, size - 1, &size), 0);
    }
}

static void a_payload_may_be_base64(void **state)
{
    (void)state;
    expect_only(DATA_A_64, 0, MI_LAYER_AD, DATA_A);
    expect_only(ADDRESS_A " -60 " DATA_A_64, 0, MI_LAYER_AD, DATA_A);
    expect_only("advertisement: " DATA_A_64 ", as the gateway has it", 0, MI_LAYER_AD, DATA_A);
    expect_only("{\"advData\": \"" DATA_A_64 "\"}", 0, MI_LAYER_AD, DATA_A);
    expect_only(SERVICE_A_64, 0, MI_LAYER_SERVICE, SERVICE_A);
}

static void shelly_lists_address_strength_and_base64(void **state)
{
    (void)state;
    struct items *items = read_text(
        "{\"event\":\"ble.scan_result\",\"data\":[2,[[\"58:2d:34:0a:0b:0c\",-60,\"" DATA_A_64
        "\",\"\"]]]}\n");
    expect_count(items, 1);
    expect_packet(items, 0, 1, MI_LAYER_AD, DATA_A);
    expect_address(items, 0, ADDRESS_A);
    expect_rssi(items, 0, -60);
    free(items);
}

static void service_data_is_base64_below_its_uuid(void **state)
{
    (void)state;
    struct items *items = read_text("{\"addr\":\"58:2d:34:0a:0b:0c\",\"rssi\":-64,"
                                    "\"service_data\":{\"fe95\":\"" SERVICE_A_64 "\"}}\n");
    expect_count(items, 1);
    expect_packet(items, 0, 1, MI_LAYER_AD, "151695fe" SERVICE_A);
    expect_address(items, 0, ADDRESS_A);
    expect_rssi(items, 0, -64);
    free(items);
}

static void a_part_of_a_payload_is_told_of(void **state)
{
    (void)state;
    struct items *items = read_text("adv " CUT_A_64 " and no more");
    expect_count(items, 1);
    expect_problem(items, 0, 1, MI_P_BASE64_CUT);
    free(items);
}

static void other_base64_is_nothing(void **state)
{
    (void)state;
    expect_nothing("NV+23hx3W80E6uKQe9hWQgflNqxsvnA8LeyI5Rl+0BfgHOqqVhzc659Bv1HbMTAm", 0);
    expect_nothing("/usr/share/doc/libpcap0/examples and AgEGAgEGAgEG", 0);
    expect_nothing("com/sun/crypto/provider/Cipher/AEAD/GCMParameterSpecTest.java", 0);
    expect_nothing("com/sun/crypto/provider/Cipher/AEAD/GCMParameterSpecTest", 0);
    expect_nothing("not." SERVICE_A_64 ".bare among words", 0);
    expect_nothing("{\"token\": \"AgEGBQlNSV9I\", \"fe95\": \"Zm9v\"}", 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(both_alphabets_come_with_or_without_padding),
        cmocka_unit_test(a_payload_may_be_base64),
        cmocka_unit_test(shelly_lists_address_strength_and_base64),
        cmocka_unit_test(service_data_is_base64_below_its_uuid),
        cmocka_unit_test(a_part_of_a_payload_is_told_of),
        cmocka_unit_test(other_base64_is_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
