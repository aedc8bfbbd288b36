#!/bin/sh
# Every file of a folder of captures that carry the same events gives the frames that events.hex
# gives, as far as its format holds them; extra* gives those of extra.hex. Also unpacked from gzip
# and through a pipe.
# usage: captures.sh FOLDER; the program is $MITOOL
set -eu

folder=${1:-../shared/captures}
mitool=${MITOOL:-build/mitool}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
passed=0
failed=0

if [ ! -e "$folder/events.hex" ]; then
    echo "no captures in '$folder'"
    echo "0 passed, 0 failed"
    exit 0
fi

# frames: address and everything from the format on, one a line; sorted, as some files have no order
frames() {
    "$mitool" pcap --quiet --json --all "$@" |
        sed 's/^{.*"address":"\([^"]*\)".*"format"/\1 "format"/; s/^{"format"/- "format"/' | sort
}

# name expected file
compare() {
    if diff "$2" "$3" >"$work/diff"; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "$1: other frames than expected"
        sed 's/^/    /' "$work/diff" | head -8
    fi
}

# name: how many of the frames of events.hex a file holds that is cut, or of a format that loses some
kept() {
    case $1 in
    btsnoop-1002-cut-data.log) echo 3 ;;
    btsnoop-1002-cut-hdr.log) echo 1 ;;
    btsnoop-1002-snap.log | btsnoop-1003.log | btsnoop-1004.log | btsnoop-2002.log) echo 0 ;;
    badcrc-251.pcap) echo 0 ;;
    chain-251.pcap | chain-256.pcap | coded-256.pcap) echo last ;;
    multi-if-late-dlt.pcapng | multi-if-mixed-dlt.pcapng | two-sections-201.pcapng) echo twice ;;
    *) echo all ;;
    esac
}

frames "$folder/events.hex" >"$work/all" || true
frames "$folder/extra.hex" >"$work/extra" || true
head -3 "$folder/events.hex" >"$work/three.hex"
frames "$work/three.hex" >"$work/3" || true
head -1 "$folder/events.hex" >"$work/one.hex"
frames "$work/one.hex" >"$work/1" || true
tail -1 "$folder/events.hex" >"$work/last.hex"
frames "$work/last.hex" >"$work/last" || true
sort "$work/all" "$work/all" >"$work/twice"
: >"$work/0"

for file in "$folder"/*; do
    name=${file##*/}
    [ -f "$file" ] || continue
    case $name in
    *.hex) continue ;;
    extra*) expected=$work/extra ;;
    *) expected=$work/$(kept "$name") ;;
    esac
    frames "$file" >"$work/got" || true
    compare "$name" "$expected" "$work/got"
    gzip -c "$file" >"$work/packed"
    frames "$work/packed" >"$work/got" || true
    compare "$name, in gzip" "$expected" "$work/got"
    { cat "$file" | frames - >"$work/got"; } || true
    compare "$name, through a pipe" "$expected" "$work/got"
done

# Text forms give less of a packet; each reading that they give must be one of those expected.
frames "$folder/events.hex" "$folder/extra.hex" >"$work/known" || true
for file in "$folder"/text/*; do
    name=${file##*/}
    case $name in
    *hex-oneline* | *ha-* | *omg* | *theengs* | *ble_monitor* | *esphome* | *bluetoothctl*) continue ;;
    esac
    frames "$file" | sort -u >"$work/got" || true
    sort -u "$work/known" | comm -13 - "$work/got" >"$work/strange"
    compare "text/$name" "$work/0" "$work/strange"
done

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
