/* What is published of frames, and when. Frames are BTHome where nothing else is needed. */
#include "support.h"

#include "publish/publisher.h"

enum { BTHOME = 0xfcd2, XIAOMI = 0xfe95 };

#define SENSOR       "7C:C6:B6:12:9D:F8"
#define AT(seconds_) ((mi_time)((seconds_)*1e9) + 1000 * MI_SECOND)

/* A publisher and what came out of it. */
struct scene {
    struct bench *bench;
    struct mi_publisher *publisher;
    struct mi_letter letter;
    mi_time now;
    bool is_own;
    const char *name;
};

static const struct mi_publish_options LIVE = {
    .names = {"mitool", "attic", "homeassistant", "homeassistant/status"},
    .expire = 3600,
    .heartbeat = 60,
};

/* Connected, with nothing kept by the broker. */
static void begin(struct scene *scene, void **state, struct mi_publish_options options)
{
    *scene = (struct scene){.bench = *state, .now = AT(0)};
    scene->publisher = mi_publisher_new(&options);
    assert_non_null(scene->publisher);
}

static void read_word(struct scene *scene, const char *topic, const char *payload)
{
    mi_publisher_read(scene->publisher, topic, (struct mi_span){payload, strlen(payload)});
}

static const char *next(struct scene *scene)
{
    static char line[MI_TOPIC_MAX + MI_PAYLOAD_MAX];
    if (!mi_publisher_next(scene->publisher, scene->now, &scene->letter))
        return NULL;
    struct mi_text text = mi_text(line, sizeof line);
    mi_text_add(&text, scene->letter.is_kept ? "" : "once ");
    mi_text_add(&text, scene->letter.topic);
    mi_text_char(&text, ' ');
    mi_text_add(&text, scene->letter.payload);
    return line;
}

static void expect(struct scene *scene, const char *line)
{
    const char *given = next(scene);
    assert_non_null(given);
    assert_string_equal(given, line);
}

static void expect_nothing(struct scene *scene)
{
    const char *given = next(scene);
    if (given != NULL)
        fail_msg("there is %s", given);
}

/* The next one is discovery at this topic, and has all of these words. */
static void expect_config(struct scene *scene, const char *topic, const char *words[])
{
    const char *given = next(scene);
    assert_non_null(given);
    assert_string_equal(scene->letter.topic, topic);
    assert_true(scene->letter.is_kept);
    for (; *words != NULL; words++)
        if (strstr(given, *words) == NULL)
            fail_msg("no %s in %s", *words, given);
}

#define CONFIG(scene_, topic_, ...)                                                                \
    expect_config(scene_, "homeassistant/" topic_ "/config", (const char *[]){__VA_ARGS__, NULL})

static size_t drain(struct scene *scene)
{
    size_t count = 0;
    while (next(scene) != NULL)
        count++;
    return count;
}

static void connect_with(struct scene *scene, bool has_expiry)
{
    mi_publisher_connect(scene->publisher, scene->now, has_expiry);
    expect(scene, "mitool/attic/availability online");
    expect_nothing(scene);
    read_word(scene, "mitool/attic/availability", "online");
}

static void connect(struct scene *scene)
{
    connect_with(scene, true);
}

static void hear_frame(struct scene *scene, bool is_copy)
{
    scene->bench->advert.has_rssi = false;
    mi_publisher_hear(scene->publisher, &(struct mi_news){
                                            .frame = &scene->bench->frame,
                                            .advert = &scene->bench->advert,
                                            .name = scene->name,
                                            .is_own = scene->is_own,
                                            .is_copy = is_copy,
                                            .now = scene->now,
                                        });
}

static void hear(struct scene *scene, const char *hex)
{
    assert_true(read_service(scene->bench, BTHOME, hex, SENSOR));
    hear_frame(scene, false);
}

static void end(struct scene *scene)
{
    mi_publisher_free(scene->publisher);
}

/* --- discovery --- */

