#include "support.h"

#include "beacon/ccm.h"
#include "keys/keyring.h"

#define ONE   "1f228155bdd12fbee1f6fef074fc85b6"
#define TWO   "d661b2c5795d6b1d30f6959485dfcbad"
#define SHORT "62d9271eafcccf6f8c7d6841"

/* --- lines --- */

static void test_lines(void **state)
{
    (void)state;
    static const struct {
        const char *line;
        enum mi_ring_kind kind;
        enum mi_problem_code code;
        const char *name;
    } CASES[] = {
        {"", MI_RING_BLANK, MI_OK, NULL},
        {" \t\r", MI_RING_BLANK, MI_OK, NULL},
        {"  # A4:C1:38:7B:20:E1 " ONE, MI_RING_BLANK, MI_OK, NULL},
        {"A4:C1:38:7B:20:E1 " ONE, MI_RING_ENTRY, MI_OK, ""},
        {"a4-c1-38-7b-20-e1\t" SHORT "\r", MI_RING_ENTRY, MI_OK, ""},
        {"A4C1387B20E1  " ONE "  Kitchen,  top \r", MI_RING_ENTRY, MI_OK, "Kitchen,  top"},
        {"A4C1387B20E1 " ONE " # a comment", MI_RING_ENTRY, MI_OK, ""},
        {"A4C1387B20E1 " ONE " Door #2", MI_RING_ENTRY, MI_OK, "Door #2"},
        {"A4C1387B20E1 " ONE " a\tb\001c\xff", MI_RING_ENTRY, MI_OK, "a b?c\xef\xbf\xbd"},
        {"A4:C1:38:7B:20:E1", MI_RING_BAD, MI_P_RING_NO_KEY, NULL},
        {"A4:C1:38:7B:20:E1 " ONE " 101112131415161718191a1b", MI_RING_ENTRY, MI_OK, ""},
        {"A4:C1:38:7B:20:E1 " ONE " 101112131415161718191a1b " ONE " Attic", MI_RING_ENTRY, MI_OK,
         "Attic"},
        {"A4:C1:38:7B:20:E1 # later", MI_RING_BAD, MI_P_RING_NO_KEY, NULL},
        {ONE " A4:C1:38:7B:20:E1", MI_RING_BAD, MI_P_RING_ORDER, NULL},
        {ONE, MI_RING_BAD, MI_P_RING_MAC, NULL},
        {"A4:C1:38:7B:20 " ONE, MI_RING_BAD, MI_P_RING_MAC, NULL},
        {"A4:C1:38:7B:20:E1: " ONE, MI_RING_BAD, MI_P_RING_MAC, NULL},
        {"A4:C1:38:7B:20:E1 " ONE "0", MI_RING_BAD, MI_P_KEY_DIGITS, NULL},
        {"A4:C1:38:7B:20:E1 ffffffffffffffffffffffffffffffff", MI_RING_ENTRY, MI_P_KEY_BLANK, ""},
        {"A4:C1:38:7B:20:E1 00112233445566778899aabbccddeeff Test", MI_RING_ENTRY,
         MI_P_KEY_PLACEHOLDER, "Test"},
        {"A4:C1:38:7B:20:E1 Kitchen", MI_RING_BAD, MI_P_KEY_NOT_HEX, NULL},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        struct mi_ring_entry entry;
        struct mi_problem problem;
        size_t length = strlen(CASES[i].line);
        char *line = malloc(length + 1);
        assert_non_null(line);
        memcpy(line, CASES[i].line, length);
        assert_int_equal(mi_ring_line(line, length, &entry, &problem), CASES[i].kind);
        assert_int_equal(problem.code, CASES[i].code);
        if (CASES[i].name != NULL) {
            assert_string_equal(entry.name, CASES[i].name);
            assert_true(mi_address_equal(entry.address, address_of("A4:C1:38:7B:20:E1")));
        }
        free(line);
    }
}

static void test_no_problem_repeats_a_key(void **state)
{
    (void)state;
    static const char *const LINES[] = {
        ONE,
        ONE " A4:C1:38:7B:20:E1",
        "A4:C1:38:7B:20 " ONE,
        "A4:C1:38:7B:20:E1 " ONE "0",
        "A4:C1:38:7B:20:E1 " ONE "g",
        "A4:C1:38:7B:20:E1 " ONE "A4C1387B20E",
    };
    for (size_t i = 0; i < sizeof LINES / sizeof LINES[0]; i++) {
        struct mi_ring_entry entry;
        struct mi_problem problem;
        char buffer[512];
        struct mi_text text = mi_text(buffer, sizeof buffer);
        assert_int_equal(mi_ring_line(LINES[i], strlen(LINES[i]), &entry, &problem), MI_RING_BAD);
        mi_text_problem(&text, &problem);
        assert_null(strstr(buffer, "1f2281"));
    }
}

