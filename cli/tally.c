#include "tally.h"

#include "output.h"
#include "pipeline.h"
#include "print_text.h"
#include "talk.h"

enum { LINE_MAX_BYTES = 512 };

/* Packets that were heard and are of no use. */
static void tell_losses(const struct pipeline *pipeline)
{
    const struct mi_radio_counts counts = mi_radio_counts(&pipeline->radio);
    const struct {
        uint64_t count;
        const char *what;
    } losses[] = {
        {counts.bad_crc, "with a wrong CRC"},
        {counts.whitened, "still whitened"},
        {counts.foreign, "on other access addresses"},
        {counts.malformed, "malformed"},
        {counts.snapped, "kept only in part"},
        {counts.orphaned, "of advertisements whose beginning was missed"},
        {counts.dropped, "of advertisements that were not completed"},
    };
    for (size_t i = 0; i < sizeof losses / sizeof losses[0]; i++) {
        char buffer[LINE_MAX_BYTES];
        struct mi_text text = mi_text(buffer, sizeof buffer);
        add_count(&text, losses[i].count, "packet");
        if (losses[i].count > 0)
            talk(NULL, 0, "not decoded: %s %s", buffer, losses[i].what);
    }
}

/* When the frames were heard that a filter by time dropped. */
static void add_span(struct mi_text text, const struct pipeline *pipeline)
{
    const struct tally *tally = &pipeline->tally;
    const struct settings *settings = pipeline->settings;
    if (settings->since == NULL && settings->until == NULL)
        return;
    if (tally->first == MI_NO_TIME) {
        mi_text_add(&text, " without a time");
        return;
    }
    mi_text_add(&text, " from ");
    text_moment(&text, tally->first, &settings->output);
    mi_text_add(&text, " to ");
    text_moment(&text, tally->last, &settings->output);
}

void pipeline_tell_nothing(const struct pipeline *pipeline)
{
    const struct tally *tally = &pipeline->tally;
    char buffer[LINE_MAX_BYTES];
    struct mi_text text = mi_text(buffer, sizeof buffer);
    char span[LINE_MAX_BYTES];
    add_span(mi_text(span, sizeof span), pipeline);
    bool has_ended_early = tally->packets == 0 || pipeline->is_done;
    if (output_is_over())
        return;
    if (has_ended_early && tally->problems > 0)
        return; /* the message about that says why */
    add_count(&text, tally->filtered > 0 ? tally->filtered : tally->packets,
              tally->filtered > 0 ? "frame" : "packet");
    if (tally->filtered > 0)
        talk(NULL, 0, "of %s%s, none passes the filter", buffer, span);
    else
        talk(NULL, 0, "no frame of a known sensor in %s", buffer);
    if (!pipeline->settings->verbose)
        tell_losses(pipeline);
}

void pipeline_tell_tally(const struct pipeline *pipeline)
{
    const struct tally *tally = &pipeline->tally;
    char buffer[LINE_MAX_BYTES];
    struct mi_text text = mi_text(buffer, sizeof buffer);
    if (!pipeline->settings->verbose)
        return;
    add_count(&text, tally->packets, "packet");
    mi_text_add(&text, ", ");
    add_count(&text, tally->frames, "frame");
    for (int status = 0; status <= MI_STATUS_UNSUPPORTED; status++) {
        if (tally->by_status[status] == 0)
            continue;
        mi_text_add(&text, ", ");
        mi_text_unsigned(&text, tally->by_status[status]);
        mi_text_char(&text, ' ');
        mi_text_add(&text, mi_status_name((enum mi_status)status));
    }
    talk(NULL, 0, "%s", buffer);
    tell_losses(pipeline);
}

enum exit_status pipeline_status(const struct pipeline *pipeline)
{
    const uint64_t *by_status = pipeline->tally.by_status;
    if (pipeline->tally.problems > 0)
        return EXIT_INPUT;
    bool has_failures = by_status[MI_STATUS_KEY_WRONG] > 0 || by_status[MI_STATUS_TRUNCATED] > 0 ||
                        by_status[MI_STATUS_MALFORMED] > 0;
    return has_failures ? EXIT_NO : EXIT_DONE;
}
