#include "plot.h"

#include "base/unicode.h"
#include "cells.h"
#include "curve.h"
#include "output.h"
#include "print_text.h"
#include "table.h"
#include "talk.h"
#include "terminal.h"

#include <inttypes.h>
#include <stdlib.h>

enum {
    PLOT_CURVES = 1024, /* of all devices */
    PIPE_WIDTH = 80,
    LINE_BYTES = 4096,
    LABEL_BYTES = 64,
    AXIS_WIDTH = 2,
    COLUMNS_LEAST = 10,
    SIGNAL = UINT8_MAX, /* of an owner, in place of a plot of the settings */
};

/* Not all devices have it as a reading, but all have a signal. */
static const char RSSI[] = "rssi";

/* Whose a curve is. */
struct owner {
    struct mi_address address;
    uint8_t plot; /* of the settings */
    uint64_t values;
    double sum;
};

struct plot {
    struct sink sink;
    const struct output_settings *settings;
    struct mi_devices *devices;
    bool has_signals;
    bool is_timed; /* as the first frame is; otherwise frames are counted instead */
    uint64_t frames;
    uint64_t left_out; /* values for which there is no curve, or none any more */
    size_t asked;      /* the owner whose curve another one wanted last */
    struct owner owners[PLOT_CURVES];
    struct curves curves;
};

/* --- taking --- */

static bool is_key(const struct mi_reading *reading, const char *name)
{
    char key[LABEL_BYTES];
    struct mi_text text = mi_text(key, sizeof key);
    mi_text_key(&text, reading);
    return strcmp(key, name) == 0;
}

/* NULL: there is none. */
static struct owner *find_owner(struct plot *plot, struct mi_address address, size_t index)
{
    for (size_t i = 0; i < plot->curves.count; i++)
        if (plot->owners[i].plot == index && mi_address_equal(plot->owners[i].address, address))
            return &plot->owners[i];
    return NULL;
}

/* A place, or else that of a device that is no longer known: of one owner after the other. */
static struct owner *find_place(struct plot *plot)
{
    if (plot->curves.count < PLOT_CURVES)
        return &plot->owners[plot->curves.count];
    plot->asked = (plot->asked + 1) % PLOT_CURVES;
    struct owner *owner = &plot->owners[plot->asked];
    return mi_devices_find(plot->devices, owner->address) == NULL ? owner : NULL;
}

/* NULL when there is no place for it. */
static struct owner *begin_curve(struct plot *plot, struct mi_address address, size_t index,
                                 enum mi_kind kind)
{
    struct owner *owner = find_place(plot);
    if (owner == NULL)
        return NULL;
    plot->left_out += owner->values;
    *owner = (struct owner){.address = address, .plot = (uint8_t)index};
    curves_begin(&plot->curves, (size_t)(owner - plot->owners), kind == MI_BINARY);
    return owner;
}

static float value_of(const struct mi_reading *reading)
{
    return reading->kind == MI_BINARY ? (float)reading->on
                                      : (float)mi_number_value(reading->number);
}

static void take_value(struct plot *plot, struct mi_address address, size_t index,
                       enum mi_kind kind, mi_time time, float value)
{
    struct owner *owner = find_owner(plot, address, index);
    if (owner == NULL)
        owner = begin_curve(plot, address, index, kind);
    if (owner == NULL) {
        plot->left_out++;
        return;
    }
    owner->values++;
    owner->sum += (double)value;
    curves_add(&plot->curves, (size_t)(owner - plot->owners), time, value);
}

static void take_reading(struct plot *plot, struct mi_address address,
                         const struct mi_reading *reading, mi_time time)
{
    for (size_t i = 0; i < plot->settings->plot_count; i++)
        if (is_key(reading, plot->settings->plots[i]))
            take_value(plot, address, i, (enum mi_kind)reading->kind, time, value_of(reading));
}

