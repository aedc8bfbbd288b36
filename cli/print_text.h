/* Pieces of the form for people, shared by what prints it. */
#ifndef MITOOL_CLI_PRINT_TEXT_H
#define MITOOL_CLI_PRINT_TEXT_H

#include "printer.h"

/* Colour only underlines what the words say. */
enum paint { PAINT_GOOD, PAINT_WEAK, PAINT_BAD, PAINT_STRONG };

/* `words`, coloured when `settings` say so. */
void paint(struct mi_text *out, const struct output_settings *settings, enum paint paint,
           const char *words);

/* The first line of a frame. */
void text_headline(struct mi_text *out, const struct sighting *sighting,
                   const struct output_settings *settings);

/* The lines under it that say what is wrong, and how the frame was read if not as usual. */
void text_notes(struct mi_text *out, const struct sighting *sighting);

/* Pieces of it, and of the form of one line: a moment, in UTC or the local zone; the same to the
 * second; the time with two blanks behind, nothing when it is not known; the address; two blanks
 * and the model or what else is known of the product. */
void text_moment(struct mi_text *out, mi_time time, const struct output_settings *settings);
void text_second(struct mi_text *out, mi_time time, const struct output_settings *settings);
void text_time(struct mi_text *out, mi_time time, const struct output_settings *settings);
void text_address(struct mi_text *out, bool is_known, struct mi_address address);
void text_model(struct mi_text *out, const struct mi_frame *frame);

/* In one line: status, readings, and what is wrong. */
void text_outcome(struct mi_text *out, const struct mi_frame *frame,
                  const struct output_settings *settings);

/* "object 0x4c01 temperature" */
void text_object(struct mi_text *out, const struct mi_frame *frame, const struct mi_object *object);

/* "21.3 °C", "yes", "long_press, steps 2": a reading's value. */
void text_value(struct mi_text *out, const struct mi_reading *reading);

/* The same, so that it stands out. */
void text_strong_value(struct mi_text *out, const struct mi_reading *reading,
                       const struct output_settings *settings);

/* A key, or its fingerprint when keys are not to be shown. */
void text_key(struct mi_text *out, const struct mi_key *key,
              const struct output_settings *settings);

/* "  NAME", made safe to show; nothing for NULL and "". */
void text_name(struct mi_text *out, const char *name);

/* The nouns besides frames, as struct printer has them. */
void text_devices(struct mi_device *const *devices, size_t count);
void text_clue(const struct judged_clue *judged, const struct output_settings *settings);
void text_verdict(const struct judgement *judgement, const struct output_settings *settings);

#endif
