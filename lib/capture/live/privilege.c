#include "capture/live/privilege.h"

#include <stdint.h>

#ifdef __linux__

#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

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

static bool keep(uint32_t low, uint32_t high)
{
    struct header header = {.version = VERSION_3};
    struct half halves[HALVES] = {{0, 0, 0}};
    if (!get(halves))
        return false;
    halves[0] = (struct half){low & halves[0].permitted, low & halves[0].permitted, 0};
    halves[1] = (struct half){high & halves[1].permitted, high & halves[1].permitted, 0};
    bool is_set = syscall(SYS_capset, &header, halves) == 0;
    /* Nor can they be had again by executing a file. */
    return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 && is_set;
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
