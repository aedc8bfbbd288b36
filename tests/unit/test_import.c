#include "support.h"

#include "keys/import.h"

#include <time.h>

#define ONE   "1f228155bdd12fbee1f6fef074fc85b6"
#define TWO   "d661b2c5795d6b1d30f6959485dfcbad"
#define SHORT "62d9271eafcccf6f8c7d6841"
#define TOKEN "90a1b2c3d4e5f60718293a4b"
#define MAC   "A4:C1:38:7B:20:E1"
#define OTHER "54:EF:44:E0:C4:0F"

struct haul {
    char text[8192];
    struct mi_text out;
    size_t keys, refused;
};

/* "3 MAC KEY name (source); ", or what is wrong. */
static void take(void *context, const struct mi_import_item *item)
{
    struct haul *haul = context;
    struct mi_text *out = &haul->out;
    bool is_refused = item->problem.code != MI_OK;
    mi_text_unsigned(out, item->line);
    mi_text_char(out, ' ');
    if (item->has_address)
        mi_text_address(out, item->entry.address);
    else
        mi_text_char(out, '-');
    mi_text_char(out, ' ');
    if (is_refused)
        mi_text_problem(out, &item->problem);
    else
        mi_text_bytes(out, item->entry.key.bytes, item->entry.key.size, '\0');
    if (item->entry.name[0] != '\0') {
        mi_text_char(out, ' ');
        mi_text_add(out, item->entry.name);
    }
    mi_text_add(out, " (");
    mi_text_add(out, item->source);
    mi_text_add(out, item->remark.code == MI_P_IMPORT_REVERSED   ? ", turned"
                     : item->remark.code == MI_P_KEY_PLACEHOLDER ? ", looks like a placeholder"
                     : item->remark.code == MI_P_IMPORT_AS_GIVEN ? ", as given"
                                                                 : "");
    mi_text_add(out, "); ");
    haul->keys += !is_refused;
    haul->refused += is_refused;
}

static const char *imported_bytes(struct haul *haul, const char *text, size_t size)
{
    /* without the NUL, so that a read behind the text is seen */
    char *copy = malloc(size > 0 ? size : 1);
    assert_non_null(copy);
    memcpy(copy, text, size);
    *haul = (struct haul){.keys = 0};
    haul->out = mi_text(haul->text, sizeof haul->text);
    assert_true(mi_import(copy, size, take, haul));
    free(copy);
    return haul->text;
}

static const char *imported(struct haul *haul, const char *text)
{
    return imported_bytes(haul, text, strlen(text));
}

static void found(const char *text, const char *expected)
{
    struct haul haul;
    assert_string_equal(imported(&haul, text), expected);
}

#define FOUND(text, expected) found(text, expected)

/* --- each kind of input --- */

static void test_token_extractor(void **state)
{
    (void)state;
    FOUND("   ---------\n"
          "   NAME:     Hall: upstairs\n"
          "   ID:       blt.3.1a2b3c4d5e600\n"
          "   BLE KEY:  " ONE "\n"
          "   MAC:      " MAC "\n"
          "   TOKEN:    " TOKEN "\n"
          "   MODEL:    miaomiaoce.sensor_ht.t2\n"
          "   ---------\n"
          "   NAME:     Lamp\n"
          "   ID:       1234567\n"
          "   MAC:      " OTHER "\n"
          "   IP:       192.168.1.2\n"
          "   TOKEN:    " TWO "\n"
          "   ---------\n",
          "4 " MAC " " ONE " Hall: upstairs (token extractor); ");
    FOUND("\033[34m   ---------\033[0m\r\n"
          "\033[37m   NAME:   \033[0m  Hall\r\n"
          "   BLE KEY:  \033[1m" SHORT "\033[0m\r\n"
          "   MAC:      " MAC "\r\n"
          "   NAME:     Door\r\n"
          "   BLE KEY:  " TWO "\r\n"
          "   MAC:      " OTHER,
          "3 " MAC " " SHORT " Hall (token extractor); "
          "6 " OTHER " " TWO " Door (token extractor); ");
    FOUND("ID: blt.3.x\nMAC: " MAC "\nTOKEN: " TOKEN "\n",
          "1 " MAC " no BLE KEY stands with this device: pair it again, or search another region "
          "(token extractor); ");
    FOUND("BLE KEY: " TOKEN "\nMAC: " MAC "\nTOKEN: " TOKEN "\n",
          "1 " MAC " this is the TOKEN, which opens no frame: the BLE KEY is wanted "
          "(token extractor); ");
    FOUND("NAME: Hall\nBLE KEY: " ONE "\n", "2 - no MAC stands with this key Hall "
                                            "(token extractor); ");
}

