#include "broker/libmosquitto.h"

#include <dlfcn.h>
#include <string.h>

/* The list says of each function what the library's header says. */
#define MOSQUITTO_DECLARED(type, name, parameters)                                                 \
    _Static_assert(_Generic(mosquitto_##name, type(*) parameters : 1), "mosquitto_" #name);

MOSQUITTO_FUNCTIONS(MOSQUITTO_DECLARED)

/* What POSIX promises of dlsym is more than C does: that a pointer to a function fits. */
static bool find(void *library, const char *name, void *function)
{
    void *symbol = dlsym(library, name);
    memcpy(function, &symbol, sizeof symbol);
    return symbol != NULL;
}

#define MOSQUITTO_FOUND(type, name, parameters)                                                    \
    is_whole = is_whole && find(library, "mosquitto_" #name, &functions->name);

bool mi_libmosquitto_load(struct mi_libmosquitto *functions, const char *name, const char **reason)
{
    void *library = dlopen(name, RTLD_NOW | RTLD_LOCAL);
    bool is_whole = library != NULL;
    MOSQUITTO_FUNCTIONS(MOSQUITTO_FOUND)
    if (!is_whole)
        *reason = dlerror();
    return is_whole;
}
