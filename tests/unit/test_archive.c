#include "capture_file.h"

#include "capture/stream.h"

#include <unistd.h>
#include <zlib.h>

enum { ZIP_SIZE = 1 << 22, STORED = 0, DEFLATED = 8 };

/* A zip file that is being made. */
struct zip {
    uint8_t bytes[ZIP_SIZE];
    size_t size;
    uint8_t contents[ZIP_SIZE];
    size_t contents_size;
    unsigned count;
    char said[SAID_SIZE];
};

/* One file in it, and what is wrong with it. */
struct entry {
    const char *name;
    const void *data;
    size_t size; /* 0: `data` is a string */
    unsigned method;
    unsigned flags;
    uint32_t checksum_wrong; /* these bits */
    uint32_t size_wrong;     /* instead of the size; 0: the right one */
    uint32_t packed_wrong;   /* the same */
    size_t name_size;        /* 0: of `name` */
    bool is_large;           /* the sizes stand behind the name, as zip64 */
    bool is_damaged;         /* in the middle */
    bool again;              /* the bytes are those of the entry before */
};

static struct zip zip;
static size_t last_offset;

static void put(uint8_t *bytes, size_t *size, const void *more, size_t more_size)
{
    assert_true(*size + more_size <= ZIP_SIZE);
    if (more_size > 0)
        memcpy(bytes + *size, more, more_size);
    *size += more_size;
}

static void put_le(uint8_t *bytes, size_t *size, uint64_t value, unsigned width)
{
    for (unsigned i = 0; i < width; i++) {
        uint8_t byte = (uint8_t)(value >> 8 * i);
        put(bytes, size, &byte, 1);
    }
}

static size_t deflate_raw(const void *data, size_t size, uint8_t *out, size_t room)
{
    z_stream stream = {0};
    assert_int_equal(deflateInit2(&stream, 9, Z_DEFLATED, -15, 8, Z_DEFAULT_STRATEGY), Z_OK);
    stream.next_in = (Bytef *)(uintptr_t)data;
    stream.avail_in = (uInt)size;
    stream.next_out = out;
    stream.avail_out = (uInt)room;
    assert_int_equal(deflate(&stream, Z_FINISH), Z_STREAM_END);
    size_t made = stream.total_out;
    assert_int_equal(deflateEnd(&stream), Z_OK);
    return made;
}

/* What local header and table of contents have in common, up to the lengths of name and extra. */
static void put_common(uint8_t *bytes, size_t *size, const struct entry *entry, uint32_t checksum,
                       uint32_t packed, uint32_t unpacked, size_t name_size)
{
    put_le(bytes, size, 20, 2);
    put_le(bytes, size, entry->flags, 2);
    put_le(bytes, size, entry->method, 2);
    put_le(bytes, size, 0x5a4b3939, 4); /* a date */
    put_le(bytes, size, checksum, 4);
    put_le(bytes, size, entry->is_large ? 0xffffffff : packed, 4);
    put_le(bytes, size, entry->is_large ? 0xffffffff : unpacked, 4);
    put_le(bytes, size, name_size, 2);
    put_le(bytes, size, entry->is_large ? 20 : 0, 2);
}

static void put_name(uint8_t *bytes, size_t *size, const struct entry *entry, size_t name_size,
                     uint32_t packed, uint32_t unpacked)
{
    for (size_t i = 0; i < name_size; i++)
        put(bytes, size, i < strlen(entry->name) ? entry->name + i : "x", 1);
    if (!entry->is_large)
        return;
    put_le(bytes, size, 1, 2);
    put_le(bytes, size, 16, 2);
    put_le(bytes, size, unpacked, 8);
    put_le(bytes, size, packed, 8);
}