static void test_token_extractor_json(void **state)
{
    (void)state;
    FOUND("[{\"server\":\"de\",\"homes\":[{\"devices\":[\n"
          "{\"did\":\"blt.3.x\",\"name\":\"Hall\",\"mac\":\"" MAC "\",\"token\":\"" TOKEN "\",\n"
          "\"BLE_DATA\":{\"beaconkey\":\"" ONE "\"}},\n"
          "{\"did\":\"blt.3.y\",\"mac\":\"" OTHER "\",\"token\":\"" TOKEN "\"},\n"
          "{\"did\":\"1234\",\"mac\":\"" OTHER "\",\"token\":\"" TWO "\"}]}]}]",
          "1 " MAC " " ONE " Hall (token extractor); "
          "1 " OTHER " no BLE KEY stands with this device: pair it again, or search another region "
          "(token extractor); ");
}

#define BINDING                                                                                    \
    "{\"did\":\"blt.3.x\",\"token\":\"" TOKEN "\",\"props\":[{\"type\":\"prop\",\"key\":"          \
    "\"bind_key\",\"value\":\"" ONE "\"},  {\"type\":\"prop\",\"key\":\"smac\",\"value\":\"" MAC   \
    "\"}]}"

static void test_binding_request(void **state)
{
    (void)state;
    static const char FOUND_IT[] = "2 " MAC " " ONE " (Mi Home); ";
    FOUND("POST /app/device/bltbind\n\"data\" = \"" BINDING "\"\n", FOUND_IT);
    FOUND("\ndata=%7B%22did%22%3A%22blt.3.x%22%2C%22props%22%3A%5B%7B%22key%22%3A%22bind_key%22%2C"
          "%22value%22%3A%22" ONE "%22%7D%2C%7B%22key%22%3A%22smac%22%2C%22value%22%3A%22"
          "A4%3AC1%3A38%3A7B%3A20%3AE1%22%7D%5D%7D&x=1\n",
          FOUND_IT);
    FOUND("\ndata={\\\"did\\\":\\\"x\\\",\\\"props\\\":[{\\\"key\\\":\\\"bind_key\\\",\\\"value\\\""
          ":\\\"" ONE "\\\"},{\\\"key\\\":\\\"smac\\\",\\\"value\\\":\\\"" MAC "\\\"}]}",
          FOUND_IT);
    FOUND("\n{\"log\":{\"postData\":{\"text\":\"data=%7B%22props%22%3A%5B%7B%22key%22%3A%22bind_key"
          "%22%2C%22value%22%3A%22" ONE "%22%7D%2C%7B%22key%22%3A%22smac%22%2C%22value%22%3A%22"
          "A4%3AC1%3A38%3A7B%3A20%3AE1%22%7D%5D%7D\"}}}",
          FOUND_IT);
    FOUND("{\"token\":\"" ONE "\",\"props\":[{\"key\":\"bind_key\",\"value\":\"" ONE "\"},"
          "{\"key\":\"smac\",\"value\":\"" MAC "\"}]}",
          "1 " MAC " this is the TOKEN, which opens no frame: the BLE KEY is wanted (Mi Home); ");
}

#define ENTRY(domain, key, id)                                                                     \
    "{\"entry_id\":\"" TWO "\",\"domain\":\"" domain "\",\"title\":\"T\",\"data\":{\"bindkey\":"   \
    "\"" key "\"},\"unique_id\":\"" id "\"}"

