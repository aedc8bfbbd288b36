/* The header of a frame in words, as the byte map shows it. */
#include "beacon/formats/mibeacon.h"

/* "capability: connectable, can encrypt": what stands before the next item. */
struct list {
    struct mi_text *text;
    bool has_item;
};

static void add_item(struct list *list, const char *item)
{
    mi_text_add(list->text, list->has_item ? ", " : " ");
    mi_text_add(list->text, item);
    list->has_item = true;
}

/* Those of the names, by rising bit, whose bit is set. */
static void add_bits(struct list *list, unsigned bits, const char *const *names, size_t count)
{
    for (size_t bit = 0; bit < count; bit++)
        if ((bits >> bit & 1) != 0)
            add_item(list, names[bit]);
}

static void add_number(struct mi_text *text, const char *name, unsigned number)
{
    mi_text_add(text, name);
    mi_text_unsigned(text, number);
}

void mi_text_control(struct mi_text *text, const struct mi_frame *frame)
{
    enum { BTHOME_VERSION_SHIFT = 5 };
    static const char *const MODES[] = {"old", "safety", "standard", "reserved"};
    struct list list = {.text = text};
    unsigned bit = 0;
    unsigned version =
        frame->has_version ? frame->version : (unsigned)frame->control >> BTHOME_VERSION_SHIFT;
    if (!frame->has_control) {
        mi_text_add(text, "frame flags");
        return;
    }
    mi_text_add(text, frame->has_version ? "frame control 0x" : "device information 0x");
    mi_text_hex(text, frame->control, mi_format_id_digits(frame->format));
    mi_text_char(text, ':');
    for (const char *name; (name = mi_frame_next_flag(frame, &bit)) != NULL;)
        add_item(&list, name);
    add_number(text, list.has_item ? "; version " : " version ", version);
    if (frame->has_version && frame->version == MI_VERSION_NEWEST) {
        mi_text_add(text, "; authentication ");
        mi_text_add(text, MODES[frame->control >> MI_CONTROL_AUTHENTICATION_SHIFT & 3]);
    }
}

void mi_text_capability(struct mi_text *text, const struct mi_frame *frame)
{
    static const char *const BITS[MI_CAPABILITY_BITS] = {"connectable", "can be central",
                                                         "can encrypt"};
    static const char *const BINDING[] = {"no binding", "binding before the connection",
                                          "binding after the connection",
                                          "binding over Wi-Fi and Bluetooth"};
    struct list list = {.text = text};
    mi_text_add(text, "capability:");
    add_bits(&list, frame->capability, BITS, MI_CAPABILITY_BITS);
    add_item(&list, BINDING[frame->capability >> MI_CAPABILITY_BINDING_SHIFT & 3]);
    if ((frame->capability & MI_CAPABILITY_IO) != 0)
        add_item(&list, "I/O capability follows");
}

void mi_text_io(struct mi_text *text, const struct mi_frame *frame)
{
    static const char *const BITS[] = {
        "can enter 6 digits", "can enter 6 letters", "can read NFC",  "can recognise a QR code",
        "can show digits",    "can show letters",    "can offer NFC", "can show a QR code",
    };
    struct list list = {.text = text};
    mi_text_add(text, frame->io_size == 1 ? "I/O capability, one byte:" : "I/O capability:");
    add_bits(&list, frame->io[0], BITS, sizeof BITS / sizeof BITS[0]);
    if (!list.has_item)
        mi_text_add(text, " none");
}

void mi_text_mesh(struct mi_text *text, const struct mi_frame *frame)
{
    enum { STATE_SHIFT = 2, STATE_MASK = 3, VERSION_SHIFT = 4 };
    static const char *const BITS[] = {"provisioning over advertising", "provisioning over GATT"};
    struct list list = {.text = text};
    unsigned byte = frame->mesh[0];
    mi_text_add(text, "mesh:");
    add_bits(&list, byte, BITS, sizeof BITS / sizeof BITS[0]);
    add_item(&list, "state ");
    mi_text_unsigned(text, byte >> STATE_SHIFT & STATE_MASK);
    add_item(&list, "version ");
    mi_text_unsigned(text, byte >> VERSION_SHIFT);
}
