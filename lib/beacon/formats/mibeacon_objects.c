/*
 * MiBeacon objects. Collected from the vendor's public object list and MIoT descriptions, from
 * other open decoders and from observed frames; where those disagree, observation and the vendor's
 * words win.
 *
 * Only what is transmitted is reported: no voltage guessed from a battery level. The order of rows
 * with the same key matters: the first that gives a reading counts.
 */
#include "beacon/formats/objects.h"
#include "beacon/rows.h"

#include <math.h>

/* --- what binaries mean; raw numbers that are not listed say nothing --- */

static const struct mi_case ONE_IS_TRUE[] = {OFF(0), ON(1)};
static const struct mi_case ZERO_IS_TRUE[] = {ON(0), OFF(1)};
static const struct mi_case NONZERO_IS_TRUE[] = {OFF(0), ANY_ON};
static const struct mi_case ONE_ELSE_FALSE[] = {ON(1), ANY_OFF};
static const struct mi_case ZERO_ELSE_FALSE[] = {ON(0), ANY_OFF};
static const struct mi_case ALWAYS_TRUE[] = {ANY_ON};

/* --- long lists of texts and events --- */

/* clang-format off */

static const struct mi_case FINGERPRINT_KEYS[] = {
    IS(0x00000000, "administrator"),
    IS(0xdeadbeef, "invalid operator"),
    IS(0xffffffff, "unknown operator"),
    ANY("{raw}"),
};

static const struct mi_case FINGERPRINT_RESULTS[] = {
    IS(0, "match_successful"),
    IS(1, "match_failed"),
    IS(2, "timeout"),
    IS(3, "low_quality_too_light_fuzzy"),
    IS(4, "insufficient_area"),
    IS(5, "skin_is_too_dry"),
    IS(6, "skin_is_too_wet"),
};

static const struct mi_case DOOR_ACTIONS[] = {
    IS(0, "open"),
    IS(1, "close"),
    IS(2, "left_open"),
    IS(3, "knock"),
    IS(4, "pry"),
    IS(5, "stuck"),
};

static const struct mi_case GESTURES[] = {
    IS(1, "shake"),
    IS(2, "flip_90"),
    IS(3, "flip_180"),
    IS(4, "rotate_plane"),
    IS(5, "tap"),
    IS(6, "nudge"),
};

static const struct mi_case LOCK_ACTIONS[] = {
    IS(0, "unlock_outside_the_door"),
    IS(1, "locked"),
    IS(2, "turn_on_antilock"),
    IS(3, "release_the_antilock"),
    IS(4, "unlock_inside_the_door"),
    IS(5, "lock_inside_the_door"),
    IS(6, "turn_on_child_lock"),
    IS(7, "turn_off_child_lock"),
    IS(8, "lock_outside_the_door"),
    IS(15, "abnormal"),
};

static const struct mi_case LOCK_METHODS[] = {
    IS(0, "bluetooth"),
    IS(1, "password"),
    IS(2, "biometrics"),
    IS(3, "key_method"),
    IS(4, "turntable_method"),
    IS(5, "nfc_method"),
    IS(6, "one_time_password"),
    IS(7, "two_step_verification"),
    IS(8, "coercion_method"),
    IS(9, "homekit"),
    IS(10, "manual"),
    IS(11, "automatic"),
    IS(15, "abnormal"),
};

static const struct mi_case LOCK_KEYS[] = {
    IS(0x00000000, "administrator"),
    RANGE(0x00000001, 0x7fffffff, "Bluetooth key {raw}"),
    RANGE(0x80010000, 0x8001ffff, "Fingerprint key id {low16}"),
    RANGE(0x80020000, 0x8002ffff, "Password key id {low16}"),
    RANGE(0x80030000, 0x8003ffff, "Keys key id {low16}"),
    RANGE(0x80040000, 0x8004ffff, "NFC key id {low16}"),
    RANGE(0x80050000, 0x8005ffff, "Two-step verification key id {low16}"),
    RANGE(0x80060000, 0x8006ffff, "Human face key id {low16}"),
    RANGE(0x80070000, 0x8007ffff, "Finger veins key id {low16}"),
    RANGE(0x80080000, 0x8008ffff, "Palm print key id {low16}"),
    ABSENT_RANGE(0xc0de0000, 0xc0deffff),
    IS(0xdeadbeef, "invalid operator"),
    IS(0xffffffff, "unknown operator"),
    ANY("key id {low16}"),
};

static const struct mi_case LOCK_ERRORS[] = {
    IS(0xc0de0000, "frequent_unlocking_with_incorrect_password"),
    IS(0xc0de0001, "frequent_unlocking_with_wrong_fingerprints"),
    IS(0xc0de0002, "operation_timeout_password_input_timeout"),
    IS(0xc0de0003, "lock_picking"),
    IS(0xc0de0004, "reset_button_is_pressed"),
    IS(0xc0de0005, "the_wrong_key_is_frequently_unlocked"),
    IS(0xc0de0006, "foreign_body_in_the_keyhole"),
    IS(0xc0de0007, "the_key_has_not_been_taken_out"),
    IS(0xc0de0008, "error_nfc_frequently_unlocks"),
    IS(0xc0de0009, "timeout_is_not_locked_as_required"),
    IS(0xc0de000a, "failure_to_unlock_frequently_in_multiple_ways"),
    IS(0xc0de000b, "unlocking_the_face_frequently_fails"),
    IS(0xc0de000c, "failure_to_unlock_the_vein_frequently"),
    IS(0xc0de000d, "hijacking_alarm"),
    IS(0xc0de000e, "unlock_inside_the_door_after_arming"),
    IS(0xc0de000f, "palmprints_frequently_fail_to_unlock"),
    IS(0xc0de0010, "the_safe_was_moved"),
    IS(0xc0de1000, "the_battery_level_is_less_than_10_percent"),
    IS(0xc0de1001, "the_battery_level_is_less_than_5_percent"),
    IS(0xc0de1002, "the_fingerprint_sensor_is_abnormal"),
    IS(0xc0de1003, "the_accessory_battery_is_low"),
    IS(0xc0de1004, "mechanical_failure"),
    IS(0xc0de1005, "the_lock_sensor_is_faulty"),
};

/* Locks sold since 2022, which have a MIoT description. */
static const struct mi_case NEW_LOCK_ACTIONS[] = {
    IS(1, "locked"),
    IS(2, "unlocked"),
    IS(3, "lock_outside_the_door"),
    IS(4, "lock_inside_the_door"),
    IS(5, "unlock_inside_the_door"),
    IS(6, "turn_on_child_lock"),
    IS(7, "turn_off_child_lock"),
    IS(8, "turn_on_away_mode"),
    IS(9, "turn_off_away_mode"),
};

/* Child lock and away mode say nothing about the bolt. */
static const struct mi_case UNLOCKED_BY[] = {OFF(1), ON(2), OFF_RANGE(3, 4), ON(5)};

static const struct mi_case NEW_LOCK_METHODS[] = {
    IS(1, "mobile"),
    IS(2, "fingerprint"),
    IS(3, "password"),
    IS(4, "nfc"),
    IS(5, "face"),
    IS(6, "finger_vein"),
    IS(7, "palm_print"),
    IS(8, "key"),
    IS(9, "one_time_password"),
    IS(10, "periodic_password"),
    IS(11, "homekit"),
    IS(12, "coercion"),
    IS(13, "two_step_verification"),
    IS(14, "turntable"),
    IS(15, "manual"),
    IS(16, "automatic"),
};