static void test_home_assistant(void **state)
{
    (void)state;
    FOUND("{\"key\":\"core.config_entries\",\"data\":{\"entries\":[" ENTRY(
              "xiaomi_ble", ONE, MAC) "," ENTRY("bthome", TWO, OTHER) "," ENTRY("other", ONE,
                                                                                OTHER) "]}}",
          "1 " MAC " " ONE " T (Home Assistant); 1 " OTHER " " TWO " T (Home Assistant); ");
    /* cut: what is whole is read, and no entry_id is taken for a key */
    FOUND("{\"key\":\"core.config_entries\",\"data\":{\"entries\":[" ENTRY(
              "xiaomi_ble", ONE, MAC) ","
                                      "{\"entry_id\":\"" TWO
                                      "\",\"domain\":\"bthome\",\"unique_id\":\"" OTHER "\",\"da",
          "1 " MAC " " ONE " T (Home Assistant); ");
    FOUND("{\"domain\":\"xiaomi_ble\",\"data\":{},\"unique_id\":\"" MAC "\",\"entry_id\":\"" ONE
          "\"}",
          "");
}

static void test_other_json(void **state)
{
    (void)state;
    FOUND("{\"domain\":\"ble_monitor\",\"entry_id\":\"" TWO "\",\"options\":{\"devices\":["
          "{\"mac\":\"" MAC "\",\"name\":\"Hall\",\"encryption_key\":\"" ONE "\"},"
          "{\"mac\":\"" OTHER "\",\"encryption_key\":null},"
          "{\"mac\":\"" OTHER "\",\"encryption_key\":\"\"}]}}",
          "1 " MAC " " ONE " Hall (ble_monitor); ");
    FOUND("{\"host\":\"x\",\"bindkeys\":{\"" MAC "\":\"" ONE "\",\"54ef44e0c40f\":\"" TWO "\"}}",
          "1 " MAC " " ONE " (Theengs Gateway); 1 " OTHER " " TWO " (Theengs Gateway); ");
    FOUND("{\"MI32Keys\":{\"A4C1387B20E1\":\"" ONE "\",\"count\":\"5\"}}",
          "1 " MAC " " ONE " (JSON); ");
    FOUND("{\"mac_address\":\"" MAC "\",\"bindkey\":\"" ONE "\"}", "1 " MAC " " ONE " (JSON); ");
    FOUND("{\"mac\":\"C0FFEE00-0000-1000-8000-00805F9B34FB\",\"bindkey\":\"" ONE "\"}",
          "1 - no MAC stands with this key (JSON); ");
}

static void test_gateways(void **state)
{
    (void)state;
    /* a dump of a lamp's table: MACs backwards, quotes of Python */
    FOUND("Running command raw_command\n"
          "[{'mac': '8b98c54124f8', 'evtid': 4097, 'beaconkey': '" SHORT "', 'x': None}, "
          "{'mac': '010203040506', 'beaconkey': '" SHORT "', 'it': \"it's \\\" fine\"}]\n",
          "2 F8:24:41:C5:98:8B " SHORT " (gateway, turned); "
          "2 01:02:03:04:05:06 " SHORT " (gateway, as given); ");
    FOUND("recv {\"mac\":\"A4C1387B20E1\",\"beaconkey\":\"" ONE "\"}",
          "1 " MAC " " ONE " (gateway); ");
    FOUND("12:00:01 recv {\"result\":{\"mac\":\"" MAC "\",\"did\":\"blt.3.x\",\"token\":\"" TOKEN
          "\",\"beaconkey\":\"" ONE "\"}} {\"mac\":\"" OTHER "\",\"beaconkey\":\"" TWO "\"}",
          "1 " MAC " " ONE " (gateway); 1 " OTHER " " TWO " (gateway); ");
    FOUND("{'value': '[{\"mac\":\"8b98c54124f8\",\"beaconkey\":\"" SHORT "\"}]'}",
          "1 F8:24:41:C5:98:8B " SHORT " (gateway, turned); ");
    FOUND("beaconkey " ONE " (" MAC ")", "1 " MAC " " ONE " (MAC and key); ");
}

