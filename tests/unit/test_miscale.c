#include "support.h"

enum { WEIGHT = 0x181d, BODY = 0x181b };

static void assert_says(struct bench *bench, uint16_t uuid, const char *hex, const char *expected)
{
    assert_true(read_service(bench, uuid, hex, NULL));
    assert_string_equal(said(bench), expected);
}

static void test_version_1(void **state)
{
    struct bench *bench = *state;
    assert_says(bench, WEIGHT, "229e43e507040b101301",
                "plain; mass_non_stabilized 86.55 kg; mass 86.55 kg; stabilized yes");
    assert_string_equal(mi_format_name(bench->frame.format), "miscale_v1");
    assert_says(bench, WEIGHT, "a22044b20701010a1a15",
                "plain; mass_non_stabilized 87.2 kg; stabilized no");
    assert_says(bench, WEIGHT, "821400e507040b101708",
                "plain; mass_non_stabilized 0.1 kg; stabilized no");
    assert_says(bench, WEIGHT, "029e43e507040b101301",
                "plain; mass_non_stabilized 86.55 kg; stabilized no");
    assert_says(bench, WEIGHT, "220000e507040b101301",
                "plain; mass_non_stabilized 0 kg; stabilized no");
}

static void test_version_1_in_other_units(void **state)
{
    struct bench *bench = *state;
    assert_says(bench, WEIGHT, "235046e507040b101301",
                "plain; mass_non_stabilized 81.6466266 kg; mass 81.6466266 kg; stabilized yes");
    assert_says(bench, WEIGHT, "32803ee507040b101301",
                "plain; mass_non_stabilized 80 kg; mass 80 kg; stabilized yes");
}

static void test_version_2(void **state)
{
    struct bench *bench = *state;
    assert_says(
        bench, BODY, "0226b20705040f0201ac018642",
        "plain; mass_non_stabilized 85.15 kg; mass 85.15 kg; impedance 428 Ω; stabilized yes");
    assert_string_equal(mi_format_name(bench->frame.format), "miscale_v2");
    assert_says(bench, BODY, "0204b207010112101a0000a852",
                "plain; mass_non_stabilized 105.8 kg; stabilized no");
    assert_says(bench, BODY, "02a6b20705040f0201ac018642",
                "plain; mass_non_stabilized 85.15 kg; stabilized no");
    /* settled, and the impedance not ready yet */
    assert_says(bench, BODY, "0224b20705040f0201ac018642",
                "plain; mass_non_stabilized 85.15 kg; mass 85.15 kg; stabilized yes");
}

static void test_version_2_in_other_units(void **state)
{
    struct bench *bench = *state;
    assert_says(bench, BODY, "0326b20705040f0201ac015046",
                "plain; mass_non_stabilized 81.6466266 kg; mass 81.6466266 kg; impedance 428 Ω; "
                "stabilized yes");
    assert_says(bench, BODY, "0266b20705040f0201ac01803e",
                "plain; mass_non_stabilized 80 kg; mass 80 kg; impedance 428 Ω; stabilized yes");
}

static void test_other_lengths_are_of_other_makers(void **state)
{
    struct bench *bench = *state;
    assert_false(read_service(bench, WEIGHT, "229e43e507040b1013", NULL));
    assert_false(read_service(bench, WEIGHT, "229e43e507040b10130100", NULL));
    assert_false(read_service(bench, BODY, "0226b20705040f0201ac0186", NULL));
    assert_false(read_service(bench, BODY, "0226b20705040f0201ac01864200", NULL));
}

static void test_cut(void **state)
{
    struct bench *bench = *state;
    assert_true(read_layer(bench, MI_LAYER_AD, "0d161d18229e43e507", NULL));
    assert_string_equal(said(bench), "truncated; mass_non_stabilized 86.55 kg; mass 86.55 kg; "
                                     "stabilized yes ! CUT_BY_CAPTURE 5");
    assert_true(read_layer(bench, MI_LAYER_AD, "0d161d1822", NULL));
    assert_int_equal(bench->frame.status, MI_STATUS_TRUNCATED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_version_1),
        cmocka_unit_test(test_version_1_in_other_units),
        cmocka_unit_test(test_version_2),
        cmocka_unit_test(test_version_2_in_other_units),
        cmocka_unit_test(test_other_lengths_are_of_other_makers),
        cmocka_unit_test(test_cut),
    };
    return cmocka_run_group_tests(tests, bench_new, bench_free);
}
