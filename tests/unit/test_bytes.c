#include "support.h"

static const uint8_t BYTES[] = {0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x07, 0x88};

static void test_loads_in_both_orders(void **state)
{
    (void)state;
    struct mi_bytes bytes = mi_bytes(BYTES, sizeof BYTES);
    assert_int_equal(mi_get_u8(&bytes), 0x01);
    assert_int_equal(mi_get_le16(&bytes), 0x0302);
    assert_int_equal(mi_get_be16(&bytes), 0x0405);
    assert_int_equal(mi_get_le24(&bytes), 0x880706);
    assert_int_equal(bytes.left, 0);
    bytes = mi_bytes(BYTES, sizeof BYTES);
    assert_int_equal(mi_get_le32(&bytes), 0x04030201);
    assert_int_equal(mi_get_be32(&bytes), 0x05060788);
    bytes = mi_bytes(BYTES, sizeof BYTES);
    assert_true(mi_get_le64(&bytes) == UINT64_C(0x8807060504030201));
    bytes = mi_bytes(BYTES, sizeof BYTES);
    assert_true(mi_get_be64(&bytes) == UINT64_C(0x0102030405060788));
    assert_false(bytes.failed);
}

static void test_a_read_past_the_end_gives_zero_and_sticks(void **state)
{
    (void)state;
    struct mi_bytes bytes = mi_bytes(BYTES, 3);
    assert_int_equal(mi_get_le32(&bytes), 0);
    assert_true(bytes.failed);
    assert_int_equal(mi_get_u8(&bytes), 0);
    assert_null(mi_get_run(&bytes, 1));
    assert_true(bytes.failed);
}

static void test_slices(void **state)
{
    (void)state;
    struct mi_bytes bytes = mi_bytes(BYTES, sizeof BYTES);
    struct mi_bytes slice = mi_get_slice(&bytes, 3);
    assert_ptr_equal(slice.at, BYTES);
    assert_int_equal(slice.left, 3);
    assert_int_equal(mi_get_u8(&bytes), 0x04);
    slice = mi_get_slice(&bytes, 5);
    assert_true(slice.failed);
    assert_int_equal(slice.left, 0);
    assert_true(bytes.failed);
}

static void test_tails_are_taken_off_the_end(void **state)
{
    (void)state;
    struct mi_bytes bytes = mi_bytes(BYTES, sizeof BYTES);
    struct mi_bytes tail = mi_get_tail(&bytes, 2);
    assert_int_equal(mi_get_be16(&tail), 0x0788);
    assert_int_equal(bytes.left, 6);
    tail = mi_get_tail(&bytes, 6);
    assert_int_equal(mi_get_u8(&tail), 0x01);
    assert_int_equal(bytes.left, 0);
    assert_false(bytes.failed);
    tail = mi_get_tail(&bytes, 1);
    assert_true(tail.failed);
    assert_true(bytes.failed);
}

static void test_an_empty_cursor_may_have_no_memory(void **state)
{
    (void)state;
    struct mi_bytes bytes = mi_bytes(NULL, 0);
    (void)mi_get_run(&bytes, 0);
    assert_false(bytes.failed);
    assert_int_equal(mi_get_tail(&bytes, 0).left, 0);
    assert_int_equal(mi_get_u8(&bytes), 0);
    assert_true(bytes.failed);
    bytes = mi_bytes(NULL, 0);
    assert_true(mi_get_slice(&bytes, SIZE_MAX).failed);
}

static void of_wide_numbers_the_low_bytes_count(void **state)
{
    (void)state;
    static const uint8_t RUN[] = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10};
    struct mi_bytes bytes = mi_bytes(RUN, sizeof RUN);
    assert_true(mi_get_le(&bytes, sizeof RUN) == UINT64_C(0x0807060504030201));
    bytes = mi_bytes(RUN, sizeof RUN);
    assert_true(mi_get_be(&bytes, sizeof RUN) == UINT64_C(0x030405060708090a));
    assert_true(mi_get_le(&bytes, UINT32_C(1) << 31) == 0 && bytes.failed);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(of_wide_numbers_the_low_bytes_count),
        cmocka_unit_test(test_loads_in_both_orders),
        cmocka_unit_test(test_a_read_past_the_end_gives_zero_and_sticks),
        cmocka_unit_test(test_slices),
        cmocka_unit_test(test_tails_are_taken_off_the_end),
        cmocka_unit_test(test_an_empty_cursor_may_have_no_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
