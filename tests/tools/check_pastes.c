/*
 * Pastes against what they have to give: runs the program on every line of FOLDER/expected.jsonl,
 * as a file, through a pipe, and through a pipe byte by byte, and says which lines differ.
 *
 *     check_pastes PROGRAM FOLDER
 *
 * A line has `file`, `how` (parse or decrypt), `args`, `frames`, `exit`, `stdin` and `silent`. A
 * frame is compared by the keys that it has; `times` is how often it may come.
 */
#include "base/text.h"

#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

enum { COMMAND_MAX = 8192, FRAMES_MAX = 64, LINE_MAX_BYTES = 1 << 16 };

/* Before the program stands what feeds it, behind it what is read. */
static const struct way {
    const char *name, *feed, *input;
} WAYS[] = {
    {"file", "", "FILE"},
    {"pipe", "cat FILE | ", "-"},
    {"pipe, byte by byte", "dd bs=1 status=none if=FILE | ", "-"},
};

struct check {
    const char *program, *folder;
    const json_t *line;
    const struct way *way;
    unsigned came[FRAMES_MAX]; /* how often each frame wanted */
    unsigned faults;
};

static const char *text_of(const json_t *object, const char *key)
{
    const char *text = json_string_value(json_object_get(object, key));
    return text != NULL ? text : "";
}

static void complain(struct check *check, const char *what, const char *which)
{
    if (check->faults++ == 0)
        printf("%s (%s, %s)\n", text_of(check->line, "file"), text_of(check->line, "how"),
               check->way->name);
    printf("    %s %.*s\n", what, (int)strcspn(which, "\n"), which);
}

/* --- one frame --- */

static bool is_same(const json_t *want, const json_t *have)
{
    double a = json_number_value(want), b = json_number_value(have);
    if (json_is_null(want) || have == NULL)
        return json_is_null(want) && have == NULL;
    if (json_is_number(want) && json_is_number(have))
        return fabs(a - b) <= fmax(0.006, fabs(a) * 0.001);
    return json_equal(want, have) != 0;
}

static bool is_one_of(const json_t *want, const json_t *have)
{
    for (size_t i = 0; i < json_array_size(want); i++)
        if (is_same(json_array_get(want, i), have))
            return true;
    return !json_is_array(want) && is_same(want, have);
}

static bool are_same_readings(const json_t *want, const json_t *have)
{
    const char *key;
    json_t *value;
    json_object_foreach((json_t *)want, key, value)
    {
        if (!is_same(value, json_object_get(have, key)))
            return false;
    }
    return json_object_size(want) == json_object_size(have);
}

static bool is_product(const json_t *want, const json_t *have)
{
    return want == NULL || json_is_null(want) || is_same(want, json_object_get(have, "id")) ||
           is_same(want, json_object_get(have, "model"));
}

static bool fits(const json_t *want, const json_t *have)
{
    static const char *const KEYS[] = {"address", "format", "counter", "status"};
    const json_t *readings = json_object_get(want, "readings");
    for (size_t i = 0; i < sizeof KEYS / sizeof KEYS[0]; i++) {
        const json_t *value = json_object_get(want, KEYS[i]);
        if (value != NULL && !is_one_of(value, json_object_get(have, KEYS[i])))
            return false;
    }
    return is_product(json_object_get(want, "product"), json_object_get(have, "product")) &&
           (readings == NULL || are_same_readings(readings, json_object_get(have, "readings")));
}

static unsigned times(const json_t *want, size_t which)
{
    const json_t *limit = json_array_get(json_object_get(want, "times"), which);
    return limit != NULL ? (unsigned)json_integer_value(limit) : 1;
}

/* A frame wanted that fits and came less often than its limit; FRAMES_MAX when there is none. */
static size_t find_wanted(const struct check *check, const json_t *have, size_t limit)
{
    const json_t *wanted = json_object_get(check->line, "frames");
    for (size_t i = 0; i < json_array_size(wanted) && i < FRAMES_MAX; i++) {
        const json_t *want = json_array_get(wanted, i);
        if (check->came[i] < times(want, limit) && fits(want, have))
            return i;
    }
    return FRAMES_MAX;
}

/* Counts a frame, first for those wanted that have to come yet. */
static void take_frame(struct check *check, const char *text)
{
    enum { LEAST, MOST };
    json_t *have = json_loads(text, 0, NULL);
    size_t found = find_wanted(check, have, LEAST);
    if (found == FRAMES_MAX)
        found = find_wanted(check, have, MOST);
    if (found < FRAMES_MAX)
        check->came[found]++;
    else
        complain(check, have != NULL ? "too many:" : "no JSON:", text);
    json_decref(have);
}

/* --- one run --- */

static void add_quoted(struct mi_text *command, const char *word)
{
    mi_text_char(command, '\'');
    for (const char *at = word; *at != '\0'; at++)
        mi_text_add(command, *at == '\'' ? "'\\''" : (char[]){*at, '\0'});
    mi_text_add(command, "' ");
}