static void a_reading_is_announced_and_told(void **state)
{
    struct scene scene;
    begin(&scene, state, LIVE);
    connect(&scene);
    hear(&scene, "4002c409");
    expect(&scene,
           "homeassistant/sensor/mitool_7CC6B6129DF8/temperature/config "
           "{\"name\":\"Temperature\",\"unique_id\":\"mitool_7CC6B6129DF8_sensor_temperature\","
           "\"state_topic\":\"mitool/7CC6B6129DF8/sensor/temperature\","
           "\"device_class\":\"temperature\",\"unit_of_measurement\":\"°C\","
           "\"state_class\":\"measurement\",\"suggested_display_precision\":1,"
           "\"expire_after\":3600,\"availability_topic\":\"mitool/attic/availability\","
           "\"device\":{\"identifiers\":[\"mitool_7CC6B6129DF8\"],"
           "\"connections\":[[\"bluetooth\",\"7C:C6:B6:12:9D:F8\"]],"
           "\"name\":\"BTHome v2 9DF8\"},"
           "\"origin\":{\"name\":\"mitool\",\"sw_version\":\"" MITOOL_VERSION "\"}}");
    expect(&scene, "mitool/7CC6B6129DF8/sensor/temperature 25");
    assert_int_equal(scene.letter.expiry, 3600);
    expect_nothing(&scene);
    end(&scene);
}

static void a_product_is_described_as_home_assistant_does(void **state)
{
    struct scene scene;
    begin(&scene, state, LIVE);
    connect(&scene);
    assert_true(read_service(scene.bench, XIAOMI, "5020aa01a39a0b61342d580d1004d5004602", NULL));
    hear_frame(&scene, false);
    CONFIG(&scene, "sensor/mitool_582D34610B9A/temperature",
           "\"name\":\"Temperature/Humidity Sensor 0B9A\",\"manufacturer\":",
           "\"model\":\"LYWSDCGQ\"", "\"model_id\":\"0x01aa\"");
    expect(&scene, "mitool/582D34610B9A/sensor/temperature 21.3");
    (void)drain(&scene);
    scene.name = "Cellar/#1 \"wine\"";
    hear_frame(&scene, true);
    CONFIG(&scene, "sensor/mitool_582D34610B9A/temperature",
           "\"name\":\"Cellar/#1 \\\"wine\\\"\",");
    end(&scene);
}

static void what_does_not_come_by_itself_does_not_expire(void **state)
{
    static const struct {
        const char *hex, *object;
        bool expires;
    } CASES[] = {
        {"4002c409", "sensor/mitool_7CC6B6129DF8/temperature", true},
        {"4402c409", "sensor/mitool_7CC6B6129DF8/temperature", false}, /* only when triggered */
        {"400161", "sensor/mitool_7CC6B6129DF8/battery", false},
        {"402101", "binary_sensor/mitool_7CC6B6129DF8/motion", false},
        {"405302686f", "sensor/mitool_7CC6B6129DF8/text", false},
        {"404d00000000", "sensor/mitool_7CC6B6129DF8/energy", false},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        struct scene scene;
        begin(&scene, state, LIVE);
        connect(&scene);
        hear(&scene, CASES[i].hex);
        const char *line = next(&scene);
        assert_non_null(line);
        assert_non_null(strstr(line, CASES[i].object));
        assert_true((strstr(line, "expire_after") != NULL) == CASES[i].expires);
        assert_non_null(next(&scene));
        assert_int_equal(scene.letter.expiry, CASES[i].expires ? 3600 : 0);
        end(&scene);
    }
}

static void entities_follow_their_device(void **state)
{
    struct scene scene;
    begin(&scene, state, LIVE);
    connect(&scene);
    hear(&scene, "400c0c0b");
    const char *line = next(&scene);
    assert_null(strstr(line, "diagnostic"));
    expect(&scene, "mitool/7CC6B6129DF8/sensor/voltage 2.828");
    hear(&scene, "400161");
    CONFIG(&scene, "sensor/mitool_7CC6B6129DF8/voltage", "\"entity_category\":\"diagnostic\"");
    CONFIG(&scene, "sensor/mitool_7CC6B6129DF8/battery", "\"entity_category\":\"diagnostic\"");
    expect(&scene, "mitool/7CC6B6129DF8/sensor/battery 97");
    hear(&scene, "40f100010204");
    size_t count = 0;
    while (next(&scene) != NULL)
        count += strstr(scene.letter.payload, "\"sw_version\":\"4.2.1.0\"") != NULL;
    assert_int_equal(count, 3);
    end(&scene);
}

static void second_readings_have_topics_of_their_own(void **state)
{
    struct scene scene;
    begin(&scene, state, LIVE);
    connect(&scene);
    hear(&scene, "4002c40902c509");
    CONFIG(&scene, "sensor/mitool_7CC6B6129DF8/temperature", "\"name\":\"Temperature\"");
    (void)next(&scene);
    CONFIG(&scene, "sensor/mitool_7CC6B6129DF8/temperature_2", "\"name\":\"Temperature 2\"",
           "_sensor_temperature_2\"");
    expect(&scene, "mitool/7CC6B6129DF8/sensor/temperature_2 25.01");
    end(&scene);
}

