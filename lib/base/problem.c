#include "base/problem.h"

#include <stddef.h>

/* %d decimal, %x and %b hexadecimal, in the order of `number`; %s is `string`. */
static const char *const SENTENCES[MI_P_CODES] = {
    [MI_OK] = "no problem",

    [MI_P_FRAME_SHORT] = "the frame has %n, the shortest one has %d",
    [MI_P_HEADER_CUT] = "the frame ends after %n, inside its header",
    [MI_P_OBJECT_MISSING] = "the frame announces an object and ends before it",
    [MI_P_OBJECT_CUT] = "object %x at byte %d announces %n, the frame has only %d more",
    [MI_P_OBJECT_RUN_OVER] =
        "object %x at byte %d of the plain text announces %n, there are only %d more",
    [MI_P_ITEM_CUT] = "item %b at byte %d announces %n, the frame has only %d more",
    [MI_P_SEALED_SHORT] = "the encrypted part has %n, the shortest one has %d",
    [MI_P_CUT_BY_CAPTURE] = "the frame lacks %n at its end: record the whole advertisement",
    [MI_P_CUT_BY_DEVICE] =
        "the frame lacks %n at its end: %s cuts some of its own frames, the others are whole",
    [MI_P_VERSION_OLD] = "MiBeacon version %d: the firmware is too old, update it in Mi Home",
    [MI_P_VERSION_DOUBTFUL] =
        "version %d with the unknown product %x: hardly a MiBeacon frame, not a known sensor",
    [MI_P_VERSION_WIFI] = "MiBeacon version %d in manufacturer data: appliances with Wi-Fi "
                          "send that, without readings",
    [MI_P_VERSION_UNKNOWN] = "version %d is no MiBeacon version: not a Xiaomi sensor",
    [MI_P_BTHOME_VERSION] = "BTHome version %d is not known here",
    [MI_P_KEY_MISSING] = "encrypted, and no key was given",
    [MI_P_KEY_WRONG] = "the key does not open this frame",
    [MI_P_KEY_WRONG_BARE] = "the key does not open this frame, or bytes are missing at its end",
    [MI_P_KEYS_WRONG] = "none of the keys opens this frame",
    [MI_P_KEY_SIZE] = "this format takes a key of 32 digits only",
    [MI_P_KEY_WRONG_TOKEN] =
        "a key of 24 digits does not open this version %d frame: 24 digits may be the TOKEN, the "
        "BLE KEY has 32",
    [MI_P_KEY_WRONG_LEGACY] =
        "the key does not open this frame: version %d wants the BLE KEY of 24 digits",
    [MI_P_KEY_INSANE] = "the key gives no sane objects, so it is hardly right; the check byte of "
                        "version %d cannot prove it",
    [MI_P_ADDRESS_MISSING] =
        "encrypted, and without the device's address it cannot be opened: give it with --mac",

    [MI_P_KEY_EMPTY] = "there is no key in it",
    [MI_P_KEY_NOT_HEX] = "the key is not hexadecimal at character %d",
    [MI_P_KEY_DIGITS] = "the key has %d digits, a BLE KEY has 32 (24 on older devices)",
    [MI_P_KEY_FORTY_FOUR] = "44 digits are a key of 32 and a MAC of 12, as Tasmota writes them: "
                            "give the first 32 as the key and the rest with --mac",
    [MI_P_KEY_BLANK] = "this is hardly a key: %s",
    [MI_P_KEY_PLACEHOLDER] =
        "this key looks like a placeholder from a sample configuration; it is used all the same",

    [MI_P_CANNOT_OPEN] = "cannot be opened: %s",
    [MI_P_CANNOT_READ] = "cannot be read further: %s",
    [MI_P_GZIP_CUT] = "the gzip file is cut: what is whole is read",
    [MI_P_GZIP_BAD] = "the gzip file is damaged here: what came before is read",
    [MI_P_PACKED] = "packed in a way that mitool does not unpack: %s FILE | mitool parse",
    [MI_P_LINE_LONG] = "the line is longer than %n and is not read",
    [MI_P_LINE_CROWDED] = "more than %d packets in one line: the others are not read",
    [MI_P_JSON_CUT] = "the JSON object that begins here is cut",
    [MI_P_HEX_ODD] = "odd number of hexadecimal digits: the byte at column %d has one only",
    [MI_P_HEX_DIGIT] = "column %d is no hexadecimal digit",
    [MI_P_HEX_LONG] = "more than %d bytes of hexadecimal in one line",
    [MI_P_HEX_SHORT] = "too short for a frame: %n",
    [MI_P_PACKET_CUT] = "the packet is cut: it lacks %n of %d",
    [MI_P_REPORT_CUT] = "the event announces %d advertising reports, %d are whole",
    [MI_P_SERVICE_LONG] = "%d bytes of service data are more than an advertisement can hold",
    [MI_P_NO_PAYLOAD] = "this output has lost the payload: %s",
    [MI_P_NO_FRAME] = "no frame of a known sensor in it",
    [MI_P_MORE_LIKE_THIS] = "and %d more like this, the last one: %s",
    [MI_P_NOT_TEXT] = "neither a capture that is known here nor text",
    [MI_P_SNAPPED] = "the capture kept only a part of this advertisement, and perhaps of others: "
                     "they are not read; record whole packets",
    [MI_P_FILE_CUT] = "the file is cut, it ends at byte %s: what is whole is read",
    [MI_P_RECORD_BAD] = "the file is damaged at byte %s: what came before is read",
    [MI_P_PACKET_LONG] = "a packet of more than %d bytes, as Bluetooth has none, is not read",
    [MI_P_RECORD_LONG] =
        "the file is damaged at byte %s, a packet of more than %d bytes: what came "
        "before is read",
    [MI_P_PCAP] = "damaged here: %s",
    [MI_P_PCAPNG] = "version %d of pcapng is not known here",
    [MI_P_INTERFACES] =
        "more than %d interfaces in one section: the packets of the others are not read",
    [MI_P_INTERFACE] = "interface %d is not described in the file: its packets are not read",
    [MI_P_LINK_TYPE] = "link type %d is no Bluetooth that is known here: such packets are not read",
    [MI_P_LINK_NAMED] = "link type %d is %s",
    [MI_P_LINK_HEADER] = "the header of link type %d is malformed here: such packets are not read",
    [MI_P_BTSNOOP] = "version %d of btsnoop is not known here",
    [MI_P_BTSNOOP_TYPE] = "this btsnoop holds packets of type %d (%s), which is not read here: H1 "
                          "(1001), H4 (1002) and Linux monitor (2001) are",
    [MI_P_BTSNOOZ_BAD] = "the Bluetooth log in it is damaged: what came before is read, "
                         "without times",
    [MI_P_BTSNOOZ_CUT] = "the Bluetooth log in it is cut: what is whole is read, without times",
    [MI_P_BTSNOOZ_LONG] =
        "the Bluetooth log in it has more than %d bytes: the first of them are read, without times",
    [MI_P_NO_BTSNOOZ] =
        "this Android report has no Bluetooth log (BTSNOOP_LOG_SUMMARY) in it: switch on the "
        "Bluetooth HCI snoop log in the developer options, or take btsnoop_hci.log of the report",

    [MI_P_ZIP_PIPE] = "a zip file cannot be read from a pipe: save it, then mitool parse FILE",
    [MI_P_ZIP_NESTED] = "a zip file inside a zip file is not opened: unzip the outer one first",
    [MI_P_ZIP_CUT] = "the zip file is cut or damaged: its table of contents, which stands at its "
                     "end, cannot be read",
    [MI_P_ZIP_BAD] = "damaged in the zip file: what came before is read",
    [MI_P_ZIP_CHECKSUM] = "its checksum in the zip file is wrong: what was read of it may be, too",
    [MI_P_ZIP_ENCRYPTED] = "encrypted in the zip file: unzip it with its password first",
    [MI_P_ZIP_METHOD] = "packed in the zip file by method %d, which is not known here: unzip it "
                        "first",
    [MI_P_ZIP_64] = "written as zip64, which is not read here: unzip it first",
    [MI_P_ZIP_NAME] = "its name in the zip file has %n: it is not read, unzip it first",
    [MI_P_ZIP_BOMB] = "it would unpack to more than %d times its size, as no capture does: from "
                      "here on the zip file is not read",
    [MI_P_ZIP_MANY] = "the zip file has more than %d files in it: from here on it is not read, "
                      "unzip it first",
    [MI_P_ZIP_NOTHING] = "nothing in the zip file is a capture that is known here, or text",

    [MI_P_KEY_NOT_IN_RING] = "encrypted, and the key ring has no key for this device",
    [MI_P_RING_MAC] = "a line of a key ring begins with a MAC, such as A4:C1:38:D4:3C:48: this one "
                      "is not used",
    [MI_P_RING_ORDER] = "the MAC comes first and then the key: this line is not used",
    [MI_P_RING_NO_KEY] = "no key stands behind the MAC: this line is not used",
    [MI_P_RING_DOUBLE] = "the same key for the same MAC stands in line %d already",
    [MI_P_RING_OPEN] = "others can read this key ring; chmod 600 makes it yours alone",
    [MI_P_FILE_LARGE] = "it has more than %d bytes and is not read",
    [MI_P_CANNOT_WRITE] = "cannot be written: %s",
    [MI_P_NOT_A_FILE] = "it is no regular file, and is left as it is",
    [MI_P_LOCKED] = "another program has kept it locked for %d seconds: end that program, or try "
                    "again",
    [MI_P_RING_FULL] = "the key ring would have more than %d bytes, which is too large to be read "
                       "again: it is left as it is",
    [MI_P_NOT_TAKEN] = "nobody takes what is written: the end of it is lost",
    [MI_P_OUT_OF_MEMORY] = "out of memory",
    [MI_P_IMPORT_TOKEN] = "this is the TOKEN, which opens no frame: the BLE KEY is wanted",
    [MI_P_IMPORT_FRAME] = "this is a frame of the device and no key",
    [MI_P_IMPORT_ELSEWHERE] =
        "the key stands in another place, which is only referred to here: import it from there, "
        "with the MAC beside it",
    [MI_P_IMPORT_NO_MAC] = "no MAC stands with this key",
    [MI_P_IMPORT_NO_BLE_KEY] =
        "no BLE KEY stands with this device: pair it again, or search another region",
    [MI_P_IMPORT_REVERSED] = "the MAC was written backwards and has been turned round",
    [MI_P_IMPORT_AS_GIVEN] =
        "the MAC may be written backwards, as gateways do: it is taken as it stands",

    [MI_P_LIVE_ELSEWHERE] = "live scanning works on Linux only",
    [MI_P_LIVE_NO_BLUETOOTH] =
        "the kernel has no Bluetooth here: load it with 'sudo modprobe bluetooth'; a container has "
        "to share the network of its host",
    [MI_P_LIVE_NO_ADAPTER] =
        "there is no Bluetooth adapter: plug one in; if one is plugged in, 'sudo dmesg' tells why "
        "it does not come up",
    [MI_P_LIVE_NOT_THERE] = "there is no adapter hci%d",
    [MI_P_LIVE_PRIVILEGE] = "no privilege to hear advertisements (CAP_NET_RAW): use sudo, or grant "
                            "it with: sudo setcap cap_net_raw,cap_net_admin+ep %s",
    [MI_P_LIVE_CONFINED] = "the kernel does not let this process hear advertisements, although it "
                           "has CAP_NET_RAW: in a container or user namespace that counts for "
                           "nothing, run it on the host",
    [MI_P_LIVE_DOWN] =
        "hci%d is switched off: switch it on with 'bluetoothctl power on' (if that is blocked, "
        "first 'sudo rfkill unblock bluetooth'), or let mitool do it after: sudo setcap "
        "cap_net_raw,cap_net_admin+ep %s",
    [MI_P_LIVE_BLOCKED] = "hci%d is blocked by rfkill: unblock it with 'sudo rfkill unblock "
                          "bluetooth', or with the switch or key of the machine",
    [MI_P_LIVE_TAKEN] = "another program has hci%d to itself: end it, or hear what it hears with "
                        "--listen",
    [MI_P_LIVE_MUTE] = "hci%d does not answer: unplug it and plug it in again, or try 'sudo "
                       "hciconfig hci%d reset'",
    [MI_P_LIVE_REFUSED] = "hci%d refuses to scan, with status %b",
    [MI_P_LIVE_GONE] = "hci%d was unplugged, or its driver has ended",
    [MI_P_LIVE_KEEPER] = "the process that commands hci%d was ended from outside",
    [MI_P_LIVE_SYSTEM] = "hci%d cannot be used: %s",
    [MI_P_LIVE_SHARING] = "another program scans on hci%d: listening to what it hears",
    [MI_P_LIVE_FILTERED] = "the other program's scan on hci%d filters duplicates: most frames of a "
                           "sensor are then not heard",
    [MI_P_LIVE_SILENT] = "nothing comes from the other program's scan on hci%d: end that program "
                         "(bluetoothd: 'sudo systemctl stop bluetooth') to scan without it",
    [MI_P_LIVE_NOBODY] = "nothing is heard: with --listen, another program has to scan",
    [MI_P_LIVE_AGAIN] = "the scan on hci%d was ended from outside and has been started again",
    [MI_P_LIVE_ALONE] = "the other program has ended its scan: now scanning on hci%d without it",
    [MI_P_LIVE_OFF] = "hci%d was switched off: waiting until it is on again",
    [MI_P_LIVE_LOST] = "%d packets came faster than they could be read and were lost",

    [MI_P_BROKER_AWAY] = "the broker cannot be reached: %s; it is tried again and again",
    [MI_P_BROKER_LOST] =
        "the connection to the broker is lost: %s; it is tried again and again, and "
        "the last states are kept",
    [MI_P_BROKER_BACK] = "the broker is there",
    [MI_P_BROKER_PASSWORD] = "the broker refuses this user or password: %s",
    [MI_P_BROKER_CLIENT] = "the broker refuses this name: %s; choose another one with --gateway",
    [MI_P_BROKER_ACL] = "the broker does not let this user publish to %s",
    [MI_P_BROKER_REFUSED] = "the broker refuses: %s",
    [MI_P_BROKER_TLS] =
        "no safe connection to the broker: its certificate is signed by another CA than that of "
        "--cafile, is for another host, or is out of date; or this port has no TLS (%s)",
    [MI_P_BROKER_SILENT] =
        "the broker could not be reached within %d seconds: nothing is published",
    [MI_P_BROKER_PARTLY] = "the broker has not confirmed all: the end of it may be lost",
    [MI_P_PUBLISH_DEVICES] = "%d devices more than there is room for are not published",
    [MI_P_PUBLISH_EVENTS] = "%d events could not be sent in time and are lost",
    [MI_P_PUBLISH_LINES] = "%d lines of JSON could not be sent in time and are lost",
};

void mi_text_problem(struct mi_text *text, const struct mi_problem *problem)
{
    const char *string = problem->string != NULL ? problem->string : "";
    if ((unsigned)problem->code < MI_P_CODES)
        mi_text_sentence(text, SENTENCES[problem->code], problem->number, &string);
}