static const struct mi_case POSITIONS[] = {
    IS(1, "inside"),
    IS(2, "outside"),
    IS(3, "unknown"),
};

static const struct mi_case LOCK_EXCEPTIONS[] = {
    IS(1, "multiple_ways_failed"),
    IS(2, "wrong_passwords"),
    IS(3, "wrong_fingerprints"),
    IS(4, "wrong_nfc"),
    IS(9, "door_lock_damaged"),
    IS(10, "not_locked"),
    IS(16, "mechanical_failure"),
    IS(17, "main_part_failure"),
    IS(19, "battery_low"),
    IS(20, "battery_nearly_empty"),
    IS(23, "door_open_timeout"),
    ANY("error {raw}"),
};

static const struct mi_case DOOR_STATES[] = {
    IS(1, "locked"),
    IS(2, "unlocked"),
    IS(3, "open_timeout"),
    IS(4, "ajar"),
};

/* The same in the high nibble; the low one counts in fours. */
static const struct mi_case HIGH_DOOR_STATES[] = {
    IS(16, "locked"), IS(20, "locked"), IS(24, "locked"), IS(28, "locked"),
    IS(32, "unlocked"), IS(36, "unlocked"), IS(40, "unlocked"), IS(44, "unlocked"),
    IS(48, "open_timeout"), IS(52, "open_timeout"), IS(56, "open_timeout"), IS(60, "open_timeout"),
    IS(64, "ajar"), IS(68, "ajar"), IS(72, "ajar"), IS(76, "ajar"),
};

/* Closed, open, closed after ajar, ajar, open too long, not closed properly. */
static const struct mi_case DOOR_IS_OPEN[] = {OFF(1), ON(2), OFF(3), ON_RANGE(4, 6)};

static const struct mi_case BATTERY_SLOTS[] = {
    IS(0, "none"),
    IS(1, "large"),
    IS(2, "small"),
    IS(3, "large_and_small"),
    IS(4, "usb"),
    IS(5, "usb_and_large"),
    IS(6, "usb_and_small"),
    IS(7, "all"),
};

static const struct mi_case SMOKE_STATES[] = {
    IS(0, "normal"),
    IS(1, "fire_alarm"),
    IS(2, "equipment_failure"),
    IS(3, "self_check"),
    IS(4, "simulated_alarm"),
};

static const struct mi_case GAS_STATES[] = {
    IS(0, "normal"),
    IS(1, "leak_alarm"),
    IS(2, "equipment_failure"),
    IS(3, "sensor_end_of_life"),
    IS(4, "preheating"),
    IS(5, "self_check"),
    IS(6, "simulated_alarm"),
};

static const struct mi_case CAT_EYE_EVENTS[] = {
    IS(0, "someone_stays"),
    IS(1, "someone_passes"),
    IS(2, "doorbell"),
    IS(3, "message_left"),
    IS(4, "device_damaged"),
    IS(5, "duress_alarm"),
    IS(6, "abnormal_unlock"),
};

static const struct mi_case VACUUM_MODES[] = {
    IS(0, "charging"),
    IS(1, "standby"),
    IS(2, "standard"),
    IS(3, "strong"),
    IS(255, "abnormal"),
};

static const struct mi_case RADAR_EVENTS[] = {
    IS(0, "reset"),
    IS(1, "off_light_leave"),
    IS(2, "off_light_exit"),
    IS(3, "off_light_sleep"),
    IS(4, "off_light_exit"),
    IS(5, "radar_noise_minor"),
    IS(6, "radar_noise_critical"),
    IS(7, "radar_noise_normal"),
    IS(8, "radar_noise_error"),
};

/* Keys of switches, all with the same kind of press. */
#define LEFT_AND_RIGHT(type_)                                                \
    VALUES(KEY(1, "button_left", type_), KEY(2, "button_right", type_),      \
           BOTH(3, "button_left", "button_right", type_))
#define NUMBERED(first_, type_)                                              \
    KEY(first_, "button_1", type_), KEY((first_) + 1, "button_2", type_),    \
    KEY((first_) + 2, "button_3", type_), KEY((first_) + 3, "button_4", type_)
#define KEYS_1_TO_8(type_)                                                   \
    NUMBERED(1, type_), KEY(5, "button_5", type_), KEY(6, "button_6", type_), \
    KEY(7, "button_7", type_), KEY(8, "button_8", type_)
#define KNOB_AND_KEYS(type_) KEY(1, "knob", type_), NUMBERED(2, type_)
#define FOUR_IN_A_ROW(type_)                                                 \
    VALUES(KEY(1, "button_left", type_), KEY(2, "button_mid_left", type_),   \
           KEY(3, "button_mid_right", type_), KEY(4, "button_right", type_))

static const struct mi_case PRESSES[] = {KEYS_1_TO_8("press")};
static const struct mi_case DOUBLE_PRESSES[] = {KEYS_1_TO_8("double_press")};
static const struct mi_case LONG_PRESSES[] = {KEYS_1_TO_8("long_press")};

/* --- models with the same objects --- */

/* remotes with 2, 3, 4, 6 and 8 keys */
#define TWO_KEYS   "giot.remote.v52kwm"
#define THREE_KEYS "giot.remote.v53kwm"
#define FOUR_KEYS  "giot.remote.v54kwm"
#define SIX_KEYS   "giot.remote.v56kwm"
#define EIGHT_KEYS "giot.remote.v58kwm,lemesh.remote.ts1"
#define MANY_KEYS  TWO_KEYS "," THREE_KEYS "," FOUR_KEYS "," SIX_KEYS "," EIGHT_KEYS

#define KNOB_SWITCH "PTX-X6-QMIMB"
#define WALL_KEYS   "PTX-AK2-QMIMB,PTX-AK3-QMIMB"
#define SCENE_KEYS  "YLYKG-0129,cxw.remote.ble006,cxw.remote.panv01"

/* locks whose events begin with key and time, and those that begin with the position */
#define KEY_FIRST  "XMZNMS09LM,XMZNMS201LM,lumi.lock.mcn009,MCN003"
#define SIDE_FIRST "loock.lock.r2,XFCL201,loock.lock.h01lyk"
#define DOORBELLS  "XMZNMS09LM,XMZNMS201LM,lumi.lock.mcn009,loock.lock.r2,XMZNMS03OD," \
                   "xiaomi.lock.b04sv"

/* clang-format on */

/* --- conditions and formulas --- */

/* An event of one key, on remotes that number their keys. */
static bool is_without_number(struct mi_bytes value)
{
    return value.left == 0;
}

/* 0x0010: 0 is the start, anything else the end. */
static bool is_brushing(struct mi_bytes value)
{
    return mi_get_u8(&value) == 0;
}

static bool has_brushed(struct mi_bytes value)
{
    return !is_brushing(value);
}

/* 0x3003 */
static bool is_start_or_end(struct mi_bytes value)
{
    return mi_get_u8(&value) < 2;
}

/* 0x4e16 of the S800 scale tells in byte 3 how far the measurement is. */
static uint8_t s800_stage(struct mi_bytes value)
{
    mi_get_run(&value, 3);
    return mi_get_u8(&value);
}

static bool s800_has_mass(struct mi_bytes value)
{
    return s800_stage(value) == 0x05;
}

