#include "notes.h"

#include "beacon/formats/mibeacon.h"

static bool is_mesh(const struct sighting *sighting)
{
    return sighting->frame->has_mesh;
}

static bool is_unbound(const struct sighting *sighting)
{
    return !sighting->frame->has_mesh && mi_seems_unbound(sighting->frame);
}

static bool has_one_io_byte(const struct sighting *sighting)
{
    return (sighting->frame->quirks & MI_QUIRK_ONE_IO_BYTE) != 0;
}

static bool has_stray_byte(const struct sighting *sighting)
{
    return (sighting->frame->quirks & MI_QUIRK_STRAY_BYTE) != 0;
}

/* --- of frames that a key opened --- */

static bool is_by(const struct sighting *sighting, enum mi_address_source source)
{
    return sighting_is_open(sighting) && sighting->frame->address_source == source;
}

static bool is_by_given(const struct sighting *sighting)
{
    return is_by(sighting, MI_ADDRESS_GIVEN);
}

static bool is_by_reversed(const struct sighting *sighting)
{
    return is_by(sighting, MI_ADDRESS_REVERSED);
}

static bool is_by_owner(const struct sighting *sighting)
{
    return is_by(sighting, MI_ADDRESS_OWNER);
}

static bool is_by_owner_reversed(const struct sighting *sighting)
{
    return is_by(sighting, MI_ADDRESS_OWNER_REVERSED);
}

static bool is_of_other(const struct sighting *sighting)
{
    return sighting->is_of_other;
}

static bool is_all_unknown(const struct sighting *sighting)
{
    return sighting_is_open(sighting) && sighting->frame->seal.belief == MI_BELIEF_WHOLE;
}

static bool is_filled(const struct sighting *sighting)
{
    return sighting_is_open(sighting) && sighting->frame->seal.key_form == MI_KEY_FILLED;
}

static bool is_spread(const struct sighting *sighting)
{
    const struct mi_seal *seal = &sighting->frame->seal;
    return sighting_is_open(sighting) && seal->key_form == MI_KEY_LEGACY &&
           !mi_seal_is_legacy(seal);
}

static const struct {
    bool (*holds)(const struct sighting *sighting);
    const char *sentence;
} NOTES[] = {
    {is_mesh, "a Bluetooth mesh device: its readings go through the mesh"},
    {is_unbound, "is not bound to an account if its counter stays at 1"},
    {has_one_io_byte, "read with an I/O capability of one byte instead of two"},
    {has_stray_byte, "read without the last byte, which is not part of the frame (an RSSI?)"},
    {is_by_given, "opened with the address of --mac"},
    {is_by_reversed, "opened with the address of --mac, which is written backwards"},
    {is_by_owner, "opened with the address that the key ring has for this key"},
    {is_by_owner_reversed,
     "opened with the address that the key ring has for this key, where it is written backwards"},
    {is_of_other, "the MAC that was given with the key is that of another device"},
    {is_all_unknown, "nothing in it is known here, so it hardly proves the key"},
    {is_filled, "opened with the 24 digits of the key followed by ffffffff: give all 32 to other "
                "programs"},
    {is_spread, "opened with 8d3d3c97 between the halves of the 24 digits of the key: give all 32 "
                "to other programs"},
};

enum { NOTE_COUNT = sizeof NOTES / sizeof NOTES[0] };

/* Which key it was, when there was a choice. */
static bool add_which_key(struct mi_text *out, const struct sighting *sighting)
{
    const struct key_choice *choice = sighting->choice;
    size_t index = sighting->frame->seal.key_index;
    size_t place;
    if (!sighting_is_open(sighting) || choice == NULL || choice->count < 2)
        return false;
    mi_text_add(out, "opened with key ");
    mi_text_unsigned(out, index + 1);
    mi_text_add(out, " of ");
    mi_text_unsigned(out, choice->count);
    if (key_choice_place(choice, index, &place)) {
        mi_text_add(out, ", line ");
        mi_text_unsigned(out, mi_keyring_line(sighting->ring, place));
        mi_text_add(out, " of the key ring");
    }
    return true;
}

bool note_next(const struct sighting *sighting, unsigned *at, struct mi_text *out)
{
    while (*at < NOTE_COUNT) {
        unsigned now = (*at)++;
        if (!NOTES[now].holds(sighting))
            continue;
        mi_text_add(out, NOTES[now].sentence);
        return true;
    }
    return (*at)++ == NOTE_COUNT && add_which_key(out, sighting);
}