static void add(struct entry entry)
{
    enum { DESCRIPTOR = 8 };
    static uint8_t room[ZIP_SIZE];
    const void *data = entry.data != NULL ? entry.data : "";
    size_t size = entry.size > 0 ? entry.size : strlen(data);
    size_t name_size = entry.name_size > 0 ? entry.name_size : strlen(entry.name);
    uint32_t checksum = (uint32_t)crc32(0, data, (uInt)size) ^ entry.checksum_wrong;
    size_t packed = size;
    if (entry.method == STORED && size > 0)
        memcpy(room, data, size);
    else
        packed = deflate_raw(data, size, room, sizeof room);
    if (entry.is_damaged)
        memset(room + packed / 2, 0xff, 4);
    uint32_t packed_said = entry.packed_wrong > 0 ? entry.packed_wrong : (uint32_t)packed;
    uint32_t size_said = entry.size_wrong > 0 ? entry.size_wrong : (uint32_t)size;
    bool is_described = (entry.flags & DESCRIPTOR) != 0;
    size_t offset = entry.again ? last_offset : zip.size;
    last_offset = offset;

    if (!entry.again) {
        put(zip.bytes, &zip.size, "PK\3\4", 4);
        put_common(zip.bytes, &zip.size, &entry, is_described ? 0 : checksum,
                   is_described ? 0 : packed_said, is_described ? 0 : size_said, name_size);
        put_name(zip.bytes, &zip.size, &entry, name_size, packed_said, size_said);
        put(zip.bytes, &zip.size, room, packed);
        if (is_described) {
            put(zip.bytes, &zip.size, "PK\7\10", 4);
            put_le(zip.bytes, &zip.size, checksum, 4);
            put_le(zip.bytes, &zip.size, packed_said, 4);
            put_le(zip.bytes, &zip.size, size_said, 4);
        }
    }
    put(zip.contents, &zip.contents_size, "PK\1\2\24\0", 6);
    put_common(zip.contents, &zip.contents_size, &entry, checksum, packed_said, size_said,
               name_size);
    put(zip.contents, &zip.contents_size, "\0\0\0\0\0\0\0\0\0", 10); /* comment to attributes */
    put_le(zip.contents, &zip.contents_size, offset, 4);
    put_name(zip.contents, &zip.contents_size, &entry, name_size, packed_said, size_said);
    zip.count++;
}

static void finish(void)
{
    size_t offset = zip.size;
    put(zip.bytes, &zip.size, zip.contents, zip.contents_size);
    put(zip.bytes, &zip.size, "PK\5\6\0\0\0\0", 8);
    put_le(zip.bytes, &zip.size, zip.count, 2);
    put_le(zip.bytes, &zip.size, zip.count, 2);
    put_le(zip.bytes, &zip.size, zip.contents_size, 4);
    put_le(zip.bytes, &zip.size, offset, 4);
    put_le(zip.bytes, &zip.size, 0, 2);
}

static int zip_new(void **state)
{
    (void)state;
    memset(&zip, 0, sizeof zip);
    return 0;
}

/* "a.zip:one.txt 2\n" for a packet, "a.zip:one.txt: the sentence\n" for a problem */
static void say_item(struct mi_text *text, const struct mi_source *source, enum mi_got got)
{
    mi_text_add(text, mi_source_name(source));
    if (got == MI_GOT_PACKET) {
        mi_text_char(text, ' ');
        mi_text_unsigned(text, mi_source_packet(source)->number);
    } else {
        mi_text_add(text, ": ");
        mi_text_problem(text, mi_source_problem(source));
    }
    mi_text_char(text, '\n');
}

static const char *say_size(size_t size)
{
    struct mi_text text = mi_text(zip.said, sizeof zip.said);
    char *copy = malloc(size > 0 ? size : 1);
    assert_non_null(copy);
    memcpy(copy, zip.bytes, size);
    struct mi_source *source = mi_source_text(copy, size, "a.zip", 0);
    assert_non_null(source);
    for (enum mi_got got; (got = mi_source_next(source)) != MI_GOT_END;)
        say_item(&text, source, got);
    assert_int_equal(mi_source_next(source), MI_GOT_END);
    mi_source_close(source);
    free(copy);
    return zip.said;
}

