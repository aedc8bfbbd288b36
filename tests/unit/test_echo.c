/* A radio that knows echoes gives what one gives that does not. */
#include "support.h"

enum { ROUNDS = 200000, EVENT_MAX = 80, KINDS = 9 };

static const char *const EVENTS[KINDS] = {
    "043e14 0201 00 00 010203040506 08 0716 95fe 11223344 c4",
    "043e14 0201 04 01 010203040507 08 0716 95fe 11223355 c4",
    "043e0c 0201 03 00 010203040508 00 c4",
    "043e0c 0201 01 00 010203040508 00 c4",
    "043e22 0d01 1300 00 010203040506 0100 ff 7f c4 0000 00 000000000000 08 0716 95fe 11223344",
    "043e22 0d01 1300 01 010203040509 0100 ff 7f c4 0000 00 000000000000 08 0716 95fe 11223344",
    "043e22 0d01 2000 00 010203040506 0100 01 7f c4 0000 00 000000000000 08 0716 95fe 11223344",
    "043e22 0d01 0000 00 010203040506 0100 01 7f c4 0000 00 000000000000 08 0716 95fe 11223366",
    "043e22 0202 00 00 010203040506 06 0516 95fe 1122 c4 00 00 010203040506 06 0516 95fe 1122 c5",
};

struct radios {
    struct mi_radio plain;
    struct mi_radio knowing;
    uint8_t events[KINDS][EVENT_MAX];
    size_t sizes[KINDS];
    uint32_t random;
    struct mi_echoes heard;
    unsigned echoes;
};

static unsigned pick(struct radios *radios, unsigned limit)
{
    radios->random = radios->random * 1664525 + 1013904223;
    return (radios->random >> 8) % limit;
}

static int begin(void **state)
{
    struct radios *radios = calloc(1, sizeof *radios);
    assert_non_null(radios);
    radios->knowing.echoes = &radios->heard;
    for (size_t i = 0; i < KINDS; i++)
        radios->sizes[i] =
            mi_hex_decode(EVENTS[i], strlen(EVENTS[i]), radios->events[i], EVENT_MAX).size;
    *state = radios;
    return 0;
}

static int end(void **state)
{
    free(*state);
    return 0;
}

static void expect_same(struct radios *radios, const struct mi_advert *a, const struct mi_advert *b)
{
    assert_true(a->time == b->time && a->number == b->number && a->adapter == b->adapter);
    assert_true(a->pdu == b->pdu && a->has_address == b->has_address);
    assert_true(mi_address_equal(a->address, b->address));
    assert_true(a->address_is_random == b->address_is_random && a->is_cut == b->is_cut);
    assert_true(a->has_rssi == b->has_rssi && a->rssi == b->rssi && !b->is_bare && !b->has_stray);
    assert_int_equal(a->data.left, b->data.left);
    assert_memory_equal(a->data.at, b->data.at, a->data.left);
    assert_true(a->place == 0 && !a->is_echo);
    radios->echoes += b->is_echo;
}

static void feed_both(struct radios *radios, const struct mi_packet *packet)
{
    struct mi_advert a;
    struct mi_advert b;
    mi_radio_feed(&radios->plain, packet);
    mi_radio_feed(&radios->knowing, packet);
    while (mi_radio_next(&radios->plain, &a)) {
        assert_true(mi_radio_next(&radios->knowing, &b));
        expect_same(radios, &a, &b);
    }
    assert_false(mi_radio_next(&radios->knowing, &b));
    assert_int_equal(radios->plain.problem.code, radios->knowing.problem.code);
}

/* An event that is like another one but for a byte, its end or what is known about it. */
static void events_are_given_alike(void **state)
{
    struct radios *radios = *state;
    for (uint64_t i = 1; i <= ROUNDS; i++) {
        uint8_t bytes[EVENT_MAX];
        unsigned kind = pick(radios, KINDS);
        size_t size = radios->sizes[kind];
        memcpy(bytes, radios->events[kind], size);
        if (pick(radios, 4) == 0)
            bytes[pick(radios, (unsigned)size)] ^= (uint8_t)(1u << pick(radios, 8));
        if (pick(radios, 8) == 0)
            size -= pick(radios, (unsigned)size + 1);
        bytes[kind < 4 ? radios->sizes[kind] - 1 : 18] = (uint8_t)pick(radios, 256);
        bool is_h4 = pick(radios, 4) > 0 || size == 0;
        const struct mi_packet packet = {
            .time = (mi_time)(i * MI_SECOND / 1000),
            .number = i,
            .layer = is_h4 ? MI_LAYER_H4 : MI_LAYER_EVENT,
            .bytes = bytes + !is_h4,
            .size = size - !is_h4,
            .adapter = (uint16_t)(pick(radios, 16) == 0),
            .is_snapped = pick(radios, 32) == 0,
            .is_cut_told = pick(radios, 32) == 0,
        };
        feed_both(radios, &packet);
    }
    assert_true(radios->echoes > ROUNDS / 8);
}

/* Of two devices at one place, each makes the other forgotten, and nothing worse. */
static void an_echo_is_of_the_same_bytes(void **state)
{
    struct radios *radios = *state;
    uint8_t *bytes = radios->events[0];
    const struct mi_packet packet = {
        .time = 7, .layer = MI_LAYER_H4, .bytes = bytes, .size = radios->sizes[0]};
    for (unsigned i = 0; i < 3; i++)
        feed_both(radios, &packet);
    assert_int_equal(radios->echoes, 2);
    bytes[18] ^= 1; /* in the data */
    feed_both(radios, &packet);
    assert_int_equal(radios->echoes, 2);
    bytes[packet.size - 1] ^= 1; /* the signal */
    feed_both(radios, &packet);
    assert_int_equal(radios->echoes, 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(events_are_given_alike, begin, end),
        cmocka_unit_test_setup_teardown(an_echo_is_of_the_same_bytes, begin, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
