#include "support.h"

#include "beacon/key.h"

static const char *parse(const char *text, struct mi_key *key)
{
    static char buffer[512];
    size_t length = strlen(text);
    char *copy = malloc(length + 1);
    assert_non_null(copy);
    memcpy(copy, text, length);
    struct mi_problem problem = mi_key_parse(copy, length, key);
    free(copy);
    struct mi_text line = mi_text(buffer, sizeof buffer);
    if (problem.code != MI_OK)
        mi_text_problem(&line, &problem);
    return buffer;
}

static void test_all_the_ways_to_write_a_key(void **state)
{
    (void)state;
    static const char *const WAYS[] = {
        "1f228155bdd12fbee1f6fef074fc85b6",
        "1F228155BDD12FBEE1F6FEF074FC85B6",
        "0x1f228155bdd12fbee1f6fef074fc85b6",
        "  1f:22:81:55:bd:d1:2f:be:e1:f6:fe:f0:74:fc:85:b6\r\n",
        "1f22 8155 bdd1 2fbe e1f6 fef0 74fc 85b6",
    };
    struct mi_key key, wanted = key_of(WAYS[0]);
    for (size_t i = 0; i < sizeof WAYS / sizeof WAYS[0]; i++) {
        assert_string_equal(parse(WAYS[i], &key), "");
        assert_int_equal(key.size, MI_KEY_SIZE);
        assert_memory_equal(key.bytes, wanted.bytes, MI_KEY_SIZE);
    }
    assert_string_equal(parse("62d9271eafcccf6f8c7d6841", &key), "");
    assert_int_equal(key.size, MI_KEY_SHORT);
}

static void test_refusals(void **state)
{
    (void)state;
    static const struct {
        const char *text, *says;
    } CASES[] = {
        {"", "there is no key in it"},
        {" \n", "there is no key in it"},
        {"1f228155bdd12fbee1f6fef074fc85b", "the key has 31 digits"},
        {"1f228155bdd12fbee1f6fef074fc85b6a", "the key has 33 digits"},
        {"1f228155bdd12fbee1f6fef074fc85", "the key has 30 digits"},
        {"1f228155bdd12fbee1f6fef074fc85b61f228155bdd12fbee1f6fef074fc85b6",
         "the key has 64 digits"},
        {"1f228155bdd12fbee1f6fef074fc85b6A4C1387B20E", "the key has 43 digits"},
        {"1f228155bdd12fbeg1f6fef074fc85b6", "not hexadecimal at character 17"},
        {"<your bindkey>", "not hexadecimal at character 1"},
        {"key: \"1f228155bdd12fbeg\"", "not hexadecimal at character 23"},
    };
    struct mi_key key;
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        const char *says = parse(CASES[i].text, &key);
        if (strstr(says, CASES[i].says) == NULL)
            fail_msg("'%s' is answered by '%s'", CASES[i].text, says);
    }
}

/* By the maker of the address; without one, the address stands behind as Tasmota has it. */
static void test_a_key_with_its_mac(void **state)
{
    (void)state;
    static const struct {
        const char *text, *mac;
    } CASES[] = {
        {"1f228155bdd12fbee1f6fef074fc85b6A4C1387B20E1", "A4:C1:38:7B:20:E1"},
        {"a4c1387b20e1 1f228155bdd12fbee1f6fef074fc85b6", "A4:C1:38:7B:20:E1"},
        {"A4:C1:38:7B:20:E1, 1f228155bdd12fbee1f6fef074fc85b6", "A4:C1:38:7B:20:E1"},
        {"1f228155bdd12fbee1f6fef074fc85b6123456789abc", "12:34:56:78:9A:BC"},
        {"1f228155bdd12fbee1f6fef074fc85b6", NULL},
    };
    struct mi_key key, wanted = key_of("1f228155bdd12fbee1f6fef074fc85b6");
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        struct mi_address mac;
        bool has_mac;
        struct mi_problem problem =
            mi_key_parse_with_mac(CASES[i].text, strlen(CASES[i].text), &key, &mac, &has_mac);
        assert_int_equal(problem.code, MI_OK);
        assert_int_equal(key.size, MI_KEY_SIZE);
        assert_memory_equal(key.bytes, wanted.bytes, MI_KEY_SIZE);
        assert_int_equal(has_mac, CASES[i].mac != NULL);
        if (has_mac)
            assert_true(mi_address_equal(mac, address_of(CASES[i].mac)));
    }
}

/* They may be right all the same: published test frames have such keys. */
static void test_keys_that_look_like_none(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        enum mi_problem_code doubt;
    } CASES[] = {
        {"1f228155bdd12fbee1f6fef074fc85b6", MI_OK},
        {"62d9271eafcccf6f8c7d6841", MI_OK},
        {"ffffffffffffffffffffffffffffffff", MI_P_KEY_BLANK},
        {"00000000000000000000000000000000", MI_P_KEY_BLANK},
        {"ffffffffffffffffffffffff", MI_P_KEY_BLANK},
        {"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", MI_P_KEY_PLACEHOLDER},
        {"00112233445566778899aabbccddeeff", MI_P_KEY_PLACEHOLDER},
        {"000102030405060708090a0b0c0d0e0f", MI_P_KEY_PLACEHOLDER},
        {"112233445566778899aabbcc", MI_P_KEY_PLACEHOLDER},
    };
    struct mi_key key;
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        assert_string_equal(parse(CASES[i].text, &key), "");
        assert_int_equal(2 * key.size, strlen(CASES[i].text));
        assert_int_equal(mi_key_doubt(&key).code, CASES[i].doubt);
    }
}

static void test_a_very_long_text_is_no_key(void **state)
{
    (void)state;
    char text[401];
    struct mi_key key;
    memset(text, '7', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    assert_non_null(strstr(parse(text, &key), "digits"));
}

static void test_shapes(void **state)
{
    (void)state;
    static const struct {
        const char *key;
        enum mi_key_form form;
        const char *shaped;
    } CASES[] = {
        {"1f228155bdd12fbee1f6fef074fc85b6", MI_KEY_AS_IS, "1f228155bdd12fbee1f6fef074fc85b6"},
        {"b853075158487ca39a5b5ea9", MI_KEY_LEGACY, "b853075158488d3d3c977ca39a5b5ea9"},
        {"b853075158487ca39a5b5ea9", MI_KEY_FILLED, "b853075158487ca39a5b5ea9ffffffff"},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        struct mi_key key = key_of(CASES[i].key), wanted = key_of(CASES[i].shaped);
        uint8_t shaped[MI_KEY_SIZE];
        mi_key_shape(&key, CASES[i].form, shaped);
        assert_memory_equal(shaped, wanted.bytes, sizeof shaped);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_all_the_ways_to_write_a_key),
        cmocka_unit_test(test_refusals),
        cmocka_unit_test(test_a_key_with_its_mac),
        cmocka_unit_test(test_keys_that_look_like_none),
        cmocka_unit_test(test_a_very_long_text_is_no_key),
        cmocka_unit_test(test_shapes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
