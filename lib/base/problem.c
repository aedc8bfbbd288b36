#include "base/problem.h"

#include <stddef.h>

/* MI_P_NAME; %d decimal, %x and %b hexadecimal, in the order of `number`; %s is `string`. */
#define ROW(NAME, sentence) [MI_P_##NAME] = {#NAME, sentence}

static const struct {
    const char *name;
    const char *sentence;
} ROWS[MI_P_CODES] = {
    [MI_OK] = {"OK", "no problem"},

    ROW(FRAME_SHORT, "the frame has %n, the shortest one has %d"),
    ROW(HEADER_CUT, "the frame ends after %n, inside its header"),
    ROW(OBJECT_MISSING, "the frame announces an object and ends before it"),
    ROW(OBJECT_CUT, "object %x at byte %d announces %n, the frame has only %d more"),
    ROW(OBJECT_RUN_OVER,
        "object %x at byte %d of the plain text announces %n, there are only %d more"),
    ROW(ITEM_CUT, "item %b at byte %d announces %n, the frame has only %d more"),
    ROW(SEALED_SHORT, "the encrypted part has %n, the shortest one has %d"),
    ROW(CUT_BY_CAPTURE, "the frame lacks %n at its end: record the whole advertisement"),
    ROW(CUT_BY_DEVICE,
        "the frame lacks %n at its end: %s cuts some of its own frames, the others are whole"),
    ROW(VERSION_OLD, "MiBeacon version %d: the firmware is too old, update it in Mi Home"),
    ROW(VERSION_DOUBTFUL,
        "version %d with the unknown product %x: hardly a MiBeacon frame, not a known sensor"),
    ROW(VERSION_WIFI, "MiBeacon version %d in manufacturer data: appliances with Wi-Fi "
                      "send that, without readings"),
    ROW(VERSION_UNKNOWN, "version %d is no MiBeacon version: not a Xiaomi sensor"),
    ROW(BTHOME_VERSION, "BTHome version %d is not known here"),
    ROW(KEY_MISSING, "encrypted, and no key was given"),
    ROW(KEY_WRONG, "the key does not open this frame"),
    ROW(KEY_WRONG_BARE, "the key does not open this frame, or bytes are missing at its end"),
    ROW(KEYS_WRONG, "none of the keys opens this frame"),
    ROW(KEY_SIZE, "this format takes a key of 32 digits only"),
    ROW(KEY_WRONG_TOKEN,
        "a key of 24 digits does not open this version %d frame: 24 digits may be the TOKEN, the "
        "BLE KEY has 32"),
    ROW(KEY_WRONG_LEGACY,
        "the key does not open this frame: version %d wants the BLE KEY of 24 digits"),
    ROW(KEY_INSANE, "the key gives no sane objects, so it is hardly right; the check byte of "
                    "version %d cannot prove it"),
    ROW(ADDRESS_MISSING,
        "encrypted, and without the device's address it cannot be opened: give it with --mac"),

    ROW(KEY_EMPTY, "there is no key in it"),
    ROW(KEY_NOT_HEX, "the key is not hexadecimal at character %d"),
    ROW(KEY_DIGITS, "the key has %d digits, a BLE KEY has 32 (24 on older devices)%s"),
    ROW(KEY_IS_FILE, "this is the name of a file: --key-file reads keys from files"),
    ROW(KEY_NOT_FILE, "there is no such file, and this is a key: --key gives a key"),
    ROW(KEY_NOT_ALONE,
        "more than one line: one key is added at a time, nothing is added; 'mitool keys "
        "import' reads files"),
    ROW(KEY_FOREIGN, "keys with their MACs are in it: 'mitool keys import' makes a key ring of it"),
    ROW(KEY_NOT_HEARD,
        "the device of this line was not heard: what is wrong with its key, its frames would tell"),
    ROW(KEY_IS_RING, "these are a MAC and a key: --keys reads key rings"),
    ROW(KEY_FOR_FRAME, "as long as a key, and no frame: --key gives a key"),
    ROW(KEY_BLANK, "this is hardly a key: %s"),
    ROW(KEY_PLACEHOLDER,
        "this key looks like a placeholder from a sample configuration; it is used all the same"),

    ROW(CANNOT_OPEN, "cannot be opened: %s"),
    ROW(CANNOT_READ, "cannot be read further: %s"),
    ROW(GZIP_CUT, "the gzip file is cut: what is whole is read"),
    ROW(GZIP_BAD, "the gzip file is damaged here: what came before is read"),
    ROW(PACKED, "packed in a way that mitool does not unpack: %s FILE | mitool parse"),
    ROW(LINE_LONG, "the line is longer than %n and is not read"),
    ROW(LINE_CROWDED, "more than %d packets in one line: the others are not read"),
    ROW(JSON_CUT, "the JSON object that begins here is cut"),
    ROW(HEX_ODD, "odd number of hexadecimal digits: the byte at column %d has one only"),
    ROW(HEX_DIGIT, "column %d is no hexadecimal digit"),
    ROW(HEX_LONG, "more than %d bytes of hexadecimal in one line"),
    ROW(HEX_SHORT, "too short for a frame: %n"),
    ROW(BASE64_CUT, "base64 of a payload that is cut: copy all of it, or give it as hexadecimal: "
                    "echo BASE64 | base64 -d | xxd -p"),
    ROW(PACKET_CUT, "the packet is cut: it lacks %n of %d"),
    ROW(REPORT_CUT, "the event announces %d advertising reports, %d are whole"),
    ROW(SERVICE_LONG, "%d bytes of service data are more than an advertisement can hold"),
    ROW(NO_PAYLOAD, "this output has lost the payload: %s"),
    ROW(HEX_AS_FILE, "there is no such file; frames in hexadecimal are for 'mitool decrypt'"),
    ROW(NO_FRAME, "no frame of a known sensor in it"),
    ROW(MORE_LIKE_THIS, "and %d more like this, the last one: %s"),
    ROW(NOT_TEXT, "neither a capture that is known here nor text"),
    ROW(RAW_BYTES, "raw bytes, but not those of one whole packet: xxd -p FILE | mitool parse"),
    ROW(SNAPPED, "the capture kept only a part of this advertisement, and perhaps of others: "
                 "they are not read; record whole packets"),
    ROW(FILE_CUT, "the file is cut, it ends at byte %s: what is whole is read"),
    ROW(RECORD_BAD, "the file is damaged at byte %s: what came before is read"),
    ROW(PACKET_LONG, "a packet of more than %d bytes, as Bluetooth has none, is not read"),
    ROW(RECORD_LONG, "the file is damaged at byte %s, a packet of more than %d bytes: what came "
                     "before is read"),
    ROW(PCAP, "damaged here: %s"),
    ROW(PCAPNG, "version %d of pcapng is not known here"),
    ROW(INTERFACES,
        "more than %d interfaces in one section: the packets of the others are not read"),
    ROW(INTERFACE, "interface %d is not described in the file: its packets are not read"),
    ROW(LINK_TYPE, "link type %d is no Bluetooth that is known here: such packets are not read"),
    ROW(LINK_NAMED, "link type %d is %s"),
    ROW(LINK_HEADER, "the header of link type %d is malformed here: such packets are not read"),
    ROW(BTSNOOP, "version %d of btsnoop is not known here"),
    ROW(BTSNOOP_TYPE, "this btsnoop holds packets of type %d (%s), which is not read here: H1 "
                      "(1001), H4 (1002) and Linux monitor (2001) are"),
    ROW(BTSNOOZ_BAD, "the Bluetooth log in it is damaged: what came before is read, "
                     "without times"),
    ROW(BTSNOOZ_CUT, "the Bluetooth log in it is cut: what is whole is read, without times"),
    ROW(BTSNOOZ_LONG, "the Bluetooth log in it has more than %d bytes: the first of them are read, "
                      "without times"),
    ROW(NO_BTSNOOZ,
        "this Android report has no Bluetooth log (BTSNOOP_LOG_SUMMARY) in it: switch on the "
        "Bluetooth HCI snoop log in the developer options, or take btsnoop_hci.log of the report"),

    ROW(ZIP_PIPE, "a zip file cannot be read from a pipe: save it, then mitool parse FILE"),
    ROW(ZIP_NESTED, "a zip file inside a zip file is not opened: unzip the outer one first"),
    ROW(ZIP_GZIP, "a zip file inside a gzip file is not opened: gunzip it first, then mitool parse "
                  "what comes out"),
    ROW(ZIP_CUT, "the zip file is cut or damaged: its table of contents, which stands at its "
                 "end, cannot be read"),
    ROW(ZIP_BAD, "damaged in the zip file: what came before is read"),
    ROW(ZIP_CHECKSUM, "its checksum in the zip file is wrong: what was read of it may be, too"),
    ROW(ZIP_ENCRYPTED, "encrypted in the zip file: unzip it with its password first"),
    ROW(ZIP_METHOD, "packed in the zip file by method %d, which is not known here: unzip it "
                    "first"),
    ROW(ZIP_64, "written as zip64, which is not read here: unzip it first"),
    ROW(ZIP_NAME, "its name in the zip file has %n: it is not read, unzip it first"),
    ROW(ZIP_BOMB, "it would unpack to more than %d times its size, as no capture does: from "
                  "here on the zip file is not read"),
    ROW(ZIP_MANY, "the zip file has more than %d files in it: from here on it is not read, "
                  "unzip it first"),
    ROW(ZIP_NOTHING, "nothing in the zip file is a capture that is known here, or text"),

    ROW(KEY_NOT_IN_RING, "encrypted, and the key ring has no key for this device"),
    ROW(RING_MAC, "a line of a key ring begins with a MAC, such as A4:C1:38:D4:3C:48: this one "
                  "is not used"),
    ROW(RING_ORDER, "the MAC comes first and then the key: this line is not used"),
    ROW(RING_FOREIGN,
        "keys are in it, but it is no key ring: 'mitool keys import' makes one of it"),
    ROW(RING_NONE, "it is no key ring: each line of one begins with a MAC, such as "
                   "A4:C1:38:D4:3C:48, and has a key behind it"),
    ROW(RING_AS_INPUT, "it looks like a key ring: give it with --keys"),
    ROW(RING_NO_KEY, "no key stands behind the MAC: this line is not used"),
    ROW(RING_NAME,
        "the name is kept as '%s': it has 63 bytes at most, and begins with neither # nor a "
        "key"),
    ROW(RING_KNOWN,
        "the key is in it already, and keeps its name: 'mitool keys rename' changes that"),
    ROW(RING_DOUBLE, "the same key for the same MAC stands in line %d already"),
    ROW(RING_OPEN, "others can read this key ring; chmod 600 makes it yours alone"),
    ROW(FILE_LARGE, "it has more than %d bytes and is not read"),
    ROW(CANNOT_WRITE, "cannot be written: %s"),
    ROW(NOT_A_FILE, "it is no regular file, and is left as it is"),
    ROW(LOCKED, "another program has kept it locked for %d seconds: end that program, or try "
                "again"),
    ROW(RING_FULL, "the key ring would have more than %d bytes, which is too large to be read "
                   "again: it is left as it is"),
    ROW(NOT_TAKEN, "nobody takes what is written: the end of it is lost"),
    ROW(OUT_OF_MEMORY, "out of memory"),
    ROW(IMPORT_TOKEN, "this is the TOKEN, which opens no frame: the BLE KEY is wanted"),
    ROW(IMPORT_FRAME, "this is a frame of the device and no key"),
    ROW(IMPORT_ELSEWHERE,
        "the key stands in another place, which is only referred to here: import it from there, "
        "with the MAC beside it"),
    ROW(IMPORT_NO_MAC, "no MAC stands with this key"),
    ROW(IMPORT_BARE, "keys are in it, but no MAC: give a capture of their devices as well"),
    ROW(IMPORT_BY_FRAMES,
        "no MAC stands with this key; frames of this device in the capture prove it"),
    ROW(IMPORT_TOKEN_OLD,
        "a login in the capture shows that the TOKEN beside this key is not that of the current "
        "binding, so the key is an old one: read both again"),
    ROW(IMPORT_ZIP, "keys are not read out of a zip file: unzip it, and import what was in it"),
    ROW(IMPORT_NO_BLE_KEY,
        "no BLE KEY stands with this device: pair it again, or search another region"),
    ROW(IMPORT_REVERSED, "the MAC was written backwards and has been turned round"),
    ROW(IMPORT_AS_GIVEN,
        "the MAC may be written backwards, as gateways do: it is taken as it stands"),
    ROW(LINKS_GIVEN_UP, "connections that were not followed to their end: %d, because more than %d "
                        "were open at once; what they told after that is missing"),

    ROW(LIVE_ELSEWHERE, "live scanning works on Linux only"),
    ROW(LIVE_NO_BLUETOOTH,
        "the kernel has no Bluetooth here: load it with 'sudo modprobe bluetooth'; a container has "
        "to share the network of its host"),
    ROW(LIVE_NO_ADAPTER,
        "there is no Bluetooth adapter: plug one in; if one is plugged in, 'sudo dmesg' tells why "
        "it does not come up"),
    ROW(LIVE_NOT_THERE, "there is no adapter hci%d"),
    ROW(LIVE_PRIVILEGE, "no privilege to hear advertisements (CAP_NET_RAW): use sudo, or grant "
                        "it with: sudo setcap cap_net_raw,cap_net_admin+ep %s"),
    ROW(LIVE_CONFINED, "the kernel does not let this process hear advertisements, although it "
                       "has CAP_NET_RAW: in a container or user namespace that counts for "
                       "nothing, run it on the host"),
    ROW(LIVE_DOWN,
        "hci%d is switched off: switch it on with 'bluetoothctl power on' (if that is blocked, "
        "first 'sudo rfkill unblock bluetooth'), or let mitool do it after: sudo setcap "
        "cap_net_raw,cap_net_admin+ep %s"),
    ROW(LIVE_BLOCKED, "hci%d is blocked by rfkill: unblock it with 'sudo rfkill unblock "
                      "bluetooth', or with the switch or key of the machine"),
    ROW(LIVE_TAKEN, "another program has hci%d to itself: end it, or hear what it hears with "
                    "--listen"),
    ROW(LIVE_MUTE, "hci%d does not answer: unplug it and plug it in again, or try 'sudo "
                   "hciconfig hci%d reset'"),
    ROW(LIVE_REFUSED, "hci%d refuses to scan, with status %b"),
    ROW(LIVE_GONE, "hci%d was unplugged, or its driver has ended"),
    ROW(LIVE_KEEPER, "the process that commands hci%d was ended from outside"),
    ROW(LIVE_SYSTEM, "hci%d cannot be used: %s"),
    ROW(LIVE_SHARING, "another program scans on hci%d: listening to what it hears"),
    ROW(LIVE_FILTERED, "the other program's scan on hci%d filters duplicates: most frames of a "
                       "sensor are then not heard"),
    ROW(LIVE_SILENT, "nothing comes from the other program's scan on hci%d: end that program "
                     "(bluetoothd: 'sudo systemctl stop bluetooth') to scan without it"),
    ROW(LIVE_NOBODY, "nothing is heard: with --listen, another program has to scan"),
    ROW(LIVE_AGAIN, "the scan on hci%d was ended from outside and has been started again"),
    ROW(LIVE_ALONE, "the other program has ended its scan: now scanning on hci%d without it"),
    ROW(LIVE_OFF, "hci%d was switched off: waiting until it is on again"),
    ROW(LIVE_LOST, "%d packets came faster than they could be read and were lost"),

    ROW(BROKER_LIBRARY,
        "publishing wants libmosquitto, which is not there or does not fit: install "
        "it, on Debian the package libmosquitto1 (%s)"),
    ROW(BROKER_AWAY, "the broker cannot be reached: %s; it is tried again and again"),
    ROW(BROKER_LOST, "the connection to the broker is lost: %s; it is tried again and again, and "
                     "the last states are kept"),
    ROW(BROKER_BACK, "the broker is there"),
    ROW(BROKER_PASSWORD, "the broker refuses this user or password: %s"),
    ROW(BROKER_CLIENT, "the broker refuses this name: %s; choose another one with --gateway"),
    ROW(BROKER_ACL, "the broker does not let this user publish to %s"),
    ROW(BROKER_REFUSED, "the broker refuses: %s"),
    ROW(BROKER_TLS,
        "no safe connection to the broker: its certificate is signed by a CA that this system does "
        "not know (--cafile names one), is for another host, or is out of date; or this port has "
        "no TLS (%s)"),
    ROW(BROKER_TLS_CAFILE,
        "no safe connection to the broker: its certificate is signed by another CA than that of "
        "--cafile, is for another host, or is out of date; or this port has no TLS (%s)"),
    ROW(BROKER_SILENT, "the broker could not be reached within %d seconds: nothing is published"),
    ROW(BROKER_PARTLY, "the broker has not confirmed all: the end of it may be lost"),
    ROW(PUBLISH_DEVICES, "%d devices more than there is room for are not published"),
    ROW(PUBLISH_EVENTS, "%d events could not be sent in time and are lost"),
    ROW(PUBLISH_LINES, "%d lines of JSON could not be sent in time and are lost"),
};

void mi_text_problem(struct mi_text *text, const struct mi_problem *problem)
{
    const char *string = problem->string != NULL ? problem->string : "";
    if ((unsigned)problem->code < MI_P_CODES)
        mi_text_sentence(text, ROWS[problem->code].sentence, problem->number, &string);
}

void mi_text_problem_code(struct mi_text *text, enum mi_problem_code code)
{
    if ((unsigned)code >= MI_P_CODES)
        return;
    for (const char *at = ROWS[code].name; *at != '\0'; at++)
        mi_text_char(text, *at >= 'A' && *at <= 'Z' ? (char)(*at - 'A' + 'a') : *at);
}