static const char *say_zip(void)
{
    finish();
    return say_size(zip.size);
}

/* Without anything but this one, and the good one behind it. */
static const char *say_bad(struct entry entry)
{
    (void)zip_new(NULL);
    add(entry);
    add((struct entry){.name = "good.txt", .data = "04" EVENT "\n", .method = DEFLATED});
    return say_zip();
}

#define GOOD "a.zip:good.txt 1\n"

static const char LOG_ONE[] = "btsnoop\0\0\0\0\1\0\0\3\xea";

/* A btsnoop file of one short event. */
static struct entry btsnoop(const char *name)
{
    static struct file file;
    file.size = 0;
    put_hex(&file, "6274736e6f6f7000 00000001 000003ea");
    put_hex(&file, "00000012 00000012 00000003 00000000 00e0d8a2f7c1c800 04" SHORT_EVENT);
    return (struct entry){.name = name, .data = file.bytes, .size = file.size, .method = DEFLATED};
}

/* --- the tests --- */

static void every_file_is_read_under_its_name(void **state)
{
    (void)state;
    add((struct entry){.name = "folder/"});
    add((struct entry){.name = "folder/one.txt", .data = "04" EVENT "\n04" EVENT "\n"});
    add(btsnoop("two.log"));
    add((struct entry){.name = "empty"});
    add((struct entry){.name = "back\\slash.txt", .data = "04" EVENT, .method = DEFLATED});
    assert_string_equal(say_zip(), "a.zip:folder/one.txt 1\n"
                                   "a.zip:folder/one.txt 2\n"
                                   "a.zip:two.log 1\n"
                                   "a.zip:back/slash.txt 1\n");
}

static void sizes_may_stand_elsewhere(void **state)
{
    (void)state;
    add((struct entry){.name = "a", .data = "04" EVENT, .method = DEFLATED, .flags = 8});
    add((struct entry){.name = "b", .data = "04" EVENT, .method = STORED, .flags = 8});
    add((struct entry){.name = "c", .data = "04" EVENT, .flags = 0x800}); /* its name is UTF-8 */
    assert_string_equal(say_zip(), "a.zip:a 1\na.zip:b 1\na.zip:c 1\n");
}

#define FOLDER "FS/data/misc/bluetooth/logs/"
#define REPORT "bugreport-x-2025-02-11.txt"

