#include "capture/live/privilege.h"

#include <stdint.h>

#ifdef __linux__

#include <grp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <unistd.h>

enum {
    NOBODY = 65534,
    DIGITS_MAX = 9, /* of an id */
};

/* What capget(2) and capset(2) take in version 3: two halves of 32 bits for each set. */
enum { HALVES = 2 };

static const uint32_t VERSION_3 = 0x20080522;

struct header {
    uint32_t version;
    int process;
};

struct half {
    uint32_t effective;
    uint32_t permitted;
    uint32_t inheritable;
};

static bool get(struct half halves[HALVES])
{
    struct header header = {.version = VERSION_3};
    return syscall(SYS_capget, &header, halves) == 0;
}

bool mi_privileges_have(unsigned capability)
{
    struct half halves[HALVES] = {{0, 0, 0}};
    return get(halves) && (halves[capability / 32].effective >> capability % 32 & 1) != 0;
}

/* --- whose the process is --- */

/* The id in a variable of the environment; that of nobody when it has none, or root's. */
static unsigned id_in(const char *variable)
{
    const char *value = getenv(variable);
    size_t length = value != NULL ? strlen(value) : 0;
    bool is_number = length > 0 && length <= DIGITS_MAX && strspn(value, "0123456789") == length;
    unsigned id = is_number ? (unsigned)strtoul(value, NULL, 10) : 0;
    return id != 0 ? id : NOBODY;
}

/* Root becomes who called sudo, or nobody. */
static bool become_another(void)
{
    if (geteuid() != 0)
        return true;
    gid_t group = id_in("SUDO_GID");
    uid_t user = id_in("SUDO_UID");
    return setgroups(0, NULL) == 0 && setresgid(group, group, group) == 0 &&
           setresuid(user, user, user) == 0;
}

/* --- what it may do --- */

static bool set(uint32_t low, uint32_t high)
{
    struct header header = {.version = VERSION_3};
    struct half halves[HALVES] = {{0, 0, 0}};
    if (!get(halves))
        return false;
    halves[0] = (struct half){low & halves[0].permitted, low & halves[0].permitted, 0};
    halves[1] = (struct half){high & halves[1].permitted, high & halves[1].permitted, 0};
    return syscall(SYS_capset, &header, halves) == 0;
}

static bool keep(uint32_t low, uint32_t high)
{
    /* Otherwise no capability is left to whom root becomes. */
    bool keeps = prctl(PR_SET_KEEPCAPS, 1, 0, 0, 0) == 0;
    bool is_another = become_another();
    bool is_set = set(low, high) && prctl(PR_SET_KEEPCAPS, 0, 0, 0, 0) == 0;
    /* Nor can they be had again by executing a file. */
    return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 && keeps && is_another && is_set;
}

#else

static bool keep(uint32_t low, uint32_t high)
{
    (void)low;
    (void)high;
    return true;
}

bool mi_privileges_have(unsigned capability)
{
    (void)capability;
    return false;
}

#endif

bool mi_privileges_keep(unsigned capability)
{
    return keep(capability < 32 ? UINT32_C(1) << capability : 0,
                capability < 32 ? 0 : UINT32_C(1) << (capability - 32));
}

bool mi_privileges_drop(void)
{
    return keep(0, 0);
}
