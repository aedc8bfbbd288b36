#include "support.h"

static const uint8_t SENT[] = {0x48, 0x3c, 0xd4, 0x38, 0xc1, 0xa4};

static void test_both_orders(void **state)
{
    (void)state;
    struct mi_bytes bytes = mi_bytes(SENT, sizeof SENT);
    struct mi_address address = mi_get_address(&bytes);
    assert_true(mi_address_equal(address, address_of("A4:C1:38:D4:3C:48")));
    bytes = mi_bytes(SENT, sizeof SENT);
    assert_true(mi_address_equal(mi_get_address_be(&bytes), address_of("48:3C:D4:38:C1:A4")));
    assert_false(mi_address_equal(address, address_of("A4:C1:38:D4:3C:49")));
}

static void test_a_cut_address_is_zero(void **state)
{
    (void)state;
    struct mi_bytes bytes = mi_bytes(SENT, 5);
    assert_true(mi_address_equal(mi_get_address(&bytes), (struct mi_address){{0}}));
    assert_true(bytes.failed);
    bytes = mi_bytes(SENT, 0);
    assert_true(mi_address_equal(mi_get_address_be(&bytes), (struct mi_address){{0}}));
    assert_true(bytes.failed);
}

static void test_writing(void **state)
{
    (void)state;
    char buffer[MI_ADDRESS_TEXT];
    struct mi_text text = mi_text(buffer, sizeof buffer);
    mi_text_address(&text, address_of("a4c138d43c48"));
    assert_string_equal(buffer, "A4:C1:38:D4:3C:48");
    assert_false(text.full);
}

static void test_reading(void **state)
{
    (void)state;
    static const struct {
        const char *run;
        size_t length;
    } CASES[] = {
        {"A4:C1:38:D4:3C:48", 17},
        {"a4-c1-38-d4-3c-48", 17},
        {"a4C138D43c48", 12},
        {"A4:C1:38:D4:3C:48 x", 17},
        {"A4C138D43C48:", 12},
        {"A4:C1:38:D4:3C", 0},
        {"A4:C1:38:D4:3C:4", 0},
        {"A4:C1:38:D4:3C:489", 0},
        {"A4C138D43C481", 0},
        {"A4:C138:D4:3C:48", 0},
        {"A4C1:38:D4:3C:48", 0},
        {"A4:C1-38:D4:3C:48", 0},
        {"G4:C1:38:D4:3C:48", 0},
        {"", 0},
        {":", 0},
        {"A4", 0},
        {"A4:C1:38:D4:3C::8", 0},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        struct mi_address address;
        size_t length = strlen(CASES[i].run);
        char *copy = malloc(length + 1);
        assert_non_null(copy);
        memcpy(copy, CASES[i].run, length);
        assert_int_equal(mi_address_parse(copy, length, &address), CASES[i].length);
        if (CASES[i].length > 0)
            assert_true(mi_address_equal(address, address_of("a4c138d43c48")));
        free(copy);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_both_orders),
        cmocka_unit_test(test_a_cut_address_is_zero),
        cmocka_unit_test(test_writing),
        cmocka_unit_test(test_reading),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
