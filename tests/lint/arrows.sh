#!/bin/sh
# Who may include whom, and nobody else. Says each include that goes against the arrows.
set -eu
cd "$(dirname "$0")/../.."

found=0

complain() {
    echo "$1" >&2
    found=1
}

# room: the rooms, and the single headers, that its files may include besides its own
allowed() {
    case $1 in
    base) ;;
    radio) echo base ;;
    link) echo base radio ;;
    beacon) echo base radio ;;
    beacon/formats) echo base radio beacon ;;
    pairing) echo base radio beacon link ;;
    keys) echo base beacon/key.h beacon/ccm.h beacon/bare.h beacon/makers.h ;;
    devices) echo base radio beacon beacon/formats/mibeacon.h ;;
    capture) echo base radio ;;
    capture/file | capture/text) echo base radio capture beacon/bare.h ;;
    capture/live) echo base radio capture ;;
    broker) echo base publish/letter.h capture/clock.h ;;
    publish) echo base radio beacon devices/verdict.h ;;
    *) return 1 ;;
    esac
}

# file: the one door between rooms that its room as a whole may not open
door() {
    case $1 in
    lib/capture/source.c) echo capture/live/live.h ;;
    esac
}

# file, and the name that it includes: where that is, from lib/ on
target() {
    folder=$(dirname "$1")
    case $2 in
    ../*) realpath -m --relative-to=lib "$folder/$2" ;;
    */*) echo "$2" ;;
    *) echo "${folder#lib/}/$2" ;;
    esac
}

for file in $(find lib -mindepth 2 -name '*.[ch]' | sort); do
    room=$(dirname "${file#lib/}")
    rooms=$(allowed "$room") || complain "$file: arrows.sh knows no room lib/$room"
    for name in $(sed -n 's/^#include "\(.*\)"$/\1/p' "$file"); do
        header=$(target "$file" "$name")
        [ -e "lib/$header" ] || complain "$file includes $name: there is no lib/$header"
        case " $room $rooms $(door "$file") " in
        *" ${header%/*} "* | *" $header "*) ;;
        *) complain "$file includes $name: lib/$room may include only ${rooms:-itself}" ;;
        esac
    done
done

# foreign header: the only files that may include it
only() {
    header=$1
    shift
    for file in $(grep -rl --include='*.[ch]' "#include <$header" lib cli || true); do
        case " $* " in
        *" $file "*) ;;
        *) complain "$file includes <$header…>: only $* may" ;;
        esac
    done
}

only openssl/ lib/beacon/ccm.c lib/pairing/proof.c
only pcap lib/capture/file/pcapfile.c
only jansson lib/keys/import_json.c
only zlib lib/capture/inflate.c
only minizip/ lib/capture/archive.c
only linux/ lib/capture/live/linux.c
only sys/socket.h lib/capture/live/linux.c lib/capture/live/keeper.c cli/notify.c
only sys/prctl.h lib/capture/live/privilege.c
only mosquitto.h lib/broker/libmosquitto.h
only mqtt_protocol.h lib/broker/broker.c
only pthread.h lib/capture/ahead.c lib/broker/broker.c

# These rooms neither read files nor allocate (but for what ccm.c and publisher.c make with mi_*_new).
for file in $(find lib/base lib/radio lib/link lib/beacon lib/pairing lib/publish -name '*.c'); do
    case $file in lib/beacon/ccm.c | lib/publish/publisher.c) continue ;; esac
    ! grep -nE '(^|[^>.[:alnum:]_])(malloc|calloc|realloc|free|fopen|open|read|write|printf|fprintf|exit|abort)\(' \
        "$file" /dev/null || complain "$file does input, output or allocation"
done

# the library never prints or exits
! grep -rnE --include='*.c' '\b(printf|fprintf|puts|fputs|exit|abort|perror)\(' lib ||
    complain "the library never prints or exits"

exit $found
