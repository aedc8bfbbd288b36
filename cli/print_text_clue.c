/* For people: what a capture tells of the key of a device, a line. */
#include "output.h"
#include "print_text.h"
#include "talk.h"

static void add_key(struct mi_text *out, const struct mi_clue *clue,
                    const struct output_settings *settings)
{
    mi_text_add(out, "  ");
    if (clue->key.size == 0)
        mi_text_add(out, "no key");
    else
        text_key(out, &clue->key, settings);
}

static void add_trial(struct mi_text *out, const struct judged_clue *judged)
{
    if (judged->clue->key.size == 0 || judged->of == 0)
        return;
    mi_text_add(out, "; it opens ");
    mi_text_unsigned(out, judged->opens);
    mi_text_add(out, " of ");
    add_count(out, judged->of, "frame");
}

/* Of what was found more than once, also the last time. */
static void add_times(struct mi_text *out, const struct mi_clue *clue,
                      const struct output_settings *settings)
{
    if (clue->time == MI_NO_TIME)
        return;
    text_second(out, clue->time, settings);
    if (clue->last_time != clue->time && clue->last_time != MI_NO_TIME) {
        mi_text_add(out, " and at last ");
        text_second(out, clue->last_time, settings);
    }
    mi_text_add(out, ": ");
}

void text_clue(const struct judged_clue *judged, const struct output_settings *settings)
{
    enum { LINE_BYTES = 2048 };
    const struct mi_clue *clue = judged->clue;
    char buffer[LINE_BYTES];
    struct mi_text out = mi_text(buffer, sizeof buffer);
    text_address(&out, clue->has_address, clue->address);
    add_key(&out, clue, settings);
    if (judged->state != NULL) {
        mi_text_add(&out, "  ");
        mi_text_add(&out, judged->state);
    }
    mi_text_add(&out, ", ");
    add_times(&out, clue, settings);
    mi_text_clue(&out, clue);
    add_trial(&out, judged);
    if (judged->is_left_out)
        mi_text_add(&out, settings->show_keys ? "; it is not added"
                                              : "; it is not added, --show-keys prints it");
    mi_text_char(&out, '\n');
    output_put(out.start, out.length);
    mi_wipe(buffer, sizeof buffer);
}
