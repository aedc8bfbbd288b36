#include "beacon/decode.h"
#include "beacon/formats/qingping_items.h"
#include "beacon/object.h"

#include <strings.h>

/* clang-format off */
/* The first row with the carrier and a fitting length counts. */
const struct mi_format MI_FORMATS[] = {
    {"mibeacon", "MiBeacon", 0xfe95, false, 0, 255, "optional", 4,
     .read = mi_mibeacon_read, .unpack = mi_mibeacon_unpack, .flag = mi_mibeacon_flag,
     .cut_itself = mi_mibeacon_cut_itself, .objects = &MI_MIBEACON_OBJECTS},
    {"mibeacon", "MiBeacon", 0x038f, true, 5, 255, "optional", 4,
     .read = mi_mibeacon_read, .unpack = mi_mibeacon_unpack, .flag = mi_mibeacon_flag,
     .cut_itself = mi_mibeacon_cut_itself, .objects = &MI_MIBEACON_OBJECTS},
    {"miscale_v1", "Mi Scale v1", 0x181d, false, 10, 10, "no", 2,
     .read = mi_miscale1_read},
    {"miscale_v2", "Mi Scale v2", 0x181b, false, 13, 13, "no", 2,
     .read = mi_miscale2_read},
    {"hhcc", "HHCCJCY10", 0xfd50, false, 9, 9, "no", 2,
     .read = mi_hhcc_read},
    {"atc1441", "ATC1441", 0x181a, false, 13, 13, "no", 2,
     .read = mi_atc_read},
    {"atc1441", "ATC1441", 0x181a, false, 8, 8, "yes", 2,
     .read = mi_atc_read_sealed, .unpack = mi_atc_unpack},
    {"pvvx", "pvvx custom", 0x181a, false, 14, 15, "no", 2,
     .read = mi_pvvx_read, .is_plausible = mi_pvvx_is_plausible},
    {"pvvx", "pvvx custom", 0x181a, false, 11, 11, "yes", 2,
     .read = mi_pvvx_read_sealed, .unpack = mi_pvvx_unpack},
    {"bthome_v1", "BTHome v1", 0x181c, false, 1, 255, "no", 2,
     .read = mi_bthome1_unpack, .objects = &MI_BTHOME_OBJECTS},
    {"bthome_v1", "BTHome v1", 0x181e, false, 1, 255, "yes", 2,
     .read = mi_bthome1_read_sealed, .unpack = mi_bthome1_unpack, .objects = &MI_BTHOME_OBJECTS},
    {"bthome_v2", "BTHome v2", 0xfcd2, false, 1, 255, "optional", 2,
     .read = mi_bthome2_read, .unpack = mi_bthome2_unpack, .flag = mi_bthome_flag,
     .objects = &MI_BTHOME_OBJECTS},
    {"qingping", "Qingping", 0xfdcd, false, 8, 255, "no", 2,
     .read = mi_qingping_read, .objects = &MI_QINGPING_ITEMS},
    {"qingping", "Qingping", 0xfff9, false, 8, 255, "no", 2,
     .read = mi_qingping_read, .objects = &MI_QINGPING_ITEMS},
};
/* clang-format on */

const size_t MI_FORMAT_COUNT = sizeof MI_FORMATS / sizeof MI_FORMATS[0];

const struct mi_field *const MI_LAYOUTS[] = {
    MI_ATC, MI_ATC_SEALED, MI_PVVX, MI_PVVX_SEALED, MI_SCALE_V1, MI_SCALE_V2, MI_HHCC,
};

const size_t MI_LAYOUT_COUNT = sizeof MI_LAYOUTS / sizeof MI_LAYOUTS[0];

const char *mi_frame_next_flag(const struct mi_frame *frame, unsigned *bit)
{
    enum { CONTROL_BITS = 16 };
    while (frame->has_control && frame->format->flag != NULL && *bit < CONTROL_BITS) {
        unsigned this_bit = (*bit)++;
        const char *name =
            (frame->control >> this_bit & 1) != 0 ? frame->format->flag(frame, this_bit) : NULL;
        if (name != NULL)
            return name;
    }
    return NULL;
}

static bool is_model(const char *model, const char *text)
{
    return model != NULL && strcasecmp(model, text) == 0;
}

bool mi_model_is_known(const char *text)
{
    for (size_t i = 0; i < MI_PRODUCT_COUNT; i++)
        if (is_model(MI_PRODUCTS[i].model, text))
            return true;
    for (unsigned product = 0; product <= UINT8_MAX; product++)
        if (is_model(mi_qingping_model((uint8_t)product), text))
            return true;
    return is_model(MI_HHCC_MODEL, text);
}
