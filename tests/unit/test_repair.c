#include "scene.h"

#include "beacon/formats/objects.h"
#include "devices/repair.h"

enum { FRAMES = 4, UUID_MIBEACON = 0xfe95 };

#define MAC "A4:C1:38:7B:20:E1"

/* The scene comes first: it makes the frames. */
struct workshop {
    struct scene scene;
    struct mi_frame frame;
    struct bytes bytes[FRAMES];
    struct mi_envelope envelopes[FRAMES];
    const struct mi_envelope *frames[FRAMES];
    size_t frame_count;
    const struct mi_address *given;
    bool is_deep;
    uint32_t calls; /* of progress */
    double share;   /* the last one */
    uint32_t stop_after;
    struct mi_repair repair;
};

static int workshop_new(void **state)
{
    struct workshop *workshop = calloc(1, sizeof *workshop);
    assert_non_null(workshop);
    workshop->scene.ccm = mi_ccm_new();
    assert_non_null(workshop->scene.ccm);
    *state = workshop;
    return 0;
}

static int workshop_free(void **state)
{
    struct workshop *workshop = *state;
    mi_ccm_free(workshop->scene.ccm);
    free(workshop);
    return 0;
}

static void begin(struct workshop *workshop)
{
    workshop->frame_count = 0;
    workshop->given = NULL;
    workshop->is_deep = false;
    workshop->calls = 0;
    workshop->stop_after = 0;
}

static void add_bytes(struct workshop *workshop, const struct bytes *bytes, uint16_t carrier)
{
    size_t index = workshop->frame_count++;
    assert_true(index < FRAMES);
    workshop->bytes[index] = *bytes;
    workshop->envelopes[index] = (struct mi_envelope){
        .bytes = mi_bytes(workshop->bytes[index].at, bytes->size), .carrier = carrier, .hash = 1};
    workshop->frames[index] = &workshop->envelopes[index];
}

static void add_frame(struct workshop *workshop, const struct sensor *sensor, uint32_t counter)
{
    struct bytes frame = make_frame(&workshop->scene, sensor, counter);
    add_bytes(workshop, &frame, UUID_MIBEACON);
}

/* Frames of a sensor with this key, and nothing else. */
static void begin_with(struct workshop *workshop, const char *key, size_t frames)
{
    struct sensor sensor = sensor_of(MAC, key);
    begin(workshop);
    for (size_t i = 0; i < frames; i++)
        add_frame(workshop, &sensor, (uint32_t)(i + 1));
}

static void note_progress(void *context, double share)
{
    struct workshop *workshop = context;
    workshop->calls++;
    workshop->share = share;
}

static bool stops(void *context)
{
    struct workshop *workshop = context;
    return workshop->stop_after > 0 && workshop->calls >= workshop->stop_after;
}

/* "one_digit 2/2: digit 32 is '7', should be '6'"; only the sentence when nothing fits. */
static const char *mended(struct workshop *workshop, const char *typed)
{
    struct mi_repair *repair = &workshop->repair;
    const struct mi_repair_task task = {
        .text = typed,
        .length = strlen(typed),
        .frames = workshop->frames,
        .frame_count = workshop->frame_count,
        .given = workshop->given,
        .ccm = workshop->scene.ccm,
        .frame = &workshop->frame,
        .is_deep = workshop->is_deep,
        .progress = note_progress,
        .stops = stops,
        .context = workshop,
    };
    struct mi_text out = mi_text(workshop->scene.said, sizeof workshop->scene.said);
    bool is_mended = mi_repair(&task, repair);
    assert_int_equal(is_mended, repair->damage != NULL);
    if (repair->damage != NULL) {
        mi_text_add(&out, repair->damage);
        mi_text_sentence(&out, " %d/%d: ", (const uint32_t[]){repair->opened, repair->of}, NULL);
    }
    mi_text_add(&out, repair->sentence);
    return workshop->scene.said;
}

static void assert_key(const struct workshop *workshop, const char *hex)
{
    struct mi_key key = key_of(hex);
    assert_int_equal(workshop->repair.key.size, key.size);
    assert_memory_equal(workshop->repair.key.bytes, key.bytes, key.size);
}

static const char NOTHING[] = "no variant within two digits fits: most likely another key (bound "
                              "again, other region)";

