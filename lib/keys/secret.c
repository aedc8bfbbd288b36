#include "keys/secret.h"

#include "beacon/ccm.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FIRST_ROOM = 4096 };

static struct mi_problem problem(enum mi_problem_code code, const char *string)
{
    return (struct mi_problem){.code = code, .string = string};
}

void mi_secret_free(struct mi_secret *secret)
{
    if (secret->text != NULL)
        mi_wipe(secret->text, secret->room);
    free(secret->text);
    *secret = (struct mi_secret){0};
}

/* Makes room for `size` bytes and a NUL. */
static bool make_room(struct mi_secret *secret, size_t size)
{
    if (secret->text != NULL && size < secret->room)
        return true;
    size_t room = secret->room > 0 ? secret->room : FIRST_ROOM;
    while (room <= size)
        room *= 2;
    char *text = malloc(room);
    if (text == NULL)
        return false;
    if (secret->text != NULL) {
        memcpy(text, secret->text, secret->size);
        mi_wipe(secret->text, secret->room);
        free(secret->text);
    }
    text[secret->size] = '\0';
    secret->text = text;
    secret->room = room;
    return true;
}

bool mi_secret_append(struct mi_secret *secret, const char *run, size_t length)
{
    if (secret->size > MI_SECRET_MAX || length > MI_SECRET_MAX - secret->size ||
        !make_room(secret, secret->size + length))
        return false;
    memcpy(secret->text + secret->size, run, length);
    secret->size += length;
    secret->text[secret->size] = '\0';
    return true;
}

static struct mi_problem read_all(int file, struct mi_secret *secret)
{
    struct stat status;
    bool is_file = fstat(file, &status) == 0 && S_ISREG(status.st_mode);
    secret->is_open_to_others = is_file && (status.st_mode & (S_IRGRP | S_IROTH)) != 0;
    for (;;) {
        if (secret->size > MI_SECRET_MAX)
            return (struct mi_problem){.code = MI_P_FILE_LARGE, .number = {MI_SECRET_MAX}};
        if (!make_room(secret, secret->size + 1))
            return problem(MI_P_OUT_OF_MEMORY, NULL);
        ssize_t got = read(file, secret->text + secret->size, secret->room - secret->size - 1);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return problem(MI_P_CANNOT_READ, strerror(errno));
        if (got == 0)
            return problem(MI_OK, NULL);
        secret->size += (size_t)got;
        secret->text[secret->size] = '\0';
    }
}

struct mi_problem mi_secret_read(const char *path, struct mi_secret *secret)
{
    bool is_stdin = strcmp(path, "-") == 0;
    int file = is_stdin ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
    *secret = (struct mi_secret){0};
    if (file < 0)
        return problem(MI_P_CANNOT_OPEN, strerror(errno));
    struct mi_problem result = read_all(file, secret);
    if (!is_stdin)
        (void)close(file);
    return result;
}

/* --- writing it --- */

/* Makes the directories above `path`; it is changed meanwhile and put right again. */
static bool make_directories(char *path)
{
    for (char *at = strchr(path, '/'); at != NULL; at = strchr(at + 1, '/')) {
        if (at == path)
            continue;
        *at = '\0';
        int reason = mkdir(path, S_IRWXU) == 0 ? 0 : errno;
        bool is_there = reason == 0 || access(path, F_OK) == 0;
        *at = '/';
        errno = reason;
        if (!is_there)
            return false;
    }
    return true;
}

static bool write_all(int file, const struct mi_secret *secret)
{
    for (size_t done = 0; done < secret->size;) {
        ssize_t written = write(file, secret->text + done, secret->size - done);
        if (written < 0 && errno != EINTR)
            return false;
        done += written > 0 ? (size_t)written : 0;
    }
    return fsync(file) == 0;
}

/* The directory of `path`, opened; it is changed meanwhile and put right again. */
static int open_directory(char *path)
{
    char *slash = strrchr(path, '/');
    char kept = '\0';
    if (slash != NULL) {
        kept = slash[1];
        slash[1] = '\0';
    }
    int directory = open(slash != NULL ? path : ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (slash != NULL)
        slash[1] = kept;
    return directory;
}

/* So that the new name outlives a power cut; what cannot be done here is no failure. */
static void sync_directory(char *path)
{
    int directory = open_directory(path);
    if (directory < 0)
        return;
    (void)fsync(directory);
    (void)close(directory);
}

/* Writes beside `path` and takes its place. */
static bool replace(char *path, char *temporary, const struct mi_secret *secret)
{
    int file = mkostemp(temporary, O_CLOEXEC); /* mode 0600 */
    if (file < 0)
        return false;
    bool written = write_all(file, secret);
    int reason = errno;
    if (close(file) != 0 && written) {
        written = false;
        reason = errno;
    }
    if (written && rename(temporary, path) == 0) {
        sync_directory(path);
        return true;
    }
    if (written)
        reason = errno;
    (void)unlink(temporary);
    errno = reason;
    return false;
}

/* `path` without symbolic links; itself when nothing is there. NULL when out of memory. */
static char *resolve(const char *path)
{
    char *target = realpath(path, NULL);
    return target != NULL ? target : strdup(path);
}

int mi_secret_lock(const char *path)
{
    char *target = resolve(path);
    int directory = target != NULL && make_directories(target) ? open_directory(target) : -1;
    free(target);
    if (directory < 0 || flock(directory, LOCK_EX) == 0)
        return directory;
    (void)close(directory);
    return -1;
}

struct mi_problem mi_secret_write(const char *path, const struct mi_secret *secret)
{
    static const char SUFFIX[] = ".XXXXXX";
    char *target = resolve(path);
    char *temporary = target != NULL ? malloc(strlen(target) + sizeof SUFFIX) : NULL;
    struct mi_problem result = problem(MI_P_OUT_OF_MEMORY, NULL);
    if (temporary != NULL) {
        memcpy(temporary, target, strlen(target));
        memcpy(temporary + strlen(target), SUFFIX, sizeof SUFFIX);
        bool done = make_directories(target) && replace(target, temporary, secret);
        result = done ? problem(MI_OK, NULL) : problem(MI_P_CANNOT_WRITE, strerror(errno));
    }
    free(temporary);
    free(target);
    return result;
}
