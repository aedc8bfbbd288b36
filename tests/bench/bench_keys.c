/*
 * The search for a key: nanoseconds a try, beside a floor measured in the same run, the bare EVP
 * call with a new key each time. Machines differ and are busy: read the ratios.
 */
#include "beacon/open.h"
#include "devices/inquiry.h"
#include "floor.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum {
    KEYS = 10000,
    REPEATS = 9,
    SAMPLES = 4, /* frames that the search tries of each device */
    MANY = 50,
    CROWD = 2000,
    COUNTER_AT = 4,
};

struct bench {
    struct mi_key keys[KEYS];
    struct mi_address owners[KEYS];
    struct mi_ccm *ccm;
    struct mi_frame frame;
    EVP_CIPHER_CTX *evp;
};

static double now(void)
{
    struct timespec time;
    (void)clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec * 1e9 + (double)time.tv_nsec;
}

static uint32_t next_number(void)
{
    static uint32_t seed = 1;
    seed = seed * 1664525 + 1013904223;
    return seed >> 8;
}

static void make_keys(struct bench *bench)
{
    for (uint32_t i = 0; i < KEYS; i++) {
        bench->keys[i].size = MI_KEY_SIZE;
        for (size_t k = 0; k < MI_KEY_SIZE; k++)
            bench->keys[i].bytes[k] = (uint8_t)next_number();
        bench->owners[i] = (struct mi_address){
            {0x54, 0xef, 0x44, (uint8_t)(i >> 16), (uint8_t)(i >> 8), (uint8_t)i}};
    }
}

/* --- the floor --- */

static void make_frame(uint8_t frame[FRAME], uint32_t device, uint8_t counter)
{
    static const uint8_t START[] = {0x58, 0x59, 0x5b, 0x05};
    memcpy(frame, START, sizeof START);
    frame[COUNTER_AT] = counter;
    memcpy(frame + MAC_AT,
           (const uint8_t[]){(uint8_t)device, (uint8_t)(device >> 8), 0x7b, 0x38, 0xc1, 0xa4}, 6);
    for (size_t i = SEALED_AT; i < FRAME; i++)
        frame[i] = (uint8_t)next_number();
}

/* Nanoseconds of all keys on one frame. */
static double time_floor(struct bench *bench)
{
    uint8_t frame[FRAME];
    make_frame(frame, 1, 1);
    double start = now();
    for (size_t i = 0; i < KEYS; i++)
        try_bare(bench->evp, bench->keys[i].bytes, frame);
    return now() - start;
}

/* --- the search --- */

static void hear(struct bench *bench, struct mi_inquiry *inquiry, uint32_t device, uint8_t counter)
{
    uint8_t structure[FRAME + 4] = {FRAME + 3, MI_AD_SERVICE_DATA_16, 0x95, 0xfe};
    struct mi_ad ad;
    make_frame(structure + 4, device, counter);
    const struct mi_advert advert = {.data = mi_bytes(structure, sizeof structure)};
    struct mi_bytes data = advert.data;
    if (!mi_ad_next(&data, &ad) || !mi_frame_read(&bench->frame, &advert, &ad))
        abort();
    mi_inquiry_hear(inquiry, &bench->frame, &advert);
}

/* The same of a search, which finds none. */
static double time_search(struct bench *bench, uint32_t devices, uint8_t frames)
{
    const struct mi_inquiry_options options = {
        .ccm = bench->ccm,
        .keys = {bench->keys, bench->owners, KEYS, KEYS},
        .device_limit = CROWD,
    };
    struct mi_inquiry *inquiry = mi_inquiry_new(&options);
    if (inquiry == NULL)
        abort();
    for (uint32_t device = 0; device < devices; device++)
        for (uint8_t counter = 0; counter < frames; counter++)
            hear(bench, inquiry, 5 * device, counter);
    double start = now();
    mi_inquiry_conclude(inquiry, NULL, NULL);
    double taken = now() - start;
    if (mi_inquiry_count(inquiry) != devices)
        abort();
    mi_inquiry_free(inquiry);
    return taken;
}

static void keep_best(double *best, double taken)
{
    if (*best == 0 || taken < *best)
        *best = taken;
}

static void report(const char *name, double tries, double taken, double floor)
{
    (void)printf("%-44s %8.1f ns  %9.0f a second  %5.2f\n", name, taken / tries,
                 tries / taken * 1e9, taken / tries / floor);
}

int main(void)
{
    static struct bench bench;
    bench.ccm = mi_ccm_new();
    bench.evp = EVP_CIPHER_CTX_new();
    if (bench.ccm == NULL || bench.evp == NULL ||
        EVP_DecryptInit_ex(bench.evp, EVP_aes_128_ccm(), NULL, NULL, NULL) != 1 ||
        EVP_CIPHER_CTX_ctrl(bench.evp, EVP_CTRL_AEAD_SET_IVLEN, 12, NULL) != 1 ||
        EVP_CIPHER_CTX_ctrl(bench.evp, EVP_CTRL_AEAD_SET_TAG, 4, NULL) != 1)
        return 1;
    make_keys(&bench);
    /* Taken in turns, so that what disturbs one disturbs the others too. */
    double floor = 0;
    double one = 0;
    double many = 0;
    for (int repeat = 0; repeat < REPEATS; repeat++) {
        keep_best(&floor, time_floor(&bench));
        keep_best(&one, time_search(&bench, 1, 1));
        keep_best(&many, time_search(&bench, MANY, SAMPLES));
    }
    floor /= KEYS;
    (void)printf("\n%-44s %11s  %18s  / floor\n", "search for a key", "a try", "");
    report("floor: bare EVP call, a new key each time", KEYS, floor * KEYS, floor);
    report("one device, one frame: a new key each time", KEYS, one, floor);
    report("50 devices, 4 frames each", (double)KEYS * MANY * SAMPLES, many, floor);
    double crowd = time_search(&bench, CROWD, SAMPLES);
    report("2,000 devices, 4 frames each", (double)KEYS * CROWD * SAMPLES, crowd, floor);
    (void)printf("10,000 keys on 2,000 devices: %.2f s of the wanted 9\n", crowd / 1e9);
    EVP_CIPHER_CTX_free(bench.evp);
    mi_ccm_free(bench.ccm);
    return 0;
}
