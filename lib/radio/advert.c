#include "radio/advert.h"

#include <string.h>

bool mi_ad_next(struct mi_bytes *data, struct mi_ad *ad)
{
    uint8_t length = data->left > 0 ? mi_get_u8(data) : 0;
    if (length == 0 || data->left == 0)
        return false;
    size_t there = length < data->left ? length : data->left;
    struct mi_bytes structure = mi_get_slice(data, there);
    ad->length = length;
    ad->missing = length - there;
    ad->type = mi_get_u8(&structure);
    ad->value = structure;
    return true;
}

bool mi_ad_service(struct mi_ad *ad, uint16_t *uuid)
{
    /* 00000000-0000-1000-8000-00805F9B34FB, last byte first, without its last four */
    static const uint8_t BASE[] = {0xfb, 0x34, 0x9b, 0x5f, 0x80, 0, 0, 0x80, 0, 0x10, 0, 0};
    struct mi_bytes value = ad->value;
    uint32_t number = UINT32_MAX;
    const uint8_t *base = BASE;

    switch (ad->type) {
    case MI_AD_SERVICE_DATA_16: number = mi_get_le16(&value); break;
    case MI_AD_SERVICE_DATA_32: number = mi_get_le32(&value); break;
    case MI_AD_SERVICE_DATA_128:
        base = mi_get_run(&value, sizeof BASE);
        number = mi_get_le32(&value);
        break;
    default: return false;
    }
    if (value.failed || number > UINT16_MAX || memcmp(base, BASE, sizeof BASE) != 0)
        return false;
    *uuid = (uint16_t)number;
    ad->value = value;
    return true;
}

bool mi_ad_manufacturer(struct mi_ad *ad, uint16_t *company)
{
    struct mi_bytes value = ad->value;
    uint16_t number = mi_get_le16(&value);
    if (ad->type != MI_AD_MANUFACTURER || value.failed)
        return false;
    *company = number;
    ad->value = value;
    return true;
}
