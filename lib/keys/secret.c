#include "keys/secret.h"

#include "base/span.h"
#include "beacon/ccm.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
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
    secret->is_full = secret->size > MI_SECRET_MAX || length > MI_SECRET_MAX - secret->size;
    if (secret->is_full || !make_room(secret, secret->size + length))
        return false;
    memcpy(secret->text + secret->size, run, length);
    secret->size += length;
    secret->text[secret->size] = '\0';
    return true;
}

bool mi_secret_to_utf8(struct mi_secret *secret)
{
    struct mi_secret text = {.is_open_to_others = secret->is_open_to_others};
    if (!make_room(&text, secret->size + secret->size / 2))
        return false;
    if (secret->size > 0)
        text.size = mi_span_to_utf8((struct mi_span){secret->text, secret->size}, text.text);
    text.text[text.size] = '\0';
    mi_secret_free(secret);
    *secret = text;
    return true;
}

/* Until there is something to read. False when it is over before. */
static bool wait_for_bytes(int file, int end_file)
{
    struct pollfd files[] = {{.fd = file, .events = POLLIN}, {.fd = end_file, .events = POLLIN}};
    while (end_file >= 0 && poll(files, 2, -1) < 0 && errno == EINTR)
        continue;
    return files[1].revents == 0;
}

