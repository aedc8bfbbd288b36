#include "support.h"

#include "beacon/product.h"

enum { XIAOMI = 0xfe95 };

#define KEY_1  "814aac74c4f17b6c1581e1ab87816b99"
#define KEY_2  "b2cf9a553d53571b5657defd582d676e"
#define KEY_12 "b853075158487ca39a5b5ea9"
#define OTHER  "1f228155bdd12fbee1f6fef074fc85b6"

static void assert_says(struct bench *bench, const char *hex, const char *sender, const char *keys,
                        const char *expected)
{
    assert_true(read_service(bench, XIAOMI, hex, sender));
    if (keys != NULL)
        open_frame(bench, keys, NULL);
    assert_string_equal(said(bench), expected);
}

/* --- the worked examples of the format's description --- */

static void test_version_5_with_mac(void **state)
{
    struct bench *bench = *state;
    static const uint8_t NONCE[] = {0x5f, 0x12, 0x34, 0x2d, 0x58, 0x5a,
                                    0x48, 0x0b, 0x68, 0x00, 0x0e, 0x00};
    static const uint8_t PLAIN[] = {0x06, 0x10, 0x02, 0x54, 0x02};
    const struct mi_frame *frame = &bench->frame;
    assert_says(bench, "5858480b685f12342d585a0b1841e2aa000e00a4964fb5", NULL, KEY_1,
                "ok; humidity 59.6 %");
    assert_string_equal(frame->model, "CGG1-ENCRYPTED");
    assert_string_equal(mi_format_name(frame->format), "mibeacon");
    assert_int_equal(frame->version, 5);
    assert_int_equal(frame->counter, 917608);
    assert_int_equal(frame->counter_bits, 32);
    assert_int_equal(frame->address_source, MI_ADDRESS_FRAME);
    assert_memory_equal(frame->seal.nonce, NONCE, sizeof NONCE);
    assert_int_equal(frame->plain_size, sizeof PLAIN);
    assert_memory_equal(frame->plain, PLAIN, sizeof PLAIN);
    assert_string_equal(address_text(bench), "5A:58:2D:34:12:5F");
}

static void test_version_5_without_mac(void **state)
{
    struct bench *bench = *state;
    assert_says(bench, "48590312a41b776e7c96add7000000f2bf545b", "2C:11:65:25:70:04", KEY_2,
                "ok; humidity 45 %");
    assert_int_equal(bench->frame.address_source, MI_ADDRESS_ADVERTISER);
}

static void test_version_4(void **state)
{
    struct bench *bench = *state;
    assert_says(bench, "4840480b69830a88eefa010e0022209bd6", "5A:58:2D:34:12:5F", KEY_1,
                "ok; temperature 25.4 °C");
}

static void test_version_3_legacy(void **state)
{
    struct bench *bench = *state;
    assert_says(bench, "5830b603d28b98c54124f8c3491476757e00000099", NULL, KEY_12,
                "unauthenticated; dimmer press number_of_presses=1");
    assert_true(bench->frame.seal.tag_fits);
    assert_int_equal(bench->frame.seal.key_form, MI_KEY_LEGACY);
    assert_says(bench, "5830b603368b98c54124f88bb8f2661351000000d6", NULL, KEY_12,
                "unauthenticated; dimmer rotate_left steps=1");
    /* the check byte does not match, which says nothing */
    assert_says(bench, "583053010c1d01ed4124f84d75bbf4815804000087", NULL,
                "f09bbeb98c08438b8e84695b", "unauthenticated; button_off press; power no");
    assert_false(bench->frame.seal.tag_fits);
}

static void test_version_5_with_a_short_key(void **state)
{
    struct bench *bench = *state;
    assert_says(bench, "5858b603118b98c54124f8dd3d7fccf0f50000001a364af0", NULL, KEY_12,
                "ok; dimmer press number_of_presses=1");
    assert_int_equal(bench->frame.seal.key_form, MI_KEY_FILLED);
}

static void test_frames_whose_key_nobody_knows(void **state)
{
    struct bench *bench = *state;
    assert_says(bench, "4858e416e5ac9aadd02dd6de613300356751d2", NULL, NULL,
                "key_missing ! KEY_MISSING");
    assert_int_equal(bench->frame.seal.cipher_text.left, 7);
    assert_int_equal(bench->frame.counter, 0x003361e5);
    assert_says(bench, "58585b0501483cd438c1a49cf255cfdd0000002fae2ff2", NULL, KEY_1,
                "key_wrong ! KEY_WRONG");
    assert_int_equal(bench->frame.seal.cipher_text.left, 5);
}

