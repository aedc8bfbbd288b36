#include "capture/file/record.h"

enum mi_got mi_records_next(void *reader, struct mi_item *item)
{
    const struct mi_records *records = reader;
    enum mi_step got = MI_STEP_ON;
    while (got == MI_STEP_ON)
        got = records->ended ? MI_STEP_END : records->input.type->step(reader, item);
    return (enum mi_got)got;
}

static void consume(struct mi_records *records)
{
    mi_stream_skip(records->input.stream, records->pending);
    records->offset += records->pending;
    records->pending = 0;
}

bool mi_records_peek(struct mi_records *records, size_t size, struct mi_bytes *bytes)
{
    size_t there = 0;
    consume(records);
    const uint8_t *at = mi_stream_peek(records->input.stream, size, &there);
    *bytes = mi_bytes(at, there < size ? there : size);
    return there >= size;
}

void mi_records_take(struct mi_records *records, size_t size)
{
    records->pending = size;
}

bool mi_records_skip(struct mi_records *records, uint64_t size)
{
    struct mi_bytes bytes;
    while (size > 0) {
        size_t step = size < MI_PACKET_MAX ? (size_t)size : MI_PACKET_MAX;
        if (!mi_records_peek(records, step, &bytes))
            return false;
        mi_records_take(records, step);
        size -= step;
    }
    return true;
}

void mi_records_packet(struct mi_records *records, struct mi_item *item, enum mi_layer layer,
                       struct mi_bytes bytes)
{
    item->position = ++records->number;
    item->packet = (struct mi_packet){
        .layer = layer,
        .bytes = bytes.at,
        .size = bytes.left,
        .number = records->number,
    };
}

static enum mi_step stop_at(struct mi_records *records, struct mi_item *item, uint64_t offset,
                            struct mi_problem problem)
{
    struct mi_text where = mi_text(records->where, sizeof records->where);
    mi_text_unsigned(&where, offset);
    if (problem.string == NULL)
        problem.string = records->where;
    records->ended = true;
    item->problem = problem;
    item->position = records->number + 1;
    return MI_STEP_PROBLEM;
}

enum mi_step mi_records_stop(struct mi_records *records, struct mi_item *item,
                             struct mi_problem problem)
{
    return stop_at(records, item, records->offset, problem);
}

enum mi_step mi_records_refuse(struct mi_records *records, struct mi_item *item,
                               struct mi_problem problem)
{
    (void)mi_records_stop(records, item, problem);
    item->position = 0;
    return MI_STEP_PROBLEM;
}

enum mi_step mi_records_cut(struct mi_records *records, struct mi_item *item)
{
    struct mi_bytes rest;
    (void)mi_records_peek(records, MI_STREAM_BUFFER, &rest);
    records->ended = true;
    if (mi_stream_problem(records->input.stream).code != MI_OK)
        return MI_STEP_END;
    return stop_at(records, item, records->offset + rest.left,
                   (struct mi_problem){.code = MI_P_FILE_CUT});
}

enum mi_step mi_records_end(struct mi_records *records, struct mi_item *item)
{
    struct mi_bytes rest;
    (void)mi_records_peek(records, 1, &rest);
    if (rest.left > 0)
        return mi_records_cut(records, item);
    records->ended = true;
    return MI_STEP_END;
}

enum mi_step mi_records_bad(struct mi_records *records, struct mi_item *item)
{
    return mi_records_stop(records, item, (struct mi_problem){.code = MI_P_RECORD_BAD});
}

enum mi_step mi_records_long(struct mi_records *records, struct mi_item *item, uint32_t limit)
{
    struct mi_problem problem = {.code = MI_P_RECORD_LONG, .number = {limit}};
    return mi_records_stop(records, item, problem);
}

bool mi_record_monitor(struct mi_packet *packet, uint16_t opcode)
{
    enum { EVENT = 3, ACL_SENT = 4, ACL_RECEIVED = 5 };
    packet->layer = opcode == EVENT ? MI_LAYER_EVENT : MI_LAYER_ACL;
    if (opcode == ACL_SENT)
        packet->direction = MI_SENT;
    if (opcode == ACL_RECEIVED)
        packet->direction = MI_RECEIVED;
    return opcode == EVENT || opcode == ACL_SENT || opcode == ACL_RECEIVED;
}

mi_time mi_record_time(int64_t seconds, uint64_t nanoseconds)
{
    static const int64_t LAST = INT64_MAX / MI_SECOND - 1;
    uint64_t carry = nanoseconds / (uint64_t)MI_SECOND;
    int64_t rest = (int64_t)(nanoseconds % (uint64_t)MI_SECOND);
    if (seconds < -LAST || seconds > LAST || carry > (uint64_t)(LAST - seconds))
        return MI_NO_TIME;
    return (seconds + (int64_t)carry) * MI_SECOND + rest;
}