static struct mi_problem read_all(int file, int end_file, struct mi_secret *secret)
{
    struct stat status;
    bool is_file = fstat(file, &status) == 0 && S_ISREG(status.st_mode);
    secret->is_open_to_others = is_file && (status.st_mode & (S_IRGRP | S_IROTH)) != 0;
    for (;;) {
        if (secret->size > MI_SECRET_MAX)
            return (struct mi_problem){.code = MI_P_FILE_LARGE, .number = {MI_SECRET_MAX}};
        if (!make_room(secret, secret->size + 1))
            return problem(MI_P_OUT_OF_MEMORY, NULL);
        ssize_t got = 0;
        if (wait_for_bytes(file, end_file))
            got = read(file, secret->text + secret->size, secret->room - secret->size - 1);
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
    return mi_secret_read_until(path, -1, secret);
}

struct mi_problem mi_secret_read_until(const char *path, int end_file, struct mi_secret *secret)
{
    bool is_stdin = strcmp(path, "-") == 0;
    int file = is_stdin ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
    *secret = (struct mi_secret){0};
    bool is_over = file < 0 && errno == EINTR && end_file >= 0;
    if (is_over && make_room(secret, 0))
        return problem(MI_OK, NULL);
    if (file < 0)
        return problem(MI_P_CANNOT_OPEN, strerror(errno));
    struct mi_problem result = read_all(file, end_file, secret);
    if (!is_stdin)
        (void)close(file);
    return result;
}

/* --- writing it --- */

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

/* What root makes in a user's directory is that user's. */
static void give_to_user(int file, char *path)
{
    struct stat above;
    int directory = open_directory(path);
    int given = 0; /* what stays root's is written all the same */
    if (geteuid() == 0 && directory >= 0 && fstat(directory, &above) == 0 && above.st_uid != 0)
        given = fchown(file, above.st_uid, above.st_gid);
    (void)given;
    if (directory >= 0)
        (void)close(directory);
}

static bool make_directory(char *path)
{
    if (access(path, F_OK) == 0)
        return true;
    if (mkdir(path, S_IRWXU) != 0)
        return errno == EEXIST; /* somebody else has made it meanwhile */
    int directory = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (directory >= 0) {
        give_to_user(directory, path);
        (void)close(directory);
    }
    return true;
}

/* Makes the directories above `path`; it is changed meanwhile and put right again. */
static bool make_directories(char *path)
{
    bool is_there = true;
    for (char *at = strchr(path, '/'); is_there && at != NULL; at = strchr(at + 1, '/')) {
        if (at == path)
            continue;
        *at = '\0';
        is_there = make_directory(path);
        *at = '/';
    }
    return is_there;
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

/* The mode that its owner gave the old one, unless others could read or write it then. */
static mode_t mode_of(const struct stat *old)
{
    bool is_open = (old->st_mode & (S_IROTH | S_IWOTH)) != 0;
    return is_open ? S_IRUSR | S_IWUSR : old->st_mode & (S_IRWXU | S_IRWXG);
}

/* The new file is the old one's owner's: who writes for another takes nothing away. When it cannot
 * be of the same group, no group can read it. */
static bool give_to_owner(int file, const struct stat *old)
{
    if (fchown(file, old->st_uid, old->st_gid) != 0)
        return old->st_uid == geteuid();
    (void)fchmod(file, mode_of(old));
    return true;
}

/* The file that is written. */
struct target {
    char path[PATH_MAX]; /* without symbolic links at its end */
    struct stat status;
    bool exists;
};

/* Fills a file beside it that takes its place. */
static bool fill(int file, struct target *target, const struct mi_secret *secret)
{
    if (!target->exists)
        give_to_user(file, target->path);
    bool filled =
        (!target->exists || give_to_owner(file, &target->status)) && write_all(file, secret);
    int reason = errno;
    if (close(file) != 0)
        return false;
    errno = reason;
    return filled;
}

static bool replace(struct target *target, const struct mi_secret *secret)
{
    char temporary[PATH_MAX + 8];
    struct mi_text name = mi_text(temporary, sizeof temporary);
    mi_text_add(&name, target->path);
    mi_text_add(&name, ".XXXXXX");
    int file = mkostemp(temporary, O_CLOEXEC); /* mode 0600 */
    if (file < 0)
        return false;
    if (fill(file, target, secret) && rename(temporary, target->path) == 0) {
        sync_directory(target->path);
        return true;
    }
    int reason = errno;
    (void)unlink(temporary);
    errno = reason;
    return false;
}

/* Puts what a symbolic link at `path` says in place of `path`. False when it finds no room. */
static bool follow(char path[PATH_MAX], const char *link, size_t size)
{
    const char *slash = strrchr(path, '/');
    size_t kept = slash != NULL && link[0] != '/' ? (size_t)(slash - path) + 1 : 0;
    if (size >= PATH_MAX - kept) {
        errno = ENAMETOOLONG;
        return false;
    }
    memcpy(path + kept, link, size);
    path[kept + size] = '\0';
    return true;
}

/* Follows symbolic links, also one to where nothing is yet. */
static bool resolve(const char *path, char target[PATH_MAX])
{
    enum { LINKS_MAX = 40 };
    char link[PATH_MAX];
    if (!follow(target, path, strlen(path)))
        return false;
    for (unsigned links = 0; links < LINKS_MAX; links++) {
        ssize_t size = readlink(target, link, sizeof link);
        if (size <= 0)
            return true;
        if (!follow(target, link, (size_t)size))
            return false;
    }
    errno = ELOOP;
    return false;
}

/* The name of a directory that is not there. */
static bool ends_in_slash(const char *path)
{
    size_t length = strlen(path);
    return length > 0 && path[length - 1] == '/';
}

/* A device or a pipe is nothing that could be replaced; read, it may never end. */
static struct mi_problem find_target(const char *path, struct target *target)
{
    target->exists = stat(path, &target->status) == 0;
    if (target->exists && !S_ISREG(target->status.st_mode))
        return problem(MI_P_NOT_A_FILE, NULL);
    if (!resolve(path, target->path))
        return problem(MI_P_CANNOT_WRITE, strerror(errno));
    if (ends_in_slash(target->path))
        return problem(MI_P_NOT_A_FILE, NULL);
    if (!make_directories(target->path))
        return problem(MI_P_CANNOT_WRITE, strerror(errno));
    return problem(MI_OK, NULL);
}

/* Waits until nobody else holds the lock. False when that takes too long. */
static bool wait_for_lock(int directory)
{
    enum { TRIES_A_SECOND = 20 };
    const struct timespec pause = {.tv_nsec = 1000000000 / TRIES_A_SECOND};
    for (unsigned tries = 0; flock(directory, LOCK_EX | LOCK_NB) != 0; tries++) {
        if (errno != EWOULDBLOCK)
            return true; /* there are no locks here */
        if (tries == MI_SECRET_PATIENCE * TRIES_A_SECOND)
            return false;
        (void)nanosleep(&pause, NULL);
    }
    return true;
}

struct mi_problem mi_secret_lock(const char *path, int *lock)
{
    struct target target;
    *lock = -1;
    struct mi_problem found = find_target(path, &target);
    if (found.code != MI_OK)
        return found;
    *lock = open_directory(target.path);
    if (*lock < 0 || wait_for_lock(*lock))
        return found;
    (void)close(*lock);
    *lock = -1;
    return (struct mi_problem){.code = MI_P_LOCKED, .number = {MI_SECRET_PATIENCE}};
}

struct mi_problem mi_secret_write(const char *path, const struct mi_secret *secret)
{
    struct target target;
    struct mi_problem found = find_target(path, &target);
    if (found.code != MI_OK || replace(&target, secret))
        return found;
    return problem(MI_P_CANNOT_WRITE, strerror(errno));
}
