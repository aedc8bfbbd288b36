#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/hex.h"
#include "beacon/decode.h"
#include "capture/text/payload.h"

#include <string.h>

/* No list of UUIDs stands beside the rows of the formats. */
static void every_format_has_its_uuid_recognised(void **state)
{
    (void)state;
    const struct mi_format *format;
    for (size_t i = 0; (format = mi_format_at(i)) != NULL; i++)
        if (!format->in_manufacturer_data)
            assert_true(mi_is_sensor_uuid(format->carrier));
    assert_false(mi_is_sensor_uuid(0x180f));
    assert_false(mi_is_sensor_uuid(MI_COMPANY_XIAOMI));
}

static struct mi_payload recognise(const char *hex, enum mi_trust trust, bool expected)
{
    uint8_t bytes[64];
    struct mi_hex read = mi_hex_decode(hex, strlen(hex), bytes, sizeof bytes);
    struct mi_payload payload;
    assert_int_equal(read.status, MI_HEX_OK);
    assert_int_equal(mi_payload_recognise(mi_bytes(bytes, read.size), trust, NULL, &payload),
                     expected);
    return payload;
}

static void service_data_of_any_format_may_stand_behind_its_uuid(void **state)
{
    (void)state;
    struct mi_payload payload = recognise("d2fc4002ca0903bf13", MI_TRUST_TOLD, true);
    assert_int_equal(payload.layer, MI_LAYER_SERVICE);
    assert_int_equal(payload.uuid, 0xfcd2);
    assert_int_equal(payload.skip, 2);
    assert_int_equal(payload.size, 7);
    (void)recognise("d2fc4002ca0903bf13", MI_TRUST_ALONE, true);
    (void)recognise("d2fc4002ca0903bf13", MI_TRUST_WORDS, false);
    (void)recognise("d2fc4002ca09ffbf13", MI_TRUST_ALONE, false); /* of no object */
    (void)recognise("d2fc4102ca0903bf13", MI_TRUST_ALONE,
                    false); /* encrypted: it could be anything */
}

static void a_bare_frame_is_none_among_words(void **state)
{
    (void)state;
    struct mi_payload payload =
        recognise("5020aa0147e01c77342d580d1004d500fc01", MI_TRUST_TOLD, true);
    assert_int_equal(payload.layer, MI_LAYER_SERVICE);
    assert_int_equal(payload.uuid, 0xfe95);
    assert_int_equal(payload.skip, 0);
    (void)recognise("5020aa0147e01c77342d580d1004d500fc01", MI_TRUST_ALONE, true);
    (void)recognise("5020aa0147e01c77342d580d1004d500fc01", MI_TRUST_WORDS, false);
}

static void a_length_may_stand_in_front_of_advertising_data(void **state)
{
    (void)state;
    struct mi_payload payload =
        recognise("100201060c1695fe30585b050988010203", MI_TRUST_WORDS, true);
    assert_int_equal(payload.layer, MI_LAYER_AD);
    assert_int_equal(payload.skip, 1);
    assert_int_equal(payload.size, 16);
    payload = recognise("100201060c1695fe30585b050988010203000000", MI_TRUST_WORDS, true);
    assert_int_equal(payload.size, 16);
    (void)recognise("100201060c1695fe30585b05098801020304", MI_TRUST_WORDS, false);
    (void)recognise("110201060c1695fe30585b050988010203", MI_TRUST_WORDS, false);
}

static void service_data_is_taken_out_of_its_structure(void **state)
{
    (void)state;
    static const char *const WRAPPED[] = {"081695fe5020aa0107", "1695fe5020aa0107",
                                          "95fe5020aa0107", "5020aa0107"};
    for (size_t i = 0; i < sizeof WRAPPED / sizeof WRAPPED[0]; i++) {
        uint8_t bytes[64];
        struct mi_hex read = mi_hex_decode(WRAPPED[i], strlen(WRAPPED[i]), bytes, sizeof bytes);
        struct mi_bytes inner = mi_service_unwrap(mi_bytes(bytes, read.size), 0xfe95);
        assert_int_equal(inner.left, 5);
        inner = mi_service_unwrap(mi_bytes(bytes, read.size), 0xfcd2);
        assert_int_equal(inner.left, read.size);
    }
    assert_int_equal(mi_service_unwrap(mi_bytes(NULL, 0), 0xfe95).left, 0);
}

static void advertising_of_others_is_no_bare_frame(void **state)
{
    (void)state;
    struct mi_payload payload = recognise("02010603030f18", MI_TRUST_TOLD, true);
    assert_int_equal(payload.layer, MI_LAYER_AD);
    (void)recognise("02010603030f18", MI_TRUST_ALONE, false);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_format_has_its_uuid_recognised),
        cmocka_unit_test(service_data_of_any_format_may_stand_behind_its_uuid),
        cmocka_unit_test(a_bare_frame_is_none_among_words),
        cmocka_unit_test(a_length_may_stand_in_front_of_advertising_data),
        cmocka_unit_test(service_data_is_taken_out_of_its_structure),
        cmocka_unit_test(advertising_of_others_is_no_bare_frame),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
