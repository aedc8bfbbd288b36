/* Rows take what they have room for. */
#include "support.h"

#include "row.h"

static void cells_that_are_too_many_are_left_out(void **state)
{
    (void)state;
    struct row row;
    row_begin(&row, NULL);
    for (int i = 0; i < 3 * ROW_CELLS; i++) {
        row_number(&row, "number", i);
        row_list(&row, "list");
        row_item(&row, "item");
    }
    assert_int_equal(row.count, ROW_CELLS);
    assert_int_equal(row_find(&row, "number")->number, 0);
    assert_int_equal(row_find(&row, "list")->number, 1);
}

/* The texts of a list stand one behind the other, none of them past the end. */
static void expect_list_inside(const struct row *row, const char *item)
{
    const struct cell *list = row_find(row, "list");
    const char *at = list->text;
    for (int64_t i = 0; i < list->number; i++) {
        assert_in_range((size_t)(at - row->bytes), 0, sizeof row->bytes - 1);
        assert_string_equal(at, item);
        at += strlen(at) + 1;
    }
}

static void texts_that_are_too_long_are_left_out(void **state)
{
    (void)state;
    static const char *const ITEMS[] = {"", "1", "1234567", "a text of some length"};
    for (size_t i = 0; i < sizeof ITEMS / sizeof ITEMS[0]; i++) {
        struct row row;
        row_begin(&row, NULL);
        row_list(&row, "list");
        for (int k = 0; k < 2 * ROW_BYTES; k++)
            row_item(&row, ITEMS[i]);
        assert_true(row_find(&row, "list")->number > 0);
        expect_list_inside(&row, ITEMS[i]);
        row_address(&row, "address", (struct mi_address){{0}});
        assert_true(strlen(row_find(&row, "address")->text) <= strlen("00:00:00:00:00:00"));
        row_list(&row, "empty");
        row_item(&row, "");
        row_item(&row, "");
        assert_true(row_find(&row, "empty")->number <= 1);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cells_that_are_too_many_are_left_out),
        cmocka_unit_test(texts_that_are_too_long_are_left_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
