#include "beacon/ccm.h"

#include "base/hash.h"

#include <limits.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>

/*
 * CCM out of AES in ECB mode: for a message of a few blocks, libcrypto's own CCM takes longer to
 * get ready than to decrypt. What does not depend on the text is encrypted in one call; then the
 * MAC takes one more for each block of associated data and text.
 */
enum {
    BLOCK = 16,
    KEY_SIZE = 16,
    SIZE_BYTES = 2,        /* in front of the associated data; RFC 3610, 2.2 */
    HAS_ASSOCIATED = 0x40, /* in the flags of B_0 */
};

/* --- keys that are set up --- */

/*
 * Setting up a key costs nearly as much as decrypting a frame. So keys are kept, each in the set
 * that it leads to, where it takes the place of the one that came first. A search through many keys
 * finds its place at once and allocates nothing new for each.
 */
enum { SETS = 16, WAYS = 4 };

struct schedule {
    EVP_CIPHER_CTX *aes; /* NULL: holds no key */
    uint8_t key[KEY_SIZE];
};

struct set {
    struct schedule ways[WAYS];
    size_t oldest;
};

struct mi_ccm {
    EVP_CIPHER *cipher;
    struct set sets[SETS];
};

struct mi_ccm *mi_ccm_new(void)
{
    struct mi_ccm *ccm = calloc(1, sizeof *ccm);
    if (ccm == NULL)
        return NULL;
    ccm->cipher = EVP_CIPHER_fetch(NULL, "AES-128-ECB", NULL);
    if (ccm->cipher != NULL)
        return ccm;
    mi_ccm_free(ccm);
    return NULL;
}

static void schedule_drop(struct schedule *schedule)
{
    EVP_CIPHER_CTX_free(schedule->aes); /* wipes what it made of the key */
    mi_wipe(schedule, sizeof *schedule);
}

void mi_ccm_free(struct mi_ccm *ccm)
{
    if (ccm == NULL)
        return;
    for (size_t i = 0; i < SETS; i++)
        for (size_t way = 0; way < WAYS; way++)
            schedule_drop(&ccm->sets[i].ways[way]);
    EVP_CIPHER_free(ccm->cipher);
    free(ccm);
}

static bool schedule_holds(const struct schedule *schedule, const uint8_t *key)
{
    return memcmp(schedule->key, key, KEY_SIZE) == 0 && schedule->aes != NULL;
}

/* Only a context that is new has to be told the cipher, which costs as much again as the key. */
static bool schedule_make(struct schedule *schedule, const EVP_CIPHER *cipher, const uint8_t *key)
{
    bool is_new = schedule->aes == NULL;
    if (is_new)
        schedule->aes = EVP_CIPHER_CTX_new();
    memcpy(schedule->key, key, KEY_SIZE);
    if (schedule->aes != NULL &&
        EVP_EncryptInit_ex2(schedule->aes, is_new ? cipher : NULL, key, NULL, NULL) == 1)
        return true;
    schedule_drop(schedule);
    return false;
}

/* AES with this key; NULL when libcrypto refuses. */
static EVP_CIPHER_CTX *aes_with(struct mi_ccm *ccm, const uint8_t *key)
{
    struct set *set = &ccm->sets[mi_hash_bytes(0, mi_bytes(key, KEY_SIZE)) % SETS];
    for (size_t way = 0; way < WAYS; way++)
        if (schedule_holds(&set->ways[way], key))
            return set->ways[way].aes;
    struct schedule *schedule = &set->ways[set->oldest];
    set->oldest = (set->oldest + 1) % WAYS;
    return schedule_make(schedule, ccm->cipher, key) ? schedule->aes : NULL;
}

/* --- one message --- */

/* Where the blocks stand that are encrypted in one call. */
enum {
    MAC = 0,            /* B_0, then the MAC so far, in the end the tag */
    MASK = BLOCK,       /* A_0, then what hides the tag */
    STREAM = 2 * BLOCK, /* A_1 and so on, then the key stream */
};

struct run {
    EVP_CIPHER_CTX *aes;
    size_t text_at; /* in the input: behind the associated data and its size, if there is any */
    size_t size;    /* of the text */
    uint8_t blocks[STREAM + MI_MESSAGE_MAX];
    /* What the MAC is made of: associated data and text, each whole blocks, filled with zeros. */
    uint8_t input[SIZE_BYTES + MI_ASSOCIATED_MAX + MI_MESSAGE_MAX];
};

