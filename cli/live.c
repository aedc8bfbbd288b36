#include "live.h"

#include "capture/live/privilege.h"
#include "signals.h"
#include "talk.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int (*turn_of_command)(void *context);

static int before_wait(void *context)
{
    signals_empty_file();
    if (signals_have(SIGNAL_END))
        return -1;
    return turn_of_command != NULL ? turn_of_command(context) : INT_MAX;
}

struct mi_source *live_open(const struct live_settings *settings, int file,
                            int (*turn)(void *context), void *context)
{
    const struct mi_live_options options = {
        .adapter = settings->has_adapter ? settings->adapter : MI_LIVE_ANY,
        .only_listens = settings->listens,
        .files = {signals_file(), file},
        .file_count = MI_LIVE_FILES,
        .wait = before_wait,
        .context = context,
    };
    turn_of_command = turn;
    return mi_source_live(&options);
}

void live_drop(void)
{
    if (!mi_privileges_drop())
        talk(NULL, 0, "privileges could not be dropped: %s", strerror(errno));
}

bool live_is_capture(int count, char **paths)
{
    for (int i = 0; i < count; i++) {
        struct stat about;
        bool is_standard_input = strcmp(paths[i], "-") == 0;
        int failed = is_standard_input ? fstat(STDIN_FILENO, &about) : stat(paths[i], &about);
        if (failed != 0 ? !is_standard_input : S_ISREG(about.st_mode))
            return true;
    }
    return false;
}
