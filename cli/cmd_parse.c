#include "pipeline.h"

enum exit_status run_parse(const struct settings *settings, int count, char **arguments)
{
    struct pipeline *pipeline = pipeline_new(settings);
    if (pipeline == NULL)
        return EXIT_INPUT;
    pipeline_read_files(pipeline, count, arguments);
    if (pipeline->tally.frames == 0)
        pipeline_tell_nothing(pipeline);
    pipeline_tell_tally(pipeline);
    enum exit_status status = pipeline_status(pipeline);
    pipeline_free(pipeline);
    return status;
}
