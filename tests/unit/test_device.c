#include "support.h"

#include "devices/device.h"
#include "devices/seen.h"

static struct mi_address address_number(uint32_t number)
{
    return (struct mi_address){
        {0xa4, 0xc1, 0x38, (uint8_t)(number >> 16), (uint8_t)(number >> 8), (uint8_t)number}};
}

static void keep(struct mi_devices *devices, uint32_t number, enum mi_worth worth)
{
    mi_devices_keep(devices, mi_devices_get(devices, address_number(number)), worth);
}

/* --- the table --- */

static void devices_are_found_again(void **state)
{
    enum { COUNT = 3000 };
    struct mi_devices *devices = mi_devices_new(COUNT);
    (void)state;
    assert_null(mi_devices_find(devices, address_number(1)));
    for (uint32_t i = 0; i < COUNT; i++)
        mi_devices_get(devices, address_number(i))->frames = i + 1;
    assert_int_equal(mi_devices_count(devices), COUNT);
    for (uint32_t i = 0; i < COUNT; i++) {
        assert_int_equal(mi_devices_find(devices, address_number(i))->frames, i + 1);
        assert_int_equal(mi_devices_get(devices, address_number(i))->frames, i + 1);
    }
    assert_int_equal(mi_devices_dropped(devices), 0);
    mi_devices_free(devices);
}

static void limits_that_no_table_has_give_none(void **state)
{
    static const uint32_t LIMITS[] = {0, MI_DEVICES_MAX + 1, UINT32_C(1) << 31, UINT32_MAX};
    (void)state;
    for (size_t i = 0; i < sizeof LIMITS / sizeof LIMITS[0]; i++)
        assert_null(mi_devices_new(LIMITS[i]));
    mi_devices_free(NULL);
}

static void a_table_of_one_holds_the_last(void **state)
{
    struct mi_devices *devices = mi_devices_new(1);
    (void)state;
    for (uint32_t i = 0; i < 10; i++) {
        keep(devices, i, MI_WORTH_ASKED);
        assert_int_equal(mi_devices_count(devices), 1);
        assert_non_null(mi_devices_find(devices, address_number(i)));
        assert_null(mi_devices_get_unless_full(devices, address_number(i + 1)));
    }
    mi_devices_free(devices);
}

static void the_longest_silent_is_dropped(void **state)
{
    struct mi_devices *devices = mi_devices_new(4);
    (void)state;
    for (uint32_t i = 0; i < 4; i++)
        mi_devices_get(devices, address_number(i))->frames = 1;
    (void)mi_devices_get(devices, address_number(0)); /* is heard again */
    mi_devices_get(devices, address_number(4))->frames = 1;
    assert_null(mi_devices_find(devices, address_number(1)));
    assert_non_null(mi_devices_find(devices, address_number(0)));
    assert_int_equal(mi_devices_find(devices, address_number(4))->frames, 1);
    assert_int_equal(mi_devices_count(devices), 4);
    assert_int_equal(mi_devices_dropped(devices), 1);
    mi_devices_free(devices);
}

static void kept_devices_are_dropped_last(void **state)
{
    struct mi_devices *devices = mi_devices_new(3);
    (void)state;
    keep(devices, 0, MI_WORTH_ASKED);
    keep(devices, 1, MI_WORTH_ASKED);
    for (uint32_t i = 2; i < 1000; i++) {
        (void)mi_devices_get(devices, address_number(i));
        assert_non_null(mi_devices_find(devices, address_number(0)));
        assert_non_null(mi_devices_find(devices, address_number(1)));
        assert_non_null(mi_devices_find(devices, address_number(i)));
        assert_null(mi_devices_find(devices, address_number(i - 1 > 1 ? i - 1 : 5000)));
    }
    keep(devices, 999, MI_WORTH_ASKED); /* now all are */
    (void)mi_devices_get(devices, address_number(1000));
    assert_non_null(mi_devices_find(devices, address_number(1000)));
    assert_int_equal(mi_devices_count(devices), 3);
    mi_devices_free(devices);
}