static void a_bug_report_gives_each_packet_once(void **state)
{
    (void)state;
    static const struct {
        const char *names[8];
        const char *wanted; /* the names of those that are read */
    } CASES[] = {
        {{FOLDER "btsnoop_hci.log", "version.txt", REPORT, FOLDER "btsnoop_hci.log.last"},
         "a.zip:" FOLDER "btsnoop_hci.log.last 1\na.zip:" FOLDER "btsnoop_hci.log 1\n"},
        {{REPORT, FOLDER "btsnooz_hci.log", FOLDER "btsnoop_hci.log"},
         "a.zip:" FOLDER "btsnoop_hci.log 1\n"},
        {{"main_entry.txt", "FS/data/log/bt/btsnoop_hci.log.filtered", FOLDER "btsnooz_hci.log"},
         "a.zip:FS/data/log/bt/btsnoop_hci.log.filtered 1\n"},
        {{"main_entry.txt", FOLDER "btsnooz_hci.log", FOLDER "btsnooz_hci.log.last", REPORT},
         "a.zip:" FOLDER "btsnooz_hci.log.last 1\na.zip:" FOLDER "btsnooz_hci.log 1\n"},
        {{"main_entry.txt", REPORT, "other.log"}, "a.zip:" REPORT " 1\n"},
        {{"btsnoop_hci.log", "other.log", "btsnoop_hci.log.last"},
         "a.zip:btsnoop_hci.log.last 1\na.zip:btsnoop_hci.log 1\na.zip:other.log 1\n"},

        /* names with a date: the present log has none */
        {{"main_entry.txt", "FS/data/log/bt/btsnoop_hci_20240102.log", FOLDER "btsnoop_hci.log",
          FOLDER "btsnoop_hci_2024-01-01.cfa"},
         "a.zip:" FOLDER "btsnoop_hci_2024-01-01.cfa 1\n"
         "a.zip:FS/data/log/bt/btsnoop_hci_20240102.log 1\na.zip:" FOLDER "btsnoop_hci.log 1\n"},
        {{"main_entry.txt", FOLDER "btsnoop_hci_20240102_130000.log",
          FOLDER "btsnoop_hci_20240102_120000.log", FOLDER "btsnoop_hci_20240102_120000.log.last"},
         "a.zip:" FOLDER "btsnoop_hci_20240102_120000.log.last 1\n"
         "a.zip:" FOLDER "btsnoop_hci_20240102_120000.log 1\n"
         "a.zip:" FOLDER "btsnoop_hci_20240102_130000.log 1\n"},
        {{"log/bluetooth/btsnoop_hci_202501021300.cfa",
          "log/bluetooth/btsnoop_hci_202412312359.cfa",
          "log/bluetooth/btsnoop_hci_202501021300.cfa.last"},
         "a.zip:log/bluetooth/btsnoop_hci_202412312359.cfa 1\n"
         "a.zip:log/bluetooth/btsnoop_hci_202501021300.cfa.last 1\n"
         "a.zip:log/bluetooth/btsnoop_hci_202501021300.cfa 1\n"},
        {{REPORT, "FS/data/misc/bluetooth/cached_hci/b_2024.02.01-10.00",
          FOLDER "hci_snoop20240131", FOLDER "btsnooz_hci_2025_12_14.log"},
         "a.zip:" FOLDER "hci_snoop20240131 1\n"
         "a.zip:FS/data/misc/bluetooth/cached_hci/b_2024.02.01-10.00 1\n"},
        {{"bthci/BT_HCI_2024_0102_120000.cfa.curf", "bthci/BT_HCI_2024_0101_235959.cfa"},
         "a.zip:bthci/BT_HCI_2024_0101_235959.cfa 1\n"
         "a.zip:bthci/BT_HCI_2024_0102_120000.cfa.curf 1\n"},
        {{"main_entry.txt", FOLDER "btsnooz_hci_2025_12_14.log",
          FOLDER "btsnooz_hci_2025_12_13.log", REPORT},
         "a.zip:" FOLDER "btsnooz_hci_2025_12_13.log 1\n"
         "a.zip:" FOLDER "btsnooz_hci_2025_12_14.log 1\n"},
        {{"FS/data/log/core.txt", "dumpState_S9_20240102.log", "dumpstate_log.txt"},
         "a.zip:dumpState_S9_20240102.log 1\n"},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        (void)zip_new(NULL);
        for (size_t j = 0; CASES[i].names[j] != NULL; j++)
            add(btsnoop(CASES[i].names[j]));
        assert_string_equal(say_zip(), CASES[i].wanted);
    }
}

static void an_empty_log_gives_way_to_the_text(void **state)
{
    (void)state;
    add((struct entry){.name = FOLDER "btsnoop_hci.log", .data = LOG_ONE, .size = 16});
    add((struct entry){.name = FOLDER "btsnooz_hci.log"});
    add(btsnoop(REPORT));
    assert_string_equal(say_zip(), "a.zip:" REPORT " 1\n");
}

static void a_bug_report_without_bluetooth_says_so(void **state)
{
    (void)state;
    add((struct entry){.name = "main_entry.txt", .data = "04" EVENT});
    add((struct entry){.name = "FS/data/other.log", .data = "04" EVENT});
    assert_int_equal(strncmp(say_zip(), "a.zip: this Android report has no Bluetooth log", 47), 0);
}

