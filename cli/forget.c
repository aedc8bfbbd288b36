#include "forget.h"

#include "talk.h"

#include <stdlib.h>
#include <string.h>

enum { TOPICS = 1024, PATIENCE = 30 };

/* What the broker has kept of the device, and is to be emptied. */
struct oblivion {
    struct desk *desk;
    struct mi_names names;
    char mark[MI_TOPIC_MAX]; /* comes back behind what was kept */
    bool is_marked;
    bool is_heard;
    size_t count;
    size_t emptied;
    char topics[TOPICS][MI_TOPIC_MAX];
};

static bool next(void *context, mi_time now, struct mi_letter *letter)
{
    struct oblivion *oblivion = context;
    struct mi_text topic = mi_text(letter->topic, sizeof letter->topic);
    (void)now;
    *letter->payload = '\0';
    letter->size = 0;
    letter->is_kept = oblivion->is_marked;
    letter->expiry = 0;
    letter->token = 0;
    if (!oblivion->is_marked) {
        oblivion->is_marked = true;
        mi_text_add(&topic, oblivion->mark);
        return true;
    }
    if (oblivion->emptied == oblivion->count)
        return false;
    mi_text_add(&topic, oblivion->topics[oblivion->emptied++]);
    return true;
}

static mi_time due(void *context)
{
    (void)context;
    return MI_NO_TIME;
}

static void acknowledged(void *context, uint32_t token)
{
    (void)context;
    (void)token;
}

static void connected(void *context, mi_time now, bool has_expiry)
{
    struct oblivion *oblivion = context;
    (void)now;
    (void)has_expiry;
    oblivion->is_marked = false;
    oblivion->is_heard = false;
    oblivion->count = 0;
    oblivion->emptied = 0;
}

static bool subscription(void *context, size_t index, struct mi_text *topic, bool *is_news)
{
    const struct oblivion *oblivion = context;
    struct mi_subject any = {oblivion->desk->settings->publish.forgotten, "+", "+"};
    *is_news = false;
    if (index == 0) {
        mi_text_add(topic, oblivion->names.base);
        mi_text_char(topic, '/');
        mi_text_plain_address(topic, any.address);
        mi_text_add(topic, "/#");
    } else if (index == 1 && oblivion->names.discovery != NULL) {
        mi_topic_config(topic, &oblivion->names, &any);
    }
    return topic->length > 0;
}

static void heard(void *context, const char *topic, struct mi_span payload)
{
    struct oblivion *oblivion = context;
    struct mi_text text;
    if (strcmp(topic, oblivion->mark) == 0)
        oblivion->is_heard = true;
    if (oblivion->is_heard || payload.length == 0 || oblivion->count == TOPICS)
        return;
    text = mi_text(oblivion->topics[oblivion->count++], MI_TOPIC_MAX);
    mi_text_add(&text, topic);
}

static void tell(void *context, const struct mi_problem *problem, bool is_last)
{
    const struct oblivion *oblivion = context;
    (void)is_last;
    talk_problem(oblivion->desk->place.url, 0, problem);
}

static bool is_done(void *context)
{
    const struct oblivion *oblivion = context;
    return oblivion->is_heard && oblivion->emptied == oblivion->count &&
           mi_broker_state(oblivion->desk->broker)->in_flight == 0;
}

static void prepare(struct oblivion *oblivion, struct desk *desk)
{
    struct mi_text mark = mi_text(oblivion->mark, sizeof oblivion->mark);
    oblivion->desk = desk;
    oblivion->names = desk_names(desk);
    mi_text_add(&mark, oblivion->names.base);
    mi_text_char(&mark, '/');
    mi_text_plain_address(&mark, desk->settings->publish.forgotten);
    mi_text_add(&mark, "/forget");
}

static bool empty_topics(struct oblivion *oblivion)
{
    struct desk *desk = oblivion->desk;
    const struct mi_correspondent correspondent = {oblivion,  next,         due,   acknowledged,
                                                   connected, subscription, heard, tell};
    if (!desk_write_to(desk, &correspondent, false))
        return false;
    desk_begin(desk);
    return !desk->has_failed && desk_wait_until(desk, is_done, oblivion, PATIENCE);
}

static void tell_count(const struct oblivion *oblivion)
{
    char buffer[TALK_MAX];
    struct mi_text text = mi_text(buffer, sizeof buffer);
    add_count(&text, oblivion->count, "topic");
    mi_text_add(&text, " of ");
    mi_text_address(&text, oblivion->desk->settings->publish.forgotten);
    talk(NULL, 0, "%s emptied", buffer);
}

enum exit_status forget(struct desk *desk)
{
    struct oblivion *oblivion = talk_allocate(1, sizeof *oblivion);
    enum exit_status status = EXIT_INPUT;
    if (oblivion == NULL)
        return status;
    prepare(oblivion, desk);
    if (empty_topics(oblivion)) {
        tell_count(oblivion);
        status = EXIT_DONE;
    }
    mi_broker_end(desk->broker); /* it calls on what is given back here */
    desk->broker = NULL;
    free(oblivion);
    return status;
}
