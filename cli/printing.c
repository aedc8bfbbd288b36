/* The sinks that print frames, and that end a pipeline when enough of them came. */
#include "sink.h"

#include "memo.h"
#include "output.h"
#include "pipeline.h"

#include <stdlib.h>

/* --- printing --- */

struct printing {
    struct sink sink;
    const struct output_settings *settings;
    const struct memo_row *recalled; /* of the copy that comes next */
    struct memo *memo;               /* owned; NULL: copies come as frames */
};

static void print_in_parts(struct printing *printing, struct mi_text *out,
                           const struct sighting *sighting)
{
    const struct printer *printer = printing->settings->printer;
    const struct mi_frame *frame = sighting->frame;
    printer->start(out, &frame->address, sighting->name, sighting->advert);
    size_t start = out->length;
    printer->rest(out, sighting);
    memo_keep(printing->memo, frame, out->start + start, out->length - start);
}

static void take_frame(struct sink *sink, struct sighting *sighting)
{
    struct printing *printing = sink->self;
    const struct printer *printer = printing->settings->printer;
    struct mi_text out = output_begin_frame();
    if (printing->memo != NULL && sighting->frame->address_source != MI_ADDRESS_NONE)
        print_in_parts(printing, &out, sighting);
    else
        PRINTER_OF(printer, frame)(&out, sighting, printing->settings);
    output_end_frame(&out);
}

static bool recalls(struct sink *sink, const struct copy *copy)
{
    struct printing *printing = sink->self;
    printing->recalled = printing->memo != NULL
                             ? memo_find(printing->memo, copy->hash, copy->advert->address)
                             : NULL;
    return printing->recalled != NULL;
}

/* Only how it starts is its own. */
static bool take_copy(struct sink *sink, struct copy *copy)
{
    struct printing *printing = sink->self;
    const struct memo_row *row = printing->recalled;
    struct mi_text out = output_begin_frame();
    printing->settings->printer->start(&out, &row->address, copy->name, copy->advert);
    mi_text_run(&out, row->end, row->size);
    output_end_frame(&out);
    copy->status = row->status;
    return true;
}

static void begin(struct sink *sink)
{
    const struct printing *printing = sink->self;
    if (printing->settings->printer->begin != NULL)
        printing->settings->printer->begin();
}

static void printing_free(struct sink *sink)
{
    struct printing *printing = sink->self;
    free(printing->memo);
}

/* Without memory for a memo, copies are decoded as any frame. */
struct sink *printing_new(const struct output_settings *settings, bool remembers)
{
    static const struct sink_kind KIND = {.size = sizeof(struct printing),
                                          .opened = begin,
                                          .frame = take_frame,
                                          .copy = take_copy,
                                          .recalls = recalls,
                                          .free = printing_free};
    struct printing *printing = sink_new(&KIND);
    if (printing == NULL)
        return NULL;
    printing->settings = settings;
    if (remembers && settings->printer->start != NULL)
        printing->memo = calloc(1, sizeof *printing->memo);
    return &printing->sink;
}

/* --- counting --- */

struct counting {
    struct sink sink;
    uint64_t left;
};

static void count(struct sink *sink)
{
    struct counting *counting = sink->self;
    if (--counting->left == 0)
        sink->pipeline->is_done = true;
}

static void count_frame(struct sink *sink, struct sighting *sighting)
{
    sink_frame(sink->next, sighting);
    count(sink);
}

static bool count_copy(struct sink *sink, struct copy *copy)
{
    (void)sink_copy(sink->next, copy);
    count(sink);
    return true;
}

struct sink *counting_new(uint64_t count)
{
    static const struct sink_kind KIND = {
        .size = sizeof(struct counting), .frame = count_frame, .copy = count_copy};
    struct counting *counting = sink_new(&KIND);
    if (counting == NULL)
        return NULL;
    counting->left = count;
    return &counting->sink;
}