static void pictures_are_passed_over(void **state)
{
    (void)state;
    static const char PICTURE[] = "\x89PNG\3\4\5\6\xff\xfe\xfd\xfc\xfb";
    add((struct entry){.name = "picture.png", .data = PICTURE});
    add((struct entry){.name = "notes.txt", .data = "nothing to see\n"});
    assert_string_equal(say_zip(), "");
    (void)zip_new(NULL);
    add((struct entry){.name = "picture.png", .data = PICTURE});
    assert_string_equal(say_zip(), "a.zip: nothing in the zip file is a capture that is known "
                                   "here, or text\n");
    (void)zip_new(NULL);
    add((struct entry){.name = "folder/"});
    assert_string_equal(say_zip(), "a.zip: nothing in the zip file is a capture that is known "
                                   "here, or text\n");
}

static void what_cannot_be_read_is_told_and_the_rest_is_read(void **state)
{
    (void)state;
    static const char TEXT[] = "04" EVENT "\n# 0123456789 abcdefghijklmnopqrstuvwxyz\n";
    static const struct {
        struct entry entry;
        const char *said; /* behind the name */
    } CASES[] = {
        {{.data = TEXT, .flags = 1}, ": encrypted in the zip file: "},
        {{.data = TEXT, .method = 99, .flags = 1}, ": encrypted in the zip file: "},
        {{.data = TEXT, .method = 12}, ": packed in the zip file by method 12, "},
        {{.data = TEXT, .checksum_wrong = 1}, " 1\na.zip:bad: its checksum in the zip file is "},
        {{.data = TEXT, .method = DEFLATED, .checksum_wrong = 1u << 31},
         " 1\na.zip:bad: its checksum in the zip file is wrong: "},
        {{.data = TEXT, .method = DEFLATED, .size_wrong = 500},
         " 1\na.zip:bad: damaged in the zip file: "},
        {{.data = TEXT, .method = DEFLATED, .packed_wrong = 1u << 30}, ": damaged in the zip "},
        {{.data = TEXT, .method = DEFLATED, .is_damaged = true}, ": damaged in the zip file: "},
        {{.data = "PK\3\4 and so on"}, ": a zip file inside a zip file is not opened: "},
        {{.data = "\xfd"
                  "7zXZ\0",
          .size = 6},
         ": packed in a way that mitool does not unpack: xz "},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        struct entry entry = CASES[i].entry;
        entry.name = "bad";
        const char *said = say_bad(entry);
        const char *problem = strstr(said, CASES[i].said);
        assert_true(problem == said + strlen("a.zip:bad"));
        assert_string_equal(said + strlen(said) - strlen(GOOD), GOOD);
    }
}

/* Old minizip does not find the sizes, a new one does. */
static void zip64_is_read_or_told(void **state)
{
    (void)state;
    const char *said = say_bad(
        (struct entry){.name = "bad", .data = "04" EVENT, .method = DEFLATED, .is_large = true});
    assert_true(strcmp(said, "a.zip:bad 1\n" GOOD) == 0 ||
                strcmp(said, "a.zip:bad: written as zip64, which is not read here: unzip it "
                             "first\n" GOOD) == 0);
}

static void a_name_without_end_is_not_shown(void **state)
{
    (void)state;
    const char *said = say_bad((struct entry){.name = "x", .data = "04" EVENT, .name_size = 511});
    assert_non_null(strstr(said, "xxx 1\n" GOOD));
    said = say_bad((struct entry){.name = "x", .data = "04" EVENT, .name_size = 512});
    assert_non_null(strstr(said, "xxx: its name in the zip file has 512 bytes: "));
    said = say_bad((struct entry){.name = "x", .data = "04" EVENT, .name_size = 65535});
    assert_non_null(strstr(said, "xxx: its name in the zip file has 65535 bytes: "));
    assert_non_null(strstr(said, "\n" GOOD));
}