static void a_moment_is_written_as_one(void **state)
{
    struct scene scene;
    begin(&scene, state, LIVE);
    connect(&scene);
    hear(&scene, "4050d07b5365");
    const char *line = next(&scene);
    assert_null(strstr(line, "unit_of_measurement"));
    expect(&scene, "mitool/7CC6B6129DF8/sensor/timestamp 2023-11-14T13:53:20.000000Z");
    end(&scene);
}

static void texts_from_the_air_are_harmless(void **state)
{
    struct scene scene;
    begin(&scene, state, LIVE);
    connect(&scene);
    hear(&scene, "405308232b2f000aff41e2"); /* # + / NUL LF ff A and half a character */
    (void)next(&scene);
    const char *line = next(&scene);
    assert_non_null(line);
    assert_string_equal(scene.letter.topic, "mitool/7CC6B6129DF8/sensor/text");
    for (const char *at = scene.letter.payload; *at != '\0'; at++)
        assert_true((unsigned char)*at >= ' ');
    end(&scene);
}

/* --- when --- */

static void only_what_changes_is_told_and_now_and_then_the_rest(void **state)
{
    struct scene scene;
    begin(&scene, state, LIVE);
    connect(&scene);
    hear(&scene, "4002c409");
    assert_int_equal(drain(&scene), 2);
    scene.now = AT(59);
    hear(&scene, "4002c409");
    expect_nothing(&scene);
    hear(&scene, "4002c509");
    expect(&scene, "mitool/7CC6B6129DF8/sensor/temperature 25.01");
    scene.now = AT(118);
    hear(&scene, "4002c509");
    expect_nothing(&scene);
    scene.now = AT(119);
    expect_nothing(&scene); /* nothing that was not heard */
    hear(&scene, "4002c509");
    expect(&scene, "mitool/7CC6B6129DF8/sensor/temperature 25.01");
    end(&scene);
}

static void copies_need_not_be_read_until_they_matter(void **state)
{
    struct scene scene;
    begin(&scene, state, LIVE);
    connect(&scene);
    hear(&scene, "4002c409");
    assert_int_equal(drain(&scene), 2);
    uint64_t hash = scene.bench->frame.envelope.hash;
    struct mi_address address = scene.bench->frame.address;
    assert_true(mi_publisher_knows(scene.publisher, address, hash, AT(59)));
    assert_false(mi_publisher_knows(scene.publisher, address, hash, AT(60)));
    assert_false(mi_publisher_knows(scene.publisher, address, hash + 1, AT(1)));
    end(&scene);
}

/* Reads a frame unless it is known, as the program does; what was known the publisher never sees.
 */
static void hear_unless_known(struct scene *scene, const char *hex, double seconds)
{
    assert_true(read_service(scene->bench, BTHOME, hex, SENSOR));
    const struct mi_frame *frame = &scene->bench->frame;
    scene->now = AT(seconds);
    if (!mi_publisher_knows(scene->publisher, frame->address, frame->envelope.hash, scene->now))
        hear_frame(scene, seconds > 0);
}

static void a_state_that_returns_is_told(void **state)
{
    struct scene scene;
    for (int is_capture = 0; is_capture < 2; is_capture++) {
        struct mi_publish_options options = LIVE;
        options.is_capture = is_capture;
        begin(&scene, state, options);
        connect(&scene);
        hear_unless_known(&scene, "401a01", 0);
        assert_int_equal(drain(&scene), 2);
        for (int i = 1; i < 8; i++) {
            hear_unless_known(&scene, i % 2 == 0 ? "401a01" : "401a00", i);
            expect(&scene, i % 2 == 0 ? "mitool/7CC6B6129DF8/binary_sensor/door ON"
                                      : "mitool/7CC6B6129DF8/binary_sensor/door OFF");
            hear_unless_known(&scene, i % 2 == 0 ? "401a01" : "401a00", i + 0.5);
            expect_nothing(&scene);
        }
        end(&scene);
    }
}

