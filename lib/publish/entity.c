#include "publish/entity.h"

#include <string.h>

#define NUMBER(key_, name_) .key = (key_), .kind = MI_SENSOR, .name = (name_)
#define BINARY(key_, name_) .key = (key_), .kind = MI_BINARY, .name = (name_)
#define TEXT(key_, name_)   .key = (key_), .kind = MI_TEXT, .name = (name_)
#define EVENT(key_, name_)  .key = (key_), .kind = MI_EVENT, .name = (name_)

#define CLASS(class_)    .device_class = (class_)
#define MEASURED         .state_class = "measurement", .is_measured = true
#define ANGLE            .state_class = "measurement_angle", .is_measured = true
#define TOTAL            .state_class = "total"
#define RISING           .state_class = "total_increasing"
#define DECIMALS(count_) .digits = (count_) + 1
#define ICON(icon_)      .icon = "mdi:" icon_
#define DIAGNOSTIC       .is_diagnostic = true
#define DISABLED         .is_disabled = true
#define QUIET            .is_quiet = true
#define ATTRIBUTES       .has_attributes = true
#define PROPERTIES       .has_properties = true
#define VALUES(values_)  .values = (values_)

/* clang-format off */
#define PRESSES \
    "press,double_press,triple_press,long_press,long_double_press,long_triple_press,hold_press"

#define BUTTON(key_, name_) EVENT(key_, name_), CLASS("button"), VALUES(PRESSES)

