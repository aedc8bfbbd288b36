#include "beacon/frame.h"

#include "beacon/object.h"

const char *mi_status_name(enum mi_status status)
{
    static const char *const NAMES[] = {
        [MI_STATUS_NONE] = "none",           [MI_STATUS_OK] = "ok",
        [MI_STATUS_PLAIN] = "plain",         [MI_STATUS_UNAUTHENTICATED] = "unauthenticated",
        [MI_STATUS_EMPTY] = "empty",         [MI_STATUS_KEY_MISSING] = "key_missing",
        [MI_STATUS_KEY_WRONG] = "key_wrong", [MI_STATUS_TRUNCATED] = "truncated",
        [MI_STATUS_MALFORMED] = "malformed", [MI_STATUS_UNSUPPORTED] = "unsupported",
    };
    return (unsigned)status < sizeof NAMES / sizeof NAMES[0] ? NAMES[status] : NULL;
}

bool mi_status_is_success(enum mi_status status)
{
    return status != MI_STATUS_NONE && status <= MI_STATUS_EMPTY;
}

const char *mi_object_name(const struct mi_object *object)
{
    return object->type != NULL ? object->type->name : NULL;
}
