/* JSON: what a capture tells of the key of a device. */
#include "output.h"
#include "print_json.h"

#include "beacon/ccm.h"

enum { LINE_BYTES = 8192 };

void json_secret(struct mi_json *json, const char *name, const uint8_t *bytes, size_t size)
{
    char digits[2 * MI_KEY_SIZE + 1];
    struct mi_text text = mi_text(digits, sizeof digits);
    mi_text_bytes(&text, bytes, size, '\0');
    mi_json_word(json, name, digits);
    mi_wipe(digits, sizeof digits);
}

static void add_secrets(struct mi_json *json, const struct mi_clue *clue, bool whole)
{
    if (clue->key.size > 0)
        mi_json_id(json, "key", mi_fingerprint(clue->key.bytes, clue->key.size));
    if (clue->key.size > 0 && whole)
        json_secret(json, "bindkey", clue->key.bytes, clue->key.size);
    if (clue->has_token)
        mi_json_id(json, "token_id", mi_fingerprint(clue->token, sizeof clue->token));
    if (clue->has_token && whole)
        json_secret(json, "token", clue->token, sizeof clue->token);
}

static void add_exchange(struct mi_json *json, const struct mi_clue *clue, const char *place)
{
    if (clue->has_address)
        mi_json_address(json, "address", clue->address);
    mi_json_word(json, "finding", mi_clue_name(clue->kind));
    mi_json_time(json, "time", clue->time);
    if (clue->last_time != clue->time)
        mi_json_time(json, "last_time", clue->last_time);
    mi_json_string(json, "file", place);
    if (!clue->has_product)
        return;
    const struct mi_product *product = mi_product_find(clue->product_id);
    mi_json_open(json, "product", '{');
    mi_json_hex(json, "id", clue->product_id, 4);
    mi_json_optional(json, "model", product != NULL ? product->model : NULL);
    mi_json_optional(json, "name", product != NULL ? product->name : NULL);
    mi_json_close(json, '}');
}

static void add_proof(struct mi_json *json, const struct judged_clue *judged)
{
    const struct mi_clue *clue = judged->clue;
    const char *result = mi_result_name(clue->result);
    if (result != NULL)
        mi_json_word(json, "result", result);
    if (clue->proof_bits > 0)
        mi_json_integer(json, "proof_bits", clue->proof_bits);
    if (clue->key.size > 0) {
        mi_json_integer(json, "opens", judged->opens);
        mi_json_integer(json, "of", judged->of);
    }
    if (clue->current != MI_NOT_KNOWN)
        mi_json_bool(json, "current", clue->current == MI_YES);
    mi_json_optional(json, "state", judged->state);
}

void json_clue(const struct judged_clue *judged, const struct output_settings *settings)
{
    char buffer[LINE_BYTES];
    char sentence[512];
    struct mi_text line = mi_text(buffer, sizeof buffer);
    struct mi_text text = mi_text(sentence, sizeof sentence);
    struct mi_json json = {.out = &line};
    mi_json_open(&json, NULL, '{');
    add_exchange(&json, judged->clue, judged->place);
    add_secrets(&json, judged->clue, settings->show_keys);
    add_proof(&json, judged);
    mi_text_clue(&text, judged->clue);
    mi_json_string(&json, "text", sentence);
    mi_json_close(&json, '}');
    mi_text_char(&line, '\n');
    output_text(&line);
    mi_wipe(buffer, sizeof buffer);
}
