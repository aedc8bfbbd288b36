#!/bin/sh
# Frames a second and peak memory of `mitool pcap` on captures of a million reports, with repeats and
# without, beside a bare libpcap loop and, when it is installed, tshark over the same file, in the
# same run.
# usage: captures.sh MITOOL GENERATE PCAP_LOOP
set -eu

mitool=$1
generate=$2
loop=$3
count=${COUNT:-1000000}
noun=frames
. "$(dirname "$0")/timing.sh"
directory=$(mktemp -d)
trap 'rm -rf "$directory"' EXIT

"$generate" "$count" "$directory/one.pcap" "$directory/keys" 4
"$generate" "$count" "$directory/new.pcap" "$directory/keys" 1
"$generate" "$((count * 10))" "$directory/ten.pcap" "$directory/keys" 4
chmod 600 "$directory/keys"

ratio() {
    printf '%-44s %6.2f\n' "$1" "$(awk -v a="$2" -v b="$3" 'BEGIN { print a / b }')"
}

# On one processor, where there is nobody to read ahead.
alone="taskset -c 0"

best "bare libpcap loop" "$loop" "$directory/one.pcap"
bare=$best
best "the same on one core" $alone "$loop" "$directory/one.pcap"
bare_alone=$best

# capture, what is in it
measure() {
    echo
    echo "$2:"
    best "mitool pcap --summary" "$mitool" pcap --keys "$directory/keys" --summary "$1"
    summary=$best
    best "the same on one core" $alone "$mitool" pcap --keys "$directory/keys" --summary "$1"
    summary_alone=$best
    best "mitool pcap --json" "$mitool" pcap --keys "$directory/keys" --json "$1"
    json=$best
    best "mitool pcap --json --all" "$mitool" pcap --keys "$directory/keys" --json --all "$1"
    all=$best
    tshark=
    if command -v tshark >/dev/null 2>&1; then
        best "tshark -T fields" tshark -r "$1" -T fields -e bthci_evt.bd_addr \
            -e btcommon.eir_ad.entry.service_data
        tshark=$best
    fi
    echo
    ratio "summary / bare libpcap loop" "$summary" "$bare"
    ratio "the same on one core" "$summary_alone" "$bare_alone"
    ratio "JSON, folded / bare libpcap loop" "$json" "$bare"
    ratio "JSON of every frame / bare libpcap loop" "$all" "$bare"
    [ -z "$tshark" ] || ratio "tshark / JSON of every frame" "$tshark" "$all"
}

measure "$directory/one.pcap" "each frame four times: 75 % repeat one before"
measure "$directory/new.pcap" "each frame once: none repeats one before"
echo
echo "peak memory, JSON of every frame: $(peak "$mitool" pcap -q --keys "$directory/keys" --json \
    --all "$directory/one.pcap") MB"
echo "peak memory, summary: $(peak "$mitool" pcap -q --keys "$directory/keys" --summary \
    "$directory/one.pcap") MB, ten times the capture: $(peak "$mitool" pcap -q \
    --keys "$directory/keys" --summary "$directory/ten.pcap") MB"
