#!/bin/sh
# `mitool keys import` over a million attribute values that have nothing to do with keys, beside
# `mitool pcap --summary` of the same file: no less than half its speed, in the same memory whatever
# the size, and nothing is found.
# usage: connections.sh MITOOL GENERATE
set -eu

mitool=$1
generate=$2
count=${COUNT:-1000000}
noun=packets
. "$(dirname "$0")/timing.sh"
directory=$(mktemp -d)
trap 'rm -rf "$directory"' EXIT

"$generate" "$count" "$directory/one.log"
"$generate" "$((count * 4))" "$directory/four.log"

best "mitool pcap --summary" "$mitool" pcap --summary "$directory/one.log"
summary=$best
best "mitool keys import" "$mitool" keys import -o "$directory/found.keys" "$directory/one.log"
awk -v a="$summary" -v b="$best" \
    'BEGIN { printf "%-44s %6.2f of the wanted 0.50\n", "keys import / pcap --summary, speed", a / b }'
printf '%-44s %6s MB, of four times as many %s MB\n' "peak memory of keys import" \
    "$(peak "$mitool" keys import -o "$directory/found.keys" "$directory/one.log")" \
    "$(peak "$mitool" keys import -o "$directory/found.keys" "$directory/four.log")"
"$mitool" keys import -o "$directory/found.keys" "$directory/one.log" 2>&1 || true