static bool s800_has_heart_rate(struct mi_bytes value)
{
    return s800_stage(value) == 0x15;
}

/*
 * 0x6e16: the S400 scale sends mass, heart rate and impedance packed into 32 bits, in up to two
 * frames. The first carries mass, heart rate and the impedance at 50 kHz, the second only the
 * impedance at 250 kHz.
 */
static uint32_t s400_packed(struct mi_bytes value)
{
    mi_get_run(&value, 1);
    return mi_get_le32(&value);
}

static bool s400_is_first(struct mi_bytes value)
{
    return (s400_packed(value) & 0x3ffff) != 0;
}

static bool s400_is_second(struct mi_bytes value)
{
    return !s400_is_first(value);
}

/* The second frame, or a first one without impedance (shoes on), which none follows. */
static bool s400_is_last(struct mi_bytes value)
{
    bool has_impedance = s400_packed(value) >> 18 != 0;
    return s400_is_first(value) != has_impedance;
}

/* 0x2000 sends skin and board temperature; users found this approximation, good near 37 °C. */
static bool body_temperature(struct mi_bytes value, struct mi_number *number)
{
    double skin = (int16_t)mi_get_le16(&value) / 100.0;
    double board = (int16_t)mi_get_le16(&value) / 100.0;
    double body = 3.71934e-11 * exp(0.69314 * skin) - 1.02801e-8 * exp(0.53871 * board) + 36.413;
    return mi_number_rounded(body, 2, number);
}

/* clang-format off */

/* Models with so many keys tell the number of the one that was pressed, or nothing. */
#define ONE_KEY_OF(count_, presses_, models_) \
    {EVENT("button"), AT_LEAST(1), U8(0), FIRST(count_, presses_), ONLY(models_)}
#define BY_KEYS(type_, presses_) \
    {EVENT("button"), VALUES(ANY(type_)), ONLY(MANY_KEYS), WHEN(is_without_number)}, \
    ONE_KEY_OF(2, presses_, TWO_KEYS), ONE_KEY_OF(3, presses_, THREE_KEYS), \
    ONE_KEY_OF(4, presses_, FOUR_KEYS), ONE_KEY_OF(6, presses_, SIX_KEYS), \
    ONE_KEY_OF(8, presses_, EIGHT_KEYS)