/* Whoever is worth more stays, and who was heard last among equals. */
static void the_least_worth_are_dropped_first(void **state)
{
    struct mi_devices *devices = mi_devices_new(4);
    (void)state;
    keep(devices, 0, MI_WORTH_ASKED);
    keep(devices, 1, MI_WORTH_OPENED);
    keep(devices, 2, MI_WORTH_TRIED);
    keep(devices, 3, MI_WORTH_TRIED);
    keep(devices, 2, MI_WORTH_NONE); /* heard again, and worth what it was */
    keep(devices, 4, MI_WORTH_OPENED);
    assert_null(mi_devices_find(devices, address_number(3)));
    keep(devices, 5, MI_WORTH_OPENED);
    assert_null(mi_devices_find(devices, address_number(2)));
    keep(devices, 6, MI_WORTH_NONE);
    assert_null(mi_devices_find(devices, address_number(1)));
    keep(devices, 7, MI_WORTH_NONE);
    assert_null(mi_devices_find(devices, address_number(6)));
    assert_non_null(mi_devices_find(devices, address_number(0)));
    mi_devices_free(devices);
}

static void hear_in_turn(struct mi_devices *devices, uint32_t count, unsigned times)
{
    for (unsigned turn = 0; turn < times; turn++)
        for (uint32_t i = 0; i < count; i++) {
            struct mi_device *device = mi_devices_get(devices, address_number(i));
            device->frames++;
            mi_devices_keep(devices, device, MI_WORTH_NONE);
        }
}

/* More devices than places, heard in turn: all but one place keep theirs, and each counts once. */
static void devices_in_turn_do_not_push_each_other_out(void **state)
{
    enum { LIMIT = 100, TURNS = 30 };
    (void)state;
    for (uint32_t count = LIMIT + 1; count < 40 * LIMIT; count += 379) {
        struct mi_devices *devices = mi_devices_new(LIMIT);
        uint32_t complete = 0;
        hear_in_turn(devices, count, TURNS);
        for (uint32_t i = 0; i < LIMIT; i++)
            complete += mi_devices_at(devices, i)->frames == TURNS;
        assert_int_equal(complete, LIMIT - 1);
        assert_int_equal(mi_devices_dropped(devices), count - LIMIT);
        mi_devices_free(devices);
    }
}

/* As random addresses do, which are heard for some time and never again. */
static void passers_by_do_not_push_out_who_is_heard_often(void **state)
{
    enum { LIMIT = 16, PASSING = 1000 };
    struct mi_devices *devices = mi_devices_new(LIMIT);
    (void)state;
    hear_in_turn(devices, LIMIT / 2, 20);
    for (uint32_t i = LIMIT; i < LIMIT + PASSING; i++)
        mi_devices_get(devices, address_number(i))->frames = 3;
    for (uint32_t i = 0; i < LIMIT / 2; i++)
        assert_int_equal(mi_devices_find(devices, address_number(i))->frames, 20);
    assert_non_null(mi_devices_find(devices, address_number(LIMIT + PASSING - 1)));
    assert_int_equal(mi_devices_dropped(devices), PASSING - LIMIT / 2);
    mi_devices_free(devices);
}

/* The table must hold what a slow but simple one holds, whatever the order. */
static void any_order_gives_what_a_list_gives(void **state)
{
    enum { LIMIT = 7, ADDRESSES = 20, STEPS = 20000 };
    struct mi_devices *devices = mi_devices_new(LIMIT);
    uint32_t list[LIMIT] = {0}; /* the newest last */
    size_t count = 0;
    uint32_t seed = 1;
    (void)state;
    for (int step = 0; step < STEPS; step++) {
        seed = seed * 1103515245 + 12345;
        uint32_t number = (seed >> 16) % ADDRESSES;
        size_t at = 0;
        while (at < count && list[at] != number)
            at++;
        if (at == count && count == LIMIT)
            at = 0;
        if (at < count) {
            memmove(&list[at], &list[at + 1], (count - at - 1) * sizeof *list);
            count--;
        }
        list[count++] = number;
        (void)mi_devices_get(devices, address_number(number));
        for (uint32_t i = 0; i < ADDRESSES; i++) {
            bool is_listed = false;
            for (size_t k = 0; k < count; k++)
                is_listed = is_listed || list[k] == i;
            assert_int_equal(mi_devices_find(devices, address_number(i)) != NULL, is_listed);
        }
    }
    mi_devices_free(devices);
}

