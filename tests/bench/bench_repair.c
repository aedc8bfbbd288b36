/*
 * Mending a key: tries a second, beside a floor measured in the same run, the bare EVP call with a
 * new key each time; and how long all usual damages take, and three digits. Machines differ and are
 * busy: read the ratios.
 */
#include "devices/repair.h"
#include "floor.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum {
    KEYS = 20000,
    REPEATS = 40,
    UUID_MIBEACON = 0xfe95,
    MILLION = 1000000,
};

/* Nobody's key, and none that opens the frame. */
static const char KEY[] = "1f228155bdd12fbee1f6fef074fc85b6";
static const uint8_t FRAME_BYTES[FRAME] = {
    0x58, 0x59, 0x5b, 0x05, 0x01, 0xe1, 0x20, 0x7b, 0x38, 0xc1, 0xa4, 0x5a,
    0x17, 0x93, 0x2e, 0x60, 0x00, 0x00, 0x00, 0x41, 0xd7, 0x08, 0xbc,
};

struct bench {
    struct mi_ccm *ccm;
    struct mi_frame frame;
    EVP_CIPHER_CTX *evp;
    struct mi_repair repair;
};

/* Of this process: others that run meanwhile do not count. */
static double now(void)
{
    struct timespec time;
    (void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static double time_floor(struct bench *bench)
{
    uint8_t key[MI_KEY_SIZE] = {0};
    double start = now();
    for (uint32_t i = 0; i < KEYS; i++) {
        memcpy(key, &i, sizeof i);
        try_bare(bench->evp, key, FRAME_BYTES);
    }
    return now() - start;
}

static double time_repair(struct bench *bench, bool is_deep)
{
    const struct mi_envelope envelope = {
        .bytes = mi_bytes(FRAME_BYTES, FRAME), .carrier = UUID_MIBEACON, .hash = 1};
    const struct mi_envelope *const frames[] = {&envelope};
    const struct mi_repair_task task = {
        .text = KEY,
        .length = strlen(KEY),
        .frames = frames,
        .frame_count = 1,
        .ccm = bench->ccm,
        .frame = &bench->frame,
        .is_deep = is_deep,
    };
    double start = now();
    if (mi_repair(&task, &bench->repair))
        abort();
    return now() - start;
}

static void keep_best(double *best, double taken)
{
    if (*best == 0 || taken < *best)
        *best = taken;
}

static void report(const char *name, double tries, double taken, double floor)
{
    (void)printf("%-44s %8.1f ns  %9.0f a second  %5.2f\n", name, taken / tries * 1e9,
                 tries / taken, taken / tries / floor);
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
    /* Taken in turns, so that what disturbs one disturbs the others too. */
    double floor = 0;
    double usual = 0;
    for (int repeat = 0; repeat < REPEATS; repeat++) {
        keep_best(&floor, time_floor(&bench));
        keep_best(&usual, time_repair(&bench, false));
    }
    uint32_t tries = bench.repair.tries;
    double deep = time_repair(&bench, true);
    floor /= KEYS;
    (void)printf("\n%-44s %11s  %18s  / floor\n", "mending a key", "a try", "");
    report("floor: bare EVP call, a new key each time", KEYS, floor * KEYS, floor);
    report("the usual damages", tries, usual, floor);
    report("all, with three digits", bench.repair.tries, deep, floor);
    (void)printf("the usual damages: %u keys in %.3f s of the wanted 0.2\n"
                 "all, with three digits: %.1f million keys in %.1f s\n",
                 tries, usual, (double)bench.repair.tries / MILLION, deep);
    EVP_CIPHER_CTX_free(bench.evp);
    mi_ccm_free(bench.ccm);
    return 0;
}