static void test_plain_frames(void **state)
{
    struct bench *bench = *state;
    assert_says(bench, "7120980012f34f6b8d7cc40d041002c400", NULL, NULL,
                "plain; temperature 19.6 °C");
    assert_int_equal(bench->frame.capability, 0x0d);
    assert_says(bench, "5020aa01a3bf2e3b342d580d1004b40095020a10013b", NULL, NULL,
                "plain; temperature 18 °C; humidity 66.1 %; battery 59 %");
    assert_int_equal(bench->frame.object_count, 2);
    assert_says(bench, "4030dd032403000101", NULL, NULL, "plain; motion motion_detected");
    assert_int_equal(bench->frame.address_source, MI_ADDRESS_NONE);
    assert_int_equal(bench->frame.counter_bits, 8);
}

static void test_frames_without_an_object(void **state)
{
    struct bench *bench = *state;
    const struct mi_frame *frame = &bench->frame;
    assert_says(bench, "30585b05016b872f38c1a4280100", NULL, NULL, "empty");
    assert_int_equal(frame->capability, 0x28);
    assert_int_equal(frame->io_size, 2);
    assert_int_equal(frame->io[0], 0x01);
    assert_false(frame->has_mesh);
    assert_says(bench, "30449e0638918aeb441fd72d0100", NULL, NULL, "empty");
    assert_int_equal(frame->version, 4);
    assert_says(bench, "b0549148004ebd83934684080e00", NULL, NULL, "empty");
    assert_true(frame->has_mesh);
    assert_int_equal(frame->mesh[0], 0x0e);
    assert_non_null(frame->product);
    assert_says(bench, "b054452c00d3b636d850b8080e00", NULL, NULL, "empty");
    assert_int_equal(frame->product_id, 0x2c45);
    assert_true(frame->has_mesh);
}

static void test_manufacturer_data(void **state)
{
    struct bench *bench = *state;
    assert_true(read_layer(bench, MI_LAYER_AD,
                           "1916 95fe 5020aa01a3bf2e3b342d580d1004b40095020a10013b", NULL));
    assert_string_equal(said(bench), "plain; temperature 18 °C; humidity 66.1 %; battery 59 %");
    assert_true(read_layer(bench, MI_LAYER_AD, "11ff 8f03 30585b05016b872f38c1a4280100", NULL));
    assert_string_equal(said(bench), "empty");
    assert_true(bench->frame.envelope.in_manufacturer_data);
    assert_false(read_layer(bench, MI_LAYER_AD, "07ff 8f03 30585b05", NULL));
    assert_false(read_layer(bench, MI_LAYER_AD, "11ff 4c00 30585b05016b872f38c1a4280100", NULL));
}

/* In a structure of manufacturer data that announces `missing` bytes more. */
static bool read_company(struct bench *bench, const char *hex, size_t missing, const char *sender)
{
    char structure[256];
    uint8_t room[64];
    size_t size = mi_hex_decode(hex, strlen(hex), room, sizeof room).size;
    (void)snprintf(structure, sizeof structure, "%02zxff8f03%s", size + missing + 3, hex);
    return read_layer(bench, MI_LAYER_AD, structure, sender);
}

/* What telephones, earbuds and appliances of the same company advertise. */
static void test_manufacturer_data_of_others(void **state)
{
    static const struct {
        const char *hex;
        size_t missing;
    } OTHERS[] = {
        {"1811001112c3ca978112ca1b012345678901234f", 0}, /* Mi Share */
        {"2a113432314b103041a23e23e8160039594a33894f65", 0},
        {"1811001012c32e7d2c03a9507ae265ec", 0},
        {"160106862e00605b3f79bb7b435b05321651daefd374", 0}, /* earbuds */
        {"306098000112345678", 0},                           /* version 6 */
        {"30585b05016b872f38c1a428", 0},                     /* bytes are missing, */
        {"30585b05016b872f38c1a42801000000", 0},             /* or are too many */
        {"0050000001aabb", 0},                               /* more than a header */
        {"4050000001 041002d500 0000", 0},                   /* bytes behind the objects */
        {"4050000001 041005d5000000", 0},                    /* an object that runs over */
        {"4850000001 01020304", 0},                          /* too short to be encrypted */
        {"7050000001 05", 0},                                /* ends in the MAC */
        {"0a10b40f00 32f20d342d58 81", 0},                   /* another's MAC */
        {"1811001112c3ca97", 9},                             /* cut */
        {"30585b0501 6b872f", 9},
        {"30585b05016b872f38c1a428", 2},
        {"3058", 9},
        {"", 9},
    };
    static const char APPLIANCE[] = "0a10b40f00 31f20d342d58 81";
    static const char SENDER[] = "58:2D:34:0D:F2:31";
    struct bench *bench = *state;
    for (size_t i = 0; i < sizeof OTHERS / sizeof OTHERS[0]; i++)
        assert_false(read_company(bench, OTHERS[i].hex, OTHERS[i].missing, SENDER));
    assert_true(read_company(bench, APPLIANCE, 0, SENDER));
    assert_string_equal(said(bench), "unsupported ! VERSION_WIFI 1");
    assert_false(read_company(bench, APPLIANCE, 0, NULL));
    assert_true(read_company(bench, "58585b05016b872f38c1a4 9cf255", 9, NULL));
    assert_string_equal(said(bench), "truncated ! CUT_BY_CAPTURE 9");
}

