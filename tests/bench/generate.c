/*
 * Makes a capture for measuring: generate COUNT CAPTURE KEYS COPIES writes COUNT advertising
 * reports of 20 devices, three in four of them encrypted, each frame heard COPIES times, and the
 * key ring that opens them. The same every time; addresses and keys are made up.
 */
#include "beacon/ccm.h"
#include "capture/writer.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { DEVICES = 20, KEY_SIZE = 16, AD_SIZE = 31, INTERVAL_MS = 25 };

struct device {
    struct mi_address address;
    uint8_t key[KEY_SIZE];
    bool is_plain;
};

static void make_device(struct device *device, unsigned number)
{
    device->address = (struct mi_address){{0xa4, 0xc1, 0x38, 0x5e, 0x10, (uint8_t)number}};
    device->is_plain = number % 4 == 0;
    for (unsigned i = 0; i < KEY_SIZE; i++)
        device->key[i] = (uint8_t)(number * 37 + i * i * 11 + 5);
}

/* Flags, then service data of a LYWSD03MMC: 0x100d in plain, or 0x1004 encrypted. */
static size_t make_data(uint8_t ad[AD_SIZE], const struct device *device, uint32_t counter,
                        struct mi_ccm *ccm)
{
    const uint8_t head[] = {2, 1, 6, 0, 0x16, 0x95, 0xfe};
    uint8_t *frame = ad + sizeof head;
    uint8_t temperature = (uint8_t)(counter % 100 + 150);
    memcpy(ad, head, sizeof head);
    frame[0] = device->is_plain ? 0x50 : 0x58;
    frame[1] = device->is_plain ? 0x30 : 0x58;
    frame[2] = 0x5b;
    frame[3] = 0x05;
    frame[4] = (uint8_t)counter;
    for (unsigned i = 0; i < MI_ADDRESS_SIZE; i++)
        frame[5 + i] = device->address.octet[MI_ADDRESS_SIZE - 1 - i];
    size_t size = 11;
    if (device->is_plain) {
        const uint8_t object[] = {0x0d, 0x10, 4, temperature, 0, 0x4f, 2};
        memcpy(frame + size, object, sizeof object);
        size += sizeof object;
    } else {
        const uint8_t object[] = {0x04, 0x10, 2, temperature, 0};
        const uint8_t high[] = {(uint8_t)(counter >> 8), (uint8_t)(counter >> 16), 0};
        uint8_t nonce[12];
        memcpy(nonce, frame + 5, 6);
        memcpy(nonce + 6, frame + 2, 3);
        memcpy(nonce + 9, high, sizeof high);
        const struct mi_message message = {
            .nonce = nonce,
            .nonce_size = sizeof nonce,
            .associated = (const uint8_t[]){0x11},
            .associated_size = 1,
            .text = object,
            .size = sizeof object,
        };
        uint8_t tag[4];
        if (!mi_ccm_seal(ccm, device->key, &message, tag, sizeof tag, frame + size))
            return 0;
        size += sizeof object;
        memcpy(frame + size, high, sizeof high);
        memcpy(frame + size + sizeof high, tag, sizeof tag);
        size += sizeof high + sizeof tag;
    }
    ad[3] = (uint8_t)(size + 3);
    return sizeof head + size;
}

static bool write_reports(struct mi_writer *writer, const struct device *devices, uint32_t count,
                          uint32_t copies, struct mi_ccm *ccm)
{
    for (uint32_t i = 0; i < count; i++) {
        const struct device *device = &devices[i % DEVICES];
        uint8_t ad[AD_SIZE];
        size_t size = make_data(ad, device, i / DEVICES / copies, ccm);
        const struct mi_packet packet = {.layer = MI_LAYER_AD, .bytes = ad, .size = size};
        const struct mi_advert advert = {
            .time = MI_SECOND * 1700000000 + (mi_time)i * INTERVAL_MS * 1000000,
            .pdu = MI_PDU_ADV_IND,
            .address = device->address,
            .has_address = true,
            .has_rssi = true,
            .rssi = (int8_t)(-50 - (int)(i % 30)),
            .data = mi_bytes(ad, size),
        };
        if (size == 0 || !mi_writer_put(writer, &packet, &advert, NULL))
            return false;
    }
    return true;
}

static bool write_keys(const char *path, const struct device *devices)
{
    FILE *file = fopen(path, "w");
    for (unsigned i = 0; file != NULL && i < DEVICES; i++) {
        char buffer[128];
        struct mi_text line = mi_text(buffer, sizeof buffer);
        mi_text_address(&line, devices[i].address);
        mi_text_char(&line, ' ');
        mi_text_bytes(&line, devices[i].key, KEY_SIZE, '\0');
        (void)fprintf(file, "%s device %u\n", buffer, i);
    }
    return file != NULL && fclose(file) == 0;
}

static uint32_t number(const char *digits)
{
    return (uint32_t)strtoul(digits, NULL, 10);
}

int main(int count, char **arguments)
{
    struct device devices[DEVICES];
    if (count != 5 || number(arguments[4]) == 0)
        return 2;
    for (unsigned i = 0; i < DEVICES; i++)
        make_device(&devices[i], i);
    struct mi_ccm *ccm = mi_ccm_new();
    struct mi_writer *writer = mi_writer_open(arguments[2], MI_FILE_PCAP);
    bool written =
        ccm != NULL && writer != NULL &&
        write_reports(writer, devices, number(arguments[1]), number(arguments[4]), ccm) &&
        write_keys(arguments[3], devices);
    written = writer != NULL && mi_writer_close(writer) && written;
    mi_ccm_free(ccm);
    if (!written)
        perror("generate");
    return written ? 0 : 1;
}
