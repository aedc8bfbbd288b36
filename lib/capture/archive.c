#include "capture/archive.h"

#include "base/span.h"

#include <fnmatch.h>
#include <minizip/unzip.h>
#include <stdlib.h>
#include <string.h>

enum {
    PAGE_BYTES = 16384,
    NAME_SIZE = 512,
    FILES_MAX = 10000,
    EMPTY_LOG = 16, /* bytes: a log of no packet is its header */

    /* So many bytes may come out, and so many more for each packed one: no capture has more. */
    UNPACKED_FREE = 16 << 20,
    UNPACKED_EACH = 200,
};

static const char EMPTY_ZIP[] = "PK\5\6";
static const char PROGRAM[] =
    "MZ"; /* which may have a zip file behind it, and unpack it when run */

/* The groups of Android's logs, of which the first one counts that holds packets. */
enum group {
    OTHERS, /* files of no kind */
    FULL,
    FILTERED,
    SUMMARY,
    TEXT,
    GROUPS,
};

/* How phones name them; a pattern with a slash is one of paths. */
static const struct kind {
    const char *pattern;
    enum group group;
} KINDS[] = {
    {"btsnoop_hci*.filtered*", FILTERED},
    {"btsnoop_hci*", FULL},
    {"hci_snoop*", FULL},
    {"*/cached_hci/*", FULL},
    {"*.cfa", FULL},
    {"*.cfa.*", FULL},
    {"btsnooz_hci*", SUMMARY},
    {"bugreport-*.txt", TEXT},
    {"dumpState_*.log", TEXT},
    {"dumpState_*.txt", TEXT},
};

/* Paths of a bug report. What else is in one is no capture. */
static const char *const REPORT[] = {
    "bugreport-*.txt",
    "main_entry.txt",
    "dumpstate_log.txt",
    "FS/data/*",
};

/* A file that may be read, and what its place in the order of time hangs on. */
struct member {
    uint64_t date; /* UINT64_MAX: the present one */
    bool is_current;
    enum group group;
    uint32_t number;
    unz64_file_pos place;
};

struct mi_archive {
    struct mi_stream *file;
    unzFile zip;
    char *name;
    size_t path_length; /* of `name`, without the file's */

    /* the file as minizip reads it */
    uint64_t size;
    uint64_t at;
    uint64_t page_at;
    size_t page_size;
    bool is_past_end; /* of the last read */
    uint8_t page[PAGE_BYTES];

    /* which files are read */
    bool is_report;
    enum group group; /* OTHERS: there is no log of Android */
    struct {
        uint64_t size;
        uint32_t count;
    } groups[GROUPS];
    struct member *members;
    uint32_t room;
    uint32_t count;

    /* the present one */
    uint32_t next;
    char inner[NAME_SIZE];
    unz_file_info64 info;
    struct mi_stream *member;

    /* what was read */
    unsigned files;
    uint64_t given;         /* bytes of the present file */
    uint64_t done;          /* bytes of those before it */
    uint64_t packed_left;   /* bytes: more than that overlap */
    uint64_t unpacked_left; /* bytes that may come out */
};

/* --- the file, for minizip --- */

static voidpf open_file(voidpf archive, const void *path, int mode)
{
    (void)path;
    (void)mode;
    return archive;
}

/* Makes the byte that comes next be in the page. */
static bool turn_page(struct mi_archive *archive)
{
    if (archive->at - archive->page_at < archive->page_size)
        return true;
    archive->page_at = archive->at - archive->at % PAGE_BYTES;
    archive->page_size =
        mi_stream_read_at(archive->file, archive->page_at, archive->page, PAGE_BYTES);
    return archive->at - archive->page_at < archive->page_size;
}

static uLong read_file(voidpf state, voidpf file, void *out, uLong wanted)
{
    struct mi_archive *archive = state;
    uLong done = 0;
    (void)file;
    while (done < wanted && turn_page(archive)) {
        size_t from = (size_t)(archive->at - archive->page_at);
        size_t there = archive->page_size - from;
        size_t size = there < wanted - done ? there : wanted - done;
        memcpy((uint8_t *)out + done, archive->page + from, size);
        archive->at += size;
        done += size;
    }
    archive->is_past_end = done < wanted;
    return done;
}

