/*
 * Feeds files, and all files of directories, to a fuzzer's entry point once: what the fuzzers have
 * found stays checked with any compiler.
 */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { INPUT_MAX = 1 << 20 };

/* How many inputs; -1 when one cannot be read. */
static int replay_file(const char *path)
{
    FILE *file = fopen(path, "re");
    uint8_t *room = malloc(INPUT_MAX);
    uint8_t *input = NULL; /* of exactly the size, so that overruns are seen */
    if (file != NULL && room != NULL) {
        size_t size = fread(room, 1, INPUT_MAX, file);
        input = malloc(size > 0 ? size : 1);
        if (input != NULL) {
            memcpy(input, room, size);
            (void)LLVMFuzzerTestOneInput(input, size);
        }
    }
    int count = input != NULL ? 1 : -1;
    free(input);
    free(room);
    if (file != NULL)
        (void)fclose(file);
    return count;
}

static int replay(const char *path)
{
    struct stat status;
    int total = 0;
    DIR *directory = opendir(path);
    if (directory == NULL)
        return replay_file(path);
    for (struct dirent *entry; (entry = readdir(directory)) != NULL && total >= 0;) {
        char inner[4096];
        (void)snprintf(inner, sizeof inner, "%s/%s", path, entry->d_name);
        if (stat(inner, &status) != 0 || !S_ISREG(status.st_mode))
            continue;
        int count = replay_file(inner);
        total = count < 0 ? count : total + count;
    }
    (void)closedir(directory);
    return total;
}

int main(int count, char **arguments)
{
    int total = 0;
    for (int i = 1; i < count; i++) {
        int inputs = replay(arguments[i]);
        if (inputs < 0) {
            (void)fprintf(stderr, "%s: %s cannot be read\n", arguments[0], arguments[i]);
            return 1;
        }
        total += inputs;
    }
    (void)printf("%s: %d inputs\n", arguments[0], total);
    return total == 0;
}