static bool is_possible(const struct mi_message *message, size_t tag_size)
{
    return message->nonce_size >= MI_NONCE_MIN && message->nonce_size <= MI_NONCE_MAX &&
           message->associated_size <= MI_ASSOCIATED_MAX && message->size <= MI_MESSAGE_MAX &&
           tag_size >= MI_TAG_MIN && tag_size <= MI_TAG_MAX && tag_size % 2 == 0;
}

static size_t whole_blocks(size_t size)
{
    return (size + BLOCK - 1) / BLOCK * BLOCK;
}

/* Around the nonce: flags, and a number that is the size of the text in B_0 and counts in A_i. */
static void put_ends(uint8_t *block, size_t flags, size_t number)
{
    block[0] = (uint8_t)flags;
    block[BLOCK - 2] = (uint8_t)(number >> 8);
    block[BLOCK - 1] = (uint8_t)number;
}

/* RFC 3610, 2.2 and 2.3: the flags say how many bytes the number, the tag and so on have. */
static void put_blocks(struct run *run, const struct mi_message *message, size_t tag_size)
{
    size_t flags = BLOCK - 2 - message->nonce_size;
    uint8_t *first = run->blocks + MAC;
    memset(first, 0, BLOCK);
    memcpy(first + 1, message->nonce, message->nonce_size);
    for (size_t i = 0; i <= run->size / BLOCK; i++) {
        uint8_t *counter = run->blocks + MASK + i * BLOCK;
        memcpy(counter, first, BLOCK);
        put_ends(counter, flags, i);
    }
    flags |= (tag_size - 2) / 2 << 3;
    flags |= message->associated_size > 0 ? HAS_ASSOCIATED : 0;
    put_ends(first, flags, message->size);
}

static void put_associated(struct run *run, const struct mi_message *message)
{
    size_t size = message->associated_size;
    run->text_at = size > 0 ? whole_blocks(SIZE_BYTES + size) : 0;
    if (size == 0)
        return;
    memset(run->input, 0, SIZE_BYTES + MI_ASSOCIATED_MAX);
    run->input[1] = (uint8_t)size;
    memcpy(run->input + SIZE_BYTES, message->associated, size);
}

static void put_text(struct run *run, const struct mi_message *message)
{
    uint8_t *text = run->input + run->text_at;
    run->size = whole_blocks(message->size);
    if (message->size == 0)
        return;
    memset(text + run->size - BLOCK, 0, BLOCK);
    memcpy(text, message->text, message->size);
}

static bool encrypt(EVP_CIPHER_CTX *aes, uint8_t *to, const uint8_t *from, size_t size)
{
    int written = 0;
    return EVP_EncryptUpdate(aes, to, &written, from, (int)size) == 1;
}

/* What does not depend on the key. */
static bool prepare(struct run *run, const struct mi_message *message, size_t tag_size)
{
    if (!is_possible(message, tag_size))
        return false;
    put_associated(run, message);
    put_text(run, message);
    put_blocks(run, message, tag_size);
    return true;
}

/* Makes the key stream, and the MAC of the first block. */
static bool begin(struct run *run, struct mi_ccm *ccm, const uint8_t *key,
                  const struct mi_message *message, size_t tag_size)
{
    if (!prepare(run, message, tag_size))
        return false;
    run->aes = aes_with(ccm, key);
    return run->aes != NULL && encrypt(run->aes, run->blocks, run->blocks, STREAM + run->size);
}

static void mix_block(uint8_t *restrict into, const uint8_t *restrict block)
{
    for (size_t i = 0; i < BLOCK; i++)
        into[i] ^= block[i];
}

static void mix_stream(struct run *run)
{
    for (size_t at = 0; at < run->size; at += BLOCK)
        mix_block(run->input + run->text_at + at, run->blocks + STREAM + at);
}

/* Of the plain text; leaves the tag where the MAC was. */
static bool authenticate(struct run *run)
{
    uint8_t *mac = run->blocks + MAC;
    bool works = true;
    for (size_t at = 0; works && at < run->text_at + run->size; at += BLOCK) {
        mix_block(mac, run->input + at);
        works = encrypt(run->aes, mac, mac, BLOCK);
    }
    mix_block(mac, run->blocks + MASK);
    return works;
}

