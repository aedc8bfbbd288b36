/* Bytes as a packet of each layer, down to the structures of the advertisements in it. */
#include "radio/radio.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static volatile size_t sink;

static void touch(struct mi_bytes bytes)
{
    while (bytes.left > 0)
        sink += mi_get_u8(&bytes);
}

static void walk(const struct mi_advert *advert)
{
    struct mi_bytes data = advert->data;
    struct mi_ad ad;
    touch(advert->data);
    while (mi_ad_next(&data, &ad)) {
        uint16_t number = 0;
        struct mi_bytes content;
        touch(ad.value);
        if (mi_ad_service(&ad, &number, &content) || mi_ad_manufacturer(&ad, &number, &content))
            touch(content);
        sink += number + ad.missing;
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct mi_radio radio;
    for (int layer = MI_LAYER_H4; layer <= MI_LAYER_SERVICE; layer++) {
        uint8_t *copy = malloc(size > 0 ? size : 1);
        if (copy == NULL)
            abort();
        if (size > 0)
            memcpy(copy, data, size);
        struct mi_packet packet = {
            .layer = (enum mi_layer)layer,
            .bytes = copy,
            .size = size,
            .uuid = 0xfe95,
        };
        struct mi_advert advert;
        mi_radio_feed(&radio, &packet);
        while (mi_radio_next(&radio, &advert))
            walk(&advert);
        free(copy);
    }
    return 0;
}
