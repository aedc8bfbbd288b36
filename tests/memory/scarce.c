/*
 * A malloc that fails once, to be preloaded into a program: SCARCE_AT=N fails the N-th allocation.
 * Those of libcrypto and of the loader are not counted: they are thousands, and none of ours; nor
 * those of minizip, which calls a zip file bad when it has no memory to look at it.
 * SCARCE_REPORT=FILE gets, at the end, how many there were and how many blocks that the program
 * itself took were never given back.
 */
#include <errno.h>
#include <fcntl.h>
#include <link.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* glibc's own, which are there before anything can be looked up. */
void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *block, size_t size);
void __libc_free(void *block);

enum { BLOCKS_MAX = 16384, FOREIGN_MAX = 4 };

/* The code of one object file. */
struct range {
    uintptr_t start;
    uintptr_t end;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static bool is_ready;
static unsigned fail_at;
static unsigned calls;
static unsigned block_count;
static void *blocks[BLOCKS_MAX];
static struct range program;
static struct range foreign[FOREIGN_MAX];
static unsigned foreign_count;

static struct range code_of(const struct dl_phdr_info *info)
{
    struct range range = {UINTPTR_MAX, 0};
    for (unsigned i = 0; i < info->dlpi_phnum; i++) {
        const ElfW(Phdr) *part = &info->dlpi_phdr[i];
        uintptr_t start = info->dlpi_addr + part->p_vaddr;
        if (part->p_type != PT_LOAD)
            continue;
        range.start = start < range.start ? start : range.start;
        range.end = start + part->p_memsz > range.end ? start + part->p_memsz : range.end;
    }
    return range;
}

/* The first object is the program. */
static int note(struct dl_phdr_info *info, size_t size, void *context)
{
    (void)size;
    (void)context;
    if (program.end == 0)
        program = code_of(info);
    else if (foreign_count < FOREIGN_MAX && (strstr(info->dlpi_name, "libcrypto") != NULL ||
                                             strstr(info->dlpi_name, "libminizip") != NULL ||
                                             strstr(info->dlpi_name, "/ld-") != NULL))
        foreign[foreign_count++] = code_of(info);
    return 0;
}

__attribute__((constructor)) static void begin(void)
{
    const char *at = getenv("SCARCE_AT");
    dl_iterate_phdr(note, NULL);
    fail_at = at != NULL ? (unsigned)strtoul(at, NULL, 10) : 0;
    is_ready = true;
}

__attribute__((destructor)) static void end(void)
{
    char line[64];
    const char *path = getenv("SCARCE_REPORT");
    int file = path != NULL ? open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600) : -1;
    is_ready = false;
    if (file < 0)
        return;
    int length = snprintf(line, sizeof line, "%u %u\n", calls, block_count);
    if (write(file, line, (size_t)length) != length)
        abort();
    close(file);
}

static bool is_in(struct range range, const void *place)
{
    return (uintptr_t)place >= range.start && (uintptr_t)place < range.end;
}

/* Counts an allocation. Whether it has to fail. */
static bool fails(const void *caller)
{
    if (!is_ready)
        return false;
    for (unsigned i = 0; i < foreign_count; i++)
        if (is_in(foreign[i], caller))
            return false;
    pthread_mutex_lock(&lock);
    bool is_due = ++calls == fail_at;
    pthread_mutex_unlock(&lock);
    if (is_due)
        errno = ENOMEM;
    return is_due;
}

/* Remembers a block that the program itself took. */
static void *keep(void *block, const void *caller)
{
    pthread_mutex_lock(&lock);
    if (is_in(program, caller) && block != NULL && block_count < BLOCKS_MAX)
        blocks[block_count++] = block;
    pthread_mutex_unlock(&lock);
    return block;
}

static void forget(const void *block)
{
    pthread_mutex_lock(&lock);
    for (unsigned i = block_count; block != NULL && i-- > 0;)
        if (blocks[i] == block) {
            blocks[i] = blocks[--block_count];
            break;
        }
    pthread_mutex_unlock(&lock);
}

void *malloc(size_t size)
{
    const void *caller = __builtin_return_address(0);
    if (fails(caller))
        return NULL;
    return keep(__libc_malloc(size), caller);
}

void *calloc(size_t count, size_t size)
{
    const void *caller = __builtin_return_address(0);
    if (fails(caller))
        return NULL;
    return keep(__libc_calloc(count, size), caller);
}

void *realloc(void *block, size_t size)
{
    const void *caller = __builtin_return_address(0);
    if (fails(caller))
        return NULL;
    forget(block);
    return keep(__libc_realloc(block, size), caller);
}

void free(void *block)
{
    forget(block);
    __libc_free(block);
}
