#!/bin/sh
# Frames a second and peak memory of `mitool pcap` on a capture of a million reports, beside a bare
# libpcap loop and, when it is installed, tshark over the same file, in the same run. Each frame is
# in it four times, but where all are new.
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

best "bare libpcap loop" "$loop" "$directory/one.pcap"
bare=$best
best "mitool pcap --summary" "$mitool" pcap --keys "$directory/keys" --summary "$directory/one.pcap"
summary=$best
best "mitool pcap --json" "$mitool" pcap --keys "$directory/keys" --json "$directory/one.pcap"
json=$best
best "mitool pcap --json --all" "$mitool" pcap --keys "$directory/keys" --json --all \
    "$directory/one.pcap"
all=$best
best "mitool pcap --json --all, all new" "$mitool" pcap --keys "$directory/keys" --json --all \
    "$directory/new.pcap"
new=$best
tshark=
if command -v tshark >/dev/null 2>&1; then
    best "tshark -T fields" tshark -r "$directory/one.pcap" -T fields -e bthci_evt.bd_addr \
        -e btcommon.eir_ad.entry.service_data
    tshark=$best
fi
echo
ratio "summary / bare libpcap loop" "$summary" "$bare"
ratio "JSON, folded / bare libpcap loop" "$json" "$bare"
ratio "JSON of every frame / bare libpcap loop" "$all" "$bare"
if [ -n "$tshark" ]; then
    ratio "tshark / JSON of every frame" "$tshark" "$all"
    ratio "tshark / JSON of every frame, all new" "$tshark" "$new"
fi
echo
echo "peak memory, JSON of every frame: $(peak "$mitool" pcap -q --keys "$directory/keys" --json \
    --all "$directory/one.pcap") MB"
echo "peak memory, summary: $(peak "$mitool" pcap -q --keys "$directory/keys" --summary \
    "$directory/one.pcap") MB, ten times the capture: $(peak "$mitool" pcap -q \
    --keys "$directory/keys" --summary "$directory/ten.pcap") MB"
