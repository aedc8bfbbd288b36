/*
 * Nanoseconds and allocations a frame, apart and together, beside two floors measured in the same
 * run: the bare EVP call on the same bytes, and a memcpy of the output. Machines differ and are
 * busy: read the ratios.
 */
#include "base/hex.h"
#include "printer.h"
#include "radio/radio.h"

#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { ROUNDS = 200000, REPEATS = 7, EVENT_MAX = 64 };

/* --- allocations are counted by standing in front of the C library's --- */

extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t count, size_t size);
extern void *__libc_realloc(void *old, size_t size);

static unsigned long allocations;

void *malloc(size_t size)
{
    allocations++;
    return __libc_malloc(size);
}

void *calloc(size_t count, size_t size)
{
    allocations++;
    return __libc_calloc(count, size);
}

void *realloc(void *old, size_t size)
{
    allocations++;
    return __libc_realloc(old, size);
}

/* --- what is measured --- */

static const char PLAIN_EVENT[] =
    "043e2502010000219335342d5819020106151695fe5020aa01da219335342d580d1004fe004802c4";
static const char SEALED_EVENT[] =
    "043e2a020100005f12342d585a1e0201061a1695fe5858480b685f12342d585a0b1841e2aa000e00a4964fb5b6";
static const char KEY[] = "814aac74c4f17b6c1581e1ab87816b99";

struct bench {
    struct mi_packet packet;
    uint8_t bytes[EVENT_MAX];
    struct mi_radio radio;
    struct mi_advert advert;
    struct mi_frame frame;
    struct mi_key key;
    struct mi_ccm *ccm;
    struct output_settings settings;
    char printed[PRINTED_MAX];
    char copy[PRINTED_MAX];
    size_t printed_size;
    EVP_CIPHER_CTX *evp;
};

static void load(struct bench *bench, const char *hex)
{
    struct mi_hex read = mi_hex_decode(hex, strlen(hex), bench->bytes, sizeof bench->bytes);
    bench->packet = (struct mi_packet){
        .time = MI_NO_TIME,
        .layer = MI_LAYER_H4,
        .bytes = bench->bytes,
        .size = read.size,
        .rssi = MI_NO_RSSI,
    };
}

static void decode(struct bench *bench)
{
    struct mi_ad ad;
    mi_radio_feed(&bench->radio, &bench->packet);
    while (mi_radio_next(&bench->radio, &bench->advert)) {
        struct mi_bytes data = bench->advert.data;
        while (mi_ad_next(&data, &ad))
            if (mi_frame_read(&bench->frame, &bench->advert, &ad))
                return;
    }
}

static void open_frame(struct bench *bench)
{
    const struct mi_opener opener = {.ccm = bench->ccm, .keys = &bench->key, .key_count = 1};
    mi_frame_open(&bench->frame, &opener);
}

static void print_with(struct bench *bench, const struct printer *printer)
{
    struct sighting sighting = {
        .frame = &bench->frame, .advert = &bench->advert, .ccm = bench->ccm};
    struct mi_text out = mi_text(bench->printed, sizeof bench->printed);
    printer->frame(&out, &sighting, &bench->settings);
    bench->printed_size = out.length;
}

static void print_json(struct bench *bench)
{
    print_with(bench, &JSON_PRINTER);
}

static void print_text(struct bench *bench)
{
    print_with(bench, &TEXT_PRINTER);
}

static void decode_and_open(struct bench *bench)
{
    decode(bench);
    open_frame(bench);
}

static void everything(struct bench *bench)
{
    decode_and_open(bench);
    print_json(bench);
}

static void floor_copy(struct bench *bench)
{
    memcpy(bench->copy, bench->printed, bench->printed_size);
    __asm__ volatile("" : : "r"(bench->copy) : "memory");
}