static void frames_that_take_turns_are_known(void **state)
{
    struct scene scene;
    begin(&scene, state, LIVE);
    connect(&scene);
    hear_unless_known(&scene, "4002c409", 0);
    hear_unless_known(&scene, "402e33", 1);
    hear_unless_known(&scene, "4002c409", 2);
    assert_int_equal(drain(&scene), 4);
    for (int i = 3; i < 60; i++) {
        const struct mi_frame *frame = &scene.bench->frame;
        hear_unless_known(&scene, i % 2 == 0 ? "4002c409" : "402e33", i);
        assert_true(
            mi_publisher_knows(scene.publisher, frame->address, frame->envelope.hash, scene.now));
        expect_nothing(&scene);
    }
    hear_unless_known(&scene, "402e34", 59);
    expect(&scene, "mitool/7CC6B6129DF8/sensor/humidity 52");
    expect_nothing(&scene);
    end(&scene);
}

static void a_slow_broker_gets_the_last_state(void **state)
{
    struct scene scene;
    begin(&scene, state, LIVE);
    connect(&scene);
    for (int i = 0; i < 5000; i++) {
        char hex[16];
        (void)snprintf(hex, sizeof hex, "4002%02x%02x", i & 0xff, i >> 8);
        hear(&scene, hex);
    }
    (void)next(&scene);
    expect(&scene, "mitool/7CC6B6129DF8/sensor/temperature 49.99");
    expect_nothing(&scene);
    end(&scene);
}

static void all_is_told_again_when_somebody_begins(void **state)
{
    struct scene scene;
    begin(&scene, state, LIVE);
    connect(&scene);
    hear(&scene, "4002c40901612e33");
    assert_int_equal(drain(&scene), 6);
    scene.now = AT(1000);
    read_word(&scene, "homeassistant/status", "offline");
    expect_nothing(&scene);
    read_word(&scene, "homeassistant/status", "online");
    assert_int_equal(drain(&scene), 6);
    assert_true(scene.letter.expiry <= 2600);
    scene.now = AT(3600);
    connect(&scene);
    assert_int_equal(drain(&scene), 4); /* but what has expired */
    end(&scene);
}

static void nothing_is_lost_while_the_broker_is_away(void **state)
{
    struct scene scene;
    begin(&scene, state, LIVE);
    hear(&scene, "4002c409");
    expect_nothing(&scene);
    hear(&scene, "4002c509");
    connect(&scene);
    (void)next(&scene);
    expect(&scene, "mitool/7CC6B6129DF8/sensor/temperature 25.01");
    expect_nothing(&scene);
    end(&scene);
}

static void what_is_not_kept_waits_for_subscribers(void **state)
{
    struct scene scene;
    begin(&scene, state, LIVE);
    connect_with(&scene, false);
    hear(&scene, "4002c4090161");
    CONFIG(&scene, "sensor/mitool_7CC6B6129DF8/temperature", "expire_after");
    CONFIG(&scene, "sensor/mitool_7CC6B6129DF8/battery", "%");
    expect(&scene, "mitool/7CC6B6129DF8/sensor/battery 97");
    expect_nothing(&scene);
    assert_int_equal(mi_publisher_due(scene.publisher), AT(1));
    scene.now = AT(1);
    expect(&scene, "once mitool/7CC6B6129DF8/sensor/temperature 25");
    expect_nothing(&scene);
    assert_int_equal(mi_publisher_due(scene.publisher), MI_NO_TIME);
    end(&scene);
}

/* --- events --- */

static void a_first_press_waits_for_subscribers(void **state)
{
    struct scene scene;
    begin(&scene, state, LIVE);
    connect(&scene);
    hear(&scene, "443a01");
    CONFIG(&scene, "event/mitool_7CC6B6129DF8/button", "\"event_types\":[\"press\",",
           "\"value_template\":\"{\\\"event_type\\\":\\\"{{ value }}\\\"}\"",
           "\"device_class\":\"button\"");
    CONFIG(&scene, "device_automation/mitool_7CC6B6129DF8/action_button_press",
           "\"automation_type\":\"trigger\"", "\"type\":\"press\",\"subtype\":\"button\"",
           "\"topic\":\"mitool/7CC6B6129DF8/event/button\",\"payload\":\"press\"");
    expect_nothing(&scene);
    assert_int_equal(mi_publisher_due(scene.publisher), AT(1));
    scene.now = AT(1);
    expect(&scene, "once mitool/7CC6B6129DF8/event/button press");
    assert_int_equal(scene.letter.expiry, 5);
    expect_nothing(&scene);
    hear(&scene, "443a01");
    expect(&scene, "once mitool/7CC6B6129DF8/event/button press");
    end(&scene);
}

static size_t count_presses(struct scene *scene)
{
    size_t count = 0;
    while (next(scene) != NULL)
        count += strstr(scene->letter.topic, "mitool/7CC6B6129DF8/event/") != NULL;
    return count;
}

