#include "radio/advert.h"

#include <string.h>

bool mi_ad_service(const struct mi_ad *ad, uint16_t *uuid, struct mi_bytes *data)
{
    /* 00000000-0000-1000-8000-00805F9B34FB, last byte first, without its last four */
    static const uint8_t BASE[] = {0xfb, 0x34, 0x9b, 0x5f, 0x80, 0, 0, 0x80, 0, 0x10, 0, 0};
    struct mi_bytes value = ad->value;
    const uint8_t *base = NULL;
    uint32_t number = 0;

    switch (ad->type) {
    case MI_AD_SERVICE_DATA_16: number = mi_get_le16(&value); break;
    case MI_AD_SERVICE_DATA_32: number = mi_get_le32(&value); break;
    case MI_AD_SERVICE_DATA_128:
        base = mi_get_run(&value, sizeof BASE);
        number = mi_get_le32(&value);
        break;
    default: return false;
    }
    bool has_base = base == NULL || memcmp(base, BASE, sizeof BASE) == 0;
    if (value.failed || number > UINT16_MAX || !has_base)
        return false;
    *uuid = (uint16_t)number;
    *data = value;
    return true;
}

bool mi_ad_manufacturer(const struct mi_ad *ad, uint16_t *company, struct mi_bytes *data)
{
    struct mi_bytes value = ad->value;
    uint16_t number = mi_get_le16(&value);
    if (ad->type != MI_AD_MANUFACTURER || value.failed)
        return false;
    *company = number;
    *data = value;
    return true;
}