static ZPOS64_T tell_file(voidpf state, voidpf file)
{
    const struct mi_archive *archive = state;
    (void)file;
    return archive->at;
}

static long seek_file(voidpf state, voidpf file, ZPOS64_T offset, int origin)
{
    struct mi_archive *archive = state;
    uint64_t from = origin == ZLIB_FILEFUNC_SEEK_SET   ? 0
                    : origin == ZLIB_FILEFUNC_SEEK_CUR ? archive->at
                                                       : archive->size;
    (void)file;
    if (offset > archive->size || from > archive->size - offset)
        return -1;
    archive->at = from + offset;
    return 0;
}

static int has_failed(voidpf state, voidpf file)
{
    const struct mi_archive *archive = state;
    (void)file;
    return archive->is_past_end;
}

static int leave_open(voidpf archive, voidpf file)
{
    (void)archive;
    (void)file;
    return 0;
}

/* --- which files are read --- */

static const char *name_of(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash != NULL ? slash + 1 : path;
}

static enum group group_of(const char *path)
{
    for (size_t i = 0; i < sizeof KINDS / sizeof KINDS[0]; i++) {
        const char *pattern = KINDS[i].pattern;
        bool is_of_path = strchr(pattern, '/') != NULL;
        if (fnmatch(pattern, is_of_path ? path : name_of(path), 0) == 0)
            return KINDS[i].group;
    }
    return OTHERS;
}

/*
 * The date in a name, as 20240131 and 2024-01-31_12.00, with what there is of the time behind it:
 * digits from the year on. A log without one is still being written.
 */
static uint64_t date_of(const char *name)
{
    enum { LEAST = 8, MOST = 17 /* to the millisecond */ };
    uint64_t date = 0;
    unsigned digits = 0;
    for (; *name != '\0' && digits < MOST; name++) {
        if (mi_is_digit(*name)) {
            date = date * 10 + (unsigned)(*name - '0');
            digits++;
        } else if (digits < LEAST && strchr("-_.", *name) == NULL) {
            date = 0;
            digits = 0;
        }
    }
    if (digits < LEAST)
        return UINT64_MAX;
    for (; digits < MOST; digits++)
        date *= 10;
    return date;
}

static bool is_of_report(const char *path)
{
    for (size_t i = 0; i < sizeof REPORT / sizeof REPORT[0]; i++)
        if (fnmatch(REPORT[i], path, 0) == 0)
            return true;
    return false;
}

/* Separators as Windows writes them become those of the rest of the world. */
static int look_at_file(struct mi_archive *archive)
{
    memset(archive->inner, 0, sizeof archive->inner);
    int status = unzGetCurrentFileInfo64(archive->zip, &archive->info, archive->inner,
                                         NAME_SIZE - 1, NULL, 0, NULL, 0);
    for (char *at = archive->inner; (at = strchr(at, '\\')) != NULL;)
        *at = '/';
    return status;
}

static bool is_folder(const char *path)
{
    size_t length = strlen(path);
    return length > 0 && path[length - 1] == '/';
}

/* The one in whose place a new log was begun. */
static bool is_last(const char *name)
{
    return strstr(name, ".last") != NULL;
}

/* One more than are read, so that it is told. False when out of memory. */
static bool add_member(struct mi_archive *archive, enum group group, uint32_t number)
{
    enum { FIRST_ROOM = 64 };
    const char *name = name_of(archive->inner);
    if (archive->groups[group].count > FILES_MAX)
        return true;
    archive->groups[group].count++;
    if (archive->count == archive->room) {
        uint32_t room = archive->room > 0 ? 2 * archive->room : FIRST_ROOM;
        struct member *members = realloc(archive->members, room * sizeof *members);
        if (members == NULL)
            return false;
        archive->members = members;
        archive->room = room;
    }
    struct member *member = &archive->members[archive->count++];
    *member = (struct member){.group = group, .number = number, .date = 0, .is_current = true};
    if (group != OTHERS) {
        member->date = date_of(name);
        member->is_current = !is_last(name);
    }
    return unzGetFilePos64(archive->zip, &member->place) == UNZ_OK;
}

