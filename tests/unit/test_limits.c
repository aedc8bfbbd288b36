/* What is zeroed, empty, or past the end is nothing known, through whatever public function. */
#include "support.h"

#include "capture/reader.h"
#include "mitool.h"

static const uint32_t INDEXES[] = {0, 1, 0x7fffffff, 0x80000000, 0xffffffff};

enum { INDEX_COUNT = sizeof INDEXES / sizeof INDEXES[0] };

static void indexes_past_the_end_give_nothing(void **state)
{
    (void)state;
    struct mi_devices *devices = mi_devices_new(4);
    struct mi_keyring *ring = mi_keyring_new(NULL, 0, NULL, NULL);
    assert_non_null(devices);
    assert_non_null(ring);
    for (size_t i = 0; i < INDEX_COUNT; i++) {
        assert_null(mi_devices_at(devices, INDEXES[i]));
        assert_int_equal(mi_address_number(mi_keyring_address(ring, INDEXES[i])), 0);
        assert_string_equal(mi_keyring_name(ring, INDEXES[i]), "");
        assert_int_equal(mi_keyring_line(ring, INDEXES[i]), 0);
    }
    mi_keyring_free(ring);
    mi_devices_free(devices);
}

static void numbers_that_are_no_code_have_no_name(void **state)
{
    (void)state;
    char buffer[256];
    struct mi_text text = mi_text(buffer, sizeof buffer);
    for (size_t i = 2; i < INDEX_COUNT; i++) {
        int code = (int)INDEXES[i];
        const struct mi_reason reason = {.code = (enum mi_reason_code)code};
        assert_null(mi_status_name((enum mi_status)code));
        assert_null(mi_kind_name((enum mi_kind)code));
        assert_null(mi_encryption_name((enum mi_encryption)code));
        assert_null(mi_verdict_name((enum mi_verdict_kind)code));
        assert_null(mi_reason_name((enum mi_reason_code)code));
        assert_null(mi_advice_sentence((enum mi_advice_code)code));
        mi_text_reason(&text, &reason);
    }
    assert_string_equal(buffer, "");
}

static void words_that_are_missing_are_empty(void **state)
{
    (void)state;
    char buffer[256];
    struct mi_text text = mi_text(buffer, sizeof buffer);
    const struct mi_reading reading = {.unit = NULL};
    mi_text_key(&text, &reading);
    assert_string_equal(buffer, "");
    for (int code = 0; code < MI_REASON_CODES; code++) {
        const struct mi_reason reason = {.code = (enum mi_reason_code)code};
        mi_text_reason(&text, &reason);
    }
}

static void a_zeroed_seal_is_none(void **state)
{
    (void)state;
    struct mi_seal seal = {.scheme = NULL};
    mi_seal_set_address(&seal, (struct mi_address){{1, 2, 3, 4, 5, 6}});
    assert_null(mi_seal_name(&seal));
    assert_int_equal(mi_seal_message(&seal).size, 0);
    assert_int_equal(mi_seal_message(&seal).nonce_size, 0);
    for (size_t i = 0; i < sizeof seal.nonce; i++)
        assert_int_equal(seal.nonce[i], 0);
}

static void a_frame_without_a_hash_is_no_copy(void **state)
{
    (void)state;
    static struct mi_frame frame;
    const struct mi_advert advert = {.time = MI_NO_TIME};
    struct mi_devices *devices = mi_devices_new(1);
    assert_non_null(devices);
    struct mi_device *device = mi_devices_get(devices, (struct mi_address){{1}});
    enum mi_status status = MI_STATUS_NONE;
    frame.format = mi_format_at(0);
    assert_false(mi_device_hear_copy(device, 0, &advert, &status));
    assert_false(mi_device_hear(device, &frame, &advert).is_copy);
    assert_ptr_equal(device->format, mi_format_at(0));
    assert_false(mi_device_hear(device, &frame, &advert).is_copy);
    mi_devices_free(devices);
}

static void too_many_decimals_are_refused_at_once(void **state)
{
    (void)state;
    struct mi_number number;
    assert_true(mi_number_rounded(1.5, 6, &number));
    assert_int_equal(number.digits, 1500000);
    assert_false(mi_number_rounded(1.0, 7, &number));
    assert_false(mi_number_rounded(0.0, 0x80000000u, &number));
}

static void nothing_may_be_nowhere(void **state)
{
    (void)state;
    struct mi_text text = mi_text(NULL, 0);
    mi_text_add(&text, "");
    mi_text_add(&text, "a");
    mi_text_run(&text, NULL, 0);
    assert_true(text.full);
    assert_int_equal(mi_match_start(NULL, 0, "x", 1), MI_MATCH_MORE);
    struct mi_source *source = mi_source_text(NULL, 0, "nothing", 0);
    assert_non_null(source);
    assert_int_equal(mi_source_next(source), MI_GOT_END);
    mi_source_close(source);
}

static void a_sieve_has_the_messages_that_were_added(void **state)
{
    (void)state;
    static const uint8_t NONCE[12];
    const struct mi_message message = {.nonce = NONCE, .nonce_size = sizeof NONCE};
    struct mi_ccm *ccm = mi_ccm_new();
    assert_non_null(ccm);
    assert_null(mi_sieve_new(ccm, 0x80000000u));
    struct mi_sieve *sieve = mi_sieve_new(ccm, 2);
    assert_non_null(sieve);
    assert_false(mi_sieve_set_nonce(sieve, 0, NONCE));
    assert_true(mi_sieve_add(sieve, &message, NONCE, MI_TAG_MIN));
    assert_true(mi_sieve_set_nonce(sieve, 0, NONCE));
    for (size_t i = 1; i < INDEX_COUNT; i++)
        assert_false(mi_sieve_set_nonce(sieve, INDEXES[i], NONCE));
    mi_sieve_free(sieve);
    mi_ccm_free(ccm);
}

static void who_asks_for_less_gives_nothing(void **state)
{
    (void)state;
    struct mi_problem why;
    assert_null(mi_keyring_load("/there/is/none", NULL, NULL, NULL, NULL));
    assert_null(mi_keyring_load("/there/is/none", NULL, NULL, NULL, &why));
    assert_int_equal(why.code, MI_P_CANNOT_OPEN);
    struct mi_source *source = mi_source_text(NULL, 0, NULL, 0);
    assert_non_null(source);
    assert_string_equal(mi_source_name(source), "");
    assert_int_equal(mi_source_next(source), MI_GOT_END);
    mi_source_close(source);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(indexes_past_the_end_give_nothing),
        cmocka_unit_test(numbers_that_are_no_code_have_no_name),
        cmocka_unit_test(words_that_are_missing_are_empty),
        cmocka_unit_test(a_zeroed_seal_is_none),
        cmocka_unit_test(a_frame_without_a_hash_is_no_copy),
        cmocka_unit_test(too_many_decimals_are_refused_at_once),
        cmocka_unit_test(nothing_may_be_nowhere),
        cmocka_unit_test(a_sieve_has_the_messages_that_were_added),
        cmocka_unit_test(who_asks_for_less_gives_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
