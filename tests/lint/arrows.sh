#!/bin/sh
# Who may include whom, and nobody else. Says each include that goes against the arrows.
set -eu
cd "$(dirname "$0")/../.."

found=0

complain() {
    echo "$1" >&2
    found=1
}

# room: the rooms that its files may include
allowed() {
    case $1 in
    base) echo base ;;
    radio) echo base radio ;;
    beacon) echo base radio beacon ;;
    keys) echo base radio beacon keys ;;
    capture) echo base radio capture ;;
    esac
}

for room in base radio beacon keys capture; do
    for file in lib/$room/*.[ch]; do
        [ -e "$file" ] || continue
        for name in $(sed -n 's/^#include "\(.*\)"$/\1/p' "$file"); do
            case $name in
            ../*/*) target=${name#../}; target=${target%%/*} ;;
            */*) target=${name%%/*} ;;
            *) target=$room ;;
            esac
            case " $(allowed $room) " in
            *" $target "*) ;;
            *) complain "$file includes $name: lib/$room may include $(allowed $room) only" ;;
            esac
        done
    done
done

# foreign header: the only files that may include it
only() {
    header=$1
    shift
    for file in $(grep -l "#include <$header" lib/*/*.[ch] cli/*.[ch] || true); do
        case " $* " in
        *" $file "*) ;;
        *) complain "$file includes <$header…>: only $* may" ;;
        esac
    done
}

only openssl/ lib/beacon/ccm.c
only pcap lib/capture/pcapfile.c
only jansson lib/keys/import_json.c
only zlib lib/capture/stream.c lib/capture/inflate.c
only linux/ lib/capture/live_linux.c
only sys/socket.h lib/capture/live_linux.c lib/capture/live_keeper.c
only sys/prctl.h lib/capture/privilege.c
only pthread.h lib/capture/ahead.c

# base, radio and beacon neither read files nor allocate (ccm.c makes its context once).
for file in lib/base/*.c lib/radio/*.c lib/beacon/*.c; do
    [ "$file" = lib/beacon/ccm.c ] && continue
    ! grep -nE '(^|[^>.[:alnum:]_])(malloc|calloc|realloc|free|fopen|open|read|write|printf|fprintf|exit|abort)\(' \
        "$file" /dev/null || complain "$file does input, output or allocation"
done

# the library never prints or exits
! grep -nE '\b(printf|fprintf|puts|fputs|exit|abort|perror)\(' lib/*/*.c /dev/null ||
    complain "the library never prints or exits"

exit $found
