#include "sink.h"

#include "talk.h"

/* For sinks that do not take an event, it goes on to the next one. */
#define GO_TO(sink, function)                                                                      \
    while ((sink) != NULL && (sink)->kind->function == NULL)                                       \
    (sink) = (sink)->next

void sink_packet(struct sink *sink, const struct mi_packet *packet)
{
    GO_TO(sink, packet);
    if (sink != NULL)
        sink->kind->packet(sink, packet);
}

void sink_packet_end(struct sink *sink, unsigned frames)
{
    GO_TO(sink, packet_end);
    if (sink != NULL)
        sink->kind->packet_end(sink, frames);
}

void sink_frame(struct sink *sink, struct sighting *sighting)
{
    GO_TO(sink, frame);
    if (sink != NULL)
        sink->kind->frame(sink, sighting);
}

bool sink_copy(struct sink *sink, const struct mi_envelope *envelope,
               const struct mi_advert *advert, enum mi_status *status)
{
    GO_TO(sink, copy);
    return sink != NULL && sink->kind->copy(sink, envelope, advert, status);
}

bool sink_recalls(struct sink *sink, const struct mi_envelope *envelope,
                  const struct mi_advert *advert)
{
    GO_TO(sink, recalls);
    return sink == NULL || sink->kind->recalls(sink, envelope, advert);
}

void sink_name(struct sink *sink, struct mi_address address, const struct mi_ad *ad)
{
    GO_TO(sink, name);
    if (sink != NULL)
        sink->kind->name(sink, address, ad);
}

void sink_advert(struct sink *sink, const struct mi_advert *advert)
{
    GO_TO(sink, advert);
    if (sink != NULL)
        sink->kind->advert(sink, advert);
}

void sink_problem(struct sink *sink, const char *place, uint64_t position,
                  const struct mi_problem *problem)
{
    GO_TO(sink, problem);
    if (sink != NULL)
        sink->kind->problem(sink, place, position, problem);
    else
        talk_problem(place, position, problem);
}