/* --- what frames tell of their device --- */

struct hearing {
    struct bench *bench;
    struct mi_devices *devices;
    struct mi_device *device;
};

static struct hearing begin(void **state)
{
    struct hearing hearing = {.bench = *state, .devices = mi_devices_new(4)};
    hearing.device = mi_devices_get(hearing.devices, address_number(1));
    return hearing;
}

enum { NO_RSSI = 127 };

/* A MiBeacon frame, at so many seconds; -1: no time. */
static struct mi_repeat hear(const struct hearing *hearing, const char *hex, int seconds, int rssi)
{
    struct bench *bench = hearing->bench;
    assert_true(read_service(bench, 0xfe95, hex, NULL));
    bench->advert.time = seconds < 0 ? MI_NO_TIME : (mi_time)seconds * MI_SECOND;
    bench->advert.has_rssi = rssi != NO_RSSI;
    bench->advert.rssi = (int8_t)rssi;
    return mi_device_hear(hearing->device, &bench->frame, &bench->advert);
}

#define TEMPERATURE(counter_, value_) "40505b05" counter_ "041002" value_

static void copies_are_told_from_news(void **state)
{
    struct hearing hearing = begin(state);
    assert_false(hear(&hearing, TEMPERATURE("01", "d500"), 100, -60).is_copy);
    assert_true(hear(&hearing, TEMPERATURE("01", "d500"), 101, -62).is_copy);
    assert_false(hear(&hearing, TEMPERATURE("02", "d600"), 102, -58).is_copy);
    assert_true(hear(&hearing, TEMPERATURE("01", "d500"), 131, -60).is_copy);
    struct mi_repeat late = hear(&hearing, TEMPERATURE("01", "d500"), 162, -60);
    assert_false(late.is_copy);
    assert_int_equal(late.copies, 2);
    assert_int_equal(hearing.device->frames, 5);
    assert_int_equal(hearing.device->different, 3);
    assert_int_equal(hearing.device->rssi_lowest, -62);
    assert_int_equal(hearing.device->rssi_highest, -58);
    assert_true(hearing.device->first == 100 * MI_SECOND);
    assert_true(hearing.device->last == 162 * MI_SECOND);
    mi_devices_free(hearing.devices);
}

static void without_times_copies_are_copies(void **state)
{
    struct hearing hearing = begin(state);
    assert_false(hear(&hearing, TEMPERATURE("01", "d500"), -1, NO_RSSI).is_copy);
    assert_true(hear(&hearing, TEMPERATURE("01", "d500"), -1, NO_RSSI).is_copy);
    assert_true(hearing.device->first == MI_NO_TIME);
    assert_false(hearing.device->has_rssi);
    mi_devices_free(hearing.devices);
}

static void absurd_times_do_no_harm(void **state)
{
    static const mi_time TIMES[] = {INT64_MIN, INT64_MAX, 1, INT64_MIN, -1, INT64_MAX};
    struct hearing hearing = begin(state);
    struct bench *bench = hearing.bench;
    for (size_t i = 0; i < sizeof TIMES / sizeof TIMES[0]; i++) {
        assert_true(read_service(bench, 0xfe95, TEMPERATURE("01", "d500"), NULL));
        bench->advert.time = TIMES[i];
        assert_false(mi_device_hear(hearing.device, &bench->frame, &bench->advert).is_copy);
    }
    assert_true(hearing.device->first == INT64_MIN);
    assert_true(hearing.device->last == INT64_MAX);
    mi_devices_free(hearing.devices);
}

static void gaps_in_the_counter_are_losses(void **state)
{
    struct hearing hearing = begin(state);
    (void)hear(&hearing, TEMPERATURE("fe", "d500"), 1, -60);
    (void)hear(&hearing, TEMPERATURE("ff", "d500"), 2, -60);
    (void)hear(&hearing, TEMPERATURE("00", "d500"), 3, -60);
    assert_int_equal(hearing.device->lost, 0);
    (void)hear(&hearing, TEMPERATURE("04", "d500"), 4, -60);
    assert_int_equal(hearing.device->lost, 3);
    (void)hear(&hearing, TEMPERATURE("02", "d500"), 5, -60); /* was overtaken */
    assert_int_equal(hearing.device->lost, 3);
    mi_devices_free(hearing.devices);
}