static bool note_file(struct mi_archive *archive, uint32_t number)
{
    enum group group = group_of(archive->inner);
    uint64_t size = archive->info.uncompressed_size;
    archive->is_report = archive->is_report || is_of_report(archive->inner);
    archive->groups[group].size += size < UINT32_MAX ? size : UINT32_MAX;
    if (group != OTHERS && size > EMPTY_LOG && (archive->group == OTHERS || group < archive->group))
        archive->group = group;
    return is_folder(archive->inner) || add_member(archive, group, number);
}

/* Looks at the whole table of contents; MI_P_ZIP_CUT when it is damaged. */
static enum mi_problem_code survey(struct mi_archive *archive)
{
    unz_global_info64 all;
    if (unzGetGlobalInfo64(archive->zip, &all) != UNZ_OK)
        return MI_P_ZIP_CUT;
    if (all.number_entry == 0)
        return MI_OK;
    int status = unzGoToFirstFile(archive->zip);
    for (uint32_t number = 0; status == UNZ_OK; number++) {
        status = look_at_file(archive);
        if (status != UNZ_OK)
            break;
        if (!note_file(archive, number))
            return MI_P_OUT_OF_MEMORY;
        status = unzGoToNextFile(archive->zip);
    }
    return status == UNZ_END_OF_LIST_OF_FILE ? MI_OK : MI_P_ZIP_CUT;
}

static int compare(uint64_t a, uint64_t b)
{
    return (a > b) - (a < b);
}

/* Logs first, from the oldest to the newest; else as they stand in the table of contents. */
static int compare_members(const void *left, const void *right)
{
    const struct member *a = left;
    const struct member *b = right;
    int by_group = compare(a->group == OTHERS, b->group == OTHERS);
    int by_date = compare(a->date, b->date);
    int by_turn = compare(a->is_current, b->is_current);
    return by_group != 0  ? by_group
           : by_date != 0 ? by_date
           : by_turn != 0 ? by_turn
                          : compare(a->number, b->number);
}

/* Keeps what is read: the logs of one group, and what else is in an archive that is no report. */
static void choose(struct mi_archive *archive)
{
    uint32_t kept = 0;
    for (uint32_t i = 0; i < archive->count; i++) {
        enum group group = archive->members[i].group;
        if (group == OTHERS ? !archive->is_report : group == archive->group)
            archive->members[kept++] = archive->members[i];
    }
    archive->count = kept;
    if (kept > 0)
        qsort(archive->members, kept, sizeof *archive->members, compare_members);
}

/* Goes to the next file to be read; false behind the last one. */
static bool advance(struct mi_archive *archive)
{
    if (archive->next == archive->count)
        return false;
    const struct member *member = &archive->members[archive->next++];
    return unzGoToFilePos64(archive->zip, &member->place) == UNZ_OK &&
           look_at_file(archive) == UNZ_OK;
}

/* --- one file --- */

static void set_name(struct mi_archive *archive, const char *inner)
{
    struct mi_text name = mi_text(archive->name + archive->path_length, NAME_SIZE + 1);
    if (*inner != '\0')
        mi_text_char(&name, ':');
    mi_text_add(&name, inner);
}

/* Of an error of minizip, or of zlib behind it. */
static enum mi_problem_code code_of(int error)
{
    bool is_memory = error == UNZ_INTERNALERROR || error == Z_MEM_ERROR;
    return is_memory ? MI_P_OUT_OF_MEMORY : MI_P_ZIP_BAD;
}

static size_t read_member(void *context, uint8_t *out, size_t room, struct mi_problem *problem)
{
    struct mi_archive *archive = context;
    int got = unzReadCurrentFile(archive->zip, out, (unsigned)room);
    if (got > 0) {
        archive->given += (unsigned)got;
        return (size_t)got;
    }
    if (got < 0 || archive->given < archive->info.uncompressed_size)
        problem->code = code_of(got);
    else if (unzCloseCurrentFile(archive->zip) == UNZ_CRCERROR)
        problem->code = MI_P_ZIP_CHECKSUM;
    return 0;
}

