#include "notes.h"

#include "beacon/formats/mibeacon.h"

/* --- each gives its sentence, or NULL --- */

static const char *on_binding(const struct sighting *sighting)
{
    if (sighting->frame->has_mesh)
        return "a Bluetooth mesh device: its readings go through the mesh";
    return mi_seems_unbound(sighting->frame)
               ? "is not bound to an account if its counter stays at 1"
               : NULL;
}

static const char *on_io_byte(const struct sighting *sighting)
{
    return (sighting->frame->quirks & MI_QUIRK_ONE_IO_BYTE) != 0
               ? "read with an I/O capability of one byte instead of two"
               : NULL;
}

static const char *on_stray_byte(const struct sighting *sighting)
{
    return (sighting->frame->quirks & MI_QUIRK_STRAY_BYTE) != 0
               ? "read without the last byte, which is not part of the frame (an RSSI?)"
               : NULL;
}

static const char *on_address(const struct sighting *sighting)
{
    static const char *const SENTENCES[] = {
        [MI_ADDRESS_GIVEN] = "opened with the address of --mac",
        [MI_ADDRESS_REVERSED] = "opened with the address of --mac, which is written backwards",
        [MI_ADDRESS_OWNER] = "opened with the address that the key ring has for this key",
        [MI_ADDRESS_OWNER_REVERSED] = "opened with the address that the key ring has for this key, "
                                      "where it is written backwards",
    };
    return SENTENCES[sighting->frame->address_source];
}

static const char *on_mac(const struct sighting *sighting)
{
    return sighting->is_of_other ? "the MAC that was given with the key is that of another device"
                                 : NULL;
}

static const char *on_unknown(const struct sighting *sighting)
{
    return sighting->frame->seal.belief == MI_BELIEF_WHOLE
               ? "nothing in it is known here, so it hardly proves the key"
               : NULL;
}

static const char *on_digits(const struct sighting *sighting)
{
    if (sighting->frame->seal.key_form == MI_KEY_FILLED)
        return "opened with the 24 digits of the key followed by ffffffff: give all 32 to other "
               "programs";
    return sighting->frame->seal.key_form == MI_KEY_LEGACY &&
                   !mi_seal_is_legacy(&sighting->frame->seal)
               ? "opened with 8d3d3c97 between the halves of the 24 digits of the key: give all "
                 "32 to other programs"
               : NULL;
}

/* In this order; from NOTES_ON_OPENED on, those of frames that a key opened. */
static const char *(*const NOTES[])(const struct sighting *sighting) = {
    on_binding, on_io_byte, on_stray_byte, on_address, on_mac, on_unknown, on_digits,
};

enum { NOTES_ON_OPENED = 3, NOTE_COUNT = sizeof NOTES / sizeof NOTES[0] };

/* Which key it was, when there was a choice. */
static bool add_which_key(struct mi_text *out, const struct sighting *sighting)
{
    const struct key_choice *choice = sighting->choice;
    size_t index = sighting->frame->seal.key_index;
    size_t place;
    if (choice == NULL || choice->count < 2)
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
    unsigned end = sighting_is_open(sighting) ? NOTE_COUNT : NOTES_ON_OPENED;
    while (*at < end) {
        const char *sentence = NOTES[(*at)++](sighting);
        if (sentence == NULL)
            continue;
        mi_text_add(out, sentence);
        return true;
    }
    return (*at)++ == NOTE_COUNT && add_which_key(out, sighting);
}
