/* One line a frame: time, address, name or model, status, readings. */
#include "print_text.h"

static void print_frame(struct mi_text *out, const struct sighting *sighting,
                        const struct output_settings *settings)
{
    const struct mi_frame *frame = sighting->frame;
    text_time(out, sighting->advert->time, settings);
    text_address(out, frame->address_source != MI_ADDRESS_NONE, frame->address);
    bool has_name = sighting->name != NULL && *sighting->name != '\0';
    if (has_name)
        text_name(out, sighting->name);
    else if (frame->model != NULL || frame->has_product)
        text_model(out, frame);
    else
        text_name(out, mi_format_title(frame->format));
    mi_text_add(out, "  ");
    text_outcome(out, frame, settings);
    mi_text_char(out, '\n');
}

const struct printer LINE_PRINTER = {.frame = print_frame};