/* Idle frames carry the low byte of the counter that encrypted ones carry whole. */
#define IDLE(counter_) "00505b05" counter_
#define SEALED(low_, middle_, high_)                                                               \
    "48505b05" low_ "0102030405" middle_ high_ "00"                                                \
    "0a0b0c0d"

static void a_counter_is_counted_whole(void **state)
{
    static const struct {
        const char *hex;
        unsigned lost; /* so far */
        int seconds;
    } ROWS[] = {
        {IDLE("f0"), 0, 0},
        {SEALED("f1", "03", "00"), 0, 1},
        {IDLE("f2"), 0, 2},
        {IDLE("f4"), 1, 3},
        {SEALED("f5", "03", "00"), 1, 4},
        {IDLE("01"), 12, 5},
        {IDLE("03"), 13, 6},
        {SEALED("04", "04", "00"), 13, 7},
        {SEALED("02", "04", "00"), 13, 8}, /* was overtaken */
        {IDLE("02"), 13, 9},
        {SEALED("05", "04", "00"), 13, 10},
        {SEALED("06", "05", "00"), 269, 11},
        {SEALED("07", "f5", "00"), 269, 12}, /* damaged */
        {SEALED("08", "05", "00"), 270, 13},
        {SEALED("08", "0f", "00"), 270, 9000},
        {SEALED("09", "0f", "00"), 2829, 9001}, /* not damaged */
        {SEALED("0a", "12", "00"), 2829, 9002}, /* restarted: it cannot have sent so many */
        {SEALED("0b", "12", "00"), 2829, 9003},
        {SEALED("01", "00", "00"), 2829, 9004}, /* bound again */
        {SEALED("02", "00", "00"), 2829, 9005},
        {SEALED("04", "00", "00"), 2830, 9006},
        {SEALED("11", "22", "77"), 2830, 9007}, /* at random */
        {SEALED("33", "55", "44"), 2830, 9008},
        {SEALED("06", "00", "00"), 2831, 9009},
        {"20505b0501280100", 2831, 9010}, /* unbound, and bound again */
        {SEALED("2c", "01", "00"), 2831, 9011},
        {SEALED("2e", "01", "00"), 2832, 9012},
    };
    struct hearing hearing = begin(state);
    for (size_t i = 0; i < sizeof ROWS / sizeof ROWS[0]; i++) {
        (void)hear(&hearing, ROWS[i].hex, ROWS[i].seconds, -60);
        if (hearing.device->lost != ROWS[i].lost)
            fail_msg("row %zu: %u lost, not %u", i, (unsigned)hearing.device->lost, ROWS[i].lost);
    }
    mi_devices_free(hearing.devices);
}

/* Formats count for themselves. */
static void counters_of_two_formats_are_not_compared(void **state)
{
    struct hearing hearing = begin(state);
    for (unsigned i = 0; i < 5; i++) {
        char plain[64];
        (void)snprintf(plain, sizeof plain, "f4830238c1a4a9066911b60b58%02x0d", 100 + i);
        (void)hear(&hearing, i == 0 ? IDLE("01") : i == 1 ? IDLE("02") : IDLE("03"), (int)i, -60);
        assert_true(read_service(hearing.bench, 0x181a, plain, NULL));
        (void)mi_device_hear(hearing.device, &hearing.bench->frame, &hearing.bench->advert);
    }
    assert_int_equal(hearing.device->lost, 0);
    mi_devices_free(hearing.devices);
}

static void readings_are_followed(void **state)
{
    struct hearing hearing = begin(state);
    (void)hear(&hearing, TEMPERATURE("01", "d500"), 1, -60);
    (void)hear(&hearing, TEMPERATURE("02", "ffff"), 2, -60);
    (void)hear(&hearing, TEMPERATURE("03", "e600"), 3, -60);
    (void)hear(&hearing, TEMPERATURE("03", "e600"), 4, -60);
    const struct mi_trend *trend = &hearing.device->trends[0];
    assert_int_equal(hearing.device->trend_count, 1);
    assert_string_equal(trend->last.key, "temperature");
    assert_int_equal(trend->count, 3);
    assert_float_equal(mi_number_value(trend->lowest), -0.1, 0.001);
    assert_float_equal(mi_number_value(trend->highest), 23.0, 0.001);
    assert_float_equal(mi_number_value(trend->last.number), 23.0, 0.001);
    mi_devices_free(hearing.devices);
}