/* A piece of the way, with the path for FILE. */
static void add_way(struct mi_text *command, const char *piece, const char *path)
{
    const char *mark = strstr(piece, "FILE");
    mi_text_run(command, piece, mark != NULL ? (size_t)(mark - piece) : strlen(piece));
    if (mark == NULL)
        return;
    add_quoted(command, path);
    mi_text_add(command, mark + strlen("FILE"));
}

static void build(const struct check *check, const char *errors, char command[COMMAND_MAX])
{
    char path[COMMAND_MAX / 2];
    struct mi_text file = mi_text(path, sizeof path);
    struct mi_text text = mi_text(command, COMMAND_MAX);
    bool has_file = json_is_string(json_object_get(check->line, "file"));
    const json_t *args = json_object_get(check->line, "args");
    mi_text_add(&file, check->folder);
    mi_text_char(&file, '/');
    mi_text_add(&file, text_of(check->line, "file"));
    add_way(&text, has_file ? check->way->feed : "", path);
    mi_text_add(&text, "HOME=/nonexistent XDG_CONFIG_HOME=/nonexistent MITOOL_KEY= ");
    add_quoted(&text, check->program);
    mi_text_add(&text, text_of(check->line, "how"));
    mi_text_add(&text, " --json ");
    for (size_t i = 0; i < json_array_size(args); i++)
        add_quoted(&text, json_string_value(json_array_get(args, i)));
    add_way(&text, has_file ? check->way->input : "", path);
    mi_text_add(&text, " 2>");
    add_quoted(&text, errors);
}

static void check_silence(struct check *check, const char *errors)
{
    static char said[LINE_MAX_BYTES];
    const json_t *silent = json_object_get(check->line, "silent");
    FILE *file = fopen(errors, "r");
    size_t size = file != NULL ? fread(said, 1, sizeof said - 1, file) : 0;
    said[size] = '\0';
    if (file != NULL)
        (void)fclose(file);
    for (size_t i = 0; i < json_array_size(silent); i++)
        if (strstr(said, json_string_value(json_array_get(silent, i))) != NULL)
            complain(check, "standard error says", json_string_value(json_array_get(silent, i)));
}

static void check_counts(struct check *check)
{
    const json_t *wanted = json_object_get(check->line, "frames");
    for (size_t i = 0; i < json_array_size(wanted) && i < FRAMES_MAX; i++) {
        const json_t *want = json_array_get(wanted, i);
        char *text = json_dumps(want, JSON_COMPACT | JSON_REAL_PRECISION(6));
        if (check->came[i] < times(want, 0) && text != NULL)
            complain(check, "missing:", text);
        free(text);
    }
}

static void run(struct check *check, const char *errors)
{
    static char line[LINE_MAX_BYTES];
    char command[COMMAND_MAX];
    const json_t *exit_status = json_object_get(check->line, "exit");
    build(check, errors, command);
    FILE *output = popen(command, "r");
    if (output == NULL) {
        complain(check, "cannot run", command);
        return;
    }
    while (fgets(line, sizeof line, output) != NULL)
        take_frame(check, line);
    int status = pclose(output);
    if (!WIFEXITED(status) || WEXITSTATUS(status) > 100)
        complain(check, "ended by a signal:", command);
    else if (exit_status != NULL && WEXITSTATUS(status) != json_integer_value(exit_status))
        complain(check, "other exit status:", command);
    check_counts(check);
    check_silence(check, errors);
}

static bool check_line(const struct check *about, const char *errors)
{
    bool is_piped = json_is_string(json_object_get(about->line, "file")) &&
                    strcmp(text_of(about->line, "how"), "parse") == 0 &&
                    !json_is_false(json_object_get(about->line, "stdin"));
    unsigned faults = 0;
    for (size_t i = 0; i < (is_piped ? sizeof WAYS / sizeof WAYS[0] : 1); i++) {
        struct check check = *about;
        check.way = &WAYS[i];
        run(&check, errors);
        faults += check.faults;
    }
    return faults == 0;
}

int main(int count, char **arguments)
{
    static char text[LINE_MAX_BYTES];
    char errors[] = "/tmp/check_pastes.XXXXXX";
    struct check check = {.program = arguments[1], .folder = count == 3 ? arguments[2] : ""};
    unsigned passed = 0, failed = 0;
    (void)snprintf(text, sizeof text, "%s/expected.jsonl", check.folder);
    FILE *lines = fopen(text, "r");
    int file = mkstemp(errors);
    if (lines == NULL || file < 0)
        printf("no pastes in '%s'\n", check.folder);
    while (lines != NULL && file >= 0 && fgets(text, sizeof text, lines) != NULL) {
        json_t *line = json_loads(text, 0, NULL);
        check.line = line;
        bool is_good = line != NULL && check_line(&check, errors);
        passed += is_good;
        failed += !is_good;
        json_decref(line);
    }
    if (lines != NULL)
        (void)fclose(lines);
    (void)remove(errors);
    printf("%u passed, %u failed\n", passed, failed);
    return failed == 0 ? 0 : 1;
}