/* Of a text that has `size` bytes: what fills its last block is no part of it. */
static bool decrypt_begun(struct run *run, size_t size)
{
    mix_stream(run);
    memset(run->input + run->text_at + size, 0, run->size - size);
    return authenticate(run);
}

static bool decrypt(struct run *run, struct mi_ccm *ccm, const uint8_t *key,
                    const struct mi_message *message, size_t tag_size)
{
    return begin(run, ccm, key, message, tag_size) && decrypt_begun(run, message->size);
}

bool mi_ccm_open(struct mi_ccm *ccm, const uint8_t key[16], const struct mi_message *message,
                 const uint8_t *tag, size_t tag_size, uint8_t *plain)
{
    struct run run;
    if (!decrypt(&run, ccm, key, message, tag_size) ||
        CRYPTO_memcmp(run.blocks + MAC, tag, tag_size) != 0)
        return false;
    memcpy(plain, run.input + run.text_at, message->size);
    return true;
}

bool mi_ccm_reveal(struct mi_ccm *ccm, const uint8_t key[16], const struct mi_message *message,
                   uint8_t *tag, size_t tag_size, uint8_t *plain)
{
    struct run run;
    if (!decrypt(&run, ccm, key, message, tag_size))
        return false;
    memcpy(tag, run.blocks + MAC, tag_size);
    memcpy(plain, run.input + run.text_at, message->size);
    return true;
}

bool mi_ccm_seal(struct mi_ccm *ccm, const uint8_t key[16], const struct mi_message *message,
                 uint8_t *tag, size_t tag_size, uint8_t *cipher)
{
    struct run run;
    if (!begin(&run, ccm, key, message, tag_size) || !authenticate(&run))
        return false;
    mix_stream(&run);
    memcpy(tag, run.blocks + MAC, tag_size);
    memcpy(cipher, run.input + run.text_at, message->size);
    return true;
}

/* --- one message, many keys --- */

struct mi_trial {
    struct run ready;
    size_t size; /* of the text */
    uint8_t tag[MI_TAG_MAX];
    size_t tag_size;
};

struct mi_trial *mi_trial_new(const struct mi_ccm *ccm, const struct mi_message *message,
                              const uint8_t *tag, size_t tag_size)
{
    static const uint8_t NO_KEY[KEY_SIZE];
    struct mi_trial *trial = calloc(1, sizeof *trial);
    if (trial == NULL || !prepare(&trial->ready, message, tag_size)) {
        free(trial);
        return NULL;
    }
    trial->size = message->size;
    trial->tag_size = tag_size;
    memcpy(trial->tag, tag, tag_size);
    trial->ready.aes = EVP_CIPHER_CTX_new();
    if (trial->ready.aes != NULL &&
        EVP_EncryptInit_ex2(trial->ready.aes, ccm->cipher, NO_KEY, NULL, NULL) == 1)
        return trial;
    mi_trial_free(trial);
    return NULL;
}

void mi_trial_free(struct mi_trial *trial)
{
    if (trial != NULL)
        EVP_CIPHER_CTX_free(trial->ready.aes);
    free(trial);
}

bool mi_trial_opens(struct mi_trial *trial, const uint8_t key[16])
{
    struct run run = trial->ready;
    return EVP_EncryptInit_ex2(run.aes, NULL, key, NULL, NULL) == 1 &&
           encrypt(run.aes, run.blocks, run.blocks, STREAM + run.size) &&
           decrypt_begun(&run, trial->size) &&
           CRYPTO_memcmp(run.blocks + MAC, trial->tag, trial->tag_size) == 0;
}

/* --- many messages, one key --- */

enum { SIEVE_ROUNDS = 1 + MI_SIEVE_TEXT / BLOCK, SIEVE_BLOCKS = (STREAM + MI_SIEVE_TEXT) / BLOCK };

/* What goes into the MAC in one round. */
struct share {
    uint8_t block[BLOCK];
    uint8_t mask[BLOCK]; /* of the key stream that is mixed in: none for associated data */
};

