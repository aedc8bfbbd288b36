/* Numbers of the Bluetooth SIG (Assigned Numbers, 3.4 and 7) by which sensors are known. */
#ifndef MITOOL_RADIO_ASSIGNED_H
#define MITOOL_RADIO_ASSIGNED_H

#include <stdbool.h>
#include <stdint.h>

/* clang-format off */

/* Services in whose data sensors put their readings, by the SIG's names. */
#define MI_SENSOR_UUIDS(ROW)           \
    ROW(ENVIRONMENTAL_SENSING, 0x181a) \
    ROW(BODY_COMPOSITION, 0x181b)      \
    ROW(USER_DATA, 0x181c)             \
    ROW(WEIGHT_SCALE, 0x181d)          \
    ROW(BOND_MANAGEMENT, 0x181e)       \
    ROW(ALLTERCO, 0xfcd2)              \
    ROW(TUYA, 0xfd50)                  \
    ROW(QINGPING, 0xfdcd)              \
    ROW(XIAOMI, 0xfe95)                \
    ROW(FIDO, 0xfff9)

#define MI_ENUM(name_, uuid_) MI_UUID_##name_ = (uuid_),
#define MI_CASE(name_, uuid_) case MI_UUID_##name_:

enum { MI_SENSOR_UUIDS(MI_ENUM) };
enum { MI_COMPANY_XIAOMI = 0x038f };

static inline bool mi_is_sensor_uuid(uint16_t uuid)
{
    switch (uuid) {
    MI_SENSOR_UUIDS(MI_CASE)
        return true;
    default:
        return false;
    }
}

#undef MI_ENUM
#undef MI_CASE

/* clang-format on */

#endif