static void test_one_digit(void **state)
{
    struct workshop *workshop = *state;
    begin_with(workshop, KEY_A, 3);
    assert_string_equal(mended(workshop, "1f228155bdd12fbee1f6fef074fc85b7"),
                        "one_digit 3/3: digit 32 is '7', should be '6'");
    assert_key(workshop, KEY_A);
    assert_int_equal(workshop->repair.tries, 1 + 6 + 31 + 480);
    assert_int_equal(workshop->repair.rivals, 0);
    assert_false(workshop->repair.was_stopped);
    assert_string_equal(mended(workshop, "1f228155bdd12fbee1f6fef074fc85b"),
                        "one_lost 3/3: digit 32, '6', is missing");
    assert_string_equal(mended(workshop, "TOKEN 1f2281: key: 0x1F228155bdd12fbee1f6fef074fc8Sb6"),
                        "letters 3/3: letters stand for digits: 'S' for 5");
}

static void test_nothing_fits(void **state)
{
    struct workshop *workshop = *state;
    begin_with(workshop, KEY_A, 2);
    assert_string_equal(mended(workshop, KEY_B), NOTHING);
    assert_int_equal(workshop->repair.opened, 0);
    assert_in_range(workshop->repair.tries, 120000, 130000);
    static const char SHORT_NOTHING[] = "no variant within two digits fits: most likely another "
                                        "key (bound again, other region, TOKEN)";
    assert_string_equal(mended(workshop, KEY_SHORT), SHORT_NOTHING); /* a TOKEN has 24 digits */
    /* of these, no digit is tried, so nothing can be said of them */
    assert_string_equal(mended(workshop, "12345678"), "");
    assert_string_equal(mended(workshop, KEY_B KEY_B), "");
    assert_string_equal(mended(workshop, "what is a key?"), "");
    assert_string_equal(mended(workshop, ""), "");
}

/* They are no copies of anything. */
static void test_placeholders_are_not_mended(void **state)
{
    struct workshop *workshop = *state;
    begin_with(workshop, "fffffffffffffffffffffffffffffff0", 2);
    assert_string_equal(mended(workshop, "ffffffffffffffffffffffffffffffff"), "");
    assert_int_equal(workshop->repair.tries, 0);
}

static void test_without_a_frame(void **state)
{
    struct workshop *workshop = *state;
    begin(workshop);
    assert_string_equal(mended(workshop, KEY_A), "");
    struct sensor sensor = sensor_of(MAC, NULL); /* does not encrypt */
    add_frame(workshop, &sensor, 1);
    assert_string_equal(mended(workshop, KEY_A), "");
    assert_int_equal(workshop->repair.tries, 0);
}

static void test_one_frame_takes_a_known_object(void **state)
{
    struct workshop *workshop = *state;
    struct sensor sensor = sensor_of(MAC, KEY_A);
    begin_with(workshop, KEY_A, 1);
    assert_string_equal(mended(workshop, "1f228155bdd12fbee1f6fef074fc85b7"),
                        "one_digit 1/1: digit 32 is '7', should be '6'");
    sensor.object = "fefe025555";
    begin(workshop);
    add_frame(workshop, &sensor, 1);
    assert_string_equal(mended(workshop, "1f228155bdd12fbee1f6fef074fc85b7"), NOTHING);
    add_frame(workshop, &sensor, 2);
    assert_string_equal(mended(workshop, "1f228155bdd12fbee1f6fef074fc85b7"),
                        "one_digit 2/2: digit 32 is '7', should be '6'");
}

/* A frame that is damaged itself takes nothing away. */
static void test_a_frame_that_stays_closed(void **state)
{
    struct workshop *workshop = *state;
    begin_with(workshop, KEY_A, 3);
    workshop->bytes[1].at[workshop->bytes[1].size - 1] ^= 1;
    assert_string_equal(mended(workshop, "1f228155bdd12fbee1f6fef074fc85b7"),
                        "one_digit 2/3: digit 32 is '7', should be '6'");
}

/* Nor does it when it comes first: its data, its tag, or both of two. */
static void test_first_frames_that_stay_closed(void **state)
{
    struct workshop *workshop = *state;
    begin_with(workshop, KEY_A, 4);
    workshop->bytes[0].at[workshop->bytes[0].size - 1] ^= 1;
    assert_string_equal(mended(workshop, "1f228155bdd12fbee1f6fef074fc85b7"),
                        "one_digit 3/4: digit 32 is '7', should be '6'");
    assert_int_equal(workshop->repair.tries, 1 + 6 + 31 + 480);
    workshop->bytes[1].at[12] ^= 0x80;
    assert_string_equal(mended(workshop, "1f228155bdd12fbee1f6fef074fc85b"),
                        "one_lost 2/4: digit 32, '6', is missing");
    workshop->bytes[2].at[12] ^= 0x80;
    workshop->bytes[3].at[12] ^= 0x80;
    assert_string_equal(mended(workshop, "1f228155bdd12fbee1f6fef074fc85b7"), NOTHING);
}

