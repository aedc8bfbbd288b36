#!/bin/sh
# usage: MITOOL=PROGRAM SCARCE=scarce.so run.sh
# Runs the program again and again, each time with another allocation failing, until all have. A run
# may do without the memory, or say that there was none and end with 3: it must not crash, hang, keep
# what it took, or silently give another answer. And the largest capture takes little more than one
# frame, and one of thousands of devices little more for each.
set -u
cd "$(dirname "$0")/../.." || exit 1
: "${MITOOL:=build/mitool}" "${SCARCE:=build/tests/memory/scarce.so}"
case $MITOOL in */*) ;; *) MITOOL=./$MITOOL ;; esac
case $SCARCE in /*) ;; *) SCARCE=$PWD/$SCARCE ;; esac
LC_ALL=C TZ=UTC
export LC_ALL TZ
unset MITOOL_KEY NO_COLOR XDG_CONFIG_HOME
WORK=$(mktemp -d) || exit 1
export HOME="$WORK"
trap 'rm -rf "$WORK"' EXIT
trap 'exit 1' HUP INT TERM
umask 077

runs=0
failed=0
complain() {
    echo "memory: $*"
    sed 's/^/    /' "$WORK/err"
    failed=$((failed + 1))
}

# N ARGUMENTS: status, output, allocations and leaks of a run whose N-th allocation fails
attempt() {
    rm -rf "$WORK/made" "$WORK/report"
    mkdir "$WORK/made"
    # shellcheck disable=SC2086 # a list of arguments
    timeout 20 env SCARCE_AT="$1" SCARCE_REPORT="$WORK/report" LD_PRELOAD="$SCARCE" \
        "$MITOOL" $2 >"$WORK/out" 2>"$WORK/err" </dev/null
    status=$?
    calls=0 leaked=0
    [ ! -e "$WORK/report" ] || read -r calls leaked <"$WORK/report"
    for file in "$WORK"/made/*; do
        [ ! -e "$file" ] || cat "$file" >>"$WORK/out"
    done
    runs=$((runs + 1))
}

# ARGUMENTS
scarce() {
    attempt 0 "$1"
    good_status=$status good_calls=$calls
    cp "$WORK/out" "$WORK/good"
    [ "$calls" -gt 0 ] || complain "$1: no report of its allocations"
    [ "$leaked" -eq 0 ] || complain "$1: keeps $leaked blocks"
    n=0
    while [ $((n += 1)) -le "$good_calls" ]; do
        attempt "$n" "$1"
        what="$1: when allocation $n of $good_calls fails, it"
        if [ "$status" -ge 124 ]; then
            complain "$what crashes or hangs: $status"
        elif [ "$leaked" -ne 0 ]; then
            complain "$what keeps $leaked blocks"
        elif [ "$status" -eq 3 ] && grep -q memory "$WORK/err"; then
            continue
        elif [ "$status" -ne "$good_status" ] || ! cmp -s "$WORK/good" "$WORK/out"; then
            complain "$what gives another answer, or does not say why it gives none: $status"
        fi
    done
}

echo all-devices >"$WORK/publish.conf"
cp samples/demo.key samples/keys/home.keys samples/verify/swapped.keys "$WORK"
for type in pcapng pcap btsnoop; do
    "$MITOOL" pcap --write "$WORK/demo.$type" samples/demo.txt >/dev/null 2>&1
done
gzip -c "$WORK/demo.pcapng" >"$WORK/demo.pcapng.gz"
touch "$WORK/large.txt"
while [ "$(wc -c <"$WORK/large.txt")" -lt 1100000 ]; do
    cat samples/*.txt >>"$WORK/large.txt"
done

while read -r arguments; do
    scarce "$(echo "$arguments" | sed "s|WORK|$WORK|g")"
done <<END
parse --key-file WORK/demo.key samples/demo.txt
parse --explain --key-file WORK/demo.key samples/framings.txt
decrypt --key-file WORK/demo.key 58595b0545e1207b38c1a4623edc20b32301004c63cf4d 5859 5b05
decrypt --json samples/mibeacon-v5.txt
pcap --summary --key-file WORK/demo.key WORK/demo.pcapng
pcap --summary --json WORK/demo.pcap WORK/demo.btsnoop
pcap --all WORK/demo.pcapng.gz
pcap --all --json WORK/demo.pcapng
pcap --all tests/cli/archives/bugreport.zip
parse tests/cli/archives/broken.zip
pcap --summary WORK/large.txt
pcap --write WORK/made/copy.pcapng WORK/demo.pcap
pcap --write WORK/made/copy.btsnoop samples/demo.txt
verify --key-file WORK/demo.key samples/demo.txt
verify --keys WORK/swapped.keys samples/verify/two.txt
verify --json --keys WORK/home.keys samples/verify/changed.txt
verify --print-ring --keys WORK/home.keys samples/demo.txt
keys import samples/keys/token-extractor.json -o WORK/made/ring
keys import samples/keys/home-assistant.json samples/keys/esphome.yaml -o WORK/made/ring
keys import samples/keys/tasmota.txt samples/keys/notes.md -o WORK/made/ring
keys import samples/keys/mi-home-request.txt samples/keys/theengs-gateway.json -o WORK/made/ring
keys list --keys WORK/home.keys
keys check --keys WORK/home.keys
publish --dry-run --gateway attic --raw --keys WORK/home.keys samples/hcidump.txt
publish --dry-run --gateway attic --config WORK/publish.conf samples/demo.txt
list readings
END

# COMMAND CAPTURE: the most memory, in KB, that it had taken when it came to its second input
peak() {
    mkfifo "$WORK/next"
    # shellcheck disable=SC2086 # a command and its options
    "$MITOOL" $1 "$2" "$WORK/next" >/dev/null 2>&1 &
    exec 9>"$WORK/next"
    awk '/^VmHWM/ { print $2 }' "/proc/$!/status"
    exec 9>&-
    wait $!
    rm "$WORK/next"
}

# The same, when it begins to tell what it found; there has to be too much of it for a pipe.
peak_telling() {
    mkfifo "$WORK/told"
    # shellcheck disable=SC2086 # a command and its options
    "$MITOOL" $1 "$2" >"$WORK/told" 2>/dev/null &
    exec 9<"$WORK/told"
    read -r _ <&9
    awk '/^VmHWM/ { print $2 }' "/proc/$!/status"
    exec 9<&-
    wait $!
    rm "$WORK/told"
}

# ROOM HIGH WHAT: complains when it took more KB than one frame and so many
bound() {
    [ "$2" -le $((one + $1)) ] || complain "$3 takes $2 KB, one frame $one"
}

cp "$WORK/demo.pcap" "$WORK/large.pcap"
while [ "$(wc -c <"$WORK/large.pcap")" -lt 10000000 ]; do
    tail -c +25 "$WORK/large.pcap" >"$WORK/records"
    cat "$WORK/records" >>"$WORK/large.pcap"
done
echo 5020aa01da219335342d580d1004fe004802c4 >"$WORK/one.txt"
one=$(peak "pcap -q" "$WORK/one.txt")
for options in --summary --all "--json --all" --json "--line --all"; do
    high=$(peak "pcap -q --key-file $WORK/demo.key $options" "$WORK/large.pcap")
    bound 1024 "$high" "pcap $options of a large capture"
done

# Events of thousands of devices with names, one in four of which encrypts: more than are followed.
awk 'BEGIN {
    for (round = 0; round < 20; round++)
        for (i = 0; i < 3000; i++) {
            address = sprintf("%02x%02x0038c1a4", i % 256, i / 256)
            value = (7 * i + 31 * round) % 256
            if (i % 4 == 0)
                printf "043e290201000" "0%s1d1c1695fe58585b05%02x%s%02x010203040506%02x00000708090a" \
                    "c4\n", address, round, address, value, value
            else
                printf "043e250201000" "0%s190c16d2fc4001%02x02%02x0903%02x13" \
                    "0b0973656e736f723%d3%d3%d3%dc4\n", address, value, value, value,
                    i / 1000, i / 100 % 10, i / 10 % 10, i % 10
        }
}' >"$WORK/many.txt"
"$MITOOL" pcap --write "$WORK/many.pcap" "$WORK/many.txt" >/dev/null 2>&1
for options in --json "--json --all"; do
    high=$(peak "pcap -q $options" "$WORK/many.pcap")
    bound 2048 "$high" "pcap $options of thousands of devices"
done
bound 2560 "$(peak_telling "pcap --summary" "$WORK/many.pcap")" "a summary of thousands of devices"
high=$(peak_telling "verify -k 12345678901234567890123456789012" "$WORK/many.pcap")
bound 4608 "$high" "verify of thousands of devices"

echo "memory: $runs runs, $failed failed"
[ "$failed" -eq 0 ]
