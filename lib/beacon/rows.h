/*
 * Words for writing tables of rows. A row is a list of them in braces, in this order:
 *
 *     {SENSOR("temperature", "°C"), LENGTH(2), S16LE(0), TENTHS}
 *     {BINARY("light"), AT_LEAST(1), U8(0), VALUES(OFF(0), ANY_ON), ONLY("MJYD02YL,RTCGQ02LM")}
 *
 * what it makes; how long the value must be; which bytes; what the raw number means; for whom.
 * For the includers of tables only: the words are short and carry no prefix.
 */
#ifndef MITOOL_BEACON_ROWS_H
#define MITOOL_BEACON_ROWS_H

#include "field.h"
#include "object.h"

/* clang-format off */

/* An object with its rows. */
#define OBJECT(id_, name_, ...) {.id = (id_), .name = (name_), .fields = FIELDS(__VA_ARGS__)}
#define BARE_OBJECT(id_, name_) {.id = (id_), .name = (name_), .fields = NO_FIELDS}
#define FIELDS(...)             (const struct mi_field[]){__VA_ARGS__, {.key = NULL}}
#define NO_FIELDS               (const struct mi_field[]){{.key = NULL}}

/* What a row makes. */
#define SENSOR(key_, unit_) .kind = MI_SENSOR, .key = (key_), .unit = (unit_)
#define BINARY(key_)        .kind = MI_BINARY, .key = (key_)
#define TEXT(key_)          .kind = MI_TEXT, .key = (key_)
#define EVENT(key_)         .kind = MI_EVENT, .key = (key_)
#define NO_UNIT             NULL

/* How many bytes the value has; without any of these, any number. */
#define LENGTH(bytes_)         .minimum = (bytes_), .maximum = (bytes_)
#define AT_LEAST(bytes_)       .minimum = (bytes_)
#define FROM_TO(least_, most_) .minimum = (least_), .maximum = (most_)

/* Which bytes to read, counted from 0; without any of these, none. */
#define U8(at_)    .type = MI_U8, .offset = (at_)
#define S8(at_)    .type = MI_S8, .offset = (at_)
#define U16LE(at_) .type = MI_U16LE, .offset = (at_)
#define S16LE(at_) .type = MI_S16LE, .offset = (at_)
#define U24LE(at_) .type = MI_U24LE, .offset = (at_)
#define U32LE(at_) .type = MI_U32LE, .offset = (at_)
#define S32LE(at_) .type = MI_S32LE, .offset = (at_)
#define F32LE(at_) .type = MI_F32LE, .offset = (at_)
#define U16BE(at_) .type = MI_U16BE, .offset = (at_)
#define S16BE(at_) .type = MI_S16BE, .offset = (at_)
#define U24BE(at_) .type = MI_U24BE, .offset = (at_)
#define ALL_BYTES  .type = MI_UINT_LE

/* Only these bits of the number, both included. */
#define BITS(low_, high_) .bit = (low_), .bits = (high_) - (low_) + 1

/* Sensors: raw number to reading; without any of these, as it is. */
#define SCALE(factor_, exponent_) .scale = {.factor = (factor_), .exponent = (exponent_)}
#define WHOLE                     SCALE(1, 0)
#define TENTHS                    SCALE(1, -1)
#define HUNDREDTHS                SCALE(1, -2)
#define THOUSANDTHS               SCALE(1, -3)
#define MILLIONTHS                SCALE(1, -6)
#define NEGATED                   SCALE(-1, 0)
#define PLUS(offset_)             .scale = {.factor = 1, .offset = (offset_)}
#define COMPUTE(function_)        .compute = (function_)

/* What raw numbers mean: an array of cases, its first ones, or the cases themselves. The first that
 * fits counts. */
#define CASES(array_) .cases = (array_), .case_count = sizeof(array_) / sizeof(struct mi_case)
#define FIRST(count_, array_) .cases = (array_), .case_count = (count_)
#define VALUES(...)                                 \
    .cases = (const struct mi_case[]){__VA_ARGS__}, \
    .case_count = sizeof((const struct mi_case[]){__VA_ARGS__}) / sizeof(struct mi_case)

/* Cases of binaries; ANY is every number that no case before it has taken. */
#define ON(raw_)               ON_RANGE(raw_, raw_)
#define ON_RANGE(low_, high_)  {.low = (low_), .high = (high_), .on = true}
#define ANY_ON                 ON_RANGE(0, UINT32_MAX)
#define OFF(raw_)              OFF_RANGE(raw_, raw_)
#define OFF_RANGE(low_, high_) {.low = (low_), .high = (high_), .on = false}
#define ANY_OFF                OFF_RANGE(0, UINT32_MAX)

/* Cases of texts and events; "{raw}" and "{low16}" in a text stand for the number. */
#define IS(raw_, text_)           RANGE(raw_, raw_, text_)
#define RANGE(low_, high_, text_) {.low = (low_), .high = (high_), .text = (text_)}
#define ANY(text_)                RANGE(0, UINT32_MAX, text_)

/* Cases of events that name their key, or two keys, themselves. */
#define KEY(raw_, key_, type_) \
    {.low = (raw_), .high = (raw_), .text = (type_), .key = (key_)}
#define ANY_KEY(key_, type_) \
    {.low = 0, .high = UINT32_MAX, .text = (type_), .key = (key_)}
#define BOTH(raw_, key_, more_, type_) \
    {.low = (raw_), .high = (raw_), .text = (type_), .key = (key_), .more = (more_)}

/* Cases of sensors, texts and events: nothing to report. */
#define ABSENT(raw_)              RANGE(raw_, raw_, NULL)
#define ABSENT_RANGE(low_, high_) RANGE(low_, high_, NULL)

/* For whom, and when. */
#define ONLY(models_)   .only = (models_)
#define EXCEPT(models_) .except = (models_)
#define WHEN(function_) .when = (function_)

/* A format: these, LENGTH or FROM_TO, and what else struct mi_format wants. */
#define FORMAT(name_, title_) .name = (name_), .title = (title_)
#define SERVICE(uuid_)        .carrier = (uuid_)
#define COMPANY(id_)          .carrier = (id_), .in_manufacturer_data = true
#define ENCRYPTED(when_)      .encryption = (when_)

/* clang-format on */

#endif
