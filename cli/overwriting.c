#include "overwriting.h"

#include "ring_file.h"
#include "talk.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool holds_bytes(const struct stat *status)
{
    return S_ISREG(status->st_mode) || S_ISFIFO(status->st_mode);
}

/* "-" is the standard file. */
static bool look_at(const char *path, int standard_file, struct stat *status)
{
    int result = strcmp(path, "-") == 0 ? fstat(standard_file, status) : stat(path, status);
    return result == 0 && holds_bytes(status);
}

static bool is_same(const struct stat *one, const struct stat *other)
{
    return one->st_dev == other->st_dev && one->st_ino == other->st_ino;
}

/* Whether writing to the one is writing over the other. */
static bool destroys(const char *written, const char *read)
{
    struct stat one, other;
    return look_at(written, STDOUT_FILENO, &one) && look_at(read, STDIN_FILENO, &other) &&
           is_same(&one, &other);
}

const char *overwriting_standard(const char *path)
{
    static const char *const NAMES[] = {
        [STDOUT_FILENO] = "standard output", [STDERR_FILENO] = "standard error"};
    struct stat one, other;
    for (int file = STDOUT_FILENO; file <= STDERR_FILENO; file++)
        if (look_at(path, -1, &one) && fstat(file, &other) == 0 && is_same(&one, &other))
            return NAMES[file];
    return NULL;
}

/* --- keys --- */

enum exit_status overwriting_keys(const struct settings *settings)
{
    char standard[RING_PATH_MAX];
    const struct key_settings *keys = &settings->keys;
    const char *written = settings->write.path;
    const char *ring = keys->ring_path;
    if (ring == NULL && ring_default_path(standard))
        ring = standard;
    if (ring != NULL && destroys(written, ring))
        return talk_usage(NULL, "--write: %s is the key ring", ring);
    for (size_t i = 0; i < keys->file_count; i++)
        if (destroys(written, keys->files[i]))
            return talk_usage(NULL, "--write: %s is a key file", keys->files[i]);
    return EXIT_DONE;
}

/* --- inputs --- */

static bool is_input(const char *written, int count, char **inputs)
{
    bool is_one = count == 0 && destroys(written, "-");
    for (int i = 0; i < count; i++)
        is_one = is_one || destroys(written, inputs[i]);
    return is_one;
}

enum exit_status overwriting_inputs(const struct settings *settings, const char *command, int count,
                                    char **inputs)
{
    const char *written = settings->write.path;
    bool is_written = written != NULL && is_input(written, count, inputs);
    if (!is_written && !is_input("-", count, inputs))
        return EXIT_DONE;
    bool has_name = is_written && strcmp(written, "-") != 0;
    return talk_usage(command, "%s%s is one of the inputs", is_written ? "--write: " : "",
                      has_name ? written : "standard output");
}