/* Adds a frame that both keys of this sensor of version 3 make sense of. */
static void add_ambiguous(struct workshop *workshop, struct sensor *sensor,
                          const struct mi_key *other, uint32_t *counter)
{
    uint8_t plain[MI_FRAME_MAX], tag[MI_TAG_MAX];
    char object[] = "0000020000";
    sensor->object = object;
    for (;; ++*counter) {
        memcpy(object, "00000200", 8);
        add_frame(workshop, sensor, *counter);
        workshop->frame_count--;
        assert_true(
            mi_frame_read_envelope(&workshop->frame, workshop->frames[workshop->frame_count]));
        assert_true(mi_seal_reveal(&workshop->frame.seal, workshop->scene.ccm, other, plain, tag));
        for (size_t i = 0; plain[2] == 2 && i < MI_MIBEACON_OBJECTS.count; i++) {
            unsigned id = MI_MIBEACON_OBJECTS.types[i].id;
            unsigned read = id ^ (plain[0] | (unsigned)plain[1] << 8);
            if (mi_object_find(&MI_MIBEACON_OBJECTS, (uint16_t)read) == NULL)
                continue;
            (void)snprintf(object, sizeof object, "%02x%02x020000", id & 0xff, id >> 8);
            add_frame(workshop, sensor, (*counter)++);
            return;
        }
    }
}

static void test_keys_that_fit_as_well(void **state)
{
    struct workshop *workshop = *state;
    const struct mi_key other = key_of("62d9271eafcccf6f8c7d6842");
    struct sensor sensor = sensor_of(MAC, KEY_SHORT);
    uint32_t counter = 1;
    sensor.version = 3;
    begin(workshop);
    for (size_t i = 0; i < FRAMES - 1; i++)
        add_ambiguous(workshop, &sensor, &other, &counter);
    assert_string_equal(mended(workshop, "62d9271eafcccf6f8c7d6845"),
                        "one_digit 3/3: 2 keys with this damage fit: record more frames");
    assert_int_equal(workshop->repair.rivals, 1);
    sensor.object = NULL;
    add_frame(workshop, &sensor, counter);
    assert_string_equal(mended(workshop, "62d9271eafcccf6f8c7d6845"),
                        "one_digit 4/4: digit 24 is '5', should be '1'");
    assert_int_equal(workshop->repair.rivals, 0);
}

static void test_the_address_that_was_given(void **state)
{
    struct workshop *workshop = *state;
    struct sensor sensor = sensor_of(MAC, KEY_A);
    struct mi_address address = address_of(MAC);
    sensor.has_no_mac = true;
    begin(workshop);
    add_frame(workshop, &sensor, 1);
    assert_string_equal(mended(workshop, "1f228155bdd12fbee1f6fef074fc85b7"), NOTHING);
    workshop->given = &address;
    assert_string_equal(mended(workshop, "1f228155bdd12fbee1f6fef074fc85b7"),
                        "one_digit 1/1: digit 32 is '7', should be '6'");
}

/* Versions 2 and 3: three frames that make sense, and single digits only. */
static void test_legacy_frames(void **state)
{
    struct workshop *workshop = *state;
    struct sensor sensor = sensor_of(MAC, KEY_SHORT);
    sensor.version = 3;
    begin(workshop);
    add_frame(workshop, &sensor, 1);
    add_frame(workshop, &sensor, 2);
    assert_string_equal(mended(workshop, "62d9271eafcccf6f8c7d6840"),
                        "too few frames to mend it: there are 2, and it takes three");
    add_frame(workshop, &sensor, 3);
    assert_string_equal(mended(workshop, "62d9271eafcccf6f8c7d6840"),
                        "one_digit 3/3: digit 24 is '0', should be '1'");
    assert_key(workshop, KEY_SHORT);
    assert_int_equal(workshop->repair.tries, 1 + 5 + 23 + 360);
    assert_string_equal(mended(workshop, "2d9271eafcccf6f8c7d6841"),
                        "one_lost 3/3: digit 1, '6', is missing");
    assert_int_equal(workshop->repair.tries, 361);
    assert_string_equal(mended(workshop, "62d9271eeafcccf6f8c7d6841"),
                        "one_too_many 3/3: digit 9, 'e', is too many (anywhere from 8 to 9)");
    assert_string_equal(mended(workshop, "f538de3fb0b41330f0eb1078" KEY_SHORT),
                        "window 3/3: digits 25–48 are the key");
    workshop->is_deep = true;
    static const char NONE[] = "no variant within one digit fits: most likely another key (bound "
                               "again, other region, TOKEN)";
    assert_string_equal(mended(workshop, "62d9271eafcccf6f8c7d6822"), NONE);
}