static void test_a_name_is_cut_to_whole_characters(void **state)
{
    (void)state;
    char name[MI_RING_NAME];
    char line[512];
    struct mi_text text = mi_text(line, sizeof line);
    mi_text_add(&text, "##  x");
    for (int i = 0; i < 100; i++)
        mi_text_add(&text, "\xc3\xa9");
    mi_ring_name(name, line, strlen(line));
    assert_int_equal(strlen(name), 63);
    assert_memory_equal(name, "x\xc3\xa9\xc3\xa9", 5);
    assert_memory_equal(name + 61, "\xc3\xa9", 3);
}

/* --- the ring --- */

struct told {
    uint64_t lines[8];
    enum mi_problem_code codes[8];
    size_t count;
};

static void tell(void *context, uint64_t line, const struct mi_problem *problem)
{
    struct told *told = context;
    assert_true(told->count < 8);
    told->lines[told->count] = line;
    told->codes[told->count++] = problem->code;
}

static void test_a_ring(void **state)
{
    (void)state;
    static const char TEXT[] = "\xef\xbb\xbf# ring\n"
                               "54:EF:44:00:00:01 " TWO " Hall\r\n"
                               "\n"
                               "A4:C1:38:7B:20:E1 " ONE "\n"
                               "what is this\n"
                               "a4:c1:38:7b:20:e1 " SHORT " Kitchen\n"
                               "54:EF:44:00:00:02\n"
                               "A4:C1:38:7B:20:E1 " TWO " Other";
    struct told told = {.count = 0};
    struct mi_keyring *ring = mi_keyring_new(TEXT, sizeof TEXT - 1, tell, &told);
    assert_non_null(ring);
    assert_int_equal(mi_keyring_count(ring), 4);
    assert_int_equal(told.count, 2);
    assert_int_equal(told.lines[0], 5);
    assert_int_equal(told.codes[0], MI_P_RING_MAC);
    assert_int_equal(told.lines[1], 7);
    assert_int_equal(told.codes[1], MI_P_RING_NO_KEY);

    size_t first;
    assert_int_equal(mi_keyring_find(ring, address_of("A4:C1:38:7B:20:E1"), &first), 3);
    const struct mi_key *keys = mi_keyring_keys(ring) + first;
    assert_memory_equal(keys[0].bytes, key_of(ONE).bytes, 16);
    assert_memory_equal(keys[1].bytes, key_of(SHORT).bytes, 12);
    assert_int_equal(keys[1].size, 12);
    assert_memory_equal(keys[2].bytes, key_of(TWO).bytes, 16);
    assert_int_equal(mi_keyring_line(ring, first), 4);
    assert_int_equal(mi_keyring_line(ring, first + 1), 6);
    assert_int_equal(mi_keyring_line(ring, first + 2), 8);
    assert_string_equal(mi_keyring_name(ring, first), "");
    assert_string_equal(mi_keyring_name_of(ring, address_of("A4:C1:38:7B:20:E1")), "Kitchen");
    assert_string_equal(mi_keyring_name_of(ring, address_of("54:EF:44:00:00:01")), "Hall");
    assert_null(mi_keyring_name_of(ring, address_of("54:EF:44:00:00:02")));
    assert_int_equal(mi_keyring_find(ring, address_of("00:00:00:00:00:00"), &first), 0);
    assert_int_equal(mi_keyring_find(ring, address_of("FF:FF:FF:FF:FF:FF"), &first), 0);
    mi_keyring_free(ring);
}

static void test_an_empty_ring(void **state)
{
    (void)state;
    size_t first;
    struct mi_keyring *ring = mi_keyring_new("", 0, NULL, NULL);
    assert_non_null(ring);
    assert_int_equal(mi_keyring_count(ring), 0);
    assert_int_equal(mi_keyring_find(ring, address_of("A4:C1:38:7B:20:E1"), &first), 0);
    mi_keyring_free(ring);
    mi_keyring_free(NULL);
}

/* An entry that is told from its number, in an order that is mixed up. */
static struct mi_ring_entry numbered(uint32_t number)
{
    uint32_t mixed = number * UINT32_C(2654435761);
    struct mi_ring_entry entry = {.key = key_of(ONE)};
    memcpy(entry.address.octet, &mixed, sizeof mixed);
    memcpy(entry.key.bytes, &number, sizeof number);
    return entry;
}

