#!/bin/sh
# Readings a second that `mitool publish` brings to a local broker at QoS 1, and what a frame costs
# it, beside `mitool pcap --json` over the same capture in the same run. Needs mosquitto.
# usage: publish.sh MITOOL GENERATE
set -eu

mitool=$1
generate=$2
count=${COUNT:-1000000}
port=${PORT:-21883}
PATH=$PATH:/usr/sbin
directory=$(mktemp -d)
broker=
trap '[ -z "$broker" ] || kill $broker; rm -rf "$directory"' EXIT

command -v mosquitto >/dev/null || { echo "publish.sh: there is no mosquitto"; exit 0; }
printf 'listener %s 127.0.0.1\nallow_anonymous true\n' "$port" >"$directory/broker.conf"
mosquitto -c "$directory/broker.conf" >/dev/null 2>&1 &
broker=$!
"$generate" "$count" "$directory/many.pcap" "$directory/keys" 4
chmod 600 "$directory/keys"

# A sensor whose temperature is another one in each frame.
awk 'BEGIN { for (i = 0; i < 100000; i++)
    printf "043e1702010000%02x0012b6c67c0b0201060716d2fc4002%02x%02xc4\n", i % 50, i % 256, i / 256 % 128
}' >"$directory/changing.txt"

# command: seconds, the best of three
best() {
    best=
    for _ in 1 2 3; do
        start=$(date +%s.%N)
        "$@" >/dev/null 2>&1
        end=$(date +%s.%N)
        best=$(awk -v a="$start" -v b="$end" -v best="$best" \
            'BEGIN { t = b - a; print (best == "" || t < best) ? t : best }')
    done
    echo "$best"
}

json=$(best "$mitool" pcap --keys "$directory/keys" --json "$directory/many.pcap")
dry=$(best "$mitool" publish --dry-run --all-devices --keys "$directory/keys" "$directory/many.pcap")
sent=$(best "$mitool" publish --broker "mqtt://127.0.0.1:$port" --all-devices \
    "$directory/changing.txt")
awk -v n="$count" -v json="$json" -v dry="$dry" -v sent="$sent" 'BEGIN {
    printf "%-34s %8.0f ns a frame\n", "mitool pcap --json", json * 1e9 / n
    printf "%-34s %8.0f ns a frame\n", "mitool publish --dry-run", dry * 1e9 / n
    printf "%-34s %8.0f readings a second\n", "to a local broker at QoS 1", 100000 / sent
    printf "%-44s %6.2f\n", "publish / JSON, folded", dry / json
}'