static void leave_member(struct mi_archive *archive)
{
    mi_stream_close(archive->member);
    (void)unzCloseCurrentFile(archive->zip);
    archive->member = NULL;
    archive->done += archive->given;
    archive->given = 0;
}

/* With what the present file adds. */
static uint64_t unpacked_left(const struct mi_archive *archive)
{
    return archive->unpacked_left + archive->info.compressed_size * UNPACKED_EACH;
}

static struct mi_problem say(enum mi_problem_code code, uint32_t number)
{
    return (struct mi_problem){.code = code, .number = {number}};
}

/*
 * Why this file is not read, or MI_OK. Sizes of zip64 stand elsewhere, where not every version of
 * minizip finds them.
 */
static struct mi_problem find_problem(const struct mi_archive *archive)
{
    enum { ENCRYPTED = 1, STORED = 0 };
    const unz_file_info64 *info = &archive->info;
    if (archive->files > FILES_MAX)
        return say(MI_P_ZIP_MANY, FILES_MAX);
    if (info->size_filename >= NAME_SIZE)
        return say(MI_P_ZIP_NAME, (uint32_t)info->size_filename);
    if ((info->flag & ENCRYPTED) != 0)
        return say(MI_P_ZIP_ENCRYPTED, 0);
    if (info->compressed_size == UINT32_MAX || info->uncompressed_size == UINT32_MAX)
        return say(MI_P_ZIP_64, 0);
    if (info->compression_method != STORED && info->compression_method != Z_DEFLATED)
        return say(MI_P_ZIP_METHOD, (uint32_t)info->compression_method);
    if (info->compressed_size > archive->packed_left)
        return say(MI_P_ZIP_BAD, 0);
    if (info->uncompressed_size > unpacked_left(archive))
        return say(MI_P_ZIP_BOMB, UNPACKED_EACH);
    return say(MI_OK, 0);
}

static enum mi_problem_code open_member(struct mi_archive *archive)
{
    const struct mi_supply supply = {
        .read = read_member,
        .context = archive,
        .size = archive->info.uncompressed_size,
        .unpacked_left = &archive->unpacked_left,
        .too_much = say(MI_P_ZIP_BOMB, UNPACKED_EACH),
    };
    int status = unzOpenCurrentFile(archive->zip);
    if (status != UNZ_OK)
        return code_of(status);
    archive->unpacked_left = unpacked_left(archive) - archive->info.uncompressed_size;
    archive->packed_left -= archive->info.compressed_size;
    archive->member = mi_stream_supplied(&supply);
    return archive->member != NULL ? MI_OK : MI_P_OUT_OF_MEMORY;
}

struct mi_stream *mi_archive_next(struct mi_archive *archive, struct mi_problem *problem)
{
    leave_member(archive);
    set_name(archive, "");
    *problem = (struct mi_problem){.code = MI_OK};
    if (!advance(archive))
        return NULL;
    set_name(archive, archive->inner);
    archive->files++;
    *problem = find_problem(archive);
    if (problem->code == MI_P_ZIP_MANY || problem->code == MI_P_ZIP_BOMB)
        archive->next = archive->count;
    if (problem->code == MI_OK)
        problem->code = open_member(archive);
    return archive->member;
}

/* --- the whole --- */

static enum mi_problem_code open_zip(struct mi_archive *archive)
{
    zlib_filefunc64_def functions = {
        .zopen64_file = open_file,
        .zread_file = read_file,
        .ztell64_file = tell_file,
        .zseek64_file = seek_file,
        .zclose_file = leave_open,
        .zerror_file = has_failed,
        .opaque = archive,
    };
    archive->zip = unzOpen2_64(NULL, &functions);
    enum mi_problem_code code = archive->zip != NULL ? survey(archive) : MI_P_ZIP_CUT;
    choose(archive);
    bool has_no_log = archive->is_report && archive->group == OTHERS;
    return code == MI_OK && has_no_log ? MI_P_NO_BTSNOOZ : code;
}