static void a_press_is_told_once(void **state)
{
    struct scene scene;
    begin(&scene, state, LIVE);
    connect(&scene);
    hear(&scene, "4400013a01");
    assert_int_equal(count_presses(&scene), 0);
    scene.now = AT(2);
    assert_int_equal(count_presses(&scene), 1);
    hear_frame(&scene, true);
    hear(&scene, "4400013a010161"); /* the same counter in other bytes */
    scene.now = AT(4);
    assert_int_equal(count_presses(&scene), 0);
    read_word(&scene, "homeassistant/status", "online");
    assert_int_equal(count_presses(&scene), 0); /* never again */
    hear(&scene, "4400023a01");
    scene.now = AT(6);
    assert_int_equal(count_presses(&scene), 1);
    end(&scene);
}

static void a_press_without_a_number_is_told_once(void **state)
{
    static const struct {
        const char *frame;
        size_t presses;
    } STEPS[] = {
        {"403a01", 1}, {"403a01", 0},   {"403a00", 0},   {"403a01", 1},
        {"403a02", 1}, {"403a01", 1},   {"4002c409", 0}, {"403a01", 1},
        {"403a01", 0}, {"4002c409", 0}, {"403a01", 1},   {"403a01", 0},
    };
    struct scene scene;
    struct mi_publish_options options = LIVE;
    options.is_dry = true;
    begin(&scene, state, options);
    mi_publisher_connect(scene.publisher, scene.now, true);
    for (size_t i = 0; i < sizeof STEPS / sizeof STEPS[0]; i++) {
        hear_unless_known(&scene, STEPS[i].frame, (double)i);
        assert_int_equal(count_presses(&scene), STEPS[i].presses);
    }
    end(&scene);
}

static void what_another_format_says_ends_no_press(void **state)
{
    struct scene scene;
    struct mi_publish_options options = LIVE;
    options.is_dry = true;
    begin(&scene, state, options);
    mi_publisher_connect(scene.publisher, scene.now, true);
    hear_unless_known(&scene, "403a01", 0);
    assert_int_equal(count_presses(&scene), 1);
    assert_true(read_service(scene.bench, XIAOMI, "5020aa01a3f89d12b6c67c0d1004d5004602", NULL));
    hear_frame(&scene, false);
    hear_unless_known(&scene, "403a01", 1);
    assert_int_equal(count_presses(&scene), 0);
    end(&scene);
}

static void an_unacknowledged_press_is_told_again_unless_it_is_old(void **state)
{
    struct scene scene;
    begin(&scene, state, LIVE);
    connect(&scene);
    hear(&scene, "4400013a01");
    assert_int_equal(count_presses(&scene), 0);
    scene.now = AT(1);
    expect(&scene, "once mitool/7CC6B6129DF8/event/button press");
    scene.now = AT(2);
    connect(&scene);
    assert_int_equal(count_presses(&scene), 0);
    scene.now = AT(3);
    expect(&scene, "once mitool/7CC6B6129DF8/event/button press");
    mi_publisher_acknowledge(scene.publisher, scene.letter.token);
    connect(&scene);
    (void)drain(&scene);
    scene.now = AT(5);
    assert_int_equal(count_presses(&scene), 0);
    hear(&scene, "4400023a01");
    expect(&scene, "once mitool/7CC6B6129DF8/event/button press");
    scene.now = AT(20);
    connect(&scene);
    (void)drain(&scene);
    scene.now = AT(22);
    assert_int_equal(count_presses(&scene), 0);
    assert_int_equal(mi_publisher_losses(scene.publisher).events, 1);
    end(&scene);
}

static void many_presses_are_bounded(void **state)
{
    struct scene scene;
    begin(&scene, state, LIVE);
    for (int i = 0; i < 1000; i++) {
        char hex[16];
        (void)snprintf(hex, sizeof hex, "4400%02x3a01", i & 0xff);
        hear(&scene, hex);
    }
    assert_int_equal(mi_publisher_losses(scene.publisher).events, 1000 - 256);
    end(&scene);
}

static void events_with_numbers_are_json(void **state)
{
    struct scene scene;
    struct mi_publish_options options = LIVE;
    options.is_dry = true;
    begin(&scene, state, options);
    mi_publisher_connect(scene.publisher, scene.now, true);
    expect(&scene, "mitool/attic/availability online");
    hear(&scene, "443c0103");
    CONFIG(&scene, "event/mitool_7CC6B6129DF8/dimmer", "rotate_left");
    assert_null(strstr(scene.letter.payload, "value_template"));
    expect(&scene, "once mitool/7CC6B6129DF8/event/dimmer "
                   "{\"event_type\":\"rotate_left\",\"steps\":3}");
    end(&scene);
}