/* Keys of 12 bytes in frames that have a tag. */
static void test_short_keys(void **state)
{
    struct workshop *workshop = *state;
    begin_with(workshop, KEY_SHORT, 2);
    assert_string_equal(
        mended(workshop, "62d9271eafcccf6f8c7d6822"),
        "two_digits 2/2: digit 23 is '2', should be '4', and digit 24 is '2', should be '1'");
    static const struct {
        const char *typed;
        const char *said;
    } CASES[] = {
        {"62d9271eafcccf6f8c7d68",
         "two_lost 2/2: digit 23, '4', is missing, and digit 24, '1', is missing"},
        {"0062d9271eafcccf6f8c7d684"
         "1",
         "window 2/2: digits 3–26 are the key"},
        {KEY_SHORT "0123456789abcdef01234567", "window 2/2: digits 1–24 are the key"},
        {"0123456789abcdef01234567" KEY_SHORT, "window 2/2: digits 25–48 are the key"},
        {"0123456789abcdef" KEY_SHORT, "window 2/2: digits 17–40 are the key"},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        assert_string_equal(mended(workshop, CASES[i].typed), CASES[i].said);
        assert_key(workshop, KEY_SHORT);
    }
    assert_string_equal(mended(workshop, KEY_SHORT "fffffffe"),
                        "one_digit 2/2: digit 32 is 'e', should be 'f'");
}

/* BTHome: version 2, a temperature. */
static void test_another_format(void **state)
{
    enum { UUID_BTHOME = 0xfcd2 };
    struct workshop *workshop = *state;
    const struct mi_key key = key_of(KEY_A);
    const struct mi_address address = address_of(MAC);
    uint8_t tag[4], cipher[3];
    struct bytes frame = {.size = 0}, nonce = {.size = 0}, plain = {.size = 0};
    put(&nonce, address.octet, MI_ADDRESS_SIZE);
    put_hex(&nonce, "d2fc 41 33221100");
    put_hex(&plain, "02ca09");
    const struct mi_message message = {nonce.at, nonce.size, NULL, 0, plain.at, plain.size};
    assert_true(mi_ccm_seal(workshop->scene.ccm, key.bytes, &message, tag, sizeof tag, cipher));
    put_hex(&frame, "41");
    put(&frame, cipher, sizeof cipher);
    put_hex(&frame, "33221100");
    put(&frame, tag, sizeof tag);
    begin(workshop);
    add_bytes(workshop, &frame, UUID_BTHOME);
    workshop->envelopes[0].has_advertiser = true;
    workshop->envelopes[0].advertiser = address;
    assert_string_equal(mended(workshop, "1f228155bdd12fbee1f6fef074fc8b56"),
                        "swapped 1/1: digits 30 and 31 are swapped");
    /* it has no use for a key of 12 bytes */
    assert_string_equal(mended(workshop, "1f228155bdd12fbee1f6fef0"), "");
}

static void test_deep(void **state)
{
    struct workshop *workshop = *state;
    begin_with(workshop, KEY_A, 2);
    assert_string_equal(mended(workshop, "1f228155bdd12fbee1f6fef074fc"), "");
    workshop->is_deep = true;
    assert_string_equal(mended(workshop, "1f228155bdd12fbee1f6fef074fc"),
                        "ends 2/2: the last 4 digits are missing");
    assert_key(workshop, KEY_A);
    assert_int_equal(workshop->repair.tries, 131072);
}

static void test_progress_and_stop(void **state)
{
    struct workshop *workshop = *state;
    begin_with(workshop, KEY_A, 1);
    workshop->is_deep = true;
    workshop->stop_after = 2;
    assert_string_equal(mended(workshop, KEY_B), "");
    assert_true(workshop->repair.was_stopped);
    assert_int_equal(workshop->calls, 2);
    assert_true(workshop->share > 0.01 && workshop->share < 0.1);
    assert_in_range(workshop->repair.tries, 2 << 18, 2 << 18);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_one_digit),
        cmocka_unit_test(test_nothing_fits),
        cmocka_unit_test(test_placeholders_are_not_mended),
        cmocka_unit_test(test_without_a_frame),
        cmocka_unit_test(test_one_frame_takes_a_known_object),
        cmocka_unit_test(test_a_frame_that_stays_closed),
        cmocka_unit_test(test_first_frames_that_stay_closed),
        cmocka_unit_test(test_keys_that_fit_as_well),
        cmocka_unit_test(test_the_address_that_was_given),
        cmocka_unit_test(test_legacy_frames),
        cmocka_unit_test(test_short_keys),
        cmocka_unit_test(test_another_format),
        cmocka_unit_test(test_deep),
        cmocka_unit_test(test_progress_and_stop),
    };
    return cmocka_run_group_tests_name("repair", tests, workshop_new, workshop_free);
}
