#include "config.h"

#include "talk.h"

#include "base/span.h"

/* Ends a piece of the content, which is ours to change, with a NUL. */
static const char *ended(const struct mi_secret *content, struct mi_span span)
{
    char *at = content->text + (span.at - content->text);
    at[span.length] = '\0';
    return at;
}

enum exit_status config_read(const char *path, struct mi_secret *content, config_take *take,
                             void *context)
{
    struct mi_problem problem = mi_secret_read(path, content);
    if (problem.code != MI_OK) {
        talk_problem(path, 0, &problem);
        return EXIT_INPUT;
    }
    struct mi_span text = {content->text, content->size};
    struct mi_span line;
    enum exit_status status = EXIT_DONE;
    for (unsigned number = 1; status == EXIT_DONE && mi_span_line(&text, &line); number++) {
        struct mi_span rest = mi_span_trim(line);
        struct mi_span name = mi_span_word(&rest);
        if (name.length == 0 || *name.at == '#')
            continue;
        struct mi_span value = mi_span_trim(rest);
        const char *value_text = value.length > 0 ? ended(content, value) : "";
        status = take(context, ended(content, name), value_text);
        if (status != EXIT_DONE)
            talk(path, number, "this line of the configuration is wrong");
    }
    return status;
}