/* --- the header --- */

static const char *flags(struct bench *bench, const char *hex)
{
    assert_true(read_service(bench, XIAOMI, hex, NULL));
    struct mi_text text = mi_text(bench->line, sizeof bench->line);
    unsigned bit = 0;
    for (const char *name; (name = mi_frame_next_flag(&bench->frame, &bit)) != NULL;) {
        mi_text_add(&text, text.length > 0 ? " " : "");
        mi_text_add(&text, name);
    }
    return bench->line;
}

static void test_every_control_bit_has_the_name_of_its_version(void **state)
{
    struct bench *bench = *state;
    assert_string_equal(flags(bench, "ff5f5b0501"),
                        "encrypted mac capability object mesh registered solicited");
    assert_string_equal(flags(bench, "ff4f5b0501"),
                        "request_timing encrypted mac capability object registered "
                        "binding_confirmation security_chip secure_login");
    const char *legacy = "factory_new connected central encrypted mac capability object "
                         "custom_data subtitle binding";
    assert_string_equal(flags(bench, "ff3f5b0501"), legacy);
    assert_string_equal(flags(bench, "ff2f5b0501"), legacy);
    assert_string_equal(flags(bench, "00505b0501"), "");
}

static void test_versions(void **state)
{
    struct bench *bench = *state;
    assert_says(bench, "500098001206", NULL, NULL, "unsupported ! VERSION_OLD 0");
    assert_says(bench, "501098001206", NULL, NULL, "unsupported ! VERSION_OLD 1");
    assert_says(bench, "0011223344556677", NULL, NULL, "unsupported ! VERSION_DOUBTFUL 1 13090");
    assert_says(bench, "310234121206", NULL, NULL, "unsupported ! VERSION_DOUBTFUL 0 4660");
    assert_says(bench, "310234121231f20d342d580d", "58:2D:34:0D:F2:32", NULL,
                "unsupported ! VERSION_DOUBTFUL 0 4660");
    assert_says(bench, "310234121231f20d342d580d", "58:2D:34:0D:F2:31", NULL,
                "unsupported ! VERSION_OLD 0");
    for (unsigned version = 6; version < 16; version++) {
        char hex[16], expected[128];
        (void)snprintf(hex, sizeof hex, "50%x0980012", version);
        (void)snprintf(expected, sizeof expected, "unsupported ! VERSION_UNKNOWN %u", version);
        assert_says(bench, hex, NULL, NULL, expected);
        assert_int_equal(bench->frame.version, version);
    }
}

static void test_the_shortest_frame(void **state)
{
    struct bench *bench = *state;
    assert_says(bench, "00505b0501", NULL, NULL, "empty");
    assert_says(bench, "00505b05", NULL, NULL, "truncated ! FRAME_SHORT 4 5");
    assert_says(bench, "", NULL, NULL, "truncated ! FRAME_SHORT 0 5");
}

static void test_a_wifi_mac_stands_before_the_io_capability(void **state)
{
    struct bench *bench = *state;
    assert_says(bench, "60405b0501 38 abcd 0100 0a10015a", NULL, NULL, "plain; battery 90 %");
    assert_int_equal(bench->frame.io_size, 2);
    assert_int_equal(bench->frame.io[0], 0x01);
    assert_says(bench, "60405b0501 18 abcd 0a10015a", NULL, NULL, "plain; battery 90 %");
    assert_int_equal(bench->frame.io_size, 0);
    /* other ways of binding have none */
    assert_says(bench, "60405b0501 10 0a10015a", NULL, NULL, "plain; battery 90 %");
}

static void test_an_io_capability_of_one_byte(void **state)
{
    struct bench *bench = *state;
    assert_says(bench, "60405b0501 28 01 0a10015a", NULL, NULL, "plain; battery 90 %");
    assert_int_equal(bench->frame.quirks, MI_QUIRK_ONE_IO_BYTE);
    assert_int_equal(bench->frame.io_size, 1);
    assert_says(bench, "60405b0501 28 0100 0a10015a", NULL, NULL, "plain; battery 90 %");
    assert_int_equal(bench->frame.quirks, MI_QUIRK_NONE);
    assert_says(bench, "20405b0501 28 01", NULL, NULL, "empty");
    assert_int_equal(bench->frame.io_size, 1);
}