static void test_yaml(void **state)
{
    (void)state;
    FOUND("sensor:\n"
          "  - platform: xiaomi_lywsd03mmc\n"
          "    mac_address: \"" MAC "\"\n"
          "    bindkey: \"" ONE "\"   # comment\n"
          "    temperature:\n"
          "      name: \"Temperature\"\n"
          "  - bindkey: " TWO "\n"
          "    name: 'Hall # 2' # comment\n"
          "    mac_address: " OTHER "\n",
          "4 " MAC " " ONE " (ESPHome); 7 " OTHER " " TWO " Hall # 2 (ESPHome); ");
    FOUND("sensor:\n"
          "- platform: x\n"
          "  humidity:\n"
          "    name: H\n"
          "  mac_address: " MAC "\n"
          "  bindkey: !secret hall\n"
          "- mac_address: " OTHER "\n"
          "  bindkey: ${key}\n",
          "6 " MAC
          " the key stands in another place, which is only referred to here: import it from "
          "there, with the MAC beside it (ESPHome); "
          "8 " OTHER " the key stands in another place, which is only referred to here: import it "
          "from there, with the MAC beside it (ESPHome); ");
    FOUND("ble_monitor:\n"
          "  devices:\n"
          "    - mac: '" MAC "'\n"
          "      name: Hall\n"
          "    - encryption_key: '" ONE "'\n"
          "      mac: '" OTHER "'\n",
          "5 " OTHER " " ONE " (ble_monitor); ");
    FOUND("hall_bindkey: " ONE "\nbindkey: " TWO "\n",
          "2 - no MAC stands with this key (ESPHome); ");
}

static void test_yaml_oddities(void **state)
{
    (void)state;
    static const char FOUND_IT[] = "3 " MAC " " ONE " (ESPHome); ";
    FOUND("---\n\"mac_address\" : &a " MAC "\n'bindkey': !!str \"" ONE "\"\n...\n", FOUND_IT);
    FOUND("-\n  mac_address: " MAC "\n  bindkey: >-\n    " ONE "\n", FOUND_IT);
    FOUND("- - mac_address: " MAC "\n    # between\n    bindkey:\n      '" ONE "'\n", FOUND_IT);
    FOUND("\xef\xbb\xbf- x: y\r\n  mac_address: " MAC "\r\n  bindkey: " ONE "\r\n", FOUND_IT);
    FOUND("\tmac_address: " MAC "\n\n\tbindkey: " ONE, FOUND_IT);
    FOUND("# bindkey: " TWO "\nmac_address: " MAC "\nbindkey: " ONE "\n---\nmac_address: " OTHER,
          FOUND_IT);
    FOUND("x: {mac: '" MAC "', encryption_key: '" ONE "'}", "1 " MAC " " ONE " (MAC and key); ");
    FOUND("x:\n  bindkey: " ONE "\n mac_address: " MAC "\n",
          "2 - no MAC stands with this key (ESPHome); ");
    /* two devices in one block: neither takes the other's key */
    FOUND("mac_address: " MAC "\nbindkey: " ONE "\nmac_address: " OTHER "\nbindkey: " TWO "\n",
          "2 " MAC " " ONE " (ESPHome); 4 " OTHER " " TWO " (ESPHome); ");
}

static void test_tasmota(void **state)
{
    (void)state;
    FOUND("MI32Key " ONE "A4C1387B20E1\n", "1 " MAC " " ONE " (Tasmota); ");
    FOUND(ONE "A4C1387B20E1", "1 " MAC " " ONE " (Tasmota); ");
    FOUND("rule3 on System#Boot do MI32keys A4C1387B20E1=" ONE " 54EF44E0C40F=" TWO " endon",
          "1 " MAC " " ONE " (Tasmota); 1 " OTHER " " TWO " (Tasmota); ");
    FOUND("mac_address: " OTHER "\nbindkey: " ONE "A4C1387B20E1\n",
          "2 " MAC " " ONE " (ESPHome); ");
}