/* The text of a frame is gone with the frame. */
static void texts_are_kept(void **state)
{
    static const char *const TEXTS[] = {"41", "c3a9c3a9", NULL, "42", "41c2", "e28241", "ff"};
    for (size_t i = 0; i < sizeof TEXTS / sizeof TEXTS[0]; i++) {
        struct hearing hearing = begin(state);
        struct bench *bench = hearing.bench;
        char hex[256] = "4053";
        char kept[128] = "";
        struct mi_text text = mi_text(hex + 4, sizeof hex - 4);
        const char *sent = TEXTS[i];
        if (sent == NULL) { /* longer than what is kept */
            mi_text_add(&text, "4778");
            for (int k = 0; k < 35; k++)
                mi_text_add(&text, "c3a9");
        } else {
            mi_text_hex(&text, strlen(sent) / 2, 2);
            mi_text_add(&text, sent);
        }
        assert_true(read_service(bench, 0xfcd2, hex, NULL));
        (void)mi_device_hear(hearing.device, &bench->frame, &bench->advert);
        size_t size = mi_hex_decode(hex + 6, strlen(hex + 6), (uint8_t *)kept, sizeof kept).size;
        kept[size < MI_TREND_TEXT ? size : MI_TREND_TEXT - 1] = '\0';
        assert_true(read_service(bench, 0xfe95, TEMPERATURE("01", "d500"), NULL));
        assert_int_equal(hearing.device->trends[0].last.kind, MI_TEXT);
        assert_string_equal(hearing.device->trends[0].last.text, kept);
        mi_devices_free(hearing.devices);
    }
}

/* As its text does, what an event says stays when the frame is gone. */
static void trends_keep_properties(void **state)
{
    struct hearing hearing = begin(state);
    struct bench *bench = hearing.bench;
    assert_true(read_service(bench, 0xfcd2, "403c0103", NULL));
    (void)mi_device_hear(hearing.device, &bench->frame, &bench->advert);
    const struct mi_reading *last = &hearing.device->trends[0].last;
    memset(&bench->frame, 0xff, sizeof bench->frame);
    assert_int_equal(last->kind, MI_EVENT);
    assert_int_equal(last->property_count, 1);
    assert_string_equal(last->properties[0].key, "steps");
    assert_int_equal(last->properties[0].value, 3);
    mi_devices_free(hearing.devices);
}

/* --- what devices share --- */

/* One frame of so many readings from a device that has this number. */
static void tell(struct hearing *hearing, uint32_t number, const char *hex, int seconds)
{
    struct bench *bench = hearing->bench;
    hearing->device = mi_devices_get(hearing->devices, address_number(number));
    assert_true(read_service(bench, 0xfcd2, hex, NULL));
    bench->advert.time = seconds * MI_SECOND;
    (void)mi_device_hear(hearing->device, &bench->frame, &bench->advert);
}

/* There is no place for the last frames of all, but for those that copies may be heard of. */
static void copies_are_told_of_thousands_of_devices(void **state)
{
    enum { COUNT = 2048, FRAMES = 3, COPIES = 2, ROUNDS = 12, APART = 60 };
    struct hearing hearing = {.bench = *state, .devices = mi_devices_new(COUNT)};
    for (int round = 0; round < ROUNDS; round++)
        for (int i = 0; i < FRAMES * COPIES; i++)
            for (uint32_t number = 0; number < COUNT; number++) {
                char hex[16];
                (void)snprintf(hex, sizeof hex, "400001%02x", FRAMES * round + i % FRAMES);
                tell(&hearing, number, hex, APART * round + i);
            }
    for (uint32_t number = 0; number < COUNT; number++) {
        const struct mi_device *device = mi_devices_at(hearing.devices, number);
        assert_int_equal(device->frames, ROUNDS * FRAMES * COPIES);
        assert_int_equal(device->different, ROUNDS * FRAMES);
    }
    mi_devices_free(hearing.devices);
}

