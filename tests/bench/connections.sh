#!/bin/sh
# `mitool keys import` over a million attribute values that have nothing to do with keys, beside
# `mitool pcap --summary` of the same file: no less than half its speed, in the same memory whatever
# the size, and nothing is found.
# usage: connections.sh MITOOL GENERATE
set -eu

mitool=$1
generate=$2
count=${COUNT:-1000000}
directory=$(mktemp -d)
trap 'rm -rf "$directory"' EXIT

"$generate" "$count" "$directory/one.log"
"$generate" "$((count * 4))" "$directory/four.log"

# name, command: best of three, in seconds
best() {
    name=$1
    shift
    best=
    for _ in 1 2 3; do
        start=$(date +%s.%N)
        "$@" >/dev/null 2>&1 || true
        end=$(date +%s.%N)
        best=$(awk -v a="$start" -v b="$end" -v best="$best" \
            'BEGIN { t = b - a; print (best == "" || t < best) ? t : best }')
    done
    printf '%-34s %8.3f s  %10.0f packets a second\n' "$name" "$best" \
        "$(awk -v n="$count" -v t="$best" 'BEGIN { print n / t }')"
}

# command: peak memory in MB, from /proc, as its last words
peak() {
    "$@" >/dev/null 2>&1 &
    process=$!
    high=0
    while kill -0 "$process" 2>/dev/null; do
        now=$(awk '/^VmHWM/ { print $2 }' "/proc/$process/status" 2>/dev/null || true)
        [ "${now:-0}" -le "$high" ] || high=$now
        sleep 0.02
    done
    wait "$process" || true
    awk -v k="$high" 'BEGIN { printf "%.1f", k / 1024 }'
}


best "mitool pcap --summary" "$mitool" pcap --summary "$directory/one.log"
summary=$best
best "mitool keys import" "$mitool" keys import -o "$directory/found.keys" "$directory/one.log"
awk -v a="$summary" -v b="$best" \
    'BEGIN { printf "%-44s %6.2f of the wanted 0.50\n", "keys import / pcap --summary, speed", a / b }'
printf '%-44s %6s MB, of four times as many %s MB\n' "peak memory of keys import" \
    "$(peak "$mitool" keys import -o "$directory/found.keys" "$directory/one.log")" \
    "$(peak "$mitool" keys import -o "$directory/found.keys" "$directory/four.log")"
"$mitool" keys import -o "$directory/found.keys" "$directory/one.log" 2>&1 || true
