#include "keys/import_parts.h"

#include "base/hex.h"
#include "beacon/bare.h"
#include "beacon/ccm.h"
#include "beacon/makers.h"

#include <string.h>

void mi_import_blank(struct mi_import *import, struct mi_span run)
{
    if (run.length == 0)
        return; /* which may be nowhere */
    char *text = import->text + (run.at - import->text);
    for (size_t i = 0; i < run.length; i++)
        if (text[i] != '\n')
            text[i] = ' ';
}

/* --- candidates --- */

/* Gateways print MACs backwards, but not all of them do. */
static void settle_order(struct mi_import_item *item)
{
    struct mi_address turned = mi_address_reversed(item->entry.address);
    bool is_known = mi_is_of_maker(item->entry.address);
    bool turned_is_known = mi_is_of_maker(turned);
    if (turned_is_known && !is_known) {
        item->entry.address = turned;
        item->remark.code = MI_P_IMPORT_REVERSED;
    } else if (turned_is_known == is_known) {
        item->remark.code = MI_P_IMPORT_AS_GIVEN;
    }
}

/* Some frames have as many bytes as a key, and stand beside the MAC that is in them. */
static bool is_frame(const struct mi_ring_entry *entry)
{
    struct mi_bytes bytes = mi_bytes(entry->key.bytes, entry->key.size);
    return mi_bare_is_no_key(bytes, &entry->address);
}

/* !secret of ESPHome, *alias of YAML, ${substitution} */
static bool stands_elsewhere(struct mi_span key)
{
    return key.length > 0 && (*key.at == '!' || *key.at == '*' || *key.at == '$');
}

static bool is_empty(struct mi_span key)
{
    static const char *const NOTHING[] = {"", "-", "none", "null", "~"};
    return mi_span_any(key, mi_span_is_like, NOTHING, sizeof NOTHING / sizeof NOTHING[0]);
}

static void read_token(struct mi_import_item *item, struct mi_span text)
{
    struct mi_key token;
    text = mi_span_unquote(text);
    item->has_token = text.length > 0 && mi_key_parse(text.at, text.length, &token).code == MI_OK &&
                      token.size == MI_KEY_SHORT;
    if (item->has_token)
        memcpy(item->token, token.bytes, sizeof item->token);
    mi_wipe(&token, sizeof token);
}

static void hand_over(struct mi_import *import, struct mi_import_item *item,
                      const struct mi_candidate *candidate)
{
    item->source = import->source;
    item->line = import->line != 0 ? import->line : candidate->line;
    struct mi_span mac = mi_span_unquote(candidate->mac);
    if (!item->has_address)
        item->has_address = mi_address_read(mac.at, mac.length, &item->entry.address);
    if (item->problem.code == MI_OK && !item->has_address)
        item->problem.code = MI_P_IMPORT_NO_MAC;
    if (item->has_address && candidate->may_be_reversed)
        settle_order(item);
    if (item->problem.code == MI_OK && is_frame(&item->entry))
        item->problem.code = MI_P_IMPORT_FRAME;
    struct mi_span name = mi_span_unquote(candidate->name);
    mi_ring_name(item->entry.name, name.length > 0 ? name.at : "", name.length);
    read_token(item, candidate->token);
    if (item->problem.code != MI_OK && item->problem.code != MI_P_IMPORT_NO_MAC)
        mi_wipe(&item->entry.key, sizeof item->entry.key);
    import->take(import->context, item);
    import->items++;
    mi_wipe(item, sizeof *item);
}

/* What stands for no key is none; what looks like an example may be one. */
static void read_key(struct mi_import_item *item, struct mi_span key)
{
    item->problem = mi_key_parse_with_mac(key.at, key.length, &item->entry.key,
                                          &item->entry.address, &item->has_address);
    if (item->problem.code != MI_OK)
        return;
    struct mi_problem doubt = mi_key_doubt(&item->entry.key);
    if (doubt.code == MI_P_KEY_BLANK)
        item->problem = doubt;
    else
        item->remark = doubt;
}

void mi_import_offer(struct mi_import *import, const struct mi_candidate *candidate)
{
    struct mi_import_item item = {.source = import->source};
    struct mi_span key = mi_span_unquote(candidate->key);
    if (is_empty(key))
        return;
    if (stands_elsewhere(key))
        item.problem.code = MI_P_IMPORT_ELSEWHERE;
    else if (mi_spans_are_alike(key, mi_span_unquote(candidate->token)))
        item.problem.code = MI_P_IMPORT_TOKEN;
    else
        read_key(&item, key);
    hand_over(import, &item, candidate);
}

void mi_import_refuse(struct mi_import *import, const struct mi_candidate *candidate,
                      enum mi_problem_code code)
{
    struct mi_import_item item = {.problem = {.code = code}};
    hand_over(import, &item, candidate);
}
