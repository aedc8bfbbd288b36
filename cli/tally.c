/* What was read, in words: counts of packets and frames, and why there were none. */
#include "pipeline.h"
#include "talk.h"

enum { LINE_MAX_BYTES = 512 };

/* "1 packet", "2 packets" */
static void add_count(struct mi_text *text, uint64_t count, const char *noun)
{
    mi_text_unsigned(text, count);
    mi_text_char(text, ' ');
    mi_text_add(text, noun);
    if (count != 1)
        mi_text_char(text, 's');
}

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

void pipeline_tell_nothing(const struct pipeline *pipeline)
{
    const struct tally *tally = &pipeline->tally;
    char buffer[LINE_MAX_BYTES];
    struct mi_text text = mi_text(buffer, sizeof buffer);
    add_count(&text, tally->filtered > 0 ? tally->filtered : tally->packets,
              tally->filtered > 0 ? "frame" : "packet");
    if (tally->filtered > 0)
        talk(NULL, 0, "no frame passes the filter, of %s", buffer);
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
