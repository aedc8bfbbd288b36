/*
 * Mends damaged keys as the library does, and compares with what was done to them. FILE has a line
 * of JSON for each: name, given (the key as typed), frames (service data of UUID 0xFE95), class
 * (null: another key), key, tries_reference, say (the sentence, or empty).
 */
#include "base/hex.h"
#include "devices/repair.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LINE_BYTES = 8192, FRAMES = 8, FRAME_BYTES = 64, UUID_MIBEACON = 0xfe95 };

/* Their names of damages, where they are not ours with blanks; NULL: read as the key itself. */
static const struct {
    const char *theirs, *ours;
} NAMES[] = {
    {"as it is", "cleaned"},
    {"base64", "cleaned"},
    {"neighbours swapped", "swapped"},
    {"one lost, one doubled", "lost_and_doubled"},
    {"one lost, one alike", "lost_and_alike"},
};

struct bench {
    struct mi_ccm *ccm;
    struct mi_frame frame;
    struct mi_envelope envelopes[FRAMES];
    const struct mi_envelope *frames[FRAMES];
    uint8_t bytes[FRAMES][FRAME_BYTES];
    size_t count;
    struct mi_repair repair;
};

static const char *text_of(const json_t *line, const char *name)
{
    const char *text = json_string_value(json_object_get(line, name));
    return text != NULL ? text : "";
}

static void load_frames(struct bench *bench, const json_t *frames)
{
    size_t index;
    json_t *hex;
    bench->count = 0;
    json_array_foreach(frames, index, hex)
    {
        const char *text = json_string_value(hex);
        if (index == FRAMES || text == NULL)
            abort();
        size_t size = mi_hex_decode(text, strlen(text), bench->bytes[index], FRAME_BYTES).size;
        bench->envelopes[index] = (struct mi_envelope){
            .bytes = mi_bytes(bench->bytes[index], size), .carrier = UUID_MIBEACON, .hash = 1};
        bench->frames[index] = &bench->envelopes[index];
        bench->count++;
    }
}

static void mend(struct bench *bench, const char *given, bool is_deep)
{
    const struct mi_repair_task task = {
        .text = given,
        .length = strlen(given),
        .frames = bench->frames,
        .frame_count = bench->count,
        .ccm = bench->ccm,
        .frame = &bench->frame,
        .is_deep = is_deep,
    };
    (void)mi_repair(&task, &bench->repair);
}

/* Our name of a damage, in `name`. */
static void translate(const char *theirs, char *name, size_t size)
{
    for (size_t i = 0; i < sizeof NAMES / sizeof NAMES[0]; i++)
        if (strcmp(NAMES[i].theirs, theirs) == 0)
            theirs = NAMES[i].ours;
    (void)snprintf(name, size, "%s", theirs);
    for (char *at = name; *at != '\0'; at++)
        if (*at == ' ')
            *at = '_';
}

/* What is wrong with the answer; NULL when nothing is. */
static const char *fault(const struct bench *bench, const json_t *line)
{
    const struct mi_repair *repair = &bench->repair;
    char damage[32];
    char key[2 * MI_KEY_SIZE + 1];
    struct mi_text text = mi_text(key, sizeof key);
    if (json_is_null(json_object_get(line, "class")))
        return repair->damage != NULL ? "a damage" : NULL;
    translate(text_of(line, "class"), damage, sizeof damage);
    mi_text_bytes(&text, repair->key.bytes, repair->key.size, '\0');
    if (repair->damage == NULL || strcmp(repair->damage, damage) != 0)
        return "the class";
    if (strcmp(key, text_of(line, "key")) != 0)
        return "the key";
    if (repair->opened != bench->count || repair->of != bench->count)
        return "the frames opened";
    return strstr(repair->sentence, text_of(line, "say")) == NULL ? "the sentence" : NULL;
}

static bool check(struct bench *bench, const json_t *line)
{
    const char *damage = text_of(line, "class");
    load_frames(bench, json_object_get(line, "frames"));
    mend(bench, text_of(line, "given"),
         strcmp(damage, "three digits") == 0 || strcmp(damage, "ends") == 0);
    const char *wrong = fault(bench, line);
    json_int_t tries = json_integer_value(json_object_get(line, "tries_reference"));
    (void)printf("%-18s %-18s %8u tries, theirs %8lld  %s\n", text_of(line, "name"),
                 bench->repair.damage != NULL ? bench->repair.damage : "-", bench->repair.tries,
                 (long long)tries, bench->repair.sentence);
    if (wrong != NULL)
        (void)printf("    %s is wrong: %s\n", wrong, damage);
    return wrong == NULL;
}

int main(int argc, char **argv)
{
    static struct bench bench;
    static char line[LINE_BYTES];
    FILE *file = argc == 2 ? fopen(argv[1], "r") : NULL;
    unsigned good = 0;
    unsigned total = 0;
    bench.ccm = mi_ccm_new();
    if (file == NULL || bench.ccm == NULL)
        return 2;
    for (; fgets(line, sizeof line, file) != NULL; total++) {
        json_t *object = json_loads(line, 0, NULL);
        if (object == NULL)
            abort();
        good += check(&bench, object);
        json_decref(object);
    }
    (void)printf("%u of %u keys\n", good, total);
    (void)fclose(file);
    mi_ccm_free(bench.ccm);
    return good != total;
}