static const struct mi_entity ENTITIES[] = {
    {NUMBER("acceleration", "Acceleration"), MEASURED, DECIMALS(2), ICON("axis-arrow")},
    {NUMBER("acceleration_signed", "Acceleration (signed)"), MEASURED, DECIMALS(2),
     ICON("axis-arrow")},
    {NUMBER("activity_status", "Activity status"), ICON("walk")},
    {BINARY("antilock", "Antilock"), ICON("lock-check")},
    {BINARY("armed", "Armed"), ICON("shield-check")},
    {BINARY("asleep", "Asleep"), ICON("sleep")},
    {NUMBER("battery", "Battery"), CLASS("battery"), MEASURED, DECIMALS(0), DIAGNOSTIC},
    {BINARY("battery_charging", "Battery charging"), CLASS("battery_charging"), DIAGNOSTIC},
    {BINARY("battery_low", "Battery low"), CLASS("battery"), DIAGNOSTIC},
    {TEXT("battery_slots", "Battery slots"), DIAGNOSTIC, ICON("battery-sync"),
     VALUES("none,large,small,large_and_small,usb,usb_and_large,usb_and_small,all")},
    {BINARY("bed_occupancy", "Bed occupancy"), CLASS("occupancy")},
    {BINARY("bottom_submersion", "Water below"), CLASS("moisture")},
    {BINARY("bound", "Bound"), DIAGNOSTIC, ICON("link-variant")},
    {EVENT("button", "Button"), CLASS("button"), VALUES(PRESSES ",button")},
    {BUTTON("button_1", "Button 1")},
    {BUTTON("button_2", "Button 2")},
    {BUTTON("button_3", "Button 3")},
    {BUTTON("button_4", "Button 4")},
    {BUTTON("button_5", "Button 5"), ICON("gesture-tap-button")},
    {BUTTON("button_6", "Button 6"), ICON("gesture-tap-button")},
    {BUTTON("button_7", "Button 7"), ICON("gesture-tap-button")},
    {BUTTON("button_8", "Button 8"), ICON("gesture-tap-button")},
    {BUTTON("button_M", "Button M")},
    {BUTTON("button_air_exchange", "Button air exchange")},
    {BUTTON("button_brightness", "Button brightness")},
    {BUTTON("button_color_temperature", "Button color temperature")},
    {BUTTON("button_decrease_speed", "Button decrease speed")},
    {BUTTON("button_decrease_wind_speed", "Button decrease wind speed")},
    {BUTTON("button_dry", "Button dry")},
    {BUTTON("button_fan", "Button fan")},
    {BUTTON("button_heat", "Button heat")},
    {BUTTON("button_increase_speed", "Button increase speed")},
    {BUTTON("button_increase_wind_speed", "Button increase wind speed")},
    {BUTTON("button_left", "Button left")},
    {BUTTON("button_light", "Button light")},
    {BUTTON("button_mid_left", "Button mid left")},
    {BUTTON("button_mid_right", "Button mid right")},
    {BUTTON("button_middle", "Button middle")},
    {BUTTON("button_min", "Button min")},
    {BUTTON("button_off", "Button off")},
    {BUTTON("button_on", "Button on")},
    {BUTTON("button_plus", "Button plus")},
    {BUTTON("button_power", "Button power")},
    {BUTTON("button_right", "Button right")},
    {BUTTON("button_stop", "Button stop")},
    {BUTTON("button_swing", "Button swing")},
    {BUTTON("button_timer_30_minutes", "Button timer 30 minutes")},
    {BUTTON("button_timer_60_minutes", "Button timer 60 minutes")},
    {BUTTON("button_wind_mode", "Button wind mode")},
    {BUTTON("button_wind_speed", "Button wind speed")},
    {NUMBER("carbon_dioxide", "Carbon dioxide"), CLASS("carbon_dioxide"), MEASURED, DECIMALS(0)},
    {BINARY("carbon_monoxide", "Carbon monoxide"), CLASS("carbon_monoxide")},
    {EVENT("cat_eye", "Cat eye"), ICON("doorbell-video"),
     VALUES("someone_stays,someone_passes,doorbell,message_left,device_damaged,"
            "duress_alarm,abnormal_unlock")},
    {NUMBER("channel", "Channel"), DIAGNOSTIC, ICON("numeric")},
    {TEXT("charging_state", "Charging state"), ICON("battery-charging"),
     VALUES("charging,not_charging,full,unknown")},
    {BINARY("childlock", "Child lock"), ICON("lock-check")},
    {BINARY("cold", "Cold"), CLASS("cold")},
    {EVENT("command", "Command"), ICON("remote"),
     VALUES("off,on,toggle,step_up,step_down"), PROPERTIES},
    {NUMBER("conductivity", "Conductivity"), CLASS("conductivity"), MEASURED, DECIMALS(0)},
    {EVENT("connection", "Connection"), ICON("bluetooth-connect"), VALUES("connection")},
    {BINARY("connectivity", "Connectivity"), CLASS("connectivity")},
    {NUMBER("consumable", "Consumable"), MEASURED, DECIMALS(0), ICON("recycle-variant")},
    {NUMBER("count", "Count"), MEASURED, DECIMALS(0), ICON("counter")},
    {NUMBER("counter", "Counter"), MEASURED, DECIMALS(0), ICON("counter")},
    {EVENT("cube", "Cube"), ICON("cube-outline"), VALUES("rotate_left,rotate_right")},
    {NUMBER("current", "Current"), CLASS("current"), MEASURED, DECIMALS(3)},
    {EVENT("customized_event_1", "Customized event 1"), ICON("tune"), VALUES("customized_event_1")},
    {NUMBER("customized_property_1", "Customized property 1"), DIAGNOSTIC, ICON("tune")},
    {BINARY("deadbolt", "Deadbolt"), ICON("lock")},
    {BINARY("device_forcibly_removed", "Forcibly removed"), CLASS("problem")},
    {EVENT("device_reset", "Device reset"), ICON("restart"), VALUES("reset")},
    {NUMBER("device_type_id", "Device type"), DIAGNOSTIC, ICON("identifier"), DISABLED},
    {NUMBER("dew_point", "Dew point"), CLASS("temperature"), MEASURED, DECIMALS(1)},
    {EVENT("dimmer", "Dimmer"), ICON("knob"),
     VALUES("press,double_press,long_press,rotate_left,rotate_right,rotate_left_pressed,"
            "rotate_right_pressed"), PROPERTIES},
    {NUMBER("direction", "Direction"), ANGLE, DECIMALS(0), ICON("compass")},
    {NUMBER("distance", "Distance"), CLASS("distance"), MEASURED, DECIMALS(1)},
    {NUMBER("distance_mm", "Distance (short)"), CLASS("distance"), MEASURED, DECIMALS(0)},
    {BINARY("docked", "Docked"), ICON("dock-bottom")},
    {BINARY("door", "Door"), CLASS("door")},
    {EVENT("door_action", "Door action"), ICON("door"),
     VALUES("open,close,left_open,knock,pry,stuck")},
    {BINARY("door_left_open", "Left open"), CLASS("problem")},
    {TEXT("door_state", "Door state"), ICON("door"), VALUES("locked,unlocked,open_timeout,ajar")},
    {BINARY("door_stuck", "Door stuck"), CLASS("problem")},
    {EVENT("doorbell", "Doorbell"), CLASS("doorbell"), VALUES("doorbell")},
    {NUMBER("duration", "Duration"), CLASS("duration"), MEASURED, DECIMALS(0)},
    {NUMBER("duration_cleared", "Time without presence"), CLASS("duration"), MEASURED, DECIMALS(0)},
    {NUMBER("duration_detected", "Time with presence"), CLASS("duration"), MEASURED, DECIMALS(0)},
    {NUMBER("energy", "Energy"), CLASS("energy"), RISING, DECIMALS(2)},
    {TEXT("error", "Error"), ICON("alert")},
    {BINARY("fingerprint", "Fingerprint"), ICON("fingerprint")},
    {EVENT("fingerprint_result", "Fingerprint result"), ICON("fingerprint"),
     VALUES("match_successful,match_failed,timeout,low_quality_too_light_fuzzy,"
            "insufficient_area,skin_is_too_dry,skin_is_too_wet")},
    {TEXT("firmware_version", "Firmware version"), DIAGNOSTIC, ICON("chip"), DISABLED},
    {EVENT("flower_monitor", "Flower monitor"), ICON("flower"), VALUES("normal,unplugged")},
    {NUMBER("formaldehyde", "Formaldehyde"), MEASURED, DECIMALS(2), ICON("chemical-weapon")},
    {BINARY("garage_door", "Garage door"), CLASS("garage_door")},
    {NUMBER("gas", "Gas"), CLASS("gas"), RISING, DECIMALS(2)},
    {BINARY("gas", "Gas"), CLASS("gas")},
    {BINARY("gas_detected", "Gas detected"), CLASS("gas")},
    {TEXT("gas_status", "Gas status"), ICON("gas-burner"),
     VALUES("normal,leak_alarm,equipment_failure,sensor_end_of_life,preheating,self_check,"
            "simulated_alarm")},
    {BINARY("generic", "Generic")},
    {EVENT("gesture", "Gesture"), ICON("gesture"),
     VALUES("shake,flip_90,flip_180,rotate_plane,tap,nudge")},
    {NUMBER("gyroscope", "Gyroscope"), MEASURED, DECIMALS(1), ICON("axis-z-rotate-clockwise")},
    {NUMBER("has_someone_duration", "Someone there for"), CLASS("duration"), MEASURED, DECIMALS(0)},
    {NUMBER("heart_rate", "Heart rate"), MEASURED, DECIMALS(0), ICON("heart-pulse")},
    {BINARY("heat", "Heat"), CLASS("heat")},
    {NUMBER("humidity", "Humidity"), CLASS("humidity"), MEASURED, DECIMALS(1)},
    {NUMBER("idle_time", "Idle time"), CLASS("duration"), MEASURED, DECIMALS(0)},
    {NUMBER("illuminance", "Illuminance"), CLASS("illuminance"), MEASURED, DECIMALS(0)},
    {NUMBER("impedance", "Impedance"), MEASURED, DECIMALS(0), ICON("omega")},
    {NUMBER("impedance_high", "Impedance (high frequency)"), MEASURED, DECIMALS(0), ICON("omega")},
    {NUMBER("impedance_low", "Impedance (low frequency)"), MEASURED, DECIMALS(0), ICON("omega")},
    {BINARY("indicator_light", "Indicator light"), CLASS("light"), DIAGNOSTIC, DISABLED},
    {EVENT("keep_away", "Keep away"), ICON("walk"), VALUES("keep_away")},
    {TEXT("kettle_state", "Kettle state"), ICON("kettle"), VALUES("idle,heat,cool_down,warm_up")},
    {TEXT("key_id", "Opened with key"), ICON("identifier")},
    {BINARY("key_problem", "Key"), CLASS("problem"), DIAGNOSTIC, ICON("key-alert"), ATTRIBUTES},
    {EVENT("knob", "Knob"), ICON("knob"),
     VALUES("press,double_press,long_press,rotate,rotate_left,rotate_right,rotate_pressed,"
            "rotate_left_pressed,rotate_right_pressed"), PROPERTIES},
    {BINARY("knock_on_the_door", "Knock on the door"), ICON("door")},
    {NUMBER("last_heard", "Last heard"), CLASS("timestamp"), DIAGNOSTIC, DISABLED, QUIET},
    {BINARY("latch", "Latch"), ICON("lock")},
    {BINARY("light", "Light"), CLASS("light")},
    {NUMBER("light_level", "Light level"), MEASURED, DECIMALS(0), ICON("brightness-6")},
    {BINARY("lock", "Lock"), CLASS("lock")},
    {EVENT("lock_action", "Lock action"), ICON("lock"),
     VALUES("unlock_outside_the_door,locked,turn_on_antilock,release_the_antilock,"
            "unlock_inside_the_door,lock_inside_the_door,turn_on_child_lock,"
            "turn_off_child_lock,lock_outside_the_door,abnormal,unlocked,turn_on_away_mode,"
            "turn_off_away_mode")},
    {TEXT("lock_method", "Lock method"), ICON("key-variant"),
     VALUES("bluetooth,password,biometrics,key_method,turntable_method,nfc_method,"
            "one_time_password,two_step_verification,coercion_method,homekit,manual,"
            "automatic,abnormal,mobile,fingerprint,nfc,face,finger_vein,palm_print,key,"
            "periodic_password,coercion,turntable")},
    {EVENT("lock_obsolete", "Lock obsolete"), ICON("lock"), VALUES("lock_obsolete")},
    {NUMBER("mass", "Weight"), CLASS("weight"), MEASURED, DECIMALS(2)},
    {NUMBER("mass_lb", "Weight (lb)"), CLASS("weight"), MEASURED, DECIMALS(2)},
    {NUMBER("mass_non_stabilized", "Weight (not settled)"), CLASS("weight"), MEASURED,
     DECIMALS(2), DIAGNOSTIC},
    {NUMBER("measure_stage", "Measure stage"), DIAGNOSTIC, ICON("progress-check")},
    {NUMBER("mode", "Mode"), ICON("cog")},
    {NUMBER("moisture", "Moisture"), CLASS("moisture"), MEASURED, DECIMALS(0)},
    {BINARY("moisture_detected", "Water"), CLASS("moisture")},
    {BINARY("motion", "Motion"), CLASS("motion")},
    {EVENT("motion", "Motion"), CLASS("motion"), VALUES("motion_detected")},
    {BINARY("moving", "Moving"), CLASS("moving")},
    {NUMBER("no_one_duration", "No one there for"), CLASS("duration"), MEASURED, DECIMALS(0)},
    {NUMBER("noise", "Noise"), CLASS("sound_pressure"), MEASURED, DECIMALS(0)},
    {BINARY("occupancy", "Occupancy"), CLASS("occupancy")},
    {BINARY("occupancy_close_range", "Occupancy (close)"), CLASS("occupancy")},
    {BINARY("opening", "Opening"), CLASS("opening")},
    {NUMBER("packet_id", "Packet id"), MEASURED, DECIMALS(0), DIAGNOSTIC, ICON("counter"),
     DISABLED},
    {EVENT("pairing_object", "Pairing object"), ICON("link-variant"), VALUES("pairing_object")},
    {BINARY("plug", "Plug"), CLASS("plug")},
    {NUMBER("pm10", "PM10"), CLASS("pm10"), MEASURED, DECIMALS(0)},
    {NUMBER("pm25", "PM2.5"), CLASS("pm25"), MEASURED, DECIMALS(0)},
    {EVENT("pomodoro", "Pomodoro"), ICON("timer"),
     VALUES("work_start,work_end,rest_start,rest_end")},
    {TEXT("position", "Position"), DIAGNOSTIC, ICON("door-open"), VALUES("inside,outside,unknown")},
    {NUMBER("power", "Power"), CLASS("power"), MEASURED, DECIMALS(1)},
    {BINARY("power", "Power"), CLASS("power")},
    {BINARY("power_on", "Power on"), CLASS("power")},
    {NUMBER("precipitation", "Precipitation"), CLASS("precipitation"), MEASURED, DECIMALS(1)},
    {BINARY("presence", "Presence"), CLASS("presence")},
    {NUMBER("pressure", "Pressure"), CLASS("atmospheric_pressure"), MEASURED, DECIMALS(1)},
    {NUMBER("pressure_not_present_duration", "Not pressed for"), CLASS("duration"), MEASURED,
     DECIMALS(0)},
    {NUMBER("pressure_not_present_time_set", "Not pressed: time set"), CLASS("duration"),
     DECIMALS(0), DIAGNOSTIC},
    {NUMBER("pressure_present_duration", "Pressed for"), CLASS("duration"), MEASURED, DECIMALS(0)},
    {NUMBER("pressure_present_time_set", "Pressed: time set"), CLASS("duration"), DECIMALS(0),
     DIAGNOSTIC},
    {BINARY("problem", "Problem"), CLASS("problem")},
    {NUMBER("profile_id", "Profile"), ICON("identifier")},
    {BINARY("pry_the_door", "Door forced"), CLASS("tamper")},
    {EVENT("radar_event", "Radar event"), ICON("radar"),
     VALUES("reset,off_light_leave,off_light_exit,off_light_sleep,radar_noise_minor,"
            "radar_noise_critical,radar_noise_normal,radar_noise_error")},
    {TEXT("raw", "Raw"), DIAGNOSTIC, ICON("code-tags")},
    {NUMBER("rotation", "Rotation"), MEASURED, DECIMALS(1), ICON("rotate-right")},
    {NUMBER("rotational_speed", "Rotational speed"), MEASURED, DECIMALS(0), ICON("speedometer")},
    {NUMBER("rssi", "Signal strength"), CLASS("signal_strength"), MEASURED, DECIMALS(0), DIAGNOSTIC,
     DISABLED, QUIET},
    {NUMBER("rssi_reported", "Signal strength (reported)"), CLASS("signal_strength"), MEASURED,
     DECIMALS(0), DIAGNOSTIC, DISABLED},
    {BINARY("running", "Running"), CLASS("running")},
    {BINARY("safety", "Safety"), CLASS("safety")},
    {NUMBER("score", "Score"), MEASURED, DECIMALS(0), ICON("star-circle")},
    {NUMBER("settings_revision", "Settings revision"), DECIMALS(0), DIAGNOSTIC, ICON("counter"),
     DISABLED},
    {BINARY("smoke", "Smoke"), CLASS("smoke")},
    {TEXT("smoke_status", "Smoke status"), ICON("smoke-detector"),
     VALUES("normal,fire_alarm,equipment_failure,self_check,simulated_alarm")},
    {BINARY("snoring", "Snoring"), CLASS("sound")},
    {BINARY("sound", "Sound"), CLASS("sound")},
    {NUMBER("speed", "Speed"), CLASS("speed"), MEASURED, DECIMALS(2)},
    {NUMBER("speed_signed", "Speed (signed)"), CLASS("speed"), MEASURED, DECIMALS(2)},
    {BINARY("stabilized", "Stabilized"), DIAGNOSTIC, ICON("scale-balance")},
    {TEXT("status", "Status"), ICON("state-machine"), VALUES("in_monitoring,idle,busy,delay")},
    {NUMBER("steps", "Steps"), RISING, DECIMALS(0), ICON("shoe-print")},
    {BINARY("switch", "Switch"), ICON("electric-switch")},
    {BINARY("tamper", "Tamper"), CLASS("tamper")},
    {NUMBER("temperature", "Temperature"), CLASS("temperature"), MEASURED, DECIMALS(1)},
    {NUMBER("temperature_board", "Temperature (board)"), CLASS("temperature"), MEASURED,
     DECIMALS(1), DIAGNOSTIC},
    {NUMBER("temperature_skin", "Temperature (skin)"), CLASS("temperature"), MEASURED, DECIMALS(1)},
    {TEXT("text", "Text"), ICON("text")},
    {EVENT("timer", "Timer"), ICON("timer"), VALUES("timer1_end,timer2_end")},
    {NUMBER("timestamp", "Device's time"), CLASS("timestamp"), DIAGNOSTIC, DISABLED},
    {BINARY("toothbrush", "Brushing"), CLASS("running")},
    {BINARY("top_splash", "Water above"), CLASS("moisture")},
    {NUMBER("uv_index", "UV index"), MEASURED, DECIMALS(1), ICON("weather-sunny-alert")},
    {NUMBER("vacuum_gear", "Vacuum gear"), ICON("fan")},
    {TEXT("vacuum_mode", "Vacuum mode"), ICON("robot-vacuum"),
     VALUES("charging,standby,standard,strong,abnormal")},
    {BINARY("vibration", "Vibration"), CLASS("vibration")},
    {NUMBER("voc_index", "VOC index"), MEASURED, DECIMALS(0), ICON("air-filter")},
    {NUMBER("volatile_organic_compounds", "VOC"), CLASS("volatile_organic_compounds"), MEASURED,
     DECIMALS(0)},
    {NUMBER("voltage", "Voltage"), CLASS("voltage"), MEASURED, DECIMALS(2)},
    {NUMBER("volume", "Volume"), CLASS("volume"), TOTAL, DECIMALS(1)},
    {NUMBER("volume_flow_rate", "Volume flow rate"), CLASS("volume_flow_rate"), MEASURED,
     DECIMALS(3)},
    {NUMBER("volume_ml", "Volume (mL)"), CLASS("volume"), TOTAL, DECIMALS(0)},
    {NUMBER("volume_storage", "Stored volume"), CLASS("volume_storage"), MEASURED, DECIMALS(1)},
    {NUMBER("water", "Water"), CLASS("water"), RISING, DECIMALS(1)},
    {BINARY("wearing", "Wearing"), ICON("watch")},
    {EVENT("weighing_type", "Weighing type"), ICON("scale"), VALUES("current,decrease,increase")},
    {BINARY("window", "Window"), CLASS("window")},
};
/* clang-format on */

