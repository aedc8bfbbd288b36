#include "notes.h"

#include "beacon/formats/mibeacon.h"

/* In the order in which they are given. */
enum note {
    NOTE_MESH,
    NOTE_UNBOUND,
    NOTE_IO_BYTE,
    NOTE_STRAY_BYTE,
    NOTE_ADDRESS,
    NOTE_OTHER_MAC,
    NOTE_UNKNOWN,
    NOTE_FILLED,
    NOTE_FORMER,
    NOTE_WHICH_KEY,
};

static const char *const SENTENCES[NOTE_WHICH_KEY] = {
    [NOTE_MESH] = "a Bluetooth mesh device: its readings go through the mesh",
    [NOTE_UNBOUND] = "is not bound to an account if its counter stays at 1",
    [NOTE_IO_BYTE] = "read with an I/O capability of one byte instead of two",
    [NOTE_STRAY_BYTE] = "read without the last byte, which is not part of the frame (an RSSI?)",
    [NOTE_OTHER_MAC] = "the MAC that was given with the key is that of another device",
    [NOTE_UNKNOWN] = "nothing in it is known here, so it hardly proves the key",
    [NOTE_FILLED] = "opened with the 24 digits of the key followed by ffffffff: give all 32 to "
                    "other programs",
    [NOTE_FORMER] = "opened with 8d3d3c97 between the halves of the 24 digits of the key: give all "
                    "32 to other programs",
};

/* Of NOTE_ADDRESS, by where the address is from. */
static const char *const ADDRESSES[] = {
    [MI_ADDRESS_GIVEN] = "opened with the address of --mac",
    [MI_ADDRESS_REVERSED] = "opened with the address of --mac, which is written backwards",
    [MI_ADDRESS_OWNER] = "opened with the address that the key ring has for this key",
    [MI_ADDRESS_OWNER_REVERSED] =
        "opened with the address that the key ring has for this key, where it is written backwards",
};

static uint32_t bit(bool is_so, enum note note)
{
    return (uint32_t)is_so << note;
}

/* On how a key opened it. */
static uint32_t notes_on_opening(const struct sighting *sighting)
{
    const struct mi_frame *frame = sighting->frame;
    const struct mi_seal *seal = &frame->seal;
    return bit(ADDRESSES[frame->address_source] != NULL, NOTE_ADDRESS) |
           bit(sighting->is_of_other, NOTE_OTHER_MAC) |
           bit(seal->belief == MI_BELIEF_WHOLE, NOTE_UNKNOWN) |
           bit(seal->key_form == MI_KEY_FILLED, NOTE_FILLED) |
           bit(seal->key_form == MI_KEY_LEGACY && !mi_seal_is_legacy(seal), NOTE_FORMER) |
           bit(sighting->choice != NULL && sighting->choice->count > 1, NOTE_WHICH_KEY);
}

uint32_t notes_on(const struct sighting *sighting)
{
    const struct mi_frame *frame = sighting->frame;
    bool is_open = sighting_is_open(sighting); /* then it is not the empty one of the unbound */
    return bit(frame->has_mesh, NOTE_MESH) |
           bit((frame->quirks & MI_QUIRK_ONE_IO_BYTE) != 0, NOTE_IO_BYTE) |
           bit((frame->quirks & MI_QUIRK_STRAY_BYTE) != 0, NOTE_STRAY_BYTE) |
           (is_open ? notes_on_opening(sighting)
                    : bit(!frame->has_mesh && mi_seems_unbound(frame), NOTE_UNBOUND));
}

static void add_which_key(struct mi_text *out, const struct sighting *sighting)
{
    const struct key_choice *choice = sighting->choice;
    size_t index = sighting->frame->seal.key_index;
    size_t place;
    mi_text_add(out, "opened with key ");
    mi_text_unsigned(out, index + 1);
    mi_text_add(out, " of ");
    mi_text_unsigned(out, choice->count);
    if (key_choice_place(choice, index, &place)) {
        mi_text_add(out, ", line ");
        mi_text_unsigned(out, mi_keyring_line(sighting->ring, place));
        mi_text_add(out, " of the key ring");
    }
}

void note_next(struct mi_text *out, const struct sighting *sighting, uint32_t *notes)
{
    enum note note = NOTE_MESH;
    while ((*notes >> note & 1) == 0)
        note++;
    *notes &= *notes - 1;
    if (note == NOTE_WHICH_KEY)
        add_which_key(out, sighting);
    else
        mi_text_add(out, note == NOTE_ADDRESS ? ADDRESSES[sighting->frame->address_source]
                                              : SENTENCES[note]);
}