static void motion_ends_although_its_no_is_lost(void **state)
{
    struct scene scene;
    begin(&scene, state, LIVE);
    connect(&scene);
    assert_true(read_service(scene.bench, XIAOMI, "5030dd030155174ce870de0f0003640000", NULL));
    hear_frame(&scene, false);
    (void)next(&scene);
    assert_non_null(strstr(scene.letter.payload, "\"off_delay\":180"));
    expect(&scene, "mitool/DE70E84C1755/binary_sensor/motion ON");
    assert_int_equal(scene.letter.expiry, 180);
    (void)drain(&scene);
    scene.now = AT(180);
    read_word(&scene, "homeassistant/status", "online");
    while (next(&scene) != NULL)
        assert_string_not_equal(scene.letter.payload, "ON");
    end(&scene);
}

/* --- keys --- */

static void trouble_with_a_key_is_an_entity(void **state)
{
    static const char SEALED[] = "58595b0545e1207b38c1a4623edc20b32301004c63cf4d";
    struct scene scene;
    begin(&scene, state, LIVE);
    connect(&scene);
    assert_true(read_service(scene.bench, XIAOMI, SEALED, NULL));
    hear_frame(&scene, false);
    expect_nothing(&scene); /* of the neighbours nobody wants to know */
    scene.is_own = true;
    hear_frame(&scene, false);
    CONFIG(&scene, "binary_sensor/mitool_A4C1387B20E1/key_problem", "\"name\":\"Key\"",
           "\"device_class\":\"problem\"",
           "\"json_attributes_topic\":"
           "\"mitool/A4C1387B20E1/binary_sensor/key_problem/attributes\"");
    expect(&scene, "mitool/A4C1387B20E1/binary_sensor/key_problem/attributes "
                   "{\"problem\":\"encrypted, and no key was given\",\"advice\":\"read the BLE KEY "
                   "again now (token extractor): each pairing makes a new one\"}");
    expect(&scene, "mitool/A4C1387B20E1/binary_sensor/key_problem ON");
    open_frame(scene.bench, "d661b2c5795d6b1d30f6959485dfcbad", NULL);
    hear_frame(&scene, false);
    (void)next(&scene);
    assert_non_null(strstr(scene.letter.payload, "the key does not open this frame"));
    expect_nothing(&scene);
    open_frame(scene.bench, "1f228155bdd12fbee1f6fef074fc85b6", NULL);
    hear_frame(&scene, false);
    expect(&scene, "mitool/A4C1387B20E1/binary_sensor/key_problem/attributes {}");
    expect(&scene, "mitool/A4C1387B20E1/binary_sensor/key_problem OFF");
    CONFIG(&scene, "sensor/mitool_A4C1387B20E1/temperature", "LYWSD03MMC");
    end(&scene);
}

/* --- other gateways, and deletions --- */

static void gateways_know_each_other(void **state)
{
    struct scene scene;
    begin(&scene, state, LIVE);
    mi_publisher_connect(scene.publisher, scene.now, true);
    expect(&scene, "mitool/attic/availability online");
    hear(&scene, "4002c409");
    expect_nothing(&scene); /* the others may still come */
    read_word(&scene, "mitool/cellar/availability", "offline");
    read_word(&scene, "mitool/aa/b/availability", "online"); /* no gateway */
    read_word(&scene, "mitool/availability", "online");
    read_word(&scene, "mitool/attic/availability", "online");
    CONFIG(&scene, "sensor/mitool_7CC6B6129DF8/temperature",
           "\"availability\":[{\"topic\":\"mitool/attic/availability\"},"
           "{\"topic\":\"mitool/cellar/availability\"}],\"availability_mode\":\"any\"");
    (void)next(&scene);
    read_word(&scene, "mitool/cellar/availability", "online");
    expect_nothing(&scene);
    read_word(&scene, "mitool/cellar/availability", "");
    CONFIG(&scene, "sensor/mitool_7CC6B6129DF8/temperature",
           "\"availability_topic\":\"mitool/attic/availability\"");
    read_word(&scene, "mitool/attic/availability", "offline"); /* a will that comes late */
    expect(&scene, "mitool/attic/availability online");
    end(&scene);
}