static void test_rings_and_pairs(void **state)
{
    (void)state;
    FOUND("# " MAC " " TWO "\n" MAC " " ONE " Hall\n54ef44e0c40f\t" SHORT " # none\n",
          "2 " MAC " " ONE " Hall (key ring); 3 " OTHER " " SHORT " (key ring); ");
    FOUND(MAC " " ONE " " SHORT " " TWO " Hall\n", "1 " MAC " " ONE " Hall (key ring); ");
    FOUND("A4C1387B20E1:" ONE "," OTHER ":" TWO, "1 " MAC " " ONE " (MAC and key); "
                                                 "1 " OTHER " " TWO " (MAC and key); ");
    FOUND("| hall | `" ONE "` | a4-c1-38-7b-20-e1 |", "1 " MAC " " ONE " (MAC and key); ");
    FOUND(MAC "%3D%22" ONE "%22", "1 " MAC " " ONE " (MAC and key); ");
    FOUND(MAC " = 0x" ONE, "1 " MAC " " ONE " (MAC and key); ");
    FOUND(MAC " is 1f:22:81:55:bd:d1:2f:be:e1:f6:fe:f0:74:fc:85:b6",
          "1 " MAC " " ONE " (MAC and key); ");
    FOUND(MAC " key: " ONE " and " OTHER " key: " TWO,
          "1 " MAC " " ONE " (MAC and key); 1 " OTHER " " TWO " (MAC and key); ");
    /* digits that are something else */
    FOUND(MAC " token: " TOKEN,
          "1 " MAC " this is the TOKEN, which opens no frame: the BLE KEY is wanted "
          "(MAC and key); ");
    FOUND(MAC " md5=" ONE, "");
    FOUND(MAC " 0000fe95-0000-1000-8000-00805f9b34fb", "");
    FOUND("0000fe95-0000-1000-8000-00805f9b34fb " ONE, "");
    FOUND(MAC "\n" ONE "\n", "");
    FOUND(MAC " is not " ONE "a", "");
}

static void test_refusals(void **state)
{
    (void)state;
    static const struct {
        const char *key;
        bool is_refused; /* or else only doubted */
    } PLACEHOLDERS[] = {
        {"ffffffffffffffffffffffffffffffff", true},  {"00000000000000000000000000000000", true},
        {"FFFFFFFFFFFFFFFFFFFFFFFF", true},          {"00112233445566778899aabbccddeeff", false},
        {"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", false},
    };
    for (size_t i = 0; i < sizeof PLACEHOLDERS / sizeof PLACEHOLDERS[0]; i++) {
        static const char *const FORMS[] = {
            MAC " %s", MAC "=%s", "mac_address: " MAC "\nbindkey: %s",
            "{\"mac\":\"" MAC "\",\"bindkey\":\"%s\"}", "BLE KEY: %s\nMAC: " MAC "\n"};
        for (size_t k = 0; k < sizeof FORMS / sizeof FORMS[0]; k++) {
            struct haul haul;
            char text[256];
            const char *mark = strstr(FORMS[k], "%s");
            (void)snprintf(text, sizeof text, "%.*s%s%s", (int)(mark - FORMS[k]), FORMS[k],
                           PLACEHOLDERS[i].key, mark + 2);
            const char *said = imported(&haul, text);
            assert_int_equal(haul.keys, !PLACEHOLDERS[i].is_refused);
            assert_int_equal(haul.refused, PLACEHOLDERS[i].is_refused);
            assert_non_null(strstr(said, PLACEHOLDERS[i].is_refused ? "this is hardly a key"
                                                                    : "looks like a placeholder"));
        }
    }
    FOUND("mac_address: " MAC "\nbindkey: " ONE "0\n",
          "2 " MAC " the key has 33 digits, a BLE KEY has 32 (24 on older devices); "
          "'mitool verify' may find what is wrong with it (ESPHome); ");
    FOUND("mac_address: " MAC "\nbindkey: not yet\n",
          "2 " MAC " the key is not hexadecimal at character 1 (ESPHome); ");
}

static void test_several_kinds_in_one_text(void **state)
{
    (void)state;
    FOUND("{\"mac\":\"" MAC "\",\"beaconkey\":\"" ONE "\"}\n" OTHER " " TWO " Hall\n"
          "NAME: Door\nBLE KEY: " SHORT "\nMAC: F8:24:41:C5:98:8B\n",
          "1 " MAC " " ONE " (gateway); "
          "4 F8:24:41:C5:98:8B " SHORT " Door (token extractor); "
          "2 " OTHER " " TWO " Hall (key ring); ");
}

static void test_utf16(void **state)
{
    (void)state;
    static const char TEXT[] = "NAME: Hall\r\nBLE KEY: " ONE "\r\nMAC: " MAC "\r\n";
    char wide[2 * sizeof TEXT + 2];
    struct haul haul;
    for (int is_big = 0; is_big < 2; is_big++) {
        memcpy(wide, is_big ? "\xfe\xff" : "\xff\xfe", 2);
        for (size_t i = 0; i + 1 < sizeof TEXT; i++) {
            wide[2 + 2 * i + (is_big ? 1 : 0)] = TEXT[i];
            wide[2 + 2 * i + (is_big ? 0 : 1)] = '\0';
        }
        assert_string_equal(imported_bytes(&haul, wide, 2 * sizeof TEXT),
                            "2 " MAC " " ONE " Hall (token extractor); ");
    }
}