/* A frame encrypted with OTHER behind a capability with one byte of I/O. */
static void write_one_io_byte(struct bench *bench, struct mi_text *text)
{
    struct mi_key key = key_of(OTHER);
    static const uint8_t NONCE[] = {0xe1, 0x20, 0x7b, 0x38, 0xc1, 0xa4, 0x5b, 0x05, 0x01, 0, 0, 0};
    static const uint8_t PLAIN[] = {0x04, 0x10, 0x02, 0xd5, 0x00};
    struct mi_message message = {NONCE, sizeof NONCE, (const uint8_t[]){0x11}, 1, PLAIN, 5};
    uint8_t cipher[5], tag[4];
    assert_true(mi_ccm_seal(bench->ccm, key.bytes, &message, tag, sizeof tag, cipher));
    mi_text_add(text, "78505b0501 e1207b38c1a4 28 01 ");
    mi_text_bytes(text, cipher, sizeof cipher, '\0');
    mi_text_add(text, "000000");
    mi_text_bytes(text, tag, sizeof tag, '\0');
}

/* The usual reading would cut it in the wrong place. */
static void test_an_encrypted_frame_behind_one_io_byte(void **state)
{
    struct bench *bench = *state;
    char hex[128];
    struct mi_text text = mi_text(hex, sizeof hex);
    write_one_io_byte(bench, &text);
    assert_says(bench, hex, NULL, OTHER, "ok; temperature 21.3 °C");
    assert_int_equal(bench->frame.quirks, MI_QUIRK_ONE_IO_BYTE);
    assert_says(bench, hex, NULL, KEY_1, "key_wrong ! KEY_WRONG");
    assert_int_equal(bench->frame.quirks, MI_QUIRK_NONE);
    assert_int_equal(bench->frame.io_size, 2);
}

static void test_mesh_information_stands_at_the_end(void **state)
{
    struct bench *bench = *state;
    assert_says(bench, "c0505b0501 0a10015a 0e00", NULL, NULL, "plain; battery 90 %");
    assert_true(bench->frame.has_mesh);
    /* version 4 has no such bit */
    assert_says(bench, "80405b0501 0e00", NULL, NULL, "empty");
    assert_false(bench->frame.has_mesh);
    assert_says(bench, "80505b0501 0e", NULL, NULL, "truncated ! HEADER_CUT 6");
}

static void test_headers_that_are_cut(void **state)
{
    struct bench *bench = *state;
    static const char *const FRAMES[] = {
        "50505b0501 e1207b38c1",        /* MAC */
        "70505b0501 e1207b38c1a4",      /* capability */
        "70505b0501 e1207b38c1a4 18ab", /* Wi-Fi MAC */
    };
    for (size_t i = 0; i < sizeof FRAMES / sizeof FRAMES[0]; i++) {
        assert_true(read_service(bench, XIAOMI, FRAMES[i], NULL));
        assert_int_equal(bench->frame.status, MI_STATUS_TRUNCATED);
        assert_int_equal(bench->frame.problem.code, MI_P_HEADER_CUT);
    }
}

/* --- objects --- */

static void test_objects_that_run_over(void **state)
{
    struct bench *bench = *state;
    assert_says(bench, "40505b0501 041003d500", NULL, NULL, "truncated ! OBJECT_CUT 0x1004 5 3 2");
    assert_says(bench, "40505b0501 041002d500 0610ff01", NULL, NULL,
                "truncated; temperature 21.3 °C ! OBJECT_CUT 0x1006 10 255 1");
    assert_says(bench, "40505b0501", NULL, NULL, "truncated ! OBJECT_MISSING");
    assert_says(bench, "40505b0501 0410", NULL, NULL, "truncated ! OBJECT_MISSING");
    /* less than an object behind the last one is nothing */
    assert_says(bench, "40505b0501 041002d500 0610", NULL, NULL, "plain; temperature 21.3 °C");
}

static void test_an_object_that_runs_over_in_the_plain_text(void **state)
{
    struct bench *bench = *state;
    struct mi_key key = key_of(OTHER);
    static const uint8_t NONCE[] = {1, 2, 3, 4, 5, 6, 0x5b, 0x05, 0x01, 0, 0, 0};
    static const uint8_t PLAIN[] = {0x04, 0x10, 0x09, 0xd5, 0x00};
    struct mi_message message = {NONCE, sizeof NONCE, (const uint8_t[]){0x11}, 1, PLAIN, 5};
    uint8_t cipher[5], tag[4];
    assert_true(mi_ccm_seal(bench->ccm, key.bytes, &message, tag, sizeof tag, cipher));
    char hex[128];
    struct mi_text text = mi_text(hex, sizeof hex);
    mi_text_add(&text, "48505b0501");
    mi_text_bytes(&text, cipher, sizeof cipher, '\0');
    mi_text_add(&text, "000000");
    mi_text_bytes(&text, tag, sizeof tag, '\0');
    assert_says(bench, hex, "06:05:04:03:02:01", OTHER, "malformed ! OBJECT_RUN_OVER 0x1004 0 9 2");
}