static void a_broker_that_says_nothing_is_not_waited_for(void **state)
{
    struct scene scene;
    begin(&scene, state, LIVE);
    mi_publisher_connect(scene.publisher, scene.now, true);
    expect(&scene, "mitool/attic/availability online");
    hear(&scene, "4002c409");
    expect_nothing(&scene);
    assert_int_equal(mi_publisher_due(scene.publisher), AT(1));
    scene.now = AT(1);
    assert_int_equal(drain(&scene), 2);
    assert_int_equal(mi_publisher_due(scene.publisher), MI_NO_TIME);
    end(&scene);
}

static void what_was_deleted_stays_away(void **state)
{
    struct scene scene;
    begin(&scene, state, LIVE);
    connect(&scene);
    hear(&scene, "4002c4090161");
    assert_int_equal(drain(&scene), 4);
    read_word(&scene, "homeassistant/sensor/mitool_7CC6B6129DF8/battery/config", "");
    read_word(&scene, "homeassistant/sensor/mitool_7CC6B6129DF8/humidity/config", "");
    read_word(&scene, "homeassistant/sensor/mitool_/config", "");
    hear(&scene, "4002c4090162");
    expect_nothing(&scene);
    read_word(&scene, "homeassistant/status", "online");
    CONFIG(&scene, "sensor/mitool_7CC6B6129DF8/temperature", "Temperature");
    (void)next(&scene);
    expect_nothing(&scene);
    scene.now = AT(10);
    hear(&scene, "4400013a01");
    (void)drain(&scene);
    read_word(&scene,
              "homeassistant/device_automation/mitool_7CC6B6129DF8/action_button_press/config", "");
    read_word(&scene, "homeassistant/status", "online");
    while (next(&scene) != NULL)
        assert_null(strstr(scene.letter.topic, "device_automation"));
    end(&scene);
}

/* --- captures, and the end --- */

static void captures_are_long_ago(void **state)
{
    struct scene scene;
    struct mi_publish_options options = LIVE;
    options.is_capture = true;
    begin(&scene, state, options);
    connect(&scene);
    hear(&scene, "4002c409443a01");
    hear(&scene, "44003a01");
    const char *line = next(&scene);
    assert_non_null(line);
    assert_null(strstr(line, "expire_after"));
    (void)next(&scene);
    assert_int_equal(scene.letter.expiry, 0);
    assert_int_equal(count_presses(&scene), 0);
    scene.now = AT(1000);
    hear(&scene, "4002c409");
    expect_nothing(&scene);
    mi_publisher_end(scene.publisher);
    expect(&scene, "mitool/attic/availability offline");
    assert_true(mi_publisher_is_done(scene.publisher));
    end(&scene);
}

static void the_last_word_is_offline(void **state)
{
    struct scene scene;
    begin(&scene, state, LIVE);
    connect(&scene);
    hear(&scene, "4400013a01");
    mi_publisher_end(scene.publisher);
    assert_int_equal(count_presses(&scene), 0);
    assert_false(mi_publisher_is_done(scene.publisher));
    scene.now = AT(1);
    expect(&scene, "once mitool/7CC6B6129DF8/event/button press");
    expect(&scene, "mitool/attic/availability offline");
    assert_true(mi_publisher_is_done(scene.publisher));
    read_word(&scene, "mitool/attic/availability", "offline");
    expect_nothing(&scene);
    connect(&scene); /* the connection broke before it was acknowledged */
    (void)drain(&scene);
    scene.now = AT(3);
    bool is_last = false;
    while (next(&scene) != NULL)
        is_last = strcmp(scene.letter.payload, "offline") == 0;
    assert_true(is_last);
    end(&scene);
}

static void lines_are_bounded(void **state)
{
    struct scene scene;
    struct mi_publish_options options = LIVE;
    options.is_raw = true;
    begin(&scene, state, options);
    struct mi_address address = address_of(SENSOR);
    for (int i = 0; i < 100000; i++)
        mi_publisher_take_line(scene.publisher, address, "{\"a\":1}", 7);
    assert_int_equal(mi_publisher_losses(scene.publisher).lines, 100000 - (1 << 19) / 15);
    connect(&scene);
    expect(&scene, "once mitool/7CC6B6129DF8/json {\"a\":1}");
    assert_int_equal(drain(&scene), (1 << 19) / 15 - 1);
    end(&scene);
}