/* Of many devices with many frames the ones heard last are remembered, whoever fell silent. */
static void the_last_frames_of_all_are_remembered(void **state)
{
    enum { SILENT = 1000, FRAMES = MI_SEEN_MAX, TURNS = 50, HOUR = 3600 };
    struct hearing hearing = {.bench = *state, .devices = mi_devices_new(2 * SILENT)};
    char hex[16];
    for (uint32_t number = 0; number < SILENT; number++)
        for (int i = 0; i < FRAMES; i++) {
            (void)snprintf(hex, sizeof hex, "400001%02x", i);
            tell(&hearing, number, hex, 0);
        }
    for (uint32_t number = SILENT; number < SILENT + 2; number++) {
        for (int i = 0; i < TURNS; i++) {
            (void)snprintf(hex, sizeof hex, "400001%02x", i % 2);
            tell(&hearing, number, hex, number == SILENT ? 0 : HOUR);
        }
        assert_int_equal(hearing.device->frames, TURNS);
        assert_int_equal(hearing.device->different, 2);
    }
    mi_devices_free(hearing.devices);
}

/* A device that is dropped gives back what it had. */
static void places_are_used_again(void **state)
{
    enum { COUNT = 20000, TURNS = 20 };
    struct hearing hearing = begin(state);
    for (uint32_t number = 0; number < COUNT; number++)
        for (int i = 0; i < TURNS; i++) {
            char hex[64];
            (void)snprintf(hex, sizeof hex, "4001%02x3c0103530241%02x", i, 0x41 + i);
            tell(&hearing, number, hex, i);
            assert_int_equal(hearing.device->different, i + 1);
        }
    const struct mi_trend *trend = hearing.device->trends;
    assert_int_equal(hearing.device->trend_count, 3);
    assert_int_equal(trend[0].point_count, MI_TREND_POINTS);
    mi_devices_free(hearing.devices);
}

enum { READINGS = 10, SENT = 20 };

/* So often, each time with other values. */
static void tell_readings(struct hearing *hearing, uint32_t number)
{
    for (int i = 0; i < SENT; i++) {
        char hex[128];
        (void)snprintf(hex, sizeof hex,
                       "4001%02x02%02x0003%02x0004%02x000005%02x0000"
                       "08%02x000a%02x00000b%02x00000c%02x000d%02x00",
                       i, i, i, i, i, i, i, i, i, i);
        tell(hearing, number, hex, i);
    }
}

/* The last points stay, fewer of them the more trends there are. */
static void points_get_fewer_where_there_are_thousands(void **state)
{
    enum { COUNT = 2048, POINTS = 3 << 14 };
    struct hearing hearing = {.bench = *state, .devices = mi_devices_new(COUNT)};
    size_t room = MI_TREND_POINTS;
    for (uint32_t number = 0; number < COUNT; number++) {
        tell_readings(&hearing, number);
        while (READINGS * (number + 1) * room > POINTS)
            room /= 2;
        const struct mi_trend *trend = mi_devices_at(hearing.devices, 0)->trends;
        for (; trend != NULL; trend = trend->next) {
            assert_int_equal(trend->point_count, room);
            for (size_t i = 0; i < room; i++)
                assert_float_equal(mi_trend_point(trend, i) / mi_trend_point(trend, room - 1),
                                   (double)(SENT - room + i) / (SENT - 1), 0.001);
        }
    }
    assert_int_equal(room, 2);
    assert_int_equal(hearing.device->trend_count, READINGS);
    assert_int_equal(hearing.device->trends->count, SENT);
    mi_devices_free(hearing.devices);
}

static void readings_that_nobody_wants_take_no_place(void **state)
{
    struct hearing hearing = begin(state);
    mi_devices_follow_no_readings(hearing.devices);
    tell_readings(&hearing, 1);
    assert_int_equal(hearing.device->different, SENT);
    assert_int_equal(hearing.device->trend_count, 0);
    assert_null(hearing.device->trends);
    mi_devices_free(hearing.devices);
}

