#include "chain.h"

#include "desk.h"

static bool add_opening(struct pipeline *pipeline)
{
    const struct key_settings *keys = &pipeline->settings->keys;
    pipeline->mac = keys->has_mac ? &keys->mac : NULL;
    return pipeline_add(pipeline, opening_new(keys, pipeline->ccm));
}

static bool add_counting(struct pipeline *pipeline)
{
    uint64_t count = pipeline->settings->output.count;
    return count == 0 || pipeline_add(pipeline, counting_new(count));
}

bool chain_to_print(struct pipeline *pipeline)
{
    return add_opening(pipeline) && pipeline_add(pipeline, following_new(false, false)) &&
           add_counting(pipeline) &&
           pipeline_add(pipeline, printing_new(&pipeline->settings->output, false));
}

bool chain_to_follow(struct pipeline *pipeline, bool prints, bool folds, struct sink **following)
{
    const struct settings *settings = pipeline->settings;
    if (!add_opening(pipeline))
        return false;
    if (settings->write.path != NULL && !pipeline_add(pipeline, writing_new(&settings->write)))
        return false;
    *following = following_new(folds, !prints);
    /* Nobody looks at more of a copy than its bytes. */
    pipeline->offers_copies = filter_is_empty(&settings->filter) && !settings->write.decrypted;
    pipeline->is_silent = !prints;
    return pipeline_add(pipeline, *following) && add_counting(pipeline) &&
           (!prints || pipeline_add(pipeline, printing_new(&settings->output,
                                                           !folds && pipeline->offers_copies)));
}

bool chain_to_publish(struct pipeline *pipeline, struct desk *desk, struct sink **following)
{
    const struct settings *settings = pipeline->settings;
    pipeline->offers_copies = filter_is_empty(&settings->filter) && !settings->publish.raw;
    return add_opening(pipeline) && (desk->is_capture || pipeline_add(pipeline, stamping_new())) &&
           pipeline_add(pipeline, *following = following_new(false, false)) &&
           pipeline_add(pipeline, publishing_new(desk));
}

bool chain_is_piped(const struct write_settings *settings)
{
    return settings->path != NULL && strcmp(settings->path, "-") == 0;
}
