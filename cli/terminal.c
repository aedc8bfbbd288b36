#include "terminal.h"

#include <langinfo.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/ioctl.h>
#include <unistd.h>

struct terminal_size terminal_size(void)
{
    struct winsize size = {0};
    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0)
        size.ws_col = size.ws_row = 0;
    return (struct terminal_size){size.ws_col > 0 ? size.ws_col : 80,
                                  size.ws_row > 0 ? size.ws_row : 24};
}

size_t terminal_width(void)
{
    return isatty(STDOUT_FILENO) ? terminal_size().columns : 0;
}

static const char *variable(const char *name)
{
    const char *value = getenv(name);
    return value != NULL ? value : "";
}

/* A locale that is not installed is known by its name alone. */
static bool is_named_utf8(void)
{
    static const char *const NAMES[] = {"LC_ALL", "LC_CTYPE", "LANG"};
    const char *locale = "";
    for (size_t i = 0; i < sizeof NAMES / sizeof NAMES[0] && *locale == '\0'; i++)
        locale = variable(NAMES[i]);
    return strcasestr(locale, ".utf-8") != NULL || strcasestr(locale, ".utf8") != NULL;
}

static bool has_utf8(void)
{
    locale_t locale = newlocale(LC_CTYPE_MASK, "", (locale_t)0);
    if (locale == (locale_t)0)
        return is_named_utf8();
    bool is_utf8 = strcasecmp(nl_langinfo_l(CODESET, locale), "UTF-8") == 0;
    freelocale(locale);
    return is_utf8;
}

bool terminal_is_ascii(int file)
{
    return isatty(file) != 0 && !has_utf8();
}

bool terminal_is_dumb(void)
{
    const char *terminal = variable("TERM");
    return *terminal == '\0' || strcmp(terminal, "dumb") == 0;
}

bool terminal_has_color(void)
{
    return isatty(STDOUT_FILENO) != 0 && !terminal_is_dumb() && *variable("NO_COLOR") == '\0';
}