static void take_frame(struct sink *sink, struct sighting *sighting)
{
    struct plot *plot = sink->self;
    const struct mi_frame *frame = sighting->frame;
    mi_time time = sighting->advert->time;
    if (plot->frames++ == 0)
        plot->is_timed = time != MI_NO_TIME;
    if (!plot->is_timed)
        time = (mi_time)plot->frames * MI_MILLISECOND;
    if (time == MI_NO_TIME || frame->address_source == MI_ADDRESS_NONE)
        return;
    for (size_t i = 0; i < frame->reading_count; i++)
        if (frame->readings[i].kind == MI_SENSOR || frame->readings[i].kind == MI_BINARY)
            take_reading(plot, frame->address, &frame->readings[i], time);
    if (plot->has_signals && sighting->advert->has_rssi)
        take_value(plot, frame->address, SIGNAL, MI_SENSOR, time, sighting->advert->rssi);
}

/* Each copy is a value at its time: none is taken undecoded. */
static bool recalls(struct sink *sink, const struct copy *copy)
{
    (void)sink;
    (void)copy;
    return false;
}

static void plot_free(struct sink *sink)
{
    struct plot *plot = sink->self;
    curves_free(&plot->curves);
}

struct sink *plot_new(const struct output_settings *settings, struct mi_devices *devices)
{
    static const struct sink_kind KIND = {
        .size = sizeof(struct plot), .frame = take_frame, .recalls = recalls, .free = plot_free};
    struct plot *plot = sink_new(&KIND);
    if (plot == NULL)
        return NULL;
    plot->settings = settings;
    plot->devices = devices;
    for (size_t i = 0; i < settings->plot_count; i++)
        plot->has_signals |= strcmp(settings->plots[i], RSSI) == 0;
    if (curves_new(&plot->curves, PLOT_CURVES))
        return &plot->sink;
    free(plot);
    return NULL;
}

/* --- drawing --- */

/* One curve, as it is shown. */
struct chart {
    const struct plot *plot;
    size_t curve; /* its index */
    const struct mi_device *device;
    const struct mi_trend *trend;
    struct mi_trend signal;
    struct mi_reading lowest;
    struct mi_reading highest;
    size_t width;   /* of the lines */
    size_t label;   /* of the scale */
    size_t columns; /* of the curve */
};

static void put_line(const struct chart *chart, const char *line)
{
    char buffer[LINE_BYTES];
    struct mi_text text = mi_text(buffer, sizeof buffer);
    table_shorten(&text, line, chart->width);
    mi_text_char(&text, '\n');
    output_put(text.start, text.length);
}

static void put_title(const struct chart *chart)
{
    char line[LINE_BYTES];
    struct mi_text text = mi_text(line, sizeof line);
    cell_address(&text, chart->device);
    text_name(&text, chart->device->name);
    mi_text_add(&text, "  ");
    cell_model(&text, chart->device);
    put_line(chart, line);
}

static bool is_level(const struct chart *chart)
{
    return !(value_of(&chart->lowest) < value_of(&chart->highest));
}

/* ", mean 21.35", where the line has room for it. */
static void add_part(struct mi_text *line, const struct chart *chart, const char *before,
                     const struct mi_reading *reading)
{
    char buffer[LABEL_BYTES];
    struct mi_text part = mi_text(buffer, sizeof buffer);
    mi_text_add(&part, before);
    text_value(&part, reading);
    if (mi_text_width(line->start) + mi_text_width(buffer) <= chart->width)
        mi_text_add(line, buffer);
}

/* "temperature 18.2 to 24.7 °C, mean 21.35, last 21.3 °C"; one value alone when there is no other.
 */