enum { ENTITY_COUNT = sizeof ENTITIES / sizeof ENTITIES[0] };

const struct mi_entity *mi_entity_at(size_t index)
{
    return index < ENTITY_COUNT ? &ENTITIES[index] : NULL;
}

const struct mi_entity *mi_entity_find(const char *key, enum mi_kind kind)
{
    size_t low = 0;
    size_t high = ENTITY_COUNT;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const struct mi_entity *entity = &ENTITIES[middle];
        int order = strcmp(entity->key, key);
        if (order == 0)
            order = (int)entity->kind - (int)kind;
        if (order == 0)
            return entity;
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

const char *mi_entity_component(const struct mi_entity *entity)
{
    static const char *const COMPONENTS[] = {
        [MI_SENSOR] = "sensor",
        [MI_BINARY] = "binary_sensor",
        [MI_TEXT] = "sensor",
        [MI_EVENT] = "event",
    };
    return COMPONENTS[entity->kind];
}

struct mi_span mi_entity_values(const struct mi_entity *entity)
{
    const char *values = entity->values != NULL ? entity->values : "";
    return (struct mi_span){values, strlen(values)};
}

bool mi_entity_value(struct mi_span *values, struct mi_span *value)
{
    const char *comma = values->length > 0 ? memchr(values->at, ',', values->length) : NULL;
    size_t length = comma != NULL ? (size_t)(comma - values->at) : values->length;
    *value = mi_span_first(*values, length);
    *values = mi_span_from(*values, length + (comma != NULL));
    return value->length > 0;
}

unsigned mi_entity_place(const struct mi_entity *entity, const char *word)
{
    struct mi_span values = mi_entity_values(entity);
    struct mi_span value;
    for (unsigned place = 0; mi_entity_value(&values, &value); place++)
        if (mi_span_equals(value, word))
            return place;
    return MI_ENTITY_NO_VALUE;
}