static void a_bomb_ends_the_archive(void **state)
{
    (void)state;
    static const char TEXT[] = "04" EVENT "\n";
    const char *said = say_bad(
        (struct entry){.name = "bad", .data = TEXT, .method = DEFLATED, .size_wrong = 17 << 20});
    assert_non_null(strstr(said, "a.zip:bad: it would unpack to more than 200 times its size"));
    assert_null(strstr(said, GOOD));
}

/* Entries that share their bytes are damage: packed, they are more than the file. */
static void files_that_overlap_are_not_read(void **state)
{
    (void)state;
    static char text[8192];
    memset(text, '#', sizeof text - 1);
    struct entry entry = {.name = "x", .data = text};
    add(entry);
    entry.again = true;
    for (int i = 0; i < 2; i++)
        add(entry);
    assert_string_equal(say_zip(), "a.zip:x: damaged in the zip file: what came before is read\n"
                                   "a.zip:x: damaged in the zip file: what came before is read\n");
}

static void so_many_files_are_read_and_no_more(void **state)
{
    (void)state;
    enum { COUNT = 10003 };
    for (int i = 0; i < COUNT; i++)
        add((struct entry){.name = i % 2000 == 0 ? "a" : "b",
                           .data = i % 2000 == 0 ? "04" EVENT : ""});
    const char *said = say_zip();
    const char *problem = strstr(said, "the zip file has more than 10000 files in it: ");
    assert_non_null(problem);
    assert_ptr_equal(strchr(problem, '\n'), said + strlen(said) - 1);
    assert_int_equal(strncmp(said, "a.zip:a 1\na.zip:a 1\na.zip:a 1\na.zip:a 1\na.zip:a 1\n", 50),
                     0);
}

static void a_zip_file_that_is_cut_says_so(void **state)
{
    (void)state;
    add((struct entry){.name = "one.txt", .data = "04" EVENT});
    add(btsnoop("two.log"));
    finish();
    for (size_t size = 4; size < zip.size; size++)
        assert_string_equal(say_size(size), "a.zip: the zip file is cut or damaged: its table of "
                                            "contents, which stands at its end, cannot be read\n");
}

static void any_byte_may_be_another(void **state)
{
    (void)state;
    add((struct entry){.name = "one.txt", .data = "04" EVENT, .method = DEFLATED});
    add(btsnoop("two.log"));
    add((struct entry){.name = "three.txt", .data = "04" EVENT, .is_large = true, .flags = 8});
    finish();
    for (size_t at = 0; at < zip.size; at++)
        for (unsigned bit = 0; bit < 8; bit++) {
            zip.bytes[at] ^= (uint8_t)(1u << bit);
            (void)say_size(zip.size);
            zip.bytes[at] ^= (uint8_t)(1u << bit);
        }
}

static void a_program_may_have_a_zip_file_behind_it(void **state)
{
    (void)state;
    static const char PROGRAM[] = "MZ\x90\0\3\0\0 and what it does";
    put(zip.bytes, &zip.size, PROGRAM, sizeof PROGRAM);
    add((struct entry){.name = "good.txt", .data = "04" EVENT, .method = DEFLATED});
    assert_string_equal(say_zip(), GOOD);
    assert_string_equal(say_size(zip.size - 1),
                        "a.zip: neither a capture that is known here nor text\n");
    memcpy(zip.bytes, "MZab", 4);
    assert_null(strstr(say_size(zip.size), GOOD));
}

static void an_empty_zip_file_says_so(void **state)
{
    (void)state;
    assert_string_equal(say_zip(), "a.zip: nothing in the zip file is a capture that is known "
                                   "here, or text\n");
}

