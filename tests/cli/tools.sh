#!/bin/sh
# Other programs read what `mitool pcap --write` makes: capinfos, editcap, tshark and btmon. What is
# not installed is skipped; `make deps-tools` installs them. The program is $MITOOL.
set -eu

mitool=${MITOOL:-build/mitool}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
passed=0
failed=0
skipped=0

# name expected got
check() {
    if [ "$2" = "$3" ]; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "$1: expected '$2', got '$3'"
    fi
}

# program: whether it is there
has() {
    command -v "$1" >/dev/null 2>&1 && return
    skipped=$((skipped + 1))
    return 1
}

sample=samples/hcidump-t.txt
key=$(grep -v '^#' samples/demo.key | head -1)
for type in pcapng pcap btsnoop; do
    "$mitool" pcap --quiet --write "$work/out.$type" "$sample" >/dev/null || true
done
"$mitool" pcap --quiet --key "$key" --write "$work/readings.pcapng" --decrypted "$sample" \
    >/dev/null || true
packets=$("$mitool" pcap --verbose --all "$sample" 2>&1 >/dev/null |
    sed -n 's/^mitool: \([0-9]*\) packets.*/\1/p')

if has capinfos; then
    for type in pcapng pcap btsnoop; do
        count=$(capinfos -c -M "$work/out.$type" | sed -n 's/^Number of packets: *//p')
        check "capinfos on $type" "$packets" "$count"
    done
fi

if has editcap; then
    for type in pcapng pcap btsnoop; do
        editcap "$work/out.$type" "$work/copy" && status=0 || status=$?
        check "editcap on $type" 0 "$status"
    done
    editcap -F btsnoop "$work/out.pcap" "$work/edited.btsnoop"
    frames=$("$mitool" pcap --quiet --json --all "$work/out.btsnoop" | sort)
    edited=$("$mitool" pcap --quiet --json --all "$work/edited.btsnoop" | sort)
    check "btsnoop by editcap" "$frames" "$edited"
fi

if has tshark; then
    for type in pcapng pcap btsnoop; do
        tshark -r "$work/out.$type" -T fields -e bthci_evt.bd_addr 2>/dev/null |
            tr '[:lower:]' '[:upper:]' | sort -u >"$work/addresses"
        "$mitool" pcap --quiet --json --all "$work/out.$type" |
            sed 's/.*"address":"\([^"]*\)".*/\1/' | sort -u >"$work/expected"
        missing=$(comm -23 "$work/expected" "$work/addresses")
        check "addresses that tshark misses in $type" "" "$missing"
    done
    comment=$(tshark -r "$work/readings.pcapng" -T fields -e frame.comment 2>/dev/null |
        grep -c 'temperature\|humidity\|motion\|battery' || true)
    check "comments with readings in tshark" yes "$([ "$comment" -gt 0 ] && echo yes || echo none)"
fi

if has btmon; then
    events=$(btmon -r "$work/out.btsnoop" 2>/dev/null | grep -c '^> HCI Event: LE' || true)
    check "events by btmon" "$packets" "$events"
fi

echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" -eq 0 ]