static void test_unknown_objects_and_products_are_kept(void **state)
{
    struct bench *bench = *state;
    const struct mi_frame *frame = &bench->frame;
    assert_says(bench, "405057fa01 4f7703c0ffee 041002d500", NULL, NULL,
                "plain; temperature 21.3 °C");
    assert_null(frame->product);
    assert_null(frame->model);
    assert_int_equal(frame->product_id, 0xfa57);
    assert_int_equal(frame->object_count, 2);
    assert_null(frame->objects[0].type);
    assert_int_equal(frame->objects[0].id, 0x774f);
    assert_int_equal(frame->objects[0].size, 3);
    assert_int_equal(frame->objects[0].reading_count, 0);
    assert_int_equal(frame->objects[1].reading_count, 1);
}

static void test_an_object_of_an_unfitting_length_gives_nothing(void **state)
{
    struct bench *bench = *state;
    assert_says(bench, "40505b0501 041003d50000", NULL, NULL, "plain");
    assert_int_equal(bench->frame.object_count, 1);
    assert_says(bench, "40505b0501 041000", NULL, NULL, "plain");
}

static void test_a_frame_full_of_objects(void **state)
{
    struct bench *bench = *state;
    char hex[600];
    struct mi_text text = mi_text(hex, sizeof hex);
    mi_text_add(&text, "40505b0501");
    for (int i = 0; i < 82; i++)
        mi_text_add(&text, "0a1000");
    assert_true(read_service(bench, XIAOMI, hex, NULL));
    assert_int_equal(bench->frame.object_count, 82);
}

/* --- keys and addresses --- */

static void test_several_keys(void **state)
{
    struct bench *bench = *state;
    const char *frame = "5858480b685f12342d585a0b1841e2aa000e00a4964fb5";
    assert_says(bench, frame, NULL, OTHER " " KEY_12 " " KEY_1, "ok; humidity 59.6 %");
    assert_int_equal(bench->frame.seal.key_index, 2);
    assert_says(bench, frame, NULL, OTHER " " KEY_2, "key_wrong ! KEYS_WRONG");
    assert_says(bench, frame, NULL, KEY_12, "key_wrong ! KEY_WRONG_TOKEN 5");
}

static void test_legacy_keys_of_the_wrong_kind(void **state)
{
    struct bench *bench = *state;
    const char *frame = "5830b603d28b98c54124f8c3491476757e00000099";
    assert_says(bench, frame, NULL, OTHER, "key_wrong ! KEY_WRONG_LEGACY 3");
    assert_says(bench, frame, NULL, "f09bbeb98c08438b8e84695b", "key_wrong ! KEY_INSANE 3");
    assert_says(bench, frame, NULL, OTHER " f09bbeb98c08438b8e84695b " KEY_12,
                "unauthenticated; dimmer press number_of_presses=1");
    assert_int_equal(bench->frame.seal.key_index, 2);
    /* written out to 16 bytes, as other programs want it */
    assert_says(bench, frame, NULL, "b853075158488d3d3c977ca39a5b5ea9",
                "unauthenticated; dimmer press number_of_presses=1");
}

/* What is not known speaks neither for a key nor against it, and less than what is known. */
static void test_legacy_objects_that_are_not_known(void **state)
{
    struct bench *bench = *state;
    static const char FRAME[] = "5830b603078b98c54124f80243cdb3f9000000f0";
    assert_says(bench, FRAME, NULL, KEY_12, "unauthenticated");
    assert_int_equal(bench->frame.seal.belief, MI_BELIEF_WHOLE);
    assert_int_equal(bench->frame.object_count, 1);
    assert_null(bench->frame.objects[0].type);
    assert_says(bench, FRAME, NULL, "f09bbeb98c08438b8e84695b", "key_wrong ! KEY_INSANE 3");
}

static void test_a_given_address(void **state)
{
    struct bench *bench = *state;
    const char *frame = "48590312a41b776e7c96add7000000f2bf545b";
    assert_says(bench, frame, NULL, KEY_2, "key_missing ! ADDRESS_MISSING");
    assert_true(read_service(bench, XIAOMI, frame, NULL));
    open_frame(bench, KEY_2, "2C:11:65:25:70:04");
    assert_string_equal(said(bench), "ok; humidity 45 %");
    assert_int_equal(bench->frame.address_source, MI_ADDRESS_GIVEN);
    assert_string_equal(address_text(bench), "2C:11:65:25:70:04");
    /* heard from somewhere else: the given one is tried as well */
    assert_true(read_service(bench, XIAOMI, frame, "11:22:33:44:55:66"));
    open_frame(bench, KEY_2, "2C:11:65:25:70:04");
    assert_string_equal(said(bench), "ok; humidity 45 %");
    /* and backwards */
    assert_true(read_service(bench, XIAOMI, frame, "11:22:33:44:55:66"));
    open_frame(bench, KEY_2, "04:70:25:65:11:2C");
    assert_string_equal(said(bench), "ok; humidity 45 %");
    assert_int_equal(bench->frame.address_source, MI_ADDRESS_REVERSED);
    assert_string_equal(address_text(bench), "2C:11:65:25:70:04");
    assert_true(read_service(bench, XIAOMI, frame, "04:70:25:65:11:2C"));
    open_frame(bench, KEY_2, "04:70:25:65:11:2C");
    assert_int_equal(bench->frame.address_source, MI_ADDRESS_REVERSED);
    /* and does not stay when it does not help */
    assert_true(read_service(bench, XIAOMI, frame, "11:22:33:44:55:66"));
    open_frame(bench, OTHER, "2C:11:65:25:70:04");
    assert_int_equal(bench->frame.status, MI_STATUS_KEY_WRONG);
    assert_string_equal(address_text(bench), "11:22:33:44:55:66");
    assert_int_equal(bench->frame.seal.nonce[0], 0x66);
}

