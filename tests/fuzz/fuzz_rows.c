/* Bytes in rows of any kind: where their offsets stand beside them, they are what one line gives.
 */
#include "base/text.h"
#include "capture/source.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { BYTES_MAX = 300, TEXT_MAX = 8192 };

/* A row of each kind: what stands around it, around each byte, and whether its offset does. */
static const struct {
    const char *before, *byte, *between, *after;
    const char *follow; /* of the offset: NULL when there is none */
} SPELLINGS[] = {
    {"", "", " ", "\n", ": "},
    {"", "", " ", "  .>..\n", "  "},
    {"I (12) tag: ", "", " ", "\n", NULL},
    {"", "0x", ", ", ",\n", NULL},
    {"    b'", "\\x", "", "'\n", NULL},
    {"> ", "", " ", "\n", NULL},
    {"\"", "", "", "\" \\\n", NULL},
    {"    ", "", " ", "\n", NULL},
};

enum { SPELLING_COUNT = sizeof SPELLINGS / sizeof SPELLINGS[0] };

static size_t write_row(struct mi_text *text, unsigned kind, const uint8_t *bytes, size_t offset,
                        size_t count)
{
    mi_text_add(text, SPELLINGS[kind].before);
    if (SPELLINGS[kind].follow != NULL) {
        mi_text_hex(text, offset, 8);
        mi_text_add(text, SPELLINGS[kind].follow);
    }
    for (size_t i = 0; i < count; i++) {
        mi_text_add(text, i > 0 ? SPELLINGS[kind].between : "");
        mi_text_add(text, SPELLINGS[kind].byte);
        mi_text_hex(text, bytes[offset + i], 2);
    }
    mi_text_add(text, SPELLINGS[kind].after);
    return count;
}

/* A sum of all packets and problems. */
static uint64_t read_all(const struct mi_text *text)
{
    struct mi_source *source = mi_source_text(text->start, text->length, "fuzz", 0);
    uint64_t sum = 0;
    enum mi_got got;
    if (source == NULL)
        return 0;
    while ((got = mi_source_next(source)) != MI_GOT_END) {
        const struct mi_packet *packet = mi_source_packet(source);
        sum = sum * 31 + (uint64_t)got;
        for (size_t i = 0; got == MI_GOT_PACKET && i < packet->size; i++)
            sum = sum * 31 + packet->bytes[i] + 1;
    }
    mi_source_close(source);
    return sum;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static char rows_text[TEXT_MAX];
    static char line_text[TEXT_MAX];
    if (size < 3 || size > BYTES_MAX)
        return 0;
    unsigned kind = data[0] % SPELLING_COUNT;
    size_t width = 1 + data[1] % 16;
    const uint8_t *bytes = data + 2;
    struct mi_text rows = mi_text(rows_text, sizeof rows_text);
    struct mi_text line = mi_text(line_text, sizeof line_text);
    for (size_t at = 0; at < size - 2;)
        at += write_row(&rows, kind, bytes, at, width < size - 2 - at ? width : size - 2 - at);
    mi_text_bytes(&line, bytes, size - 2, '\0');
    uint64_t expected = read_all(&line);
    if (read_all(&rows) != expected && SPELLINGS[kind].follow != NULL)
        abort();
    return 0;
}