/* --- hostile inputs --- */

static void test_every_cut(void **state)
{
    (void)state;
    static const char *const TEXTS[] = {
        "NAME: H\nID: blt.3.x\nBLE KEY: " ONE "\nMAC: " MAC "\nTOKEN: " TOKEN "\n",
        "\"data\" = \"" BINDING "\"",
        "{\"data\":{\"entries\":[" ENTRY("xiaomi_ble", ONE, MAC) "]}}",
        "- mac_address: " MAC "\n  bindkey: '" ONE "'\n",
        "[{'mac': '8b98c54124f8', 'beaconkey': '" ONE "', 'x': \"\\'\"}]",
        "MI32Key " ONE "A4C1387B20E1 " MAC "=0x" ONE,
        "\033[1;31m" MAC "\033[0m %7B%22" ONE "%22%7D",
    };
    for (size_t i = 0; i < sizeof TEXTS / sizeof TEXTS[0]; i++) {
        for (size_t size = 0; size <= strlen(TEXTS[i]); size++) {
            struct haul haul;
            const char *said = imported_bytes(&haul, TEXTS[i], size);
            /* the first 24 digits of a key may be one */
            if (haul.keys > 0)
                assert_true(strstr(said, "1f228155bdd12fbee1f6fef0") != NULL);
        }
    }
}

static void test_nuls(void **state)
{
    (void)state;
    static const char TEXT[] = MAC "\0" ONE "\0\0\n\0{\"mac\":\"\0\"}\n" MAC " \0" TWO "\0";
    struct haul haul;
    assert_string_equal(imported_bytes(&haul, TEXT, sizeof TEXT - 1),
                        "1 " MAC " " ONE " (key ring); 3 " MAC " " TWO " (key ring); ");
    FOUND("{\"mac\":\"" MAC "\\u0000\",\"bindkey\":\"" ONE "\"}",
          "1 - no MAC stands with this key (JSON); ");
}

/* What a terminal was told costs no key and joins no lines. */
static void test_control_sequences(void **state)
{
    (void)state;
    static const char *const BEFORE[] = {
        "\033",           "\0337",          "\033(B",       "\033[1m",
        "\033]0;t\a",     "\033]0;t\033\\", "\033]0;t\234", "\033]0;\303\234\302\234",
        "\033]0;t\n",     "\033[1\n",       "\033\n",       "\033]0;t\r\n",
        "\033]\033[0m\n",
    };
    for (size_t i = 0; i < sizeof BEFORE / sizeof BEFORE[0]; i++) {
        char text[256];
        struct haul haul;
        (void)snprintf(text, sizeof text, "%s" MAC " " ONE " Kitchen\033\n" OTHER " " TWO "\a\n",
                       BEFORE[i]);
        (void)imported(&haul, text);
        assert_int_equal(haul.keys, 2);
        assert_int_equal(haul.refused, 0);
        assert_non_null(strstr(haul.text, MAC " " ONE " Kitchen (key ring); "));
    }
}

/* What would take for ever if any reader looked at it more than a few times. */
static void test_long_lines(void **state)
{
    (void)state;
    enum { SIZE = 2 * 1000 * 1000 };
    static const char *const PATTERNS[] = {
        "{",
        "[{",
        "{\"",
        "{'",
        "{}",
        "{\"a\":",
        "\\",
        "%7B",
        "%7",
        "A4:",
        "a",
        "- ",
        "-\n",
        "a:\n",
        ":",
        "'",
        "\033[",
        " ",
        "\n",
        "MAC:\n",
        "{\"a\":{'b':1}}",
        ONE,
        MAC " ",
        "{x{x}x}",
        "bindkey:\n bindkey:\n  bindkey:\n",
        "{aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa'\\}",
    };
    char *text = malloc(SIZE);
    assert_non_null(text);
    clock_t start = clock();
    for (size_t i = 0; i < sizeof PATTERNS / sizeof PATTERNS[0]; i++) {
        struct haul haul = {.keys = 0};
        size_t length = strlen(PATTERNS[i]);
        haul.out = mi_text(haul.text, sizeof haul.text);
        for (size_t k = 0; k < SIZE; k++)
            text[k] = PATTERNS[i][k % length];
        assert_true(mi_import(text, SIZE, take, &haul));
        assert_int_equal(haul.keys, 0);
    }
    assert_true((clock() - start) / CLOCKS_PER_SEC < 60);
    free(text);
}

