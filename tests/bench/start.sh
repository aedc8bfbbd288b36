#!/bin/sh
# What it takes to start: `mitool decrypt` of one frame, beside `openssl version` in turn with it. The
# wanted ratio is 1.6 at most.
# usage: start.sh MITOOL
set -eu

mitool=$1
key=1f228155bdd12fbee1f6fef074fc85b6
frame=58595b0545e1207b38c1a4623edc20b32301004c63cf4d
starts=10

# command: seconds that its starts take
time_starts() {
    start=$(date +%s.%N)
    for _ in $(seq "$starts"); do "$@" >/dev/null; done
    echo "$start $(date +%s.%N)" | awk '{ print $2 - $1 }'
}

for _ in $(seq 30); do
    echo "$(time_starts openssl version) $(time_starts "$mitool" decrypt -k "$key" "$frame")"
done | awk -v n="$starts" '
    NR == 1 || $1 < floor { floor = $1 }
    NR == 1 || $2 < best { best = $2 }
    END {
        printf "\n%-44s %8.2f ms\n", "floor: openssl version", floor / n * 1000
        printf "%-44s %8.2f ms  %5.2f\n", "start: mitool decrypt, one frame", best / n * 1000, best / floor
    }'
