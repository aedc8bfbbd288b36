#include "text_items.h"

#define ROWS "2 0x01 0x06\n21\t0x16\t0x95FE" SERVICE_A "\n"

static void rows_make_an_advertisement(void **state)
{
    (void)state;
    struct items *items = read_text("Details:\nLEN. TYPE VALUE\n" ROWS "\nLEN. TYPE VALUE\n" ROWS);
    expect_count(items, 2);
    expect_packet(items, 0, 3, MI_LAYER_AD, DATA_A);
    expect_packet(items, 1, 7, MI_LAYER_AD, DATA_A);
    free(items);
}

static void the_same_above_the_table_counts_once(void **state)
{
    (void)state;
    struct items *items = read_text("Raw data:\n0x" DATA_A "\nLEN. TYPE VALUE\n" ROWS);
    expect_count(items, 1);
    expect_packet(items, 0, 2, MI_LAYER_AD, DATA_A);
    free(items);
}

static void the_table_may_be_quoted(void **state)
{
    (void)state;
    expect_only("> 2 0x01 0x06\n> 21 0x16 0x95FE" SERVICE_A "\n", 0, MI_LAYER_AD, DATA_A);
}

static void rows_have_their_length(void **state)
{
    (void)state;
    expect_nothing("3 0x01 0x06\n2 0x0101 0x06\n2 0x01 6\n256 0x16 0x\n-2 0x01 0x06\n", 0);
}

static void cut_text_does_no_harm(void **state)
{
    (void)state;
    cut_everywhere("0x" DATA_A "\n" ROWS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_make_an_advertisement),
        cmocka_unit_test(the_same_above_the_table_counts_once),
        cmocka_unit_test(the_table_may_be_quoted),
        cmocka_unit_test(rows_have_their_length),
        cmocka_unit_test(cut_text_does_no_harm),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