struct sifted {
    size_t at;     /* of its blocks */
    size_t first;  /* round with text */
    size_t rounds; /* of its MAC */
    size_t nonce_size;
    size_t tag_size;
    uint8_t tag[MI_TAG_MAX];
    struct share shares[SIEVE_ROUNDS];
};

struct mi_sieve {
    EVP_CIPHER_CTX *aes;
    size_t room;
    size_t count;
    size_t rounds;          /* of the message that has most */
    size_t size;            /* of all blocks */
    struct sifted *sifted;  /* the messages */
    uint8_t *ready;         /* their blocks, one message's after the other's */
    uint8_t *stream;        /* these, encrypted */
    uint8_t (*macs)[BLOCK]; /* so far */
};

struct mi_sieve *mi_sieve_new(const struct mi_ccm *ccm, size_t room)
{
    static const uint8_t NO_KEY[KEY_SIZE];
    bool is_too_large = room > INT_MAX / (SIEVE_BLOCKS * BLOCK);
    struct mi_sieve *sieve = is_too_large ? NULL : calloc(1, sizeof *sieve);
    if (sieve == NULL)
        return NULL;
    sieve->room = room;
    sieve->sifted = calloc(room, sizeof *sieve->sifted);
    sieve->ready = calloc(room, SIEVE_BLOCKS * BLOCK);
    sieve->stream = calloc(room, SIEVE_BLOCKS * BLOCK);
    sieve->macs = calloc(room, sizeof *sieve->macs);
    sieve->aes = EVP_CIPHER_CTX_new();
    if (sieve->sifted != NULL && sieve->ready != NULL && sieve->stream != NULL &&
        sieve->macs != NULL && sieve->aes != NULL &&
        EVP_EncryptInit_ex2(sieve->aes, ccm->cipher, NO_KEY, NULL, NULL) == 1)
        return sieve;
    mi_sieve_free(sieve);
    return NULL;
}

void mi_sieve_free(struct mi_sieve *sieve)
{
    if (sieve == NULL)
        return;
    EVP_CIPHER_CTX_free(sieve->aes);
    free(sieve->sifted);
    free(sieve->ready);
    free(sieve->stream);
    free(sieve->macs);
    free(sieve);
}

void mi_sieve_empty(struct mi_sieve *sieve)
{
    sieve->count = 0;
    sieve->rounds = 0;
    sieve->size = 0;
}

/* The rounds of a prepared message, whose text has `size` bytes. */
static void put_shares(struct sifted *sifted, const struct run *run, size_t size)
{
    memset(sifted->shares, 0, sizeof sifted->shares);
    memcpy(sifted->shares[0].block, run->input, run->text_at);
    sifted->first = run->text_at / BLOCK;
    sifted->rounds = sifted->first + run->size / BLOCK;
    for (size_t at = 0; at < size; at += BLOCK) {
        struct share *share = &sifted->shares[sifted->first + at / BLOCK];
        memcpy(share->block, run->input + run->text_at + at, BLOCK);
        memset(share->mask, 0xff, size - at < BLOCK ? size - at : BLOCK);
    }
}

bool mi_sieve_add(struct mi_sieve *sieve, const struct mi_message *message, const uint8_t *tag,
                  size_t tag_size)
{
    struct run run;
    struct sifted *sifted = &sieve->sifted[sieve->count];
    if (sieve->count == sieve->room || message->size > MI_SIEVE_TEXT ||
        message->associated_size > MI_SIEVE_ASSOCIATED || !prepare(&run, message, tag_size))
        return false;
    put_shares(sifted, &run, message->size);
    sifted->at = sieve->size;
    sifted->nonce_size = message->nonce_size;
    sifted->tag_size = tag_size;
    memcpy(sifted->tag, tag, tag_size);
    memcpy(sieve->ready + sieve->size, run.blocks, STREAM + run.size);
    sieve->size += STREAM + run.size;
    sieve->rounds = sifted->rounds > sieve->rounds ? sifted->rounds : sieve->rounds;
    sieve->count++;
    return true;
}

bool mi_sieve_set_nonce(struct mi_sieve *sieve, size_t index, const uint8_t *nonce)
{
    if (index >= sieve->count)
        return false;
    const struct sifted *sifted = &sieve->sifted[index];
    size_t end = index + 1 < sieve->count ? sifted[1].at : sieve->size;
    for (size_t at = sifted->at; at < end; at += BLOCK)
        memcpy(sieve->ready + at + 1, nonce, sifted->nonce_size);
    return true;
}