/* A key that the format cannot take is wrong for it. */
static void a_key_of_the_wrong_size_was_tried(void **state)
{
    struct hearing hearing = begin(state);
    struct bench *bench = hearing.bench;
    assert_true(read_service(bench, 0xfcd2, "41a472664cc73b00112233445566", "A4:C1:38:7B:20:E1"));
    open_frame(bench, "62d9271eafcccf6f8c7d6841", NULL);
    (void)mi_device_hear(hearing.device, &bench->frame, &bench->advert);
    assert_int_equal(hearing.device->tried, 1);
    assert_int_equal(hearing.device->opened, 0);
    mi_devices_free(hearing.devices);
}

/* One damaged frame does not make another product of it; three different ones do. */
static void the_product_is_that_of_most_frames(void **state)
{
    struct hearing hearing = begin(state);
    (void)hear(&hearing, TEMPERATURE("01", "d500"), 1, -60);
    assert_string_equal(hearing.device->model, "LYWSD03MMC");
    (void)hear(&hearing, TEMPERATURE("02", "d500"), 2, -60);
    (void)hear(&hearing, "40505b0403041002d500", 3, -60);
    assert_string_equal(hearing.device->model, "LYWSD03MMC");
    for (int i = 0; i < 4; i++) {
        char hex[] = "4050aa0110041002d500";
        hex[9] = (char)('0' + i);
        (void)hear(&hearing, hex, 4 + i, -60);
    }
    assert_string_equal(hearing.device->model, "LYWSDCGQ");
    mi_devices_free(hearing.devices);
}

static void a_whole_name_wins(void **state)
{
    struct hearing hearing = begin(state);
    const struct {
        uint8_t type;
        const char *name;
        const char *kept;
    } ROWS[] = {
        {MI_AD_NAME_SHORT, "MI", "MI"},
        {MI_AD_NAME, "MI thermo", "MI thermo"},
        {MI_AD_NAME_SHORT, "MI", "MI thermo"},
        {MI_AD_NAME, "ATC_7B20E1", "ATC_7B20E1"},
    };
    for (size_t i = 0; i < sizeof ROWS / sizeof ROWS[0]; i++) {
        struct mi_ad ad = {.type = ROWS[i].type};
        ad.value = mi_bytes((const uint8_t *)ROWS[i].name, strlen(ROWS[i].name));
        mi_device_take_name(hearing.device, &ad);
        assert_string_equal(hearing.device->name, ROWS[i].kept);
    }
    mi_devices_free(hearing.devices);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(devices_are_found_again),
        cmocka_unit_test(limits_that_no_table_has_give_none),
        cmocka_unit_test(a_table_of_one_holds_the_last),
        cmocka_unit_test(the_longest_silent_is_dropped),
        cmocka_unit_test(kept_devices_are_dropped_last),
        cmocka_unit_test(the_least_worth_are_dropped_first),
        cmocka_unit_test(devices_in_turn_do_not_push_each_other_out),
        cmocka_unit_test(passers_by_do_not_push_out_who_is_heard_often),
        cmocka_unit_test(any_order_gives_what_a_list_gives),
        cmocka_unit_test(copies_are_told_from_news),
        cmocka_unit_test(without_times_copies_are_copies),
        cmocka_unit_test(absurd_times_do_no_harm),
        cmocka_unit_test(gaps_in_the_counter_are_losses),
        cmocka_unit_test(a_counter_is_counted_whole),
        cmocka_unit_test(counters_of_two_formats_are_not_compared),
        cmocka_unit_test(readings_are_followed),
        cmocka_unit_test(texts_are_kept),
        cmocka_unit_test(trends_keep_properties),
        cmocka_unit_test(copies_are_told_of_thousands_of_devices),
        cmocka_unit_test(the_last_frames_of_all_are_remembered),
        cmocka_unit_test(places_are_used_again),
        cmocka_unit_test(points_get_fewer_where_there_are_thousands),
        cmocka_unit_test(readings_that_nobody_wants_take_no_place),
        cmocka_unit_test(a_key_of_the_wrong_size_was_tried),
        cmocka_unit_test(the_product_is_that_of_most_frames),
        cmocka_unit_test(a_whole_name_wins),
    };
    return cmocka_run_group_tests(tests, bench_new, bench_free);
}
