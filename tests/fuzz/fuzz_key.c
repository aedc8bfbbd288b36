/* Keys as people write them: what is read as a key is read from its digits in the same way. */
#include "base/text.h"
#include "beacon/key.h"
#include "beacon/spelling.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool is_read_again(const struct mi_key *key)
{
    char digits[2 * MI_KEY_SIZE + 1];
    struct mi_key again;
    struct mi_text text = mi_text(digits, sizeof digits);
    mi_text_bytes(&text, key->bytes, key->size, '\0');
    return mi_key_parse(digits, text.length, &again).code == MI_OK && again.size == key->size &&
           memcmp(again.bytes, key->bytes, key->size) == 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct mi_spelled spelled;
    struct mi_key key;
    struct mi_address mac;
    bool has_mac;
    const char *text = (const char *)data;
    bool is_read = mi_spelling_read(text, size, &spelled);
    struct mi_problem problem = mi_key_parse_with_mac(text, size, &key, &mac, &has_mac);
    bool is_key = problem.code == MI_OK;
    if (is_key && !(is_read && mi_is_spelled_in_digits(&spelled) && is_read_again(&key)))
        abort();
    if (problem.code == MI_P_KEY_NOT_HEX && problem.number[0] > size)
        abort();
    return 0;
}