static void test_ten_thousand_keys(void **state)
{
    (void)state;
    enum { COUNT = 10000 };
    struct mi_secret text = {.size = 0};
    for (uint32_t i = 0; i < COUNT; i++) {
        struct mi_ring_entry entry = numbered(i);
        assert_true(mi_ring_append(&text, &entry, "\n"));
    }
    struct mi_keyring *ring = mi_keyring_new(text.text, text.size, NULL, NULL);
    assert_non_null(ring);
    assert_int_equal(mi_keyring_count(ring), COUNT);
    for (uint32_t i = 0; i < COUNT; i++) {
        size_t first;
        struct mi_ring_entry entry = numbered(i);
        assert_int_equal(mi_keyring_find(ring, entry.address, &first), 1);
        assert_memory_equal(mi_keyring_keys(ring)[first].bytes, entry.key.bytes, 16);
    }
    mi_keyring_free(ring);
    mi_secret_free(&text);
}

/* Many keys of one address, the last ones a second time. */
static void test_finding_keys(void **state)
{
    (void)state;
    enum { KEYS = 40000, AGAIN = 3 };
    struct mi_secret text = {.size = 0};
    struct mi_ring_entry entry = {.address = address_of("A4:C1:38:7B:20:E1"), .key = key_of(ONE)};
    for (size_t i = 0; i < KEYS + AGAIN; i++) {
        size_t number = i < KEYS ? i : 2 * (i - KEYS);
        entry.key.bytes[3] = (uint8_t)(number >> 8);
        entry.key.bytes[9] = (uint8_t)number;
        assert_true(mi_ring_append(&text, &entry, "\n"));
    }
    struct mi_keyring *ring = mi_keyring_new(text.text, text.size, NULL, NULL);
    assert_non_null(ring);
    const struct mi_key *keys = mi_keyring_keys(ring);
    for (size_t i = 0; i < KEYS + AGAIN; i++)
        assert_int_equal(mi_keyring_find_key(ring, entry.address, &keys[i]),
                         i < KEYS ? i : 2 * (i - KEYS));
    entry.key = key_of(TWO);
    assert_int_equal(mi_keyring_find_key(ring, entry.address, &entry.key), KEYS + AGAIN);
    entry.key = key_of(SHORT);
    assert_int_equal(mi_keyring_find_key(ring, entry.address, &entry.key), KEYS + AGAIN);
    entry.address = address_of("A4:C1:38:7B:20:E2");
    assert_int_equal(mi_keyring_find_key(ring, entry.address, &keys[0]), KEYS + AGAIN);
    mi_keyring_free(ring);
    mi_secret_free(&text);
}

static void test_hostile_rings(void **state)
{
    (void)state;
    enum { SIZE = 10 * 1000 * 1000 };
    static const char PATTERNS[][8] = {"\n", "\0\n", "A", ":", "A4:C1:\n", "\r", "# "};
    char *text = malloc(SIZE);
    assert_non_null(text);
    for (size_t i = 0; i < sizeof PATTERNS / sizeof PATTERNS[0]; i++) {
        size_t length = i == 1 ? 2 : strlen(PATTERNS[i]);
        for (size_t k = 0; k < SIZE; k++)
            text[k] = PATTERNS[i][k % length];
        struct mi_keyring *ring = mi_keyring_new(text, SIZE, NULL, NULL);
        assert_non_null(ring);
        assert_int_equal(mi_keyring_count(ring), 0);
        mi_keyring_free(ring);
    }
    free(text);
}

static void test_appending(void **state)
{
    (void)state;
    struct mi_secret text = {.size = 0};
    struct mi_ring_entry entry = {.address = address_of("A4:C1:38:7B:20:E1"), .key = key_of(SHORT)};
    assert_true(mi_secret_append(&text, "# no line end", 13));
    assert_false(mi_ring_append(&text, &(struct mi_ring_entry){.name = "no key"}, "\n"));
    assert_true(mi_ring_append(&text, &entry, "\n"));
    memcpy(entry.name, "Door #2", sizeof "Door #2");
    entry.key = key_of(ONE);
    assert_true(mi_ring_append(&text, &entry, "\n"));
    assert_string_equal(text.text, "# no line end\n"
                                   "A4:C1:38:7B:20:E1 " SHORT "\n"
                                   "A4:C1:38:7B:20:E1 " ONE " Door #2\n");
    mi_secret_free(&text);
    assert_null(text.text);
}

/* The first digits of `printf KEY | xxd -r -p | sha256sum`. */
static void test_fingerprints(void **state)
{
    (void)state;
    assert_int_equal(mi_fingerprint((const uint8_t *)"abc", 3), 0xba7816bf);
    assert_int_equal(mi_fingerprint(key_of(ONE).bytes, 16), 0x3b53c740);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_lines),
        cmocka_unit_test(test_no_problem_repeats_a_key),
        cmocka_unit_test(test_a_name_is_cut_to_whole_characters),
        cmocka_unit_test(test_a_ring),
        cmocka_unit_test(test_an_empty_ring),
        cmocka_unit_test(test_ten_thousand_keys),
        cmocka_unit_test(test_finding_keys),
        cmocka_unit_test(test_hostile_rings),
        cmocka_unit_test(test_appending),
        cmocka_unit_test(test_fingerprints),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