static void put_extremes(const struct chart *chart)
{
    char line[LINE_BYTES];
    struct mi_text text = mi_text(line, sizeof line);
    struct mi_reading lowest = chart->lowest;
    struct mi_reading mean = chart->trend->last;
    bool is_flat = chart->trend->last.kind == MI_SENSOR && is_level(chart);
    lowest.unit = mean.unit = NULL;
    mi_text_key(&text, &mean);
    mi_text_char(&text, ' ');
    if (!is_flat && trend_mean(chart->trend, &mean.number)) {
        text_value(&text, &lowest);
        mi_text_add(&text, " to ");
        text_value(&text, &chart->highest);
        add_part(&text, chart, ", mean ", &mean);
        add_part(&text, chart, ", last ", &chart->trend->last);
    } else {
        mi_text_add(&text, is_flat ? "" : "last ");
        text_value(&text, &chart->trend->last);
    }
    put_line(chart, line);
}

static void add_scale(struct mi_text *out, const struct chart *chart, size_t row)
{
    char buffer[LABEL_BYTES];
    struct mi_text label = mi_text(buffer, sizeof buffer);
    bool has_label = is_level(chart) ? row == CURVE_ROWS / 2 : row == 0 || row == CURVE_ROWS - 1;
    if (has_label)
        text_value(&label, row == 0 ? &chart->highest : &chart->lowest);
    for (size_t i = mi_text_width(buffer); i < chart->label; i++)
        mi_text_char(out, ' ');
    mi_text_add(out, buffer);
    mi_text_add(out, has_label ? " ┤" : " │");
}

static void put_curve(const struct chart *chart)
{
    char lines[CURVE_ROWS][LINE_BYTES];
    struct mi_text rows[CURVE_ROWS];
    for (size_t i = 0; i < CURVE_ROWS; i++) {
        rows[i] = mi_text(lines[i], sizeof lines[i]);
        add_scale(&rows[i], chart, i);
    }
    curve_draw(&chart->plot->curves, chart->curve, value_of(&chart->lowest),
               value_of(&chart->highest), chart->columns, rows);
    for (size_t i = 0; i < CURVE_ROWS; i++)
        put_line(chart, lines[i]);
}

/* To the second, in a short form the time of day; or the number of a frame. */
static void add_moment(struct mi_text *out, const struct plot *plot, mi_time time, bool is_short)
{
    enum { CLOCK = 11, CLOCK_BYTES = 8 };
    char written[LABEL_BYTES];
    struct mi_text text = mi_text(written, sizeof written);
    if (!plot->is_timed) {
        mi_text_add(out, "frame ");
        mi_text_signed(out, time / MI_MILLISECOND);
        return;
    }
    text_second(&text, time, plot->settings);
    if (is_short)
        mi_text_run(out, written + CLOCK, CLOCK_BYTES);
    else
        mi_text_add(out, written);
}

static void put_times(const struct chart *chart, bool is_short)
{
    char line[LINE_BYTES];
    char last[LABEL_BYTES];
    const struct curves *curves = &chart->plot->curves;
    struct mi_text text = mi_text(line, sizeof line);
    struct mi_text end = mi_text(last, sizeof last);
    size_t start = chart->label + AXIS_WIDTH;
    mi_text_pad(&text, start);
    add_moment(&text, chart->plot, curves->earliest, is_short);
    add_moment(&end, chart->plot, curves->latest, is_short);
    bool fits =
        curves->earliest < curves->latest && text.length + end.length < start + chart->columns;
    if (!fits && !is_short && curves->earliest < curves->latest) {
        put_times(chart, true);
        return;
    }
    if (fits) {
        mi_text_pad(&text, start + chart->columns - end.length);
        mi_text_add(&text, last);
    }
    put_line(chart, line);
}

static void put_axis(const struct chart *chart)
{
    char line[LINE_BYTES];
    struct mi_text text = mi_text(line, sizeof line);
    mi_text_pad(&text, chart->label + 1);
    mi_text_add(&text, "└");
    for (size_t i = 0; i < chart->columns; i++)
        mi_text_add(&text, "─");
    put_line(chart, line);
}