static void test_an_address_of_the_keys_owner(void **state)
{
    struct bench *bench = *state;
    static const char FRAME[] = "48590312a41b776e7c96add7000000f2bf545b";
    const struct mi_key keys[] = {key_of(KEY_1), key_of(KEY_2), key_of(KEY_2)};
    const struct mi_address owners[] = {address_of("2C:11:65:25:70:04"),
                                        address_of("2C:11:65:25:70:05"),
                                        address_of("2C:11:65:25:70:04")};
    static const char *const SENDERS[] = {NULL, "11:22:33:44:55:66"};
    for (size_t i = 0; i < 2; i++) {
        struct mi_owned_keys owned = {bench->ccm, keys, owners, 2};
        assert_true(read_service(bench, XIAOMI, FRAME, SENDERS[i]));
        struct mi_seal seal = bench->frame.seal;
        assert_false(mi_frame_open_by_owner(&bench->frame, &owned));
        assert_int_equal(bench->frame.status, MI_STATUS_KEY_MISSING); /* as it was */
        assert_false(bench->frame.seal.was_tried);
        assert_memory_equal(bench->frame.seal.nonce, seal.nonce, sizeof seal.nonce);
        owned.count = 3;
        assert_true(mi_frame_open_by_owner(&bench->frame, &owned));
        assert_string_equal(said(bench), "ok; humidity 45 %");
        assert_int_equal(bench->frame.seal.key_index, 2);
        assert_int_equal(bench->frame.address_source, MI_ADDRESS_OWNER);
        assert_string_equal(address_text(bench), "2C:11:65:25:70:04");
    }
    /* the ring may have it backwards */
    const struct mi_address turned = address_of("04:70:25:65:11:2C");
    const struct mi_owned_keys backwards = {bench->ccm, &keys[2], &turned, 1};
    assert_true(read_service(bench, XIAOMI, FRAME, SENDERS[1]));
    assert_true(mi_frame_open_by_owner(&bench->frame, &backwards));
    assert_int_equal(bench->frame.address_source, MI_ADDRESS_OWNER_REVERSED);
    assert_string_equal(address_text(bench), "2C:11:65:25:70:04");
    /* one that carries its address is that device's */
    const struct mi_owned_keys owned = {bench->ccm, keys, owners, 3};
    assert_true(
        read_service(bench, XIAOMI, "5858480b685f12342d585a0b1841e2aa000e00a4964fb5", NULL));
    assert_false(mi_frame_open_by_owner(&bench->frame, &owned));
}

/* Service data alone. */
static struct mi_packet bare_packet(struct bench *bench, const char *hex)
{
    struct mi_bytes bytes = bench_bytes(bench, hex);
    return (struct mi_packet){
        .layer = MI_LAYER_SERVICE, .bytes = bytes.at, .size = bytes.left, .uuid = XIAOMI};
}

static void test_a_stray_byte_and_one_io_byte_together(void **state)
{
    struct bench *bench = *state;
    char hex[128];
    struct mi_text text = mi_text(hex, sizeof hex);
    write_one_io_byte(bench, &text);
    mi_text_add(&text, "c4");
    struct mi_packet packet = bare_packet(bench, hex);
    assert_true(read_packet(bench, &packet));
    open_frame(bench, OTHER, NULL);
    assert_string_equal(said(bench), "ok; temperature 21.3 °C");
    assert_int_equal(bench->frame.quirks, MI_QUIRK_STRAY_BYTE | MI_QUIRK_ONE_IO_BYTE);
}