static uint64_t word_at(const uint8_t *bytes)
{
    uint64_t word;
    memcpy(&word, bytes, sizeof word);
    return word;
}

/* By words, in whatever order their bytes are: compilers leave a loop over bytes as it is. */
static void mix_text(uint8_t *mac, const struct share *share, const uint8_t *stream)
{
    for (size_t i = 0; i < BLOCK; i += sizeof(uint64_t)) {
        uint64_t word = word_at(mac + i) ^ word_at(share->block + i) ^
                        (word_at(stream + i) & word_at(share->mask + i));
        memcpy(mac + i, &word, sizeof word);
    }
}

/* Mixes the share of a round, decrypted, into the MAC of a message that has it. */
static void mix_share(const struct mi_sieve *sieve, size_t index, size_t round)
{
    const struct sifted *sifted = &sieve->sifted[index];
    if (round >= sifted->rounds)
        return;
    size_t text = round > sifted->first ? (round - sifted->first) * BLOCK : 0;
    mix_text(sieve->macs[index], &sifted->shares[round],
             sieve->stream + sifted->at + STREAM + text);
}

/* Makes the MACs; those of messages with fewer rounds than others wait in their stream. */
static bool sieve_authenticate(struct mi_sieve *sieve)
{
    for (size_t i = 0; i < sieve->count; i++)
        memcpy(sieve->macs[i], sieve->stream + sieve->sifted[i].at + MAC, BLOCK);
    for (size_t round = 0; round < sieve->rounds; round++) {
        for (size_t i = 0; i < sieve->count; i++)
            mix_share(sieve, i, round);
        if (!encrypt(sieve->aes, sieve->macs[0], sieve->macs[0], sieve->count * BLOCK))
            return false;
        for (size_t i = 0; i < sieve->count; i++)
            if (sieve->sifted[i].rounds == round + 1)
                memcpy(sieve->stream + sieve->sifted[i].at + MAC, sieve->macs[i], BLOCK);
    }
    return true;
}

static bool tag_fits(const struct mi_sieve *sieve, const struct sifted *sifted)
{
    uint8_t *blocks = sieve->stream + sifted->at;
    mix_block(blocks + MAC, blocks + MASK);
    return memcmp(blocks + MAC, sifted->tag, MI_TAG_MIN) == 0 &&
           memcmp(blocks + MAC, sifted->tag, sifted->tag_size) == 0;
}

size_t mi_sieve_try(struct mi_sieve *sieve, const uint8_t key[16], size_t *opened)
{
    size_t count = 0;
    if (sieve->count == 0 || EVP_EncryptInit_ex2(sieve->aes, NULL, key, NULL, NULL) != 1 ||
        !encrypt(sieve->aes, sieve->stream, sieve->ready, sieve->size) ||
        !sieve_authenticate(sieve))
        return 0;
    for (size_t i = 0; i < sieve->count; i++)
        if (tag_fits(sieve, &sieve->sifted[i]))
            opened[count++] = i;
    return count;
}

/* --- what else libcrypto is for --- */

void mi_wipe(void *secret, size_t size)
{
    OPENSSL_cleanse(secret, size);
}

uint32_t mi_fingerprint(const uint8_t *key, size_t size)
{
    uint8_t digest[EVP_MAX_MD_SIZE] = {0};
    if (EVP_Digest(key, size, digest, NULL, EVP_sha256(), NULL) != 1)
        return 0;
    return (uint32_t)digest[0] << 24 | (uint32_t)digest[1] << 16 | (uint32_t)digest[2] << 8 |
           digest[3];
}

void mi_crypto_start_lean(void)
{
    (void)OPENSSL_init_crypto(OPENSSL_INIT_NO_LOAD_CONFIG | OPENSSL_INIT_NO_LOAD_CRYPTO_STRINGS |
                                  OPENSSL_INIT_NO_ADD_ALL_CIPHERS |
                                  OPENSSL_INIT_NO_ADD_ALL_DIGESTS | OPENSSL_INIT_NO_ATEXIT,
                              NULL);
}

const char *mi_crypto_version(void)
{
    return OpenSSL_version(OPENSSL_VERSION_STRING);
}
