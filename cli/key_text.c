#include "key_text.h"

#include "beacon/ccm.h"
#include "beacon/key.h"
#include "beacon/spelling.h"
#include "devices/repair.h"

bool is_key_text(const char *text, size_t length)
{
    struct mi_key key;
    bool is_one = mi_key_parse(text, length, &key).code == MI_OK;
    mi_wipe(&key, sizeof key);
    return is_one;
}

bool key_can_be_damaged(const char *text, size_t length)
{
    struct mi_spelled spelled;
    (void)mi_spelling_read(text, length, &spelled);
    bool has_digits = spelled.count > 0 && spelled.odd_at == SIZE_MAX;
    mi_wipe(&spelled, sizeof spelled);
    return has_digits || mi_repair_takes(text, length);
}