static void test_a_stray_byte_is_taken_off_only_when_nothing_tells_the_length(void **state)
{
    struct bench *bench = *state;
    const char *frame = "5858480b685f12342d585a0b1841e2aa000e00a4964fb5c3";
    struct mi_packet packet = bare_packet(bench, frame);
    assert_true(read_packet(bench, &packet));
    open_frame(bench, KEY_1, NULL);
    assert_string_equal(said(bench), "ok; humidity 59.6 %");
    assert_int_equal(bench->frame.quirks, MI_QUIRK_STRAY_BYTE);
    assert_true(read_packet(bench, &packet));
    open_frame(bench, OTHER, NULL);
    assert_int_equal(bench->frame.status, MI_STATUS_KEY_WRONG);
    assert_int_equal(bench->frame.quirks, MI_QUIRK_NONE);
    assert_says(bench, frame, NULL, KEY_1, "key_wrong ! KEY_WRONG");
}

static void test_a_stray_byte_that_shows_is_taken_off_without_a_key(void **state)
{
    struct bench *bench = *state;
    struct mi_packet packet =
        bare_packet(bench, "5858480b685f12342d585a0b1841e2aa000e00a4964fb5c3");
    packet.has_stray = true;
    assert_true(read_packet(bench, &packet));
    assert_int_equal(bench->frame.counter, 0x0e0068);
    assert_int_equal(bench->frame.quirks, MI_QUIRK_STRAY_BYTE);
}

static void test_sealed_parts_that_are_too_short(void **state)
{
    struct bench *bench = *state;
    assert_says(bench, "48505b0501 010203 040506 0708 09", "01:02:03:04:05:06", KEY_1,
                "truncated ! SEALED_SHORT 9 10");
    assert_says(bench, "48305b0501 010203 040506", "01:02:03:04:05:06", KEY_12,
                "truncated ! SEALED_SHORT 6 7");
    assert_says(bench, "48505b0501 010203 040506 0708 090a", "01:02:03:04:05:06", KEY_1,
                "key_wrong ! KEY_WRONG");
}

static void test_a_key_without_bytes_is_no_key(void **state)
{
    struct bench *bench = *state;
    static const struct mi_key NONE = {.size = 0};
    const struct mi_opener opener = {.ccm = bench->ccm, .keys = &NONE, .key_count = 1};
    assert_true(
        read_service(bench, XIAOMI, "5858480b685f12342d585a0b1841e2aa000e00a4964fb5", NULL));
    mi_frame_open(&bench->frame, &opener);
    assert_int_equal(bench->frame.status, MI_STATUS_KEY_MISSING);
    uint8_t plain[MI_FRAME_MAX];
    assert_false(mi_seal_open(&bench->frame.seal, bench->ccm, &NONE, plain));
    assert_false(bench->frame.seal.was_tried);
    struct mi_seal nothing = {.scheme = NULL};
    struct mi_key key = key_of(KEY_1);
    assert_false(mi_seal_open(&nothing, bench->ccm, &key, plain));
}

/* --- frames that are cut --- */

static void test_cut_by_the_capture(void **state)
{
    struct bench *bench = *state;
    assert_true(read_layer(bench, MI_LAYER_AD,
                           "1a16 95fe 5858480b685f12342d585a0b1841e2aa000e00a496", NULL));
    open_frame(bench, KEY_1, NULL);
    assert_string_equal(said(bench), "truncated ! CUT_BY_CAPTURE 2");
    /* what is whole is still read */
    assert_true(read_layer(bench, MI_LAYER_AD, "1216 95fe 40505b0501041002d5000610", NULL));
    assert_string_equal(said(bench), "truncated; temperature 21.3 °C ! CUT_BY_CAPTURE 3");
}

static void test_cut_by_the_device(void **state)
{
    struct bench *bench = *state;
    assert_true(
        read_layer(bench, MI_LAYER_AD, "1b16 95fe 5858f60701e1207b38c1a4010203040506 0000", NULL));
    assert_string_equal(said(bench), "truncated ! CUT_BY_DEVICE 5 MJYD02YL");
    /* another number of bytes, or another product */
    assert_true(
        read_layer(bench, MI_LAYER_AD, "1c16 95fe 5858f60701e1207b38c1a4010203040506 0000", NULL));
    assert_int_equal(bench->frame.problem.code, MI_P_CUT_BY_CAPTURE);
    assert_true(
        read_layer(bench, MI_LAYER_AD, "1b16 95fe 58585b0501e1207b38c1a4010203040506 0000", NULL));
    assert_int_equal(bench->frame.problem.code, MI_P_CUT_BY_CAPTURE);
}

static void test_revealing_what_a_wrong_key_gives(void **state)
{
    struct bench *bench = *state;
    uint8_t plain[MI_FRAME_MAX], tag[MI_TAG_MAX];
    static const uint8_t PLAIN[] = {0x06, 0x10, 0x02, 0x54, 0x02};
    struct mi_key right = key_of(KEY_1), wrong = key_of(OTHER);
    assert_true(
        read_service(bench, XIAOMI, "5858480b685f12342d585a0b1841e2aa000e00a4964fb5", NULL));
    assert_true(mi_seal_reveal(&bench->frame.seal, bench->ccm, &right, plain, tag));
    assert_memory_equal(plain, PLAIN, sizeof PLAIN);
    assert_memory_equal(tag, bench->frame.seal.tag.at, 4);
    assert_true(mi_seal_reveal(&bench->frame.seal, bench->ccm, &wrong, plain, tag));
    assert_memory_not_equal(plain, PLAIN, sizeof PLAIN);
}