static void test_a_key_behind_a_long_line(void **state)
{
    (void)state;
    enum { SIZE = 10 * 1000 * 1000 };
    static const char TAIL[] = "\n" MAC " " ONE "\n";
    struct haul haul;
    char *text = malloc(SIZE + sizeof TAIL);
    assert_non_null(text);
    memset(text, 'f', SIZE);
    memcpy(text + SIZE, TAIL, sizeof TAIL);
    assert_string_equal(imported_bytes(&haul, text, SIZE + sizeof TAIL - 1),
                        "2 " MAC " " ONE " (key ring); ");
    free(text);
}

static void test_deep_nesting(void **state)
{
    (void)state;
    char text[4096];
    struct mi_text out = mi_text(text, sizeof text);
    for (int i = 0; i < 40; i++) {
        mi_text_add(&out, "x");
        for (int k = 0; k <= i; k++)
            mi_text_char(&out, ' ');
    }
    struct haul haul;
    assert_string_equal(imported(&haul, text), "");
    out = mi_text(text, sizeof text);
    for (int i = 0; i < 40; i++) {
        for (int k = 0; k < i; k++)
            mi_text_char(&out, ' ');
        mi_text_add(&out, "bindkey:\n");
    }
    mi_text_add(&out, "---\nmac_address: " MAC "\nbindkey: " ONE "\n");
    (void)imported(&haul, text);
    assert_int_equal(haul.keys, 1);
}

static void test_a_text_that_fits_no_memory(void **state)
{
    (void)state;
    static const size_t SIZES[] = {SIZE_MAX / 2, SIZE_MAX / 2 + 1, SIZE_MAX - 1, SIZE_MAX};
    for (size_t i = 0; i < sizeof SIZES / sizeof SIZES[0]; i++)
        assert_false(mi_import("", SIZES[i], NULL, NULL));
    assert_true(mi_import(NULL, 0, NULL, NULL));
}

static int wipe_json(void **state)
{
    (void)state;
    mi_import_wipe_json();
    return 0;
}

/* An idle LYWSD03MMC and an LYWSDCGQ, whose frames are as long as keys. */
static void a_frame_beside_its_mac_is_no_key(void **state)
{
    (void)state;
    found("A4:C1:38:0D:0E:0F 30585b05090f0e0d38c1a408\n",
          "1 A4:C1:38:0D:0E:0F this is a frame of the device and no key (key ring); ");
    found("58:2D:34:0A:0B:0C,5020aa01070c0b0a342d580610023502\n",
          "1 58:2D:34:0A:0B:0C this is a frame of the device and no key (MAC and key); ");
    found(MAC " 30585b05090f0e0d38c1a408\n", "1 " MAC " 30585b05090f0e0d38c1a408 (key ring); ");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_frame_beside_its_mac_is_no_key),
        cmocka_unit_test(test_token_extractor),
        cmocka_unit_test(test_token_extractor_json),
        cmocka_unit_test(test_binding_request),
        cmocka_unit_test(test_home_assistant),
        cmocka_unit_test(test_other_json),
        cmocka_unit_test(test_gateways),
        cmocka_unit_test(test_yaml),
        cmocka_unit_test(test_yaml_oddities),
        cmocka_unit_test(test_tasmota),
        cmocka_unit_test(test_rings_and_pairs),
        cmocka_unit_test(test_refusals),
        cmocka_unit_test(test_several_kinds_in_one_text),
        cmocka_unit_test(test_utf16),
        cmocka_unit_test(test_every_cut),
        cmocka_unit_test(test_nuls),
        cmocka_unit_test(test_control_sequences),
        cmocka_unit_test(test_long_lines),
        cmocka_unit_test(test_a_key_behind_a_long_line),
        cmocka_unit_test(test_deep_nesting),
        cmocka_unit_test(test_a_text_that_fits_no_memory),
    };
    return cmocka_run_group_tests(tests, wipe_json, NULL);
}
