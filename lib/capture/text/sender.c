#include "capture/text/sender.h"

#include "capture/text/payload.h"

#include <string.h>

enum {
    ADDRESS_LENGTH = MI_ADDRESS_TEXT - 1,
    SERVICE_LINES = 32, /* from the device to its service data */
    OTHER_LINES = 6,    /* and to what says less of what it is */
};

/* BlueZ: "/org/bluez/hci0/dev_50_EC_50_5E_0E_05" */
static bool find_path(struct mi_span text, struct mi_address *address)
{
    char written[ADDRESS_LENGTH];
    struct mi_span after;
    if (!mi_span_find(text, "/dev_", &after) || after.length < sizeof written)
        return false;
    for (size_t i = 0; i < sizeof written; i++)
        written[i] = (char)(after.at[i] == '_' ? ':' : after.at[i]);
    return mi_address_read(written, sizeof written, address);
}

/* Words say that the address is a device's, and not that of who hears it. */
static bool find_device(struct mi_span text, struct mi_address *address)
{
    static const char *const WORDS[] = {"device",   "peripheral", "address", "found", "discovered",
                                        "detected", "advert",     "mac:",    "addr:", "sensor"};
    static const char *const OTHERS[] = {"adapter", "controller", "gateway", "local", "scanner"};
    size_t offset = 0;
    return mi_span_address(text, address, &offset) &&
           mi_span_any(text, mi_span_holds_like, WORDS, sizeof WORDS / sizeof WORDS[0]) &&
           !mi_span_any(text, mi_span_holds_like, OTHERS, sizeof OTHERS / sizeof OTHERS[0]);
}

/* The last number of "-61", "variant   int16 -61", "-61 dBm" */
static void take_strength(struct mi_sender *sender, struct mi_span text)
{
    const char *sign = text.length > 0 ? memrchr(text.at, '-', text.length) : NULL;
    if (sign != NULL)
        (void)mi_span_strength(mi_span_from(text, (size_t)(sign - text.at)), &sender->about);
}

/* "Address", "Signal strength:", "string \"RSSI\"" and nothing behind it */
static enum mi_awaited awaited_by(struct mi_span text)
{
    static const struct {
        const char *label;
        enum mi_awaited awaited;
    } LABELS[] = {
        {"address", MI_AWAITS_ADDRESS},
        {"mac", MI_AWAITS_ADDRESS},
        {"rssi", MI_AWAITS_RSSI},
        {"signal strength", MI_AWAITS_RSSI},
    };
    struct mi_span label = text;
    (void)mi_span_take(&label, "string ");
    label = mi_span_without_marks(mi_span_from(label, mi_span_marks(label)));
    for (size_t i = 0; i < sizeof LABELS / sizeof LABELS[0]; i++)
        if (mi_span_is_like(label, LABELS[i].label))
            return LABELS[i].awaited;
    return MI_AWAITS_NOTHING;
}

static void set_device(struct mi_sender *sender, const struct mi_line *line,
                       struct mi_address address)
{
    sender->about =
        (struct mi_packet){.number = line->number, .address = address, .has_address = true};
    (void)mi_span_rssi(line->body, &sender->about);
}

/* "rssi: -61" */
static bool is_strength(struct mi_span text)
{
    while (text.length > 0 && !mi_is_letter(text.at[0]))
        text = mi_span_from(text, 1);
    return mi_span_starts_like(text, "rssi");
}

void mi_sender_read(struct mi_sender *sender, const struct mi_line *line, size_t given)
{
    struct mi_address address;
    size_t offset = 0;
    enum mi_awaited awaited = sender->awaited;
    if (line->body.length == 0)
        return;
    sender->awaited = awaited_by(line->body);
    bool is_awaited =
        awaited == MI_AWAITS_ADDRESS && mi_address_read(line->body.at, line->body.length, &address);
    if (find_path(line->body, &address) || is_awaited ||
        (given == 0 && find_device(line->body, &address)))
        set_device(sender, line, address);
    else if (awaited == MI_AWAITS_RSSI)
        take_strength(sender, line->body);
    else if (given == 0 && is_strength(line->body))
        (void)mi_span_rssi(line->body, &sender->about);
    else if (given > 0 && mi_span_address(line->body, &address, &offset))
        sender->about.has_address = false;
}

void mi_sender_tell(const struct mi_sender *sender, struct mi_packet *packet)
{
    const struct mi_packet *about = &sender->about;
    uint64_t lines = packet->layer == MI_LAYER_SERVICE ? SERVICE_LINES : OTHER_LINES;
    bool is_bare = packet->layer == MI_LAYER_SERVICE || packet->layer == MI_LAYER_AD;
    bool is_below = packet->number >= about->number && packet->number - about->number <= lines;
    if (!about->has_address || !is_bare || !is_below ||
        (packet->has_address && !mi_address_equal(packet->address, about->address)))
        return;
    packet->address = about->address;
    packet->has_address = true;
    if (!packet->has_rssi && about->has_rssi)
        mi_packet_rssi(packet, about->rssi);
}