/* Every byte of a frame is in exactly one part of its byte map. */
static void test_the_byte_map_covers_the_frame(void **state)
{
    struct bench *bench = *state;
    static const char *const FRAMES[] = {
        "5858480b685f12342d585a0b1841e2aa000e00a4964fb5",
        "5830b603d28b98c54124f8c3491476757e00000099",
        "5020aa01a3bf2e3b342d580d1004b40095020a10013b",
        "f050 5b0501 e1207b38c1a4 38 abcd 0100 0a10015a 0e00",
        "30585b05016b872f38c1a4280100",
    };
    for (size_t i = 0; i < sizeof FRAMES / sizeof FRAMES[0]; i++) {
        uint8_t seen[MI_FRAME_MAX] = {0};
        const struct mi_frame *frame = &bench->frame;
        assert_true(read_service(bench, XIAOMI, FRAMES[i], NULL));
        for (size_t part = 0; part < frame->part_count; part++)
            for (size_t k = 0; k < frame->parts[part].size; k++)
                seen[frame->parts[part].at + k]++;
        for (size_t k = 0; k < sizeof seen; k++)
            assert_int_equal(seen[k], k < frame->bytes.left);
    }
}

static void test_names_of_the_statuses(void **state)
{
    (void)state;
    assert_string_equal(mi_status_name(MI_STATUS_OK), "ok");
    assert_string_equal(mi_status_name(MI_STATUS_UNSUPPORTED), "unsupported");
    assert_string_equal(mi_status_name(MI_STATUS_NONE), "none");
    assert_false(mi_status_is_success(MI_STATUS_NONE));
    assert_true(mi_status_is_success(MI_STATUS_EMPTY));
    assert_true(mi_status_is_success(MI_STATUS_UNAUTHENTICATED));
    assert_false(mi_status_is_success(MI_STATUS_KEY_MISSING));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_version_5_with_mac),
        cmocka_unit_test(test_version_5_without_mac),
        cmocka_unit_test(test_version_4),
        cmocka_unit_test(test_version_3_legacy),
        cmocka_unit_test(test_version_5_with_a_short_key),
        cmocka_unit_test(test_frames_whose_key_nobody_knows),
        cmocka_unit_test(test_plain_frames),
        cmocka_unit_test(test_frames_without_an_object),
        cmocka_unit_test(test_manufacturer_data),
        cmocka_unit_test(test_manufacturer_data_of_others),
        cmocka_unit_test(test_every_control_bit_has_the_name_of_its_version),
        cmocka_unit_test(test_versions),
        cmocka_unit_test(test_the_shortest_frame),
        cmocka_unit_test(test_a_wifi_mac_stands_before_the_io_capability),
        cmocka_unit_test(test_an_io_capability_of_one_byte),
        cmocka_unit_test(test_an_encrypted_frame_behind_one_io_byte),
        cmocka_unit_test(test_mesh_information_stands_at_the_end),
        cmocka_unit_test(test_headers_that_are_cut),
        cmocka_unit_test(test_objects_that_run_over),
        cmocka_unit_test(test_an_object_that_runs_over_in_the_plain_text),
        cmocka_unit_test(test_unknown_objects_and_products_are_kept),
        cmocka_unit_test(test_an_object_of_an_unfitting_length_gives_nothing),
        cmocka_unit_test(test_a_frame_full_of_objects),
        cmocka_unit_test(test_several_keys),
        cmocka_unit_test(test_legacy_keys_of_the_wrong_kind),
        cmocka_unit_test(test_legacy_objects_that_are_not_known),
        cmocka_unit_test(test_a_given_address),
        cmocka_unit_test(test_an_address_of_the_keys_owner),
        cmocka_unit_test(test_a_stray_byte_and_one_io_byte_together),
        cmocka_unit_test(test_a_stray_byte_is_taken_off_only_when_nothing_tells_the_length),
        cmocka_unit_test(test_a_stray_byte_that_shows_is_taken_off_without_a_key),
        cmocka_unit_test(test_sealed_parts_that_are_too_short),
        cmocka_unit_test(test_a_key_without_bytes_is_no_key),
        cmocka_unit_test(test_cut_by_the_capture),
        cmocka_unit_test(test_cut_by_the_device),
        cmocka_unit_test(test_revealing_what_a_wrong_key_gives),
        cmocka_unit_test(test_the_byte_map_covers_the_frame),
        cmocka_unit_test(test_names_of_the_statuses),
    };
    return cmocka_run_group_tests(tests, bench_new, bench_free);
}