static void a_thousand_devices_have_room_and_the_rest_is_counted(void **state)
{
    struct scene scene;
    begin(&scene, state, LIVE);
    connect(&scene);
    assert_true(read_service(scene.bench, BTHOME, "4002c40901612e33", SENSOR));
    for (int i = 0; i < 5000; i++) {
        scene.bench->frame.address.octet[4] = (uint8_t)(i >> 8);
        scene.bench->frame.address.octet[5] = (uint8_t)i;
        hear_frame(&scene, false);
    }
    assert_int_equal(mi_publisher_losses(scene.publisher).devices, 5000 - 4096);
    assert_int_equal(drain(&scene), 4096 * 6);
    end(&scene);
}

static void names_are_checked(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        enum mi_topic_flaw as_topic, as_level;
    } NAMES[] = {
        {"home/mitool", MI_TOPIC_SOUND, MI_TOPIC_LEVELS},
        {"büro-1", MI_TOPIC_SOUND, MI_TOPIC_SOUND},
        {"", MI_TOPIC_EMPTY, MI_TOPIC_EMPTY},
        {"/x", MI_TOPIC_EMPTY_LEVEL, MI_TOPIC_LEVELS},
        {"x/", MI_TOPIC_EMPTY_LEVEL, MI_TOPIC_LEVELS},
        {"a//b", MI_TOPIC_EMPTY_LEVEL, MI_TOPIC_LEVELS},
        {"a+", MI_TOPIC_WILD, MI_TOPIC_WILD},
        {"#", MI_TOPIC_WILD, MI_TOPIC_WILD},
        {"a\nb", MI_TOPIC_UNREADABLE, MI_TOPIC_UNREADABLE},
        {"a\xff", MI_TOPIC_UNREADABLE, MI_TOPIC_UNREADABLE},
        {"$SYS", MI_TOPIC_RESERVED, MI_TOPIC_RESERVED},
        {"a234567890123456789012345678901234567890123456789012345678901234", MI_TOPIC_LONG,
         MI_TOPIC_LONG},
    };
    for (size_t i = 0; i < sizeof NAMES / sizeof NAMES[0]; i++) {
        assert_int_equal(mi_topic_flaw(NAMES[i].name, false), NAMES[i].as_topic);
        assert_int_equal(mi_topic_flaw(NAMES[i].name, true), NAMES[i].as_level);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_reading_is_announced_and_told),
        cmocka_unit_test(a_product_is_described_as_home_assistant_does),
        cmocka_unit_test(what_does_not_come_by_itself_does_not_expire),
        cmocka_unit_test(entities_follow_their_device),
        cmocka_unit_test(second_readings_have_topics_of_their_own),
        cmocka_unit_test(a_moment_is_written_as_one),
        cmocka_unit_test(texts_from_the_air_are_harmless),
        cmocka_unit_test(only_what_changes_is_told_and_now_and_then_the_rest),
        cmocka_unit_test(copies_need_not_be_read_until_they_matter),
        cmocka_unit_test(a_state_that_returns_is_told),
        cmocka_unit_test(frames_that_take_turns_are_known),
        cmocka_unit_test(a_slow_broker_gets_the_last_state),
        cmocka_unit_test(all_is_told_again_when_somebody_begins),
        cmocka_unit_test(nothing_is_lost_while_the_broker_is_away),
        cmocka_unit_test(what_is_not_kept_waits_for_subscribers),
        cmocka_unit_test(a_first_press_waits_for_subscribers),
        cmocka_unit_test(a_press_is_told_once),
        cmocka_unit_test(a_press_without_a_number_is_told_once),
        cmocka_unit_test(what_another_format_says_ends_no_press),
        cmocka_unit_test(an_unacknowledged_press_is_told_again_unless_it_is_old),
        cmocka_unit_test(many_presses_are_bounded),
        cmocka_unit_test(events_with_numbers_are_json),
        cmocka_unit_test(motion_ends_although_its_no_is_lost),
        cmocka_unit_test(trouble_with_a_key_is_an_entity),
        cmocka_unit_test(gateways_know_each_other),
        cmocka_unit_test(a_broker_that_says_nothing_is_not_waited_for),
        cmocka_unit_test(what_was_deleted_stays_away),
        cmocka_unit_test(captures_are_long_ago),
        cmocka_unit_test(the_last_word_is_offline),
        cmocka_unit_test(lines_are_bounded),
        cmocka_unit_test(a_thousand_devices_have_room_and_the_rest_is_counted),
        cmocka_unit_test(names_are_checked),
    };
    return cmocka_run_group_tests_name("publisher", tests, bench_new, bench_free);
}
