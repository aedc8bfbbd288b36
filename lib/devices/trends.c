#include "devices/trends.h"

#include <stdlib.h>
#include <string.h>

enum { POINTS = 3 << 14 /* of all trends: of the most that there can be, one each */ };

bool trends_begin(struct trends *trends, uint32_t devices)
{
    size_t count = (size_t)devices * MI_TRENDS_MAX;
    trends->room = MI_TREND_POINTS;
    trends->points_max = count < POINTS / MI_TREND_POINTS ? count * MI_TREND_POINTS : POINTS;
    trends->at = calloc(count, sizeof *trends->at);
    trends->words = calloc(count, sizeof *trends->words);
    trends->points = calloc(trends->points_max, sizeof *trends->points);
    return trends->at != NULL && trends->words != NULL && trends->points != NULL;
}

void trends_free(struct trends *trends)
{
    free(trends->at);
    free(trends->words);
    free(trends->points);
}

/* --- points --- */

static void give_points(struct trends *trends, struct mi_trend *trend)
{
    trend->points = trends->points + (size_t)(trend - trends->at) * trends->room;
    trend->point_room = (uint8_t)trends->room;
}

/* Of a trend that had more room, the last points. */
static void thin(struct trends *trends, struct mi_trend *trend)
{
    float kept[MI_TREND_POINTS];
    size_t before = trend->point_count;
    size_t count = before < trends->room ? before : trends->room;
    for (size_t i = 0; i < count; i++)
        kept[i] = mi_trend_point(trend, before - count + i);
    give_points(trends, trend);
    trend->point_count = (uint8_t)count;
    trend->next_point = (uint8_t)(count < trends->room ? count : 0);
    memcpy(trend->points, kept, count * sizeof *kept);
}

static void make_room(struct trends *trends)
{
    while (trends->used * trends->room > trends->points_max) {
        trends->room /= 2;
        for (size_t i = 0; i < trends->used; i++)
            if (trends->at[i].last.kind == MI_SENSOR)
                thin(trends, &trends->at[i]);
    }
}

/* --- trends --- */

static struct mi_trend *take_trend(struct trends *trends)
{
    struct mi_trend *trend = trends->empty;
    if (trend == NULL)
        return &trends->at[trends->used++];
    trends->empty = trend->next;
    return trend;
}

static union mi_trend_words *take_words(struct trends *trends)
{
    union mi_trend_words *words = trends->words_empty;
    if (words == NULL)
        return &trends->words[trends->words_used++];
    trends->words_empty = words->next;
    return words;
}

struct mi_trend *trends_add(struct trends *trends, struct mi_device *device, enum mi_kind kind)
{
    struct mi_trend **end = &device->trends;
    while (*end != NULL)
        end = &(*end)->next;
    struct mi_trend *trend = *end = take_trend(trends);
    *trend = (struct mi_trend){.last.kind = kind};
    make_room(trends);
    if (kind == MI_SENSOR)
        give_points(trends, trend);
    else if (kind != MI_BINARY)
        trend->words = take_words(trends);
    device->trend_count++;
    return trend;
}

void trends_drop_all(struct trends *trends, struct mi_device *device)
{
    for (struct mi_trend *trend = device->trends, *next; trend != NULL; trend = next) {
        next = trend->next;
        if (trend->last.kind == MI_TEXT || trend->last.kind == MI_EVENT) {
            trend->words->next = trends->words_empty;
            trends->words_empty = trend->words;
        }
        *trend = (struct mi_trend){.last.kind = MI_BINARY, .next = trends->empty};
        trends->empty = trend;
    }
}