/* What any program has to call for one frame: nonce, tag, associated data, five bytes. */
static void floor_cipher(struct bench *bench)
{
    static const uint8_t ASSOCIATED[] = {0x11};
    const struct mi_seal *seal = &bench->frame.seal;
    uint8_t tag[4];
    uint8_t plain[16];
    int size = 0;
    memcpy(tag, seal->tag.at, sizeof tag);
    if (EVP_CIPHER_CTX_ctrl(bench->evp, EVP_CTRL_AEAD_SET_TAG, sizeof tag, tag) != 1 ||
        EVP_DecryptInit_ex(bench->evp, NULL, NULL, NULL, seal->nonce) != 1 ||
        EVP_DecryptUpdate(bench->evp, NULL, &size, NULL, (int)seal->cipher_text.left) != 1 ||
        EVP_DecryptUpdate(bench->evp, NULL, &size, ASSOCIATED, sizeof ASSOCIATED) != 1 ||
        EVP_DecryptUpdate(bench->evp, plain, &size, seal->cipher_text.at,
                          (int)seal->cipher_text.left) != 1)
        abort();
}

/* --- measuring --- */

static double now(void)
{
    struct timespec time;
    (void)clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec * 1e9 + (double)time.tv_nsec;
}

/* The best of several runs: what the work takes when nothing disturbs it. */
static double measure(struct bench *bench, void (*work)(struct bench *), const char *name)
{
    double best = 0;
    unsigned long before = allocations;
    for (int repeat = 0; repeat < REPEATS; repeat++) {
        double start = now();
        for (int round = 0; round < ROUNDS; round++)
            work(bench);
        double taken = (now() - start) / ROUNDS;
        best = repeat == 0 || taken < best ? taken : best;
    }
    (void)printf("%-44s %8.1f ns  %5.2f allocations\n", name, best,
                 (double)(allocations - before) / REPEATS / ROUNDS);
    return best;
}

static bool prepare(struct bench *bench)
{
    bench->ccm = mi_ccm_new();
    bench->evp = EVP_CIPHER_CTX_new();
    (void)mi_key_parse(KEY, strlen(KEY), &bench->key);
    return bench->ccm != NULL && bench->evp != NULL &&
           EVP_DecryptInit_ex(bench->evp, EVP_aes_128_ccm(), NULL, NULL, NULL) == 1 &&
           EVP_CIPHER_CTX_ctrl(bench->evp, EVP_CTRL_AEAD_SET_IVLEN, 12, NULL) == 1 &&
           EVP_CIPHER_CTX_ctrl(bench->evp, EVP_CTRL_AEAD_SET_TAG, 4, NULL) == 1 &&
           EVP_DecryptInit_ex(bench->evp, NULL, NULL, bench->key.bytes, NULL) == 1;
}

int main(void)
{
    static struct bench bench;
    if (!prepare(&bench))
        return 1;
    load(&bench, PLAIN_EVENT);
    double plain = measure(&bench, decode, "decode, plain frame of two readings");
    load(&bench, SEALED_EVENT);
    double sealed = measure(&bench, decode, "decode, encrypted frame, without opening it");
    double cipher = measure(&bench, floor_cipher, "floor: bare EVP AES-CCM call");
    double opened = measure(&bench, decode_and_open, "decode and decrypt");
    double json = measure(&bench, print_json, "print as JSON");
    double copy = measure(&bench, floor_copy, "floor: memcpy of that output");
    double text = measure(&bench, print_text, "print as text");
    double all = measure(&bench, everything, "decode, decrypt and print as JSON");
    (void)printf("\ndecrypting, without decoding / bare EVP call   %6.2f\n"
                 "everything / bare EVP call                     %6.2f\n"
                 "JSON / memcpy                                  %6.2f\n"
                 "text / memcpy                                  %6.2f\n"
                 "decoding a plain frame                         %6.1f ns of the wanted 200\n",
                 (opened - sealed) / cipher, all / cipher, json / copy, text / copy, plain);
    EVP_CIPHER_CTX_free(bench.evp);
    mi_ccm_free(bench.ccm);
    return 0;
}