static bool begins_with(struct mi_stream *file, const char *start)
{
    size_t there;
    const uint8_t *head = mi_stream_peek(file, strlen(start), &there);
    return mi_match_start(head, there, start, strlen(start)) == MI_MATCH_YES;
}

/* What begins as a zip file has no table of contents: minizip takes an empty one for none. */
static enum mi_problem_code why_closed(struct mi_stream *file)
{
    return begins_with(file, PROGRAM)     ? MI_P_NOT_TEXT
           : begins_with(file, EMPTY_ZIP) ? MI_P_ZIP_NOTHING
                                          : MI_P_ZIP_CUT;
}

struct mi_archive *mi_archive_open(struct mi_stream *file, const char *path,
                                   struct mi_problem *problem)
{
    struct mi_archive *archive = calloc(1, sizeof *archive);
    uint64_t done;
    *problem = (struct mi_problem){.code = MI_P_OUT_OF_MEMORY};
    if (archive == NULL)
        return NULL;
    archive->file = file;
    mi_stream_progress(file, &done, &archive->size);
    archive->packed_left = archive->size;
    archive->unpacked_left = UNPACKED_FREE;
    archive->path_length = strlen(path);
    archive->name = calloc(1, archive->path_length + NAME_SIZE + 1);
    if (archive->name != NULL) {
        memcpy(archive->name, path, archive->path_length);
        problem->code = open_zip(archive);
    }
    if (problem->code == MI_OK)
        return archive;
    if (problem->code == MI_P_ZIP_CUT)
        problem->code = why_closed(file);
    mi_archive_close(archive);
    return NULL;
}

const char *mi_archive_name(const struct mi_archive *archive)
{
    return archive->name;
}

void mi_archive_progress(const struct mi_archive *archive, uint64_t *done, uint64_t *size)
{
    *done += archive->done;
    *size = archive->group != OTHERS ? archive->groups[archive->group].size : 0;
    if (!archive->is_report)
        *size += archive->groups[OTHERS].size;
}

void mi_archive_close(struct mi_archive *archive)
{
    if (archive == NULL)
        return;
    if (archive->zip != NULL) {
        leave_member(archive);
        (void)unzClose(archive->zip);
    }
    free(archive->members);
    free(archive->name);
    free(archive);
}

/* --- a zip file that cannot be opened --- */

static enum mi_match matches_program(const uint8_t *head, size_t size)
{
    enum { HIGH_BYTE = 3 /* of how much of its last page is used, up to 512 bytes */ };
    enum mi_match match = mi_match_start(head, size, PROGRAM, strlen(PROGRAM));
    if (match != MI_MATCH_YES || size > HIGH_BYTE)
        return match == MI_MATCH_YES && head[HIGH_BYTE] > 1 ? MI_MATCH_NO : match;
    return MI_MATCH_MORE;
}

static enum mi_match matches(const uint8_t *head, size_t size)
{
    static const char *const STARTS[] = {"PK\3\4", EMPTY_ZIP};
    enum mi_match best = matches_program(head, size);
    for (size_t i = 0; i < sizeof STARTS / sizeof STARTS[0]; i++) {
        enum mi_match match = mi_match_start(head, size, STARTS[i], 4);
        best = match > best ? match : best;
    }
    return best;
}

struct refusal {
    struct mi_input input;
    bool has_told;
};

static enum mi_got next(void *state, struct mi_item *item)
{
    struct refusal *refusal = state;
    struct mi_stream *stream = refusal->input.stream;
    if (refusal->has_told)
        return MI_GOT_END;
    refusal->has_told = true;
    item->problem = say(begins_with(stream, PROGRAM)    ? MI_P_NOT_TEXT
                        : mi_stream_is_supplied(stream) ? MI_P_ZIP_NESTED
                        : mi_stream_is_gzip(stream)     ? MI_P_ZIP_GZIP
                                                        : MI_P_ZIP_PIPE,
                        0);
    item->position = 0;
    return MI_GOT_PROBLEM;
}

const struct mi_reader_type mi_zip_reader = {
    .name = "zip",
    .matches = matches,
    .size = sizeof(struct refusal),
    .next = next,
    .close = free,
};

const char *mi_minizip_version(void)
{
    return MITOOL_MINIZIP;
}