/* So large that it is read ahead. */
static void a_large_file_is_read_to_its_end(void **state)
{
    (void)state;
    enum { EVENTS = 20000 };
    static char text[EVENTS * (sizeof EVENT + 2) + 1];
    struct mi_text lines = mi_text(text, sizeof text);
    for (int i = 0; i < EVENTS; i++)
        mi_text_add(&lines, "04" EVENT "\n");
    assert_true(lines.length > 1 << 20);
    add((struct entry){.name = "large.txt", .data = text, .method = DEFLATED});
    add((struct entry){.name = "small.txt", .data = "04" EVENT});
    finish();
    struct mi_source *source = mi_source_text((const char *)zip.bytes, zip.size, "a.zip", 0);
    uint64_t done, size;
    int packets = 0;
    for (enum mi_got got; (got = mi_source_next(source)) != MI_GOT_END; packets++) {
        assert_int_equal(got, MI_GOT_PACKET);
        mi_source_progress(source, &done, &size);
        assert_true(done <= size);
    }
    assert_int_equal(packets, EVENTS + 1);
    mi_source_progress(source, &done, &size);
    assert_int_equal(done, lines.length + strlen("04" EVENT));
    assert_int_equal(size, done);
    mi_source_close(source);
}

static void a_source_may_be_left_anywhere(void **state)
{
    (void)state;
    add((struct entry){.name = "one.txt", .data = "04" EVENT "\n04" EVENT "\n"});
    add(btsnoop("two.log"));
    finish();
    for (int items = 0; items < 5; items++) {
        struct mi_source *source = mi_source_text((const char *)zip.bytes, zip.size, "a.zip", 0);
        for (int i = 0; i < items; i++)
            (void)mi_source_next(source);
        mi_source_close(source);
    }
}

static void a_file_that_can_be_read_ends_it(void **state)
{
    (void)state;
    int pipe_ends[2];
    add((struct entry){.name = "one.txt", .data = "04" EVENT "\n"});
    add((struct entry){.name = "two.txt", .data = "04" EVENT "\n"});
    finish();
    assert_int_equal(pipe(pipe_ends), 0);
    struct mi_source *source = mi_source_text((const char *)zip.bytes, zip.size, "a.zip", 0);
    mi_source_end_with(source, pipe_ends[0]);
    assert_int_equal(mi_source_next(source), MI_GOT_PACKET);
    assert_int_equal(write(pipe_ends[1], "x", 1), 1);
    assert_int_equal(mi_source_next(source), MI_GOT_END);
    mi_source_close(source);
    assert_int_equal(close(pipe_ends[0]), 0);
    assert_int_equal(close(pipe_ends[1]), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(every_file_is_read_under_its_name, zip_new),
        cmocka_unit_test_setup(sizes_may_stand_elsewhere, zip_new),
        cmocka_unit_test_setup(a_bug_report_gives_each_packet_once, zip_new),
        cmocka_unit_test_setup(an_empty_log_gives_way_to_the_text, zip_new),
        cmocka_unit_test_setup(a_bug_report_without_bluetooth_says_so, zip_new),
        cmocka_unit_test_setup(pictures_are_passed_over, zip_new),
        cmocka_unit_test_setup(what_cannot_be_read_is_told_and_the_rest_is_read, zip_new),
        cmocka_unit_test_setup(zip64_is_read_or_told, zip_new),
        cmocka_unit_test_setup(a_name_without_end_is_not_shown, zip_new),
        cmocka_unit_test_setup(a_bomb_ends_the_archive, zip_new),
        cmocka_unit_test_setup(files_that_overlap_are_not_read, zip_new),
        cmocka_unit_test_setup(so_many_files_are_read_and_no_more, zip_new),
        cmocka_unit_test_setup(a_zip_file_that_is_cut_says_so, zip_new),
        cmocka_unit_test_setup(any_byte_may_be_another, zip_new),
        cmocka_unit_test_setup(a_program_may_have_a_zip_file_behind_it, zip_new),
        cmocka_unit_test_setup(an_empty_zip_file_says_so, zip_new),
        cmocka_unit_test_setup(a_large_file_is_read_to_its_end, zip_new),
        cmocka_unit_test_setup(a_source_may_be_left_anywhere, zip_new),
        cmocka_unit_test_setup(a_file_that_can_be_read_ends_it, zip_new),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
