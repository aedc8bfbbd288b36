#include "capture/archive.h"

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

/* Where Android leaves its traffic, in the order of time; of the groups the first one counts. */
static const struct kind {
    const char *pattern;
    unsigned group;
} KINDS[] = {
    {"btsnoop_hci.log.last", 1},
    {"btsnoop_hci.log", 1},
    {"btsnoop_hci.log.filtered.last", 2},
    {"btsnoop_hci.log.filtered", 2},
    {"btsnooz_hci.log.last", 3},
    {"btsnooz_hci.log", 3},
    {"bugreport-*.txt", 4},
};

enum {
    KIND_COUNT = sizeof KINDS / sizeof KINDS[0],
    OTHERS = KIND_COUNT, /* the last turn: files of no kind */
    TURNS,
    GROUPS = 5, /* 0: of files of no kind */
};

/* Paths of a bug report. What else is in one is no capture. */
static const char *const REPORT[] = {
    "bugreport-*.txt",
    "main_entry.txt",
    "dumpstate_log.txt",
    "FS/data/*",
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
    unsigned group; /* 0: there is no log of Android */
    uint64_t group_sizes[GROUPS];

    /* where it is: in each turn all files are looked at */
    unsigned turn;
    bool is_inside; /* of the table of contents, at a file */
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

static unsigned kind_of(const char *path)
{
    const char *slash = strrchr(path, '/');
    const char *name = slash != NULL ? slash + 1 : path;
    unsigned kind = 0;
    while (kind < KIND_COUNT && fnmatch(KINDS[kind].pattern, name, 0) != 0)
        kind++;
    return kind;
}

static unsigned group_of(unsigned kind)
{
    return kind < KIND_COUNT ? KINDS[kind].group : 0;
}

static bool is_of_report(const char *path)
{
    for (size_t i = 0; i < sizeof REPORT / sizeof REPORT[0]; i++)
        if (fnmatch(REPORT[i], path, 0) == 0)
            return true;
    return false;
}

static bool is_turn(const struct mi_archive *archive)
{
    return archive->turn == OTHERS ? !archive->is_report
                                   : KINDS[archive->turn].group == archive->group;
}

static bool is_wanted(const struct mi_archive *archive)
{
    size_t length = strlen(archive->inner);
    bool is_folder = length > 0 && archive->inner[length - 1] == '/';
    return !is_folder && kind_of(archive->inner) == archive->turn;
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

static void note_file(struct mi_archive *archive)
{
    unsigned group = group_of(kind_of(archive->inner));
    uint64_t size = archive->info.uncompressed_size;
    archive->is_report = archive->is_report || is_of_report(archive->inner);
    archive->group_sizes[group] += size < UINT32_MAX ? size : UINT32_MAX;
    if (group > 0 && size > EMPTY_LOG && (archive->group == 0 || group < archive->group))
        archive->group = group;
}

/* Looks at the whole table of contents; false when it is damaged. */
static bool survey(struct mi_archive *archive)
{
    unz_global_info64 all;
    if (unzGetGlobalInfo64(archive->zip, &all) != UNZ_OK)
        return false;
    if (all.number_entry == 0)
        return true;
    int status = unzGoToFirstFile(archive->zip);
    while (status == UNZ_OK && (status = look_at_file(archive)) == UNZ_OK) {
        note_file(archive);
        status = unzGoToNextFile(archive->zip);
    }
    return status == UNZ_END_OF_LIST_OF_FILE;
}

/* Goes to the next file to be read; false behind the last one. */
static bool advance(struct mi_archive *archive)
{
    while (archive->turn < TURNS) {
        int status = !is_turn(archive)    ? UNZ_END_OF_LIST_OF_FILE
                     : archive->is_inside ? unzGoToNextFile(archive->zip)
                                          : unzGoToFirstFile(archive->zip);
        archive->is_inside = status == UNZ_OK && look_at_file(archive) == UNZ_OK;
        if (!archive->is_inside)
            archive->turn++;
        else if (is_wanted(archive))
            return true;
    }
    return false;
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
        archive->turn = TURNS;
    if (problem->code == MI_OK)
        problem->code = open_member(archive);
    return archive->member;
}

/* --- the whole --- */

static bool open_zip(struct mi_archive *archive)
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
    return archive->zip != NULL && survey(archive);
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
        problem->code = !open_zip(archive)                          ? MI_P_ZIP_CUT
                        : archive->is_report && archive->group == 0 ? MI_P_NO_BTSNOOZ
                                                                    : MI_OK;
    }
    if (problem->code == MI_OK)
        return archive;
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
    *size = archive->group > 0 ? archive->group_sizes[archive->group] : 0;
    if (!archive->is_report)
        *size += archive->group_sizes[0];
}

void mi_archive_close(struct mi_archive *archive)
{
    if (archive == NULL)
        return;
    if (archive->zip != NULL) {
        leave_member(archive);
        (void)unzClose(archive->zip);
    }
    free(archive->name);
    free(archive);
}

/* --- a zip file that cannot be opened --- */

static enum mi_match matches(const uint8_t *head, size_t size)
{
    return mi_match_start(head, size, "PK\3\4", 4);
}

struct refusal {
    struct mi_input input;
    bool has_told;
};

static enum mi_got next(void *state, struct mi_item *item)
{
    struct refusal *refusal = state;
    bool is_nested = mi_stream_is_supplied(refusal->input.stream);
    if (refusal->has_told)
        return MI_GOT_END;
    refusal->has_told = true;
    item->problem = (struct mi_problem){.code = is_nested ? MI_P_ZIP_NESTED : MI_P_ZIP_PIPE};
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