static size_t value_width(const struct mi_reading *reading)
{
    char buffer[LABEL_BYTES];
    struct mi_text text = mi_text(buffer, sizeof buffer);
    text_value(&text, reading);
    return mi_text_width(buffer);
}

static void measure(struct chart *chart)
{
    size_t low = value_width(&chart->lowest);
    size_t high = value_width(&chart->highest);
    size_t terminal = terminal_width();
    chart->label = low > high ? low : high;
    chart->width = terminal > 0 ? terminal : PIPE_WIDTH;
    size_t taken = chart->label + AXIS_WIDTH;
    chart->columns = chart->width > taken + COLUMNS_LEAST ? chart->width - taken : COLUMNS_LEAST;
    chart->columns = chart->columns < CURVE_COLUMNS ? chart->columns : CURVE_COLUMNS;
}

static void set_extremes(struct chart *chart)
{
    chart->lowest = chart->highest = chart->trend->last;
    if (chart->trend->last.kind == MI_BINARY) {
        chart->lowest.on = false;
        chart->highest.on = true;
        return;
    }
    chart->lowest.number = chart->trend->lowest;
    chart->highest.number = chart->trend->highest;
}

static void put_chart(struct chart *chart)
{
    set_extremes(chart);
    measure(chart);
    put_title(chart);
    put_extremes(chart);
    put_curve(chart);
    put_axis(chart);
    put_times(chart, false);
}

static const struct mi_trend *find_trend(const struct mi_device *device, const char *name)
{
    const struct mi_trend *trend = device->trends;
    while (trend != NULL && !is_key(&trend->last, name))
        trend = trend->next;
    return trend;
}

static struct mi_number number_of(int8_t rssi)
{
    return (struct mi_number){.digits = rssi};
}

static struct mi_trend trend_of_signal(const struct mi_device *device, const struct owner *owner)
{
    return (struct mi_trend){
        .last = {.key = RSSI,
                 .kind = MI_SENSOR,
                 .unit = "dBm",
                 .number = number_of(device->rssi_last)},
        .lowest = number_of(device->rssi_lowest),
        .highest = number_of(device->rssi_highest),
        .sum = owner->sum,
        .count = owner->values,
    };
}

/* False: the device has not told what this one shows. */
static bool find_chart(struct chart *chart, struct plot *plot, size_t index)
{
    const char *name = plot->settings->plots[index];
    chart->trend = find_trend(chart->device, name);
    bool is_signal = chart->trend == NULL && strcmp(name, RSSI) == 0;
    const struct owner *owner =
        find_owner(plot, chart->device->address, is_signal ? SIGNAL : index);
    if (owner == NULL)
        return false;
    chart->curve = (size_t)(owner - plot->owners);
    if (is_signal) {
        chart->signal = trend_of_signal(chart->device, owner);
        chart->trend = &chart->signal;
    }
    return chart->trend != NULL;
}

/* The curves of one device; how many. */
static size_t put_charts(struct plot *plot, const struct mi_device *device, bool is_first)
{
    size_t count = 0;
    for (size_t i = 0; i < plot->settings->plot_count; i++) {
        struct chart chart = {.plot = plot, .device = device};
        if (!find_chart(&chart, plot, i))
            continue;
        output_put("\n", !is_first || count > 0);
        put_chart(&chart);
        count++;
    }
    return count;
}

bool plot_print(const struct sink *sink)
{
    struct plot *plot = sink->self;
    struct device_list list = {.count = 0};
    size_t count = 0;
    if (!devices_sort(&list, plot->devices))
        return talk_no_memory();
    for (size_t i = 0; i < list.count; i++)
        count += put_charts(plot, list.at[i], count == 0);
    free(list.at);
    if (count == 0 && plot->frames > 0 && plot->left_out == 0)
        talk(NULL, 0, "no device has told what is to be plotted");
    if (plot->left_out > 0)
        talk(NULL, 0, "%" PRIu64 " values are not shown: there are more than %d curves",
             plot->left_out, PLOT_CURVES);
    return true;
}
