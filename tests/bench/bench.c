/*
 * Nanoseconds and allocations a frame, apart and together, beside two floors measured in the same
 * run: the bare EVP call on the same bytes, and a memcpy of the output. Machines differ and are
 * busy: read the ratios.
 */
#include "base/hex.h"
#include "beacon/open.h"
#include "output.h"
#include "printer.h"
#include "radio/radio.h"

#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { ROUNDS = 20000, TURNS = 70, EVENT_MAX = 64 };

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
    struct key_settings keys;
    struct key_choice choice;
    char printed[PRINTED_MAX];
    char copy[PRINTED_MAX];
    size_t printed_size;
    EVP_CIPHER_CTX *evp;
};

static void load(struct bench *bench, const char *hex)
{
    struct mi_hex read = mi_hex_decode(hex, strlen(hex), bench->bytes, sizeof bench->bytes);
    bench->packet = (struct mi_packet){
        .layer = MI_LAYER_H4,
        .bytes = bench->bytes,
        .size = read.size,
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

static void decrypt(struct bench *bench)
{
    uint8_t plain[MI_FRAME_MAX];
    if (!mi_seal_open(&bench->frame.seal, bench->ccm, &bench->key, plain))
        abort();
}

static void open_frame(struct bench *bench)
{
    const struct mi_opener opener = {.ccm = bench->ccm, .keys = &bench->key, .key_count = 1};
    mi_frame_open(&bench->frame, &opener);
}

static void print_with(struct bench *bench, const struct printer *printer)
{
    struct sighting sighting = {.frame = &bench->frame,
                                .advert = &bench->advert,
                                .ccm = bench->ccm,
                                .choice = &bench->choice,
                                .name = "Kitchen"};
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

struct measure {
    const char *name;
    const char *event;
    void (*work)(struct bench *);
    double best; /* of all turns: what it takes when nothing disturbs it */
    unsigned long allocations;
};

enum { PLAIN, SEALED, EVP, DECRYPT, OPEN, JSON, COPY, TEXT, ALL, MEASURES };

/* In this order: each finds the frame and the record as those before left them. */
static struct measure measures[MEASURES] = {
    [PLAIN] = {.name = "decode, plain frame of two readings", .event = PLAIN_EVENT, .work = decode},
    [SEALED] = {.name = "decode, encrypted frame, without opening it",
                .event = SEALED_EVENT,
                .work = decode},
    [EVP] = {.name = "floor: bare EVP AES-CCM call", .event = SEALED_EVENT, .work = floor_cipher},
    [DECRYPT] = {.name = "decrypt", .event = SEALED_EVENT, .work = decrypt},
    [OPEN] = {.name = "decode, decrypt and read the objects",
              .event = SEALED_EVENT,
              .work = decode_and_open},
    [JSON] = {.name = "print as JSON", .event = SEALED_EVENT, .work = print_json},
    [COPY] = {.name = "floor: memcpy of that output", .event = SEALED_EVENT, .work = floor_copy},
    [TEXT] = {.name = "print as text", .event = SEALED_EVENT, .work = print_text},
    [ALL] = {.name = "decode, decrypt and print as JSON",
             .event = SEALED_EVENT,
             .work = everything},
};

static void take_turn(struct bench *bench, struct measure *measure)
{
    unsigned long before = allocations;
    load(bench, measure->event);
    double start = now();
    for (int round = 0; round < ROUNDS; round++)
        measure->work(bench);
    double taken = (now() - start) / ROUNDS;
    measure->best = measure->best == 0 || taken < measure->best ? taken : measure->best;
    measure->allocations += allocations - before;
}

/* In turns, so that what disturbs one disturbs the others too. */
static void measure_all(struct bench *bench)
{
    for (int turn = 0; turn < TURNS; turn++)
        for (size_t i = 0; i < MEASURES; i++)
            take_turn(bench, &measures[i]);
    for (size_t i = 0; i < MEASURES; i++)
        (void)printf("%-44s %8.1f ns  %5.2f allocations\n", measures[i].name, measures[i].best,
                     (double)measures[i].allocations / TURNS / ROUNDS);
}

static double ratio(size_t measure, size_t floor)
{
    return measures[measure].best / measures[floor].best;
}

static bool prepare(struct bench *bench)
{
    bench->ccm = mi_ccm_new();
    bench->evp = EVP_CIPHER_CTX_new();
    (void)mi_key_parse(KEY, strlen(KEY), &bench->key);
    bench->keys = (struct key_settings){.given = &bench->key, .count = 1};
    key_choice_make(&bench->choice, &bench->keys, NULL);
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
    measure_all(&bench);
    double opened = measures[OPEN].best - measures[SEALED].best;
    (void)printf("\ndecrypting / bare EVP call                     %6.2f\n"
                 "decrypting and reading objects / EVP call      %6.2f\n"
                 "everything / bare EVP call                     %6.2f\n"
                 "JSON / memcpy                                  %6.2f\n"
                 "text / memcpy                                  %6.2f\n"
                 "decoding a plain frame                         %6.1f ns of the wanted 200\n",
                 ratio(DECRYPT, EVP), opened / measures[EVP].best, ratio(ALL, EVP),
                 ratio(JSON, COPY), ratio(TEXT, COPY), measures[PLAIN].best);
    EVP_CIPHER_CTX_free(bench.evp);
    mi_ccm_free(bench.ccm);
    return 0;
}