static const struct mi_object_type TYPES[] = {
    /* --- 0x0000: general events --- */

    OBJECT(0x0001, "connection", {EVENT("connection")}),
    OBJECT(0x0002, "simple_pairing", {EVENT("pairing_object"), LENGTH(2), U16LE(0)}),
    OBJECT(0x0003, "approach",
           {EVENT("motion"), AT_LEAST(1), U8(0), VALUES(ANY("motion_detected"))}),
    OBJECT(0x0004, "keep_away", {EVENT("keep_away")}),
    OBJECT(0x0005, "lock_obsolete", {EVENT("lock_obsolete")}),
    OBJECT(0x0006, "fingerprint",
           {TEXT("key_id"), LENGTH(5), U32LE(0), CASES(FINGERPRINT_KEYS)},
           {BINARY("fingerprint"), LENGTH(5), U8(4), CASES(ZERO_ELSE_FALSE)},
           {EVENT("fingerprint_result"), LENGTH(5), U8(4), CASES(FINGERPRINT_RESULTS)}),
    OBJECT(0x0007, "door",
           {BINARY("door"), AT_LEAST(1), U8(0),
            VALUES(ON(0), OFF(1), ON(2), OFF(3), ON(4), OFF(5))},
           {EVENT("door_action"), AT_LEAST(1), U8(0), CASES(DOOR_ACTIONS)},
           {BINARY("door_left_open"), AT_LEAST(1), U8(0), VALUES(OFF(1), ON(2))},
           {BINARY("knock_on_the_door"), AT_LEAST(1), U8(0), VALUES(OFF(0), ON(3))},
           {BINARY("pry_the_door"), AT_LEAST(1), U8(0), VALUES(OFF(1), ON(4))},
           {BINARY("door_stuck"), AT_LEAST(1), U8(0), VALUES(OFF(0), ON(5))},
           {SENSOR("timestamp", "s"), AT_LEAST(5), U32LE(1)}),
    OBJECT(0x0008, "armed",
           {BINARY("armed"), FROM_TO(1, 5), U8(0), CASES(ONE_IS_TRUE)},
           {SENSOR("timestamp", "s"), LENGTH(5), U32LE(1)},
           {EVENT("lock_action"), FROM_TO(1, 5), U8(0), VALUES(ANY("lock_outside_the_door")),
            ONLY("DSL-C08")},
           {TEXT("lock_method"), FROM_TO(1, 5), U8(0), VALUES(ANY("manual")), ONLY("DSL-C08")}),
    OBJECT(0x0009, "gesture", {EVENT("gesture"), LENGTH(2), U16LE(0), CASES(GESTURES)}),
    OBJECT(0x000a, "body_temperature",
           {SENSOR("temperature", "°C"), LENGTH(2), S16LE(0), HUNDREDTHS, VALUES(ABSENT(0))}),
    OBJECT(0x000b, "lock",
           {EVENT("lock_action"), LENGTH(9), U8(0), BITS(0, 3), CASES(LOCK_ACTIONS)},
           {TEXT("lock_method"), LENGTH(9), U8(0), BITS(4, 7), CASES(LOCK_METHODS)},
           {BINARY("lock"), LENGTH(9), U8(0), BITS(0, 3),
            VALUES(ON(0), OFF(1), ON(4), OFF(5), OFF(8))},
           {BINARY("antilock"), LENGTH(9), U8(0), BITS(0, 3), VALUES(ON(2), OFF(3))},
           {BINARY("childlock"), LENGTH(9), U8(0), BITS(0, 3), VALUES(ON(6), OFF(7))},
           {TEXT("key_id"), LENGTH(9), U32LE(1), CASES(LOCK_KEYS)},
           {TEXT("error"), LENGTH(9), U32LE(1), CASES(LOCK_ERRORS)},
           {SENSOR("timestamp", "s"), LENGTH(9), U32LE(5)}),
    OBJECT(0x000c, "flooding_event",
           {BINARY("moisture_detected"), LENGTH(1), U8(0), CASES(ONE_IS_TRUE)}),
    OBJECT(0x000d, "smoke_event",
           {BINARY("smoke"), LENGTH(1), U8(0), CASES(ONE_ELSE_FALSE)},
           {TEXT("smoke_status"), LENGTH(1), U8(0), CASES(SMOKE_STATES)}),
    OBJECT(0x000e, "gas_event",
           {BINARY("gas"), LENGTH(1), U8(0), CASES(ONE_ELSE_FALSE)},
           {TEXT("gas_status"), LENGTH(1), U8(0), CASES(GAS_STATES)}),
    OBJECT(0x000f, "motion_with_light",
           {BINARY("motion"), LENGTH(3), U24LE(0), CASES(ALWAYS_TRUE)},
           {BINARY("light"), LENGTH(3), U24LE(0), VALUES(ON_RANGE(100, 16777215), ANY_OFF),
            ONLY("MJYD02YL,RTCGQ02LM")},
           {SENSOR("illuminance", "lx"), LENGTH(3), U24LE(0), EXCEPT("MJYD02YL,RTCGQ02LM")}),
    OBJECT(0x0010, "toothbrush",
           {BINARY("toothbrush"), FROM_TO(1, 2), U8(0), CASES(ZERO_ELSE_FALSE)},
           {SENSOR("counter", NO_UNIT), LENGTH(2), U8(1), WHEN(is_brushing)},
           {SENSOR("score", NO_UNIT), LENGTH(2), U8(1), WHEN(has_brushed)}),
    OBJECT(0x0011, "cat_eye", {EVENT("cat_eye"), LENGTH(1), U8(0), CASES(CAT_EYE_EVENTS)}),
    OBJECT(0x0012, "weighing_event",
           {SENSOR("mass", "kg"), LENGTH(3), U16LE(0), THOUSANDTHS},
           {EVENT("weighing_type"), LENGTH(3), U8(2),
            VALUES(IS(0, "current"), IS(1, "decrease"), IS(2, "increase"))}),

    /* --- 0x1000: general attributes --- */

    BARE_OBJECT(0x1001, "button"), /* read by button.c */
    OBJECT(0x1002, "sleep", {BINARY("asleep"), LENGTH(1), U8(0), CASES(ONE_IS_TRUE)}),
    OBJECT(0x1003, "rssi", {SENSOR("rssi", "dBm"), LENGTH(1), S8(0)}),
    OBJECT(0x1004, "temperature", {SENSOR("temperature", "°C"), LENGTH(2), S16LE(0), TENTHS}),
    OBJECT(0x1005, "power_and_temperature",
           {BINARY("power"), AT_LEAST(2), U8(0), CASES(NONZERO_IS_TRUE)},
           {TEXT("kettle_state"), AT_LEAST(2), U8(0),
            VALUES(IS(0, "idle"), IS(1, "heat"), IS(2, "cool_down"), IS(3, "warm_up"))},
           {SENSOR("temperature", "°C"), AT_LEAST(2), U8(1)}),
    OBJECT(0x1006, "humidity", {SENSOR("humidity", "%"), LENGTH(2), U16LE(0), TENTHS}),
    OBJECT(0x1007, "illuminance",
           {BINARY("light"), LENGTH(3), U24LE(0), VALUES(ON(100), ANY_OFF),
            ONLY("MJYD02YL,MCCGQ02HL")},
           {SENSOR("illuminance", "lx"), LENGTH(3), U24LE(0), EXCEPT("MJYD02YL,MCCGQ02HL")}),
    OBJECT(0x1008, "moisture", {SENSOR("moisture", "%"), AT_LEAST(1), U8(0)}),
    OBJECT(0x1009, "conductivity", {SENSOR("conductivity", "µS/cm"), LENGTH(2), U16LE(0)}),
    OBJECT(0x100a, "battery",
           {SENSOR("battery", "%"), AT_LEAST(1), U8(0)},
           {SENSOR("timestamp", "s"), AT_LEAST(5), U32LE(1)}),
    OBJECT(0x100d, "temperature_humidity",
           {SENSOR("temperature", "°C"), LENGTH(4), S16LE(0), TENTHS},
           {SENSOR("humidity", "%"), LENGTH(4), U16LE(2), TENTHS}),
    OBJECT(0x100e, "lock_attribute",
           {BINARY("lock"), LENGTH(1), U8(0), BITS(0, 0), CASES(ZERO_IS_TRUE)},
           {BINARY("deadbolt"), LENGTH(1), U8(0), BITS(1, 1), CASES(ONE_IS_TRUE)},
           {BINARY("latch"), LENGTH(1), U8(0), BITS(2, 2), CASES(ONE_IS_TRUE)},
           {BINARY("childlock"), LENGTH(1), U8(0), BITS(3, 3), CASES(ONE_IS_TRUE)}),
    OBJECT(0x100f, "door_attribute", {BINARY("door"), AT_LEAST(1), U8(0), CASES(ZERO_IS_TRUE)}),
    OBJECT(0x1010, "formaldehyde",
           {SENSOR("formaldehyde", "mg/m³"), LENGTH(2), U16LE(0), HUNDREDTHS}),
    OBJECT(0x1011, "bound", {BINARY("bound"), LENGTH(1), U8(0), CASES(ONE_IS_TRUE)}),
    OBJECT(0x1012, "power", {BINARY("power"), AT_LEAST(1), U8(0), CASES(NONZERO_IS_TRUE)}),
    OBJECT(0x1013, "consumable", {SENSOR("consumable", "%"), AT_LEAST(1), U8(0)}),
    OBJECT(0x1014, "flooding",
           {BINARY("moisture_detected"), AT_LEAST(1), U8(0), CASES(NONZERO_IS_TRUE)}),
    OBJECT(0x1015, "smoke",
           {BINARY("smoke"), AT_LEAST(1), U8(0), CASES(ONE_ELSE_FALSE)},
           {BINARY("problem"), AT_LEAST(1), U8(0), VALUES(ON(2), ANY_OFF)}),
    OBJECT(0x1016, "gas", {BINARY("gas"), LENGTH(1), U8(0), CASES(ONE_IS_TRUE)}),
    OBJECT(0x1017, "no_motion_duration",
           {SENSOR("idle_time", "s"), LENGTH(4), U32LE(0)},
           {BINARY("motion"), LENGTH(4), U32LE(0), VALUES(ON_RANGE(0, 30), ANY_OFF)}),
    OBJECT(0x1018, "light", {BINARY("light"), AT_LEAST(1), U8(0), CASES(NONZERO_IS_TRUE)}),
    OBJECT(0x1019, "door_window",
           {BINARY("opening"), AT_LEAST(1), U8(0), VALUES(ON(0), OFF(1), ON(2))},
           {BINARY("door_left_open"), AT_LEAST(1), U8(0), VALUES(OFF(1), ON(2))},
           {EVENT("device_reset"), AT_LEAST(1), U8(0), VALUES(IS(3, "reset"))}),
    OBJECT(0x101a, "weight", {SENSOR("mass", "kg"), LENGTH(2), U16LE(0), THOUSANDTHS}),
    OBJECT(0x101b, "no_motion_timeout",
           {BINARY("motion"), FROM_TO(1, 4), ALL_BYTES, CASES(ZERO_ELSE_FALSE)},
           {SENSOR("idle_time", "s"), LENGTH(4), U32LE(0)}),
    OBJECT(0x101c, "smart_pillow", {BINARY("bed_occupancy"), LENGTH(1), U8(0), CASES(ONE_IS_TRUE)}),

    /* --- 0x2000, 0x3000: objects of one maker --- */

    OBJECT(0x2000, "body_temperature_mmc",
           {SENSOR("temperature", "°C"), LENGTH(5), COMPUTE(body_temperature)},
           {SENSOR("temperature_skin", "°C"), LENGTH(5), S16LE(0), HUNDREDTHS},
           {SENSOR("temperature_board", "°C"), LENGTH(5), S16LE(2), HUNDREDTHS},
           {SENSOR("battery", "%"), LENGTH(5), U8(4)}),
    OBJECT(0x2001, "mi_band",
           {SENSOR("steps", NO_UNIT), LENGTH(4), U16LE(0)},
           {BINARY("asleep"), LENGTH(4), U8(2), VALUES(ON(1), OFF(2))},
           {SENSOR("rssi", "dBm"), LENGTH(4), U8(3), NEGATED}),
    OBJECT(0x2002, "vacuum_cleaner",
           {TEXT("vacuum_mode"), LENGTH(2), U8(0), CASES(VACUUM_MODES)},
           {SENSOR("vacuum_gear", NO_UNIT), LENGTH(2), U8(1)}),
    OBJECT(0x2003, "black_plus_band",
           {SENSOR("steps", NO_UNIT), LENGTH(4), U16LE(0)},
           {SENSOR("heart_rate", "bpm"), LENGTH(4), U8(2)},
           {SENSOR("activity_status", NO_UNIT), LENGTH(4), U8(3)}),
    /* not Xiaomi: the pvvx firmware counts pulses of a reed switch */
    OBJECT(0x20e1, "pulse_counter", {SENSOR("count", NO_UNIT), LENGTH(4), U32LE(0)}),
    OBJECT(0x3000, "flower_monitor",
           {EVENT("flower_monitor"), LENGTH(1), U8(0),
            VALUES(IS(0, "normal"), IS(1, "unplugged"))}),
    OBJECT(0x3001, "sensor_position", {BINARY("docked"), LENGTH(1), U8(0), CASES(ONE_IS_TRUE)}),
    OBJECT(0x3002, "pomodoro",
           {EVENT("pomodoro"), LENGTH(1), U8(0),
            VALUES(IS(0, "work_start"), IS(1, "work_end"), IS(2, "rest_start"),
                   IS(3, "rest_end"))}),
    OBJECT(0x3003, "brushing",
           {BINARY("toothbrush"), FROM_TO(5, 6), U8(0), CASES(ZERO_IS_TRUE)},
           {SENSOR("timestamp", "s"), FROM_TO(5, 6), U32LE(1), WHEN(is_start_or_end)},
           {SENSOR("score", NO_UNIT), LENGTH(6), U8(5)}),

    /*
     * --- 0x4000 and above, from the MIoT description of the product: 0x4000 + 0x400 x service
     * + (0x200 for an event) + number of the property or event - 1000 ---
     */

    OBJECT(0x4801, "temperature", {SENSOR("temperature", "°C"), LENGTH(4), F32LE(0)}),
    OBJECT(0x4802, "humidity", {SENSOR("humidity", "%"), AT_LEAST(1), U8(0)}),
    OBJECT(0x4803, "battery", {SENSOR("battery", "%"), AT_LEAST(1), U8(0)}),
    OBJECT(0x4804, "contact_state",
           {BINARY("opening"), AT_LEAST(1), U8(0), VALUES(ON(1), OFF(2)), EXCEPT("SJWS02LM")},
           {BINARY("door_left_open"), AT_LEAST(1), U8(0), VALUES(OFF(2)), EXCEPT("SJWS02LM")},
           {BINARY("device_forcibly_removed"), AT_LEAST(1), U8(0), VALUES(OFF(2)),
            EXCEPT("SJWS02LM")},
           {TEXT("status"), AT_LEAST(1), U8(0),
            VALUES(IS(0, "in_monitoring"), IS(1, "idle"), IS(2, "busy"), IS(3, "delay")),
            ONLY("SJWS02LM")}),
    OBJECT(0x4805, "illuminance", {SENSOR("illuminance", "lx"), LENGTH(4), F32LE(0)}),
    OBJECT(0x4806, "submersion",
           {BINARY("moisture_detected"), LENGTH(1), U8(0), CASES(NONZERO_IS_TRUE),
            EXCEPT("SJWS02LM")},
           {BINARY("bottom_submersion"), LENGTH(1), U8(0), CASES(NONZERO_IS_TRUE),
            ONLY("SJWS02LM")}),
    OBJECT(0x4808, "humidity", {SENSOR("humidity", "%"), LENGTH(4), F32LE(0)}),
    OBJECT(0x480c, "door_window_state", {BINARY("opening"), LENGTH(1), U8(0), CASES(ZERO_IS_TRUE)}),
    OBJECT(0x4810, "sleep_state",
           {BINARY("asleep"), AT_LEAST(1), U8(0), CASES(ONE_IS_TRUE)},
           {EVENT("button"), AT_LEAST(1), U8(0), VALUES(IS(2, "double_press"))}),
    OBJECT(0x4811, "snoring", {BINARY("snoring"), AT_LEAST(1), U8(0), CASES(NONZERO_IS_TRUE)}),
    OBJECT(0x4818, "no_motion_duration",
           {SENSOR("idle_time", "s"), LENGTH(2), U16LE(0)},
           {BINARY("motion"), LENGTH(2), U16LE(0), VALUES(ON_RANGE(0, 30), ANY_OFF)}),
    BARE_OBJECT(0x4835, "no_motion_time_set"),
    OBJECT(0x483c, "pressure_state",
           {BINARY("occupancy"), LENGTH(1), U8(0), CASES(NONZERO_IS_TRUE)}),
    OBJECT(0x483d, "pressure_present_duration",
           {SENSOR("pressure_present_duration", "s"), LENGTH(4), U32LE(0)}),
    OBJECT(0x483e, "pressure_not_present_duration",
           {SENSOR("pressure_not_present_duration", "s"), LENGTH(4), U32LE(0)}),
    OBJECT(0x483f, "pressure_present_time_set",
           {SENSOR("pressure_present_time_set", "s"), LENGTH(4), U32LE(0)}),
    OBJECT(0x4840, "pressure_not_present_time_set",
           {SENSOR("pressure_not_present_time_set", "s"), LENGTH(4), U32LE(0)}),
    OBJECT(0x484e, "occupancy",
           {BINARY("occupancy"), LENGTH(1), U8(0), CASES(NONZERO_IS_TRUE), EXCEPT("XMOSB01XS")},
           {BINARY("occupancy"), LENGTH(1), U8(0), CASES(ONE_ELSE_FALSE), ONLY("XMOSB01XS")}),
    OBJECT(0x484f, "no_one_duration",
           {SENSOR("no_one_duration", "min"), LENGTH(1), U8(0)},
           {BINARY("motion"), LENGTH(1), U8(0), CASES(ZERO_ELSE_FALSE)}),
    OBJECT(0x4850, "has_someone_duration",
           {SENSOR("has_someone_duration", "min"), LENGTH(1), U8(0)}),
    OBJECT(0x4851, "duration_detected", {SENSOR("duration_detected", "min"), AT_LEAST(1), U8(0)}),
    OBJECT(0x4852, "duration_cleared", {SENSOR("duration_cleared", "min"), AT_LEAST(1), U8(0)}),
    OBJECT(0x4860, "occupancy", {BINARY("occupancy"), LENGTH(4), U32LE(0), CASES(NONZERO_IS_TRUE)}),
    OBJECT(0x487b, "top_splash",
           {BINARY("top_splash"), LENGTH(1), U8(0), CASES(NONZERO_IS_TRUE), ONLY("SJWS02LM")}),
    OBJECT(0x4a01, "low_battery",
           {BINARY("battery_low"), AT_LEAST(1), U8(0), CASES(NONZERO_IS_TRUE)}),
    OBJECT(0x4a07, "lock_exception",
           {SENSOR("timestamp", "s"), LENGTH(5), U32LE(0), ONLY("XMZNMS09LM")},
           {TEXT("error"), LENGTH(5), U8(4), CASES(LOCK_EXCEPTIONS), ONLY("XMZNMS09LM")}),
    OBJECT(0x4a08, "motion_with_illuminance",
           {BINARY("motion"), LENGTH(4), F32LE(0), CASES(ALWAYS_TRUE)},
           {SENSOR("illuminance", "lx"), LENGTH(4), F32LE(0)}),
    BARE_OBJECT(0x4a09, "no_motion_event"),
    OBJECT(0x4a0c, "button_click",
           {EVENT("button"), VALUES(ANY("press")),
            EXCEPT("XMWS01XS," MANY_KEYS "," KNOB_SWITCH "," WALL_KEYS)},
           BY_KEYS("press", PRESSES),
           {EVENT("button"), VALUES(ANY_KEY("button_1", "press")), ONLY(KNOB_SWITCH)},
           {EVENT("button"), VALUES(ANY_KEY("button_1", "press")), ONLY(WALL_KEYS)},
           {EVENT("button"), AT_LEAST(1), U8(0),
            VALUES(KEY(0, "button_left", "press"), KEY(1, "button_right", "press"),
                   BOTH(2, "button_left", "button_right", "press")), ONLY("XMWS01XS")}),
    OBJECT(0x4a0d, "button_double_click",
           {EVENT("button"), VALUES(ANY("double_press")),
            EXCEPT("XMWS01XS," MANY_KEYS "," KNOB_SWITCH)},
           BY_KEYS("double_press", DOUBLE_PRESSES),
           {EVENT("button"), VALUES(ANY_KEY("button_2", "press")), ONLY(KNOB_SWITCH)},
           {EVENT("button"), AT_LEAST(1), U8(0),
            VALUES(KEY(0, "button_left", "double_press"), KEY(1, "button_right", "double_press")),
            ONLY("XMWS01XS")}),
    OBJECT(0x4a0e, "button_long_press",
           {EVENT("button"), VALUES(ANY("long_press")),
            EXCEPT("XMWS01XS," MANY_KEYS "," KNOB_SWITCH "," WALL_KEYS)},
           BY_KEYS("long_press", LONG_PRESSES),
           {EVENT("button"), VALUES(ANY_KEY("button_3", "press")), ONLY(KNOB_SWITCH)},
           {EVENT("button"), VALUES(ANY_KEY("button_1", "long_press")), ONLY(WALL_KEYS)},
           {EVENT("button"), AT_LEAST(1), U8(0),
            VALUES(KEY(0, "button_left", "long_press"), KEY(1, "button_right", "long_press")),
            ONLY("XMWS01XS")}),
    OBJECT(0x4a0f, "forcibly_removed",
           {BINARY("device_forcibly_removed"), AT_LEAST(1), U8(0), VALUES(ON(1))},
           {BINARY("opening"), AT_LEAST(1), U8(0), VALUES(ON(1))}),
    OBJECT(0x4a12, "opening_event",
           {BINARY("opening"), AT_LEAST(1), U8(0), VALUES(ON(1), OFF(2))},
           {BINARY("door_left_open"), AT_LEAST(1), U8(0), VALUES(OFF(2))},
           {BINARY("device_forcibly_removed"), AT_LEAST(1), U8(0), VALUES(OFF(2))}),
    OBJECT(0x4a13, "button_event", {EVENT("button"), AT_LEAST(1), U8(0), VALUES(IS(1, "press"))}),
    OBJECT(0x4a14, "lock_event",
           {EVENT("lock_action"), LENGTH(9), U8(6), CASES(NEW_LOCK_ACTIONS), ONLY(KEY_FIRST)},
           {TEXT("lock_method"), LENGTH(9), U8(7), CASES(NEW_LOCK_METHODS), ONLY(KEY_FIRST)},
           {BINARY("lock"), LENGTH(9), U8(6), CASES(UNLOCKED_BY), ONLY(KEY_FIRST)},
           {TEXT("position"), LENGTH(9), U8(8), CASES(POSITIONS), ONLY(KEY_FIRST)},
           {TEXT("key_id"), LENGTH(9), U16LE(0), VALUES(ANY("{raw}")), ONLY(KEY_FIRST)},
           {SENSOR("timestamp", "s"), LENGTH(9), U32LE(2), ONLY(KEY_FIRST)},
           {EVENT("lock_action"), AT_LEAST(3), U8(2), CASES(NEW_LOCK_ACTIONS), ONLY(SIDE_FIRST)},
           {TEXT("lock_method"), AT_LEAST(3), U8(1), CASES(NEW_LOCK_METHODS), ONLY(SIDE_FIRST)},
           {BINARY("lock"), AT_LEAST(3), U8(2), CASES(UNLOCKED_BY), ONLY(SIDE_FIRST)},
           {TEXT("position"), AT_LEAST(3), U8(0), CASES(POSITIONS), ONLY(SIDE_FIRST)}),
    OBJECT(0x4a19, "timer_event", {EVENT("timer"), VALUES(ANY("timer1_end"))}),
    OBJECT(0x4a1a, "left_open_event",
           {BINARY("door_left_open"), AT_LEAST(1), U8(0), VALUES(ON(1))},
           {BINARY("opening"), AT_LEAST(1), U8(0), VALUES(ON(1))}),
    OBJECT(0x4a1c, "device_reset",
           {EVENT("device_reset"), AT_LEAST(1), U8(0), VALUES(ANY("reset")), EXCEPT(KNOB_SWITCH)},
           {EVENT("button"), VALUES(ANY_KEY("button_4", "press")), ONLY(KNOB_SWITCH)}),
    OBJECT(0x4a68, "water_event",
           {BINARY("bottom_submersion"), LENGTH(1), U8(0), CASES(ZERO_IS_TRUE), ONLY("SJWS02LM")},
           {BINARY("top_splash"), LENGTH(1), U8(0), VALUES(ON(2), OFF(3)), ONLY("SJWS02LM")}),
    OBJECT(0x4c01, "temperature", {SENSOR("temperature", "°C"), LENGTH(4), F32LE(0)}),
    OBJECT(0x4c02, "humidity", {SENSOR("humidity", "%"), LENGTH(1), U8(0)}),
    OBJECT(0x4c03, "battery", {SENSOR("battery", "%"), AT_LEAST(1), U8(0)}),
    OBJECT(0x4c08, "humidity", {SENSOR("humidity", "%"), LENGTH(4), F32LE(0)}),
    OBJECT(0x4c14, "mode", {SENSOR("mode", NO_UNIT), AT_LEAST(1), U8(0)}),
    OBJECT(0x4c15, "door_state",
           {TEXT("door_state"), LENGTH(1), U8(0), CASES(DOOR_STATES),
            ONLY("XMZNMS201LM,lumi.lock.mcn009")},
           {TEXT("door_state"), LENGTH(1), U8(0), CASES(HIGH_DOOR_STATES),
            ONLY(SIDE_FIRST ",line.lock.fms5")},
           {BINARY("door"), LENGTH(1), U8(0), BITS(0, 3), CASES(DOOR_IS_OPEN),
            ONLY("XMZNMS03OD,xiaomi.lock.b04sv")}),
    OBJECT(0x4c20, "indicator_light",
           {BINARY("indicator_light"), LENGTH(1), U8(0), CASES(ONE_IS_TRUE), ONLY("IZQ-BLE")}),
    OBJECT(0x4e01, "low_battery",
           {BINARY("battery_low"), AT_LEAST(1), U8(0), CASES(NONZERO_IS_TRUE)}),
    OBJECT(0x4e0c, "button_click",
           {EVENT("button"), AT_LEAST(1), U8(0), LEFT_AND_RIGHT("press"), ONLY("XMWXKG01YL")},
           {EVENT("button"), AT_LEAST(1), U8(0),
            VALUES(IS(1, "press"), IS(8, "long_press"), IS(15, "double_press")), ONLY("K9BB-1BTN")},
           {EVENT("button"), VALUES(ANY("press")), ONLY("XMWXKG01LM")},
           {EVENT("button"), AT_LEAST(1), U8(0), FIRST(4, PRESSES), ONLY("PTX-F1-Display")},
           {EVENT("button"), VALUES(ANY_KEY("knob", "rotate_right")), ONLY(KNOB_SWITCH)}),
    OBJECT(0x4e0d, "button_double_click",
           {EVENT("button"), AT_LEAST(1), U8(0), LEFT_AND_RIGHT("double_press"),
            ONLY("XMWXKG01YL")},
           {EVENT("button"), VALUES(ANY("double_press")), ONLY("XMWXKG01LM")},
           {EVENT("button"), AT_LEAST(1), U8(0), FIRST(4, DOUBLE_PRESSES),
            ONLY("PTX-F1-Display")},
           {EVENT("button"), VALUES(ANY_KEY("knob", "rotate_left")), ONLY(KNOB_SWITCH)}),
    OBJECT(0x4e0e, "button_long_press",
           {EVENT("button"), AT_LEAST(1), U8(0), LEFT_AND_RIGHT("long_press"), ONLY("XMWXKG01YL")},
           {EVENT("button"), VALUES(ANY("long_press")), ONLY("XMWXKG01LM")},
           {EVENT("button"), AT_LEAST(1), U8(0), FIRST(4, LONG_PRESSES),
            ONLY("PTX-F1-Display")},
           {EVENT("button"), VALUES(ANY_KEY("knob", "press")), ONLY(KNOB_SWITCH)}),
    OBJECT(0x4e14, "lock_event",
           {TEXT("lock_method"), LENGTH(9), U8(2), CASES(NEW_LOCK_METHODS), ONLY("XMZNMS01OD")},
           {EVENT("lock_action"), LENGTH(9), U8(3), CASES(NEW_LOCK_ACTIONS), ONLY("XMZNMS01OD")},
           {BINARY("lock"), LENGTH(9), U8(3), CASES(UNLOCKED_BY), ONLY("XMZNMS01OD")},
           {TEXT("position"), LENGTH(9), U8(4), CASES(POSITIONS), ONLY("XMZNMS01OD")},
           {TEXT("key_id"), LENGTH(9), U16LE(0), VALUES(ABSENT(0xffff), ANY("{raw}")),
            ONLY("XMZNMS01OD")},
           {SENSOR("timestamp", "s"), LENGTH(9), U32LE(5), ONLY("XMZNMS01OD")},
           {BINARY("lock"), AT_LEAST(2), U8(0), CASES(ZERO_IS_TRUE), ONLY("line.lock.fms5")}),
    OBJECT(0x4e16, "customized_event_1",
           {SENSOR("profile_id", NO_UNIT), LENGTH(9), U8(0), ONLY("MJTZC02YM")},
           {SENSOR("mass", "kg"), LENGTH(9), U32LE(1), HUNDREDTHS, VALUES(ABSENT(0)),
            ONLY("MJTZC02YM")},
           {SENSOR("timestamp", "s"), LENGTH(9), U32LE(5), ONLY("MJTZC02YM")},
           {SENSOR("profile_id", NO_UNIT), LENGTH(9), U8(0), ONLY("MJTZC04YM")},
           {SENSOR("measure_stage", NO_UNIT), LENGTH(9), U8(3), ONLY("MJTZC04YM")},
           {SENSOR("mass", "kg"), LENGTH(9), U16LE(7), HUNDREDTHS, ONLY("MJTZC04YM"),
            WHEN(s800_has_mass)},
           {SENSOR("heart_rate", "bpm"), LENGTH(9), U8(8), PLUS(50), VALUES(ABSENT(0)),
            ONLY("MJTZC04YM"), WHEN(s800_has_heart_rate)},
           {BINARY("bed_occupancy"), LENGTH(1), U8(0), VALUES(ON(1)), ONLY("ZX1")}),
    OBJECT(0x4e17, "customized_event_2",
           {BINARY("bed_occupancy"), AT_LEAST(1), U8(0), VALUES(OFF(1)), ONLY("ZX1")}),
    OBJECT(0x4e19, "timer_event", {EVENT("timer"), VALUES(ANY("timer2_end"))}),
    OBJECT(0x4e1c, "device_reset", {EVENT("device_reset"), AT_LEAST(1), VALUES(ANY("reset"))}),
    OBJECT(0x5003, "battery", {SENSOR("battery", "%"), AT_LEAST(1), U8(0)}),
    OBJECT(0x5010, "sleep_state",
           {BINARY("asleep"), AT_LEAST(1), U8(0), CASES(ONE_IS_TRUE)},
           {EVENT("button"), AT_LEAST(1), U8(0), VALUES(IS(2, "double_press"))}),
    OBJECT(0x5011, "snoring", {BINARY("snoring"), AT_LEAST(1), U8(0), CASES(NONZERO_IS_TRUE)}),
    OBJECT(0x5015, "door_state",
           {TEXT("door_state"), LENGTH(1), U8(0), CASES(DOOR_STATES), ONLY("XMZNMS01OD")}),
    OBJECT(0x5022, "battery_slots",
           {TEXT("battery_slots"), LENGTH(1), U8(0), CASES(BATTERY_SLOTS), ONLY("XFCL201")}),
    OBJECT(0x5201, "low_battery",
           {BINARY("battery_low"), AT_LEAST(1), U8(0), CASES(NONZERO_IS_TRUE)}),
    OBJECT(0x520c, "button_click",
           {EVENT("button"), VALUES(ANY_KEY("button_2", "press")), ONLY(WALL_KEYS)}),
    OBJECT(0x520e, "button_long_press",
           {EVENT("button"), VALUES(ANY_KEY("button_2", "long_press")), ONLY(WALL_KEYS)}),
    OBJECT(0x5403, "battery", {SENSOR("battery", "%"), AT_LEAST(1), U8(0)}),
    OBJECT(0x5412, "customized_property_1",
           {SENSOR("customized_property_1", NO_UNIT), AT_LEAST(1), U8(0), ONLY("ES3")}),
    OBJECT(0x5413, "customized_property_2",
           {BINARY("occupancy_close_range"), AT_LEAST(1), U8(0), CASES(NONZERO_IS_TRUE),
            ONLY("ES5BB")}),
    OBJECT(0x5414, "mode", {SENSOR("mode", NO_UNIT), AT_LEAST(1), U8(0)}),
    OBJECT(0x5422, "charging_state",
           {TEXT("charging_state"), LENGTH(1), U8(0),
            VALUES(IS(0, "charging"), IS(1, "not_charging"), IS(2, "full"), ANY("unknown"))}),
    OBJECT(0x5601, "low_battery",
           {BINARY("battery_low"), AT_LEAST(1), U8(0), CASES(NONZERO_IS_TRUE)}),
    OBJECT(0x5606, "doorbell",
           {EVENT("doorbell"), VALUES(ANY("doorbell")),
            ONLY(DOORBELLS ",XFCL201,loock.lock.h01lyk")},
           {SENSOR("timestamp", "s"), LENGTH(4), U32LE(0), ONLY(DOORBELLS)}),
    OBJECT(0x560c, "button_click",
           {EVENT("button"), AT_LEAST(1), U8(0), FOUR_IN_A_ROW("press"), ONLY("KS1,KS1BP")},
           {EVENT("button"), VALUES(ANY("press")), ONLY("KS2BB,AFWXKG220000")},
           {EVENT("button"), AT_LEAST(1), U8(0), FIRST(8, PRESSES), ONLY(SCENE_KEYS)},
           {EVENT("button"), AT_LEAST(1), U8(0), FIRST(4, PRESSES), ONLY("lemesh.remote.ts10")},
           {EVENT("button"), AT_LEAST(1), U8(0),
            VALUES(NUMBERED(1, "press"), KEY(5, "knob", "rotate_right"),
                   KEY(6, "knob", "rotate_left")), ONLY("ailol.remote.ts4")},
           {EVENT("button"), AT_LEAST(1), U8(0),
            VALUES(KNOB_AND_KEYS("press"), KEY(6, "knob", "rotate_right"),
                   KEY(7, "knob", "rotate_left"), KEY(8, "knob", "rotate_right_pressed"),
                   KEY(9, "knob", "rotate_left_pressed")), ONLY("lemesh.remote.ts4")},
           {EVENT("button"), VALUES(ANY_KEY("button_3", "press")), ONLY("PTX-AK3-QMIMB")}),
    OBJECT(0x560d, "button_double_click",
           {EVENT("button"), AT_LEAST(1), U8(0), FOUR_IN_A_ROW("double_press"), ONLY("KS1,KS1BP")},
           {EVENT("button"), VALUES(ANY("double_press")), ONLY("KS2BB,AFWXKG220000")},
           {EVENT("button"), AT_LEAST(1), U8(0), FIRST(8, DOUBLE_PRESSES), ONLY(SCENE_KEYS)},
           {EVENT("button"), AT_LEAST(1), U8(0), FIRST(4, DOUBLE_PRESSES),
            ONLY("lemesh.remote.ts10,ailol.remote.ts4")},
           {EVENT("button"), AT_LEAST(1), U8(0),
            VALUES(KNOB_AND_KEYS("double_press")), ONLY("lemesh.remote.ts4")}),
    OBJECT(0x560e, "button_long_press",
           {EVENT("button"), AT_LEAST(1), U8(0), FOUR_IN_A_ROW("long_press"), ONLY("KS1,KS1BP")},
           {EVENT("button"), VALUES(ANY("long_press")), ONLY("KS2BB,AFWXKG220000")},
           {EVENT("button"), AT_LEAST(1), U8(0), FIRST(8, LONG_PRESSES), ONLY(SCENE_KEYS)},
           {EVENT("button"), AT_LEAST(1), U8(0), FIRST(4, LONG_PRESSES),
            ONLY("lemesh.remote.ts10,ailol.remote.ts4")},
           {EVENT("button"), AT_LEAST(1), U8(0),
            VALUES(KNOB_AND_KEYS("long_press")), ONLY("lemesh.remote.ts4")},
           {EVENT("button"), VALUES(ANY_KEY("button_3", "long_press")), ONLY("PTX-AK3-QMIMB")}),
    OBJECT(0x5616, "customized_event_1",
           {EVENT("customized_event_1"), LENGTH(1), U8(0), ONLY("XMOSB01XS")}),
    OBJECT(0x561c, "knob_press_rotate",
           {EVENT("button"), VALUES(ANY_KEY("knob", "rotate_pressed")),
            ONLY("lemesh.remote.ts10")}),
    OBJECT(0x5661, "radar_event",
           {EVENT("radar_event"), AT_LEAST(1), U8(0), CASES(RADAR_EVENTS), ONLY("ES5BB")}),
    OBJECT(0x5803, "battery", {SENSOR("battery", "%"), AT_LEAST(1), U8(0), ONLY("PTX-F1-Display")}),
    OBJECT(0x5810, "sleep_state", {BINARY("asleep"), LENGTH(1), U8(0), CASES(ZERO_IS_TRUE)}),
    OBJECT(0x5a06, "doorbell",
           {EVENT("doorbell"), VALUES(ANY("doorbell")), ONLY("XMZNMS01OD")},
           {SENSOR("timestamp", "s"), LENGTH(4), U32LE(0), ONLY("XMZNMS01OD")}),
    OBJECT(0x5a16, "customized_event_1",
           {BINARY("bed_occupancy"), AT_LEAST(1), U8(0), VALUES(ON(1), OFF(2))},
           {EVENT("button"), AT_LEAST(1), U8(0), VALUES(IS(3, "double_press"))}),
    OBJECT(0x5c01, "temperature", {SENSOR("temperature", "°C"), LENGTH(4), F32LE(0)}),
    OBJECT(0x5c02, "humidity", {SENSOR("humidity", "%"), AT_LEAST(1), U8(0)}),
    OBJECT(0x5c03, "battery", {SENSOR("battery", "%"), AT_LEAST(1), U8(0)}),
    OBJECT(0x6012, "humidity", {SENSOR("humidity", "%"), LENGTH(1), U8(0), ONLY("PTX-F1-Display")}),
    OBJECT(0x605d, "temperature",
           {SENSOR("temperature", "°C"), LENGTH(1), S8(0), ONLY("PTX-F1-Display")}),
    OBJECT(0x6461, "wearing_state", {BINARY("wearing"), LENGTH(1), U8(0), CASES(ZERO_IS_TRUE)}),
    OBJECT(0x6e16, "body_composition",
           {SENSOR("profile_id", NO_UNIT), LENGTH(9), U8(0)},
           {SENSOR("mass", "kg"), LENGTH(9), U32LE(1), BITS(0, 10), TENTHS, VALUES(ABSENT(0))},
           {SENSOR("heart_rate", "bpm"), LENGTH(9), U32LE(1), BITS(11, 17), PLUS(50),
            VALUES(ABSENT(0), ABSENT(127))},
           {SENSOR("impedance_low", "Ω"), LENGTH(9), U32LE(1), BITS(18, 31), TENTHS,
            VALUES(ABSENT(0)), WHEN(s400_is_first)},
           {SENSOR("impedance_high", "Ω"), LENGTH(9), U32LE(1), BITS(18, 31), TENTHS,
            VALUES(ABSENT(0)), WHEN(s400_is_second)},
           {SENSOR("timestamp", "s"), LENGTH(9), U32LE(5)},
           {BINARY("stabilized"), LENGTH(9), U32LE(1), CASES(ALWAYS_TRUE), WHEN(s400_is_last)},
           {BINARY("stabilized"), LENGTH(9), U32LE(1), VALUES(ANY_OFF)}),
    OBJECT(0x720c, "button_click",
           ONE_KEY_OF(8, PRESSES, "huca.remote.wx8")),
    OBJECT(0x720d, "button_double_click",
           ONE_KEY_OF(8, DOUBLE_PRESSES, "huca.remote.wx8")),
    OBJECT(0x7403, "battery",
           {SENSOR("battery", "%"), AT_LEAST(1), U8(0), ONLY("huca.remote.wx8")}),
};

/* clang-format on */

const struct mi_object_table MI_MIBEACON_OBJECTS = {
    .name = "mibeacon",
    .types = TYPES,
    .count = sizeof TYPES / sizeof TYPES[0],
};
