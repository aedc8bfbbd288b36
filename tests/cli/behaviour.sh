#!/bin/sh
# What golden output cannot show: pipes, full disks, the environment. Prints "passed NAME" or
# "failed NAME" for each; run.sh counts them.
set -u
: "${MITOOL:=build/mitool}"
A=1f228155bdd12fbee1f6fef074fc85b6
FRAME=58595b0545e1207b38c1a4623edc20b32301004c63cf4d
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
unset MITOOL_KEY MITOOL_MQTT_PASSWORD NO_COLOR XDG_CONFIG_HOME

check() { # NAME: by the status of the command before
    if [ $? -eq 0 ]; then echo "passed $1"; else echo "failed $1"; fi
}

# Lines of 64 KB take no longer by the byte than short ones, whatever is in them: twelve of a kind
# took 15 s and more.
slow=0
for word in '(1)' '"' '12 ' '{' 'data: 12 34' ab '0x12,' '\\"' 'aa: ' '[of 0102030405 ' 'of 50:EC:50:5E:0E:05 '; do
    awk -v word="$word" 'BEGIN {
        line = word
        while (length(line) <= 32000) line = line line
        if (word == "{") { other = line; gsub("{", "}", other); line = line other }
        if (word ~ /data/) { gsub("data: 12 34", "ab cd ", line); line = "data: " line }
        for (i = 0; i < 12; i++) print substr(line, 1, 65000)
    }' >"$work/long-lines.txt"
    timeout 8 "$MITOOL" parse "$work/long-lines.txt" >/dev/null 2>&1 || slow=1
done
[ $slow -eq 0 ]
check long-lines-in-time

# Each form of FORMS that is of frames alone is refused where none are printed.
forms=$(sed -n 's/.*FORM([A-Z]*, .*, "\([a-z-]*\)", OPTIONS_FRAME.*/\1/p' cli/printer.h)
refused=0
for form in $forms; do
    for other in --summary --watch --plot=temperature; do
        "$MITOOL" parse --"$form" $other </dev/null 2>&1 |
            grep -q "cannot be combined with --$form\$" && refused=$((refused + 1))
    done
done
[ $refused -ge 9 ] && [ $refused -eq $((3 * $(echo "$forms" | wc -l))) ]
check forms-of-frames-go-with-nothing-else

# 3,000 passers-by push out neither what a key opened nor what it was tried on.
{
    echo 043e2a02010000c3b2a138c1a41e0201061a1695fe58505b05e8c3b2a138c1a456a0417543030000a88c351bc4
    awk 'BEGIN {
        for (i = 0; i < 3000; i++)
            printf "043e1d02010000%02x%02x443322111102010" \
                "60d1695fe40505b0505041002d500c4\n", i % 256, i / 256
    }'
} >"$work/crowd.txt"
"$MITOOL" pcap --summary -k $A "$work/crowd.txt" 2>/dev/null | grep -q '^A4:C1:38:A1:B2:C3.*right'
check summary-keeps-what-opened
"$MITOOL" verify -k 323f24e06d4d2bd81ee53352349db1c2 "$work/crowd.txt" >"$work/stdout" 2>/dev/null
[ $? -eq 1 ] && grep -q '^A4:C1:38:A1:B2:C3.*WRONG' "$work/stdout"
check verify-keeps-what-was-tried

# More devices than places, in turn: none is counted twice, and all but one place keep theirs.
awk 'BEGIN {
    for (turn = 0; turn < 3; turn++)
        for (i = 0; i < 2049; i++)
            printf "043e1902010300%02x%02x0001c1a40d020106" \
                "0916d2fc4000%02x02%02x08c4\n", i % 256, i / 256, turn, turn
}' >"$work/turns.txt"
"$MITOOL" pcap --summary "$work/turns.txt" >"$work/stdout" 2>"$work/stderr"
[ "$(grep -c '  3  *3  none needed' "$work/stdout")" -eq 2047 ] &&
    grep -q '^mitool: 1 more device was heard and is not shown$' "$work/stderr" &&
    "$MITOOL" verify --summary -k $A "$work/turns.txt" 2>&1 |
    grep -q '1 more device was heard and is not judged$'
check devices-in-turn-count-once
awk 'BEGIN {
    for (turn = 0; turn < 3; turn++)
        for (i = 0; i < 5000; i++)
            printf "043e1902010300%02x%02x0001c1a40d020106" \
                "0916d2fc4000%02x02%02x08c4\n", i % 256, i / 256, turn, turn
}' | "$MITOOL" parse --plot temperature >"$work/stdout" 2>"$work/stderr"
[ "$(grep -c '^temperature 20.48 to 20.50 ' "$work/stdout")" -gt 1000 ] &&
    ! grep -q 'no device' "$work/stderr"
check plot-of-devices-in-turn

# One bit that flips in an address inside a frame makes no other device: its sender tells.
awk 'BEGIN {
    for (i = 0; i < 10; i++)
        printf "043e200201000054e68f38c1a41402010610161a18" \
            "a4c1388fe6%s00e7325a0bb8%02xc4\n", i % 4 < 3 ? "54" : "55", i
}' >"$work/flipped.txt"
"$MITOOL" pcap --summary "$work/flipped.txt" 2>/dev/null | tr -s ' ' >"$work/stdout"
[ "$(wc -l <"$work/stdout")" -eq 2 ] && grep -q '^A4:C1:38:8F:E6:54 ATC1441 10 ' "$work/stdout"
check summary-of-flipped-bits
sed '3s/1a18a4/1b18a4/' "$work/flipped.txt" >"$work/flipped-uuid.txt" # Mi Scale v2 in place of ATC1441
{
    "$MITOOL" pcap --summary "$work/flipped-uuid.txt"
    "$MITOOL" pcap --summary --json "$work/flipped-uuid.txt"
} 2>/dev/null >"$work/stdout"
"$MITOOL" parse "$work/flipped-uuid.txt" | grep -q mass && ! grep -q mass "$work/stdout"
check summary-of-a-flipped-uuid

# Packets of one time have no rhythm, nor do those of a moment.
sed -n '/^2024-03-12 07:30:05/,/C1 $/p' samples/hcidump-t.txt >"$work/moment.txt"
sed 's/05\.123456/05.123476/' "$work/moment.txt" >"$work/later.txt"
"$MITOOL" pcap --summary "$work/moment.txt" "$work/later.txt" 2>/dev/null | tr -s ' ' |
    grep -q ' 2 2 missing 0 - -63'
check summary-of-a-moment
"$MITOOL" pcap --summary --json "$work/moment.txt" "$work/later.txt" 2>/dev/null >"$work/stdout"
grep -q '"frames":2' "$work/stdout" && ! grep -q interval "$work/stdout"
check summary-of-a-moment-json

# Of what is wrong many times in one input, the first few are said and the others counted.
i=0
while [ $i -lt 300 ]; do
    printf '043e2502010%s\n043e2502o1000000\n' $((i % 2))0
    i=$((i + 1))
done | tee "$work/wrong.txt" | "$MITOOL" parse >/dev/null 2>"$work/stderr"
[ $? -eq 3 ] && [ "$(grep -c 'column 9 is no hexadecimal digit' "$work/stderr")" -eq 6 ] &&
    grep -q 'standard input: and 295 more like this, the last one: column 9' "$work/stderr" &&
    [ "$(wc -l <"$work/stderr")" -lt 20 ]
check messages-are-counted
"$MITOOL" parse -v "$work/wrong.txt" "$work/wrong.txt" >/dev/null 2>"$work/stderr"
[ "$(grep -c 'column 9 is no hexadecimal digit' "$work/stderr")" -eq 600 ]
check messages-verbose

# Times without a zone in an input are those of the clock on the wall; they are shown in UTC, or as
# they were with the offset.
printf '2024-07-12 07:30:05.123456 %s\n' "$FRAME" >"$work/wall.txt"
printf '2024-07-12 07:30:05.123456+00:00 %s\n' "$FRAME" >>"$work/wall.txt"
zone=CET-1CEST,M3.5.0,M10.5.0/3
TZ=$zone "$MITOOL" parse --line --key $A "$work/wall.txt" | cut -d ' ' -f 1 >"$work/utc"
TZ=$zone "$MITOOL" parse --line --local --key $A "$work/wall.txt" | cut -d ' ' -f 1 >"$work/local"
TZ=$zone "$MITOOL" parse --json --local --key $A "$work/wall.txt" | cut -d '"' -f 4 >"$work/json"
printf '%s\n' 2024-07-12T05:30:05.123456Z 2024-07-12T07:30:05.123456Z >"$work/utc-wanted"
printf '%s\n' 2024-07-12T07:30:05.123456+02:00 2024-07-12T09:30:05.123456+02:00 >"$work/local-wanted"
cmp -s "$work/utc" "$work/utc-wanted" && cmp -s "$work/local" "$work/local-wanted" &&
    cmp -s "$work/json" "$work/utc-wanted"
check local-times
TZ=$zone "$MITOOL" parse --line --since 07:30 --until 2024-07-12T08:00 --local --key $A \
    "$work/wall.txt" >"$work/utc" 2>/dev/null
TZ=$zone "$MITOOL" parse --line --until 2024-07-12T08:00 --local --key $A "$work/wall.txt" \
    >"$work/local" 2>/dev/null
[ ! -s "$work/utc" ] && [ "$(wc -l <"$work/local")" -eq 1 ]
check local-filter
install -m 600 samples/verify/home.keys "$work/home.keys"
sed 's/2026-01-31/2026-03-29/; s/ 10:32/ 13:32/' samples/verify/changed.txt >"$work/night.txt"
sed -i 's/-29 10:02/-29 01:02/' "$work/night.txt"
verify_changed() { TZ=$zone "$MITOOL" verify --keys "$work/home.keys" "$@" 2>/dev/null | sed -n '2,3s/.*[,:] \(heard\|at\) //p'; }
[ "$(verify_changed --local samples/verify/changed.txt)" = "\
from 2026-01-31 10:02:11 to 10:32:41 +01:00
2026-01-31T10:32:11+01:00" ] && [ "$(verify_changed "$work/night.txt")" = "\
from 2026-03-29 00:02:11 to 11:32:41 UTC
2026-03-29T11:32:11Z" ] && [ "$(verify_changed --local "$work/night.txt")" = "\
from 2026-03-29 01:02:11 +01:00 to 13:32:41 +02:00
2026-03-29T13:32:11+02:00" ]
check verify-in-local-time

# A file whose name is hex digits is a file, unless they are a frame.
program=$(cd "$(dirname "$MITOOL")" && pwd)/$(basename "$MITOOL")
mkdir "$work/named"
for name in 20260131 be ad "$FRAME"; do echo "$FRAME" >"$work/named/$name"; done
(
    cd "$work/named" || exit 1
    "$program" verify -k $A 20260131 && "$program" decrypt -k $A be && "$program" decrypt -k $A be ad &&
        "$program" verify -k $A "./$FRAME"
) >/dev/null 2>"$work/stderr" && [ ! -s "$work/stderr" ] &&
    (cd "$work/named" && "$program" decrypt -k $A "$FRAME") >/dev/null 2>"$work/stderr" &&
    grep -q "argument 1: a frame; './$FRAME' is the file" "$work/stderr"
check files-with-names-of-hex

# What is edited in a ring leaves the rest as it is, byte by byte; a key is not shown while it is
# typed, and nothing is lost when the ring cannot be written.
{
    printf '# the house\r\n\r\nnonsense\n'
    printf 'A4:C1:38:7B:20:E1 %s Kitchen\nA4:C1:38:E1:E2:E3 8516a4f7438d2bc3ecee32a3b1cb3962' $A
} >"$work/edit.keys"
chmod 600 "$work/edit.keys"
"$MITOOL" keys rename --keys "$work/edit.keys" A4C1387B20E1 'Hall, below' >/dev/null &&
    sed 's/Kitchen/Hall, below/' "$work/edit.keys" | cmp -s - "$work/edit.keys" &&
    "$MITOOL" keys remove --keys "$work/edit.keys" A4C138E1E2E3 >/dev/null &&
    printf '# the house\r\n\r\nnonsense\nA4:C1:38:7B:20:E1 %s Hall, below\n' $A |
    cmp -s - "$work/edit.keys"
check keys-edit-leaves-the-rest
printf '%s\n' "A4:C1:38:7B:20:E2 $A Twin" "A4:C1:38:7B:20:E3 $A Twin" >"$work/twins.keys"
chmod 600 "$work/twins.keys"
cp "$work/twins.keys" "$work/twins.before"
"$MITOOL" keys remove --keys "$work/twins.keys" Twin 2>/dev/null
[ $? -eq 2 ] && cmp -s "$work/twins.keys" "$work/twins.before"
check keys-of-one-name
"$MITOOL" keys remove --keys "$work/edit.keys" A4C1387B20E1 >/dev/full 2>/dev/null
[ $? -eq 3 ] && ! grep -q A4:C1:38:7B:20:E1 "$work/edit.keys"
check keys-edit-full-disk
{
    printf 'A4:C1:38:7B:20:E1 %s Kitchen\r\n# the rest\r\n' $A
    printf 'A4:C1:38:E1:E2:E3 8516a4f7438d2bc3ecee32a3b1cb3962'
} >"$work/crlf.keys"
chmod 600 "$work/crlf.keys"
"$MITOOL" keys rename --keys "$work/crlf.keys" A4C1387B20E1 Hall >/dev/null &&
    "$MITOOL" keys rename --keys "$work/crlf.keys" A4C138E1E2E3 Attic >/dev/null &&
    echo $A | "$MITOOL" keys add --keys "$work/crlf.keys" A4C138010203 >/dev/null &&
    "$MITOOL" keys import -o "$work/crlf.keys" samples/keys/two.keys >/dev/null 2>&1 &&
    [ "$(wc -l <"$work/crlf.keys")" -eq 5 ] && [ "$(grep -c "$(printf '\r')\$" "$work/crlf.keys")" -eq 5 ]
check keys-edit-keeps-line-ends

# A file that is no key ring stays as it is, whatever stands in some of its lines.
"$MITOOL" pcap --write "$work/foreign.btsnoop" samples/demo.txt >/dev/null 2>&1
printf '\211PNG\r\n\032\n\000\000\000\rIHDR\n' >"$work/foreign.png"
echo $A >"$work/foreign.key"
printf '58:2D:34:0A:0B:0C AgEGFRaV/lAgqgEHDAsKNC1YDRAE+gASAg==\nheard\nand seen\n' >"$work/foreign.log"
printf 'A4:C1:38:7B:20:E1 95fe%s\n' $FRAME $FRAME >"$work/foreign.txt"
cp README.md samples/keys/token-extractor.txt samples/hcidump.txt samples/keys/esphome.yaml "$work"
for file in foreign.btsnoop foreign.png foreign.key foreign.log foreign.txt README.md \
    token-extractor.txt hcidump.txt esphome.yaml; do
    cp "$work/$file" "$work/before"
    for words in 'add A4C138010203' 'remove A4C1387B20E1' 'rename A4C1387B20E1 Hall' \
        'import samples/keys/two.keys'; do
        echo $A | "$MITOOL" keys --keys "$work/$file" $words >"$work/stdout" 2>"$work/stderr"
        [ $? -eq 3 ] && [ ! -s "$work/stdout" ] && grep -q 'no key ring' "$work/stderr" || echo bad
    done | grep -q bad
    [ $? -eq 1 ] && cmp -s "$work/before" "$work/$file"
    check "keys-edit-leaves-$file"
done
printf '# nothing yet\n\n' >"$work/bare.keys"
: >"$work/empty.keys"
echo "A4:C1:38:7B:20:E1 ${A%?}" >"$work/short.keys"
for file in bare empty short; do
    echo $A | "$MITOOL" keys --keys "$work/$file.keys" add A4C138010203 >/dev/null 2>&1 &&
        grep -q "^A4:C1:38:01:02:03 $A" "$work/$file.keys"
    check "keys-add-to-a-ring-that-is-$file"
done
if command -v script >/dev/null; then
    printf 'sleep 1; echo %s\n' $A | sh |
        script -qec "'$MITOOL' keys add --keys '$work/typed.keys' A4C138E1E2E3 Attic" /dev/null \
            >"$work/typed" 2>&1
    grep -q 'BLE KEY of A4:C1:38:E1:E2:E3' "$work/typed" && ! grep -q $A "$work/typed" &&
        grep -q "A4:C1:38:E1:E2:E3 $A Attic" "$work/typed.keys"
    check keys-add-without-echo
fi

# A reader that has seen enough is no error worth a message.
i=0
while [ $i -lt 3000 ]; do
    echo "$FRAME"
    i=$((i + 1))
done >"$work/many.txt"
"$MITOOL" decrypt --key $A "$work/many.txt" 2>"$work/stderr" | head -n 1 >/dev/null
[ ! -s "$work/stderr" ]
check closed-pipe

# Nor one that reads nothing, whatever the command: quiet, and exit status 3.
bad=0
for command in help version "list products" "help keys" \
    "decrypt -k $A $FRAME" "verify -k $A samples/demo.txt" "verify -s -k $A samples/demo.txt" \
    "parse samples/day.txt" "pcap samples/day.txt" "pcap --csv samples/day.txt" \
    "pcap --line samples/day.txt" "pcap -j samples/day.txt" "pcap -s samples/day.txt" \
    "pcap --plot temperature samples/day.txt" "pcap -w - --to pcap samples/demo.txt" \
    "publish --dry-run --all-devices samples/day.txt" "completion bash"; do
    # shellcheck disable=SC2086 # words
    { sleep 0.1; "$MITOOL" $command 2>"$work/stderr" || echo $? >"$work/status"; } | true
    { [ "$(cat "$work/status")" = 3 ] && [ ! -s "$work/stderr" ]; } || bad=1
    : >"$work/status"
done
[ $bad -eq 0 ]
check closed-pipe-of-all-commands

# A full disk is.
if [ -c /dev/full ]; then
    "$MITOOL" decrypt --key $A $FRAME >/dev/full 2>"$work/stderr"
    [ $? -eq 3 ] && grep -q 'standard output: cannot be written: No space left' "$work/stderr"
    check full-disk
    "$MITOOL" parse samples/demo.txt >/dev/full 2>"$work/stderr"
    [ $? -eq 3 ] && grep -q 'standard output: cannot be written: No space left' "$work/stderr"
    check full-disk-parse
    "$MITOOL" list products >/dev/full 2>"$work/stderr"
    [ $? -eq 3 ] && [ "$(wc -l <"$work/stderr")" -eq 1 ]
    check full-disk-list
    "$MITOOL" publish --dry-run --gateway attic --all-devices samples/demo.txt >/dev/full \
        2>"$work/stderr"
    [ $? -eq 3 ] && grep -q 'standard output: cannot be written: No space left' "$work/stderr"
    check full-disk-publish
    "$MITOOL" pcap --to pcap --write /dev/full samples/demo.txt 2>"$work/stderr" >&2
    [ $? -eq 3 ] && grep -q 'full: cannot be written' "$work/stderr" &&
        ! grep -q 'no frame' "$work/stderr"
    check full-disk-write
fi

# What systemd gives to a service but cannot be read is told; it need not give anything.
mkdir -p "$work/credentials/mqtt-password"
publish_with() { # CREDENTIALS_DIRECTORY
    CREDENTIALS_DIRECTORY=$1 "$MITOOL" publish --dry-run --gateway attic --all-devices \
        samples/pvvx.txt >/dev/null 2>"$work/stderr"
}
publish_with "$work/credentials"
[ $? -eq 3 ] && grep -q 'credentials/mqtt-password: cannot be ' "$work/stderr"
check credential-unreadable
publish_with "$work/no-credentials"
check credential-missing

# libmosquitto is loaded for a broker only. A file of its name that is no library hides it.
readelf -d "$MITOOL" >"$work/needed" && grep -q libcrypto "$work/needed" &&
    ! grep -q -e mosquitto -e libssl "$work/needed"
check libraries-of-each-start
mkdir "$work/hiding"
: >"$work/hiding/libmosquitto.so.1"
without_mosquitto() { # ARGUMENT...
    LD_LIBRARY_PATH=$work/hiding "$MITOOL" "$@" >"$work/stdout" 2>"$work/stderr"
}
lacks_mosquitto() {
    [ ! -s "$work/stdout" ] && [ "$(wc -l <"$work/stderr")" -eq 1 ] &&
        grep -q '^mitool: .*install it, on Debian the package libmosquitto1 (' "$work/stderr"
}
without_mosquitto publish --gateway attic --all-devices samples/demo.txt
[ $? -eq 3 ] && lacks_mosquitto
check publish-without-its-library
without_mosquitto publish --gateway attic --forget A4:C1:38:7B:20:E1
[ $? -eq 3 ] && lacks_mosquitto
check forget-without-its-library
without_mosquitto publish --dry-run --gateway attic --all-devices samples/pvvx.txt &&
    [ -s "$work/stdout" ] && [ ! -s "$work/stderr" ]
check dry-run-without-its-library
without_mosquitto --version && grep -q '^libmosquitto not installed$' "$work/stdout" &&
    "$MITOOL" --version | grep -q '^libmosquitto [0-9]'
check version-of-what-is-loaded

# A line of JSON is whole, however long what stands in it: a path of which each byte takes six.
deep=$work
while [ ${#deep} -lt 3000 ]; do
    deep=$deep/$(head -c 200 /dev/zero | tr '\000' '\001')
done
mkdir -p "$deep"
install -m 600 samples/keys/broken.keys "$deep/keys"
"$MITOOL" keys check --json --keys "$deep/keys" 2>/dev/null |
    awk -v wanted="$(printf %s "$deep" | tr -dc '\001' | wc -c)" '
        !/^{"file":".*}$/ || gsub(/\\u0001/, "") != wanted { is_wrong = 1 }
        END { exit is_wrong || NR != 8 }'
check long-path-in-json

# Each frame is printed when it arrives, not when the pipe is closed.
mkfifo "$work/pipe"
"$MITOOL" parse --key $A - <"$work/pipe" >"$work/stdout" 2>/dev/null &
reader=$!
exec 9>"$work/pipe"
sed -n '/^04/p' samples/mibeacon-v5.txt | head -n 1 >&9
tries=0
while [ ! -s "$work/stdout" ] && [ $tries -lt 50 ]; do
    sleep 0.1
    tries=$((tries + 1))
done
grep -q '21.3' "$work/stdout" && kill -0 $reader 2>/dev/null
check line-by-line
exec 9>&-
wait $reader
check line-by-line-ends

# What is packed in ways that are not undone here is told, with the command that does it.
tells_command() { # BYTES for printf, COMMAND: from a pipe and from a file
    printf "$1" >"$work/packed"
    "$MITOOL" parse "$work/packed" 2>"$work/one" >&2
    [ $? -eq 3 ] || return
    "$MITOOL" parse - <"$work/packed" 2>"$work/other" >&2
    [ $? -eq 3 ] || return
    grep -q "^mitool: $work/packed: .*: $2 FILE | mitool parse$" "$work/one" &&
        grep -q "^mitool: standard input: .*: $2 FILE | mitool parse$" "$work/other"
}
tells_command '\3757zXZ\000\000\004' 'xz -dc'
check packed-xz
tells_command '(\265/\375$\200' 'zstd -dc'
check packed-zstd
tells_command 'BZh91AY&SY\050' 'bzip2 -dc'
check packed-bzip2

# A zip file is a file like others, but in a pipe.
cat tests/cli/archives/bugreport.zip | "$MITOOL" parse 2>"$work/stderr" >&2
[ $? -eq 3 ] && grep -q '^mitool: standard input: .* pipe: .* mitool parse FILE$' "$work/stderr"
check zip-from-a-pipe
[ "$("$MITOOL" parse --json - <tests/cli/archives/bugreport.zip | wc -l)" -eq 4 ]
check zip-from-standard-input
"$MITOOL" pcap --write "$work/out.pcapng" tests/cli/archives/bugreport.zip >"$work/one"
"$MITOOL" pcap "$work/out.pcapng" >"$work/other"
[ "$(wc -l <"$work/one")" -eq 12 ] && cmp -s "$work/one" "$work/other"
check zip-written
gzip -c tests/cli/archives/bugreport.zip >"$work/zip.gz"
"$MITOOL" parse "$work/zip.gz" 2>&1 | grep -q 'a zip file inside a gzip file is not opened'
check zip-in-gzip
gzip -c samples/mibeacon-v5.txt | gzip >"$work/twice.gz"
"$MITOOL" parse "$work/twice.gz" 2>&1 | grep -q ': gzip -dc FILE | mitool parse$'
check gzip-in-gzip
tar -czf "$work/samples.tgz" samples/mibeacon-v5.txt samples/mibeacon-v4.txt
"$MITOOL" parse "$work/samples.tgz" 2>&1 | grep -q ': tar -xOf FILE | mitool parse$'
check tar-in-gzip
tar -xOf "$work/samples.tgz" | "$MITOOL" parse 2>"$work/stderr" | grep -q '^A4:C1:38'
check tar-unpacked
head -c 700 tests/cli/archives/bugreport.zip >"$work/cut.zip"
"$MITOOL" parse "$work/cut.zip" 2>"$work/stderr" >&2
[ $? -eq 3 ] && grep -q 'cut.zip: the zip file is cut or damaged' "$work/stderr"
check zip-that-is-cut

# Keys from other places than the command line.
MITOOL_KEY=$A "$MITOOL" decrypt $FRAME | grep -q '21.3'
check key-from-environment
echo $A | "$MITOOL" decrypt --key-file - $FRAME | grep -q '21.3'
check key-from-standard-input
"$MITOOL" keys import tests/cli/archives/broken.zip -o "$work/zip.ring" 2>"$work/stderr" >&2
[ $? -eq 1 ] && grep -q 'broken.zip: .*unzip it' "$work/stderr"
check keys-import-zip
"$MITOOL" keys import tests/cli/archives/bugreport.zip -o "$work/zip.ring" 2>"$work/stderr" >&2
[ $? -eq 1 ] && grep -q 'no connection of a device' "$work/stderr"
check keys-import-bug-report

# decrypt and verify take the same bytes, as arguments, in files and through a pipe.
F=58595b0545e1207b38c1a4623edc20b32301004c63cf4d
B=400065015002d50a038014
for bytes in $F ${F}c1 95fe$F 1695fe$F 1a1695fe$F 0201061a1695fe$F $FRAME; do
    echo $bytes >"$work/bytes.txt"
    "$MITOOL" decrypt --key $A $bytes | grep -q '21.3' &&
        "$MITOOL" verify --key $A $bytes | grep -q 'RIGHT' &&
        "$MITOOL" verify --key $A --mac A4:C1:38:7B:20:E1 <"$work/bytes.txt" | grep -q 'RIGHT' &&
        "$MITOOL" verify --key $A "$work/bytes.txt" | grep -q 'RIGHT'
    check "verify-takes-what-decrypt-takes-$bytes"
done
"$MITOOL" decrypt $B | grep -q 'BTHome v2' &&
    "$MITOOL" verify --mac A4:C1:38:7B:20:E1 $B | grep -q 'speaks BTHome v2' &&
    echo $B | "$MITOOL" verify --mac A4:C1:38:7B:20:E1 | grep -q 'speaks BTHome v2'
check verify-takes-bthome-alone
echo 0123456789abcdef0123456789abcdef0123456789abcdef | "$MITOOL" verify >/dev/null 2>"$work/stderr"
[ $? -eq 4 ] && grep -q 'no frame of a known sensor' "$work/stderr"
check verify-invents-no-frame
wrote=0
for spelling in "\"$A\"" "“$A”" "BLE KEY:  $A" "bindkey: '$A' # kitchen" "$A A4:C1:38:7B:20:E1" \
    "A4C1387B20E1$A" "<$A>" "Bindkey: $(echo $A | sed 's/../&./g') (16)" HyKBVb3RL77h9v7wdPyFtg==; do
    printf '\357\273\277%s\n' "$spelling" >"$work/spelled.key"
    for option in "--key=${spelling%% #*}" "--key-file=$work/spelled.key"; do
        "$MITOOL" decrypt "$option" $FRAME 2>/dev/null | grep -q '21.3' && wrote=$((wrote + 1))
    done
done
[ "$wrote" -eq 18 ]
check key-as-people-write-it
printf 'const uint8_t bindkey[16] = {\n%s\n};\n' "$(echo $A | sed 's/../0x&, /g; s/, 0xe1/,\n&/')" \
    >"$work/array.key"
"$MITOOL" decrypt --key-file "$work/array.key" $FRAME | grep -q '21.3'
check key-as-c-array-of-lines
"$MITOOL" decrypt --key "$work/array.key" $FRAME 2>"$work/stderr" >"$work/stdout"
[ $? -eq 2 ] && grep -q -e '--key-file' "$work/stderr"
check key-that-is-a-file

# A key ring is no file of keys, and a key is no frame.
umask 077
echo "A4:C1:38:7B:20:E1 $A Kitchen" >"$work/ring"
"$MITOOL" decrypt --key-file "$work/ring" $FRAME 2>"$work/stderr"
[ $? -eq 2 ] && grep -q 'ring:1: .*--keys' "$work/stderr"
check key-file-is-ring
for words in "$A" "$FRAME $A"; do
    "$MITOOL" decrypt $words >"$work/stdout" 2>"$work/stderr"
    ! grep -q UNSUPPORTED "$work/stdout" && grep -q 'no frame: --key' "$work/stderr" || echo bad
done | grep -q bad
[ $? -eq 1 ]
check key-for-a-frame

# Base64 may have slashes.
"$MITOOL" decrypt AgEGGhaV/lhQWwWnnCF3OMGkisiuOvIBTQBoCGXA | grep -q LYWSD03MMC
check base64-with-a-slash

for file in esphome.yaml home-assistant.json token-extractor.txt; do
    "$MITOOL" decrypt --keys "samples/keys/$file" $FRAME 2>"$work/stderr" >"$work/stdout"
    [ $? -eq 3 ] && grep -q "$file: .*mitool keys import" "$work/stderr" &&
        ! grep -q 'begins with a MAC' "$work/stderr"
    check "key-ring-that-is-a-configuration-$file"
done

# No message repeats a key, wherever it was typed, and none what stands in a private file.
told=0
for words in "keys add $A A4C1387B20E1" "keys remove $A" "keys rename $A Hall" "keys $A" \
    "pcap -m $A" "pcap -f $A" "pcap --keys $A" "pcap -K $A" "pcap --kye=$A" "pcap --bindkey=$A" \
    "pcap $A ." "pcap --count=$A" "pcap --since $A" "pcap -w $A" "verify --token $A" "list $A" "$A" \
    "keys import -o $A samples/keys/two.keys" "keys add --keys $A A4C1387B20E1" "mitool $A"; do
    echo $A | "$MITOOL" $words >"$work/stdout" 2>&1
    ! grep -q $A "$work/stdout" && [ ! -e $A ] && [ -s "$work/stdout" ] || told=1
done
[ $told -eq 0 ]
check messages-hide-keys
"$MITOOL" decrypt --keys $A $FRAME 2>&1 | grep -q 'this is a key: --key'
check key-for-a-ring
told=0
for line in "key=$A" $A "keys $A" "key-file $A" "mac $A" "bindkey: $A" password=s3cret s3cret \
    'password s3cret' 'broker sensors:s3cret@nas' 'expire s3cret' 'port s3cret' 'base s3cret#' \
    'broker http://sensors:s3cret@nas' 'mac s3cret' 'key-file s3cret'; do
    printf '# ours\nall-devices\n%s\n' "$line" >"$work/ours.conf"
    "$MITOOL" publish --config "$work/ours.conf" samples/demo.txt >"$work/stdout" 2>&1
    ! grep -q -e $A -e s3cret "$work/stdout" && [ -s "$work/stdout" ] || told=1
done
[ $told -eq 0 ]
check configuration-is-not-repeated
MITOOL_KEY=${A}0 "$MITOOL" decrypt $FRAME >/dev/null 2>"$work/stderr"
[ $? -eq 2 ] && grep -q '^mitool: MITOOL_KEY: ' "$work/stderr"
check bad-key-from-environment
"$MITOOL" verify --json --key $A samples/verify/right.txt >"$work/one"
MITOOL_KEY=$A "$MITOOL" verify --json --key ${A%?} samples/verify/right.txt >"$work/other"
[ $? -eq 1 ] && grep -q '"verdict":"mistyped"' "$work/other"
check bad-key-is-not-replaced-by-environment
printf 'A4:C1:38:7B:20:E1 %s\n' $A >"$work/one.keys"
chmod 600 "$work/one.keys"
MITOOL_KEY=323f24e06d4d2bd81ee53352349db1c2 "$MITOOL" verify --json --keys "$work/one.keys" \
    samples/verify/right.txt >"$work/other" && cmp -s "$work/one" "$work/other"
check ring-is-not-replaced-by-environment

# The locale changes nothing, nor does the zone where no time lacks one.
for sample in hcidump-t mibeacon-v5-no-mac bthome-v2-events; do
    for form in '' --json --explain; do
        zone=Asia/Tokyo
        [ $sample != hcidump-t ] || zone=UTC
        # $form is an option or nothing
        LC_ALL=C TZ=UTC "$MITOOL" parse --key $A $form samples/$sample.txt >"$work/one" 2>&1
        LC_ALL=de_DE.UTF-8 TZ=$zone "$MITOOL" parse --key $A $form samples/$sample.txt \
            >"$work/other" 2>&1
        [ -s "$work/one" ] && cmp -s "$work/one" "$work/other"
        check "locale-$sample$form"
    done
done

# Each record of --json is one JSON object in valid UTF-8, which iconv and a second look can tell.
cat samples/*.txt | "$MITOOL" parse --key $A --json 2>/dev/null >"$work/json"
[ -s "$work/json" ] && iconv -f UTF-8 -t UTF-8 "$work/json" >/dev/null &&
    ! grep -v '^{"[^ ].*}$' "$work/json"
check json-lines

# The tables of list, whatever grows in them: each row has its shape, they are sorted without doubles,
# and JSON has the same rows.
list_is_sound() { # TABLE, SHAPE of a row, SHAPE of it as JSON, its key there
    "$MITOOL" list "$1" >"$work/rows" && "$MITOOL" list --json "$1" >"$work/json" &&
        [ -s "$work/rows" ] && ! grep -vE "^$2\$" "$work/rows" &&
        ! grep -vE "^\{$3\}\$" "$work/json" &&
        sed -E 's/^ *([^ ]+).*/\1/' "$work/rows" >"$work/keys" &&
        sed -E "s/.*\"$4\":\"?([^\",]+).*/\1/" "$work/json" | cmp - "$work/keys"
    check "list-$1"
}

is_sorted() { # NAME, PATTERN of the rows, OPTIONS of sort
    grep "$2" "$work/rows" | LC_ALL=C sort -c "$3"
    check "list-$1-sorted"
}

list_is_sound products '0x[0-9a-f]{4}  [^ ].{26} ([a-z0-9-]+( key)?) +[^ ].*[^ ]' \
    '"id":"0x[0-9a-f]{4}",("model":"[^"]+",)?"name":"[^"]+",("maker":"[^"]+",)?"encryption":"[^"]+"(,"sleepy":"(yes|no)")?' id
is_sorted products . -u
list_is_sound objects '[a-z]+ +0x[0-9a-f]{2,4}  ( {2})?[a-z0-9_]+ *( [a-z0-9_]+)*' \
    '"format":"[a-z]+","id":"0x[0-9a-f]{2,4}","name":"[a-z0-9_]+","readings":\[("[a-z0-9_]+",?)*\]' format
for format in mibeacon bthome qingping; do
    is_sorted objects-of-$format "^$format " -u
done
list_is_sound formats '[a-z0-9_]+ +[^ ].* (company|service) 0x[0-9a-f]{4} +[0-9]+ to +[0-9]+ bytes  encrypted: (yes|no|optional)' \
    '"format":"[a-z0-9_]+","title":"[^"]+","(company|service)":"0x[0-9a-f]{4}","minimum":[0-9]+,"maximum":[0-9]+,"encrypted":"(yes|no|optional)"' format
list_is_sound readings '[A-Za-z0-9_]+ +((sensor|event|text)( +[^ ]+)?|binary +yes: [^ ].*)' \
    '"key":"[A-Za-z0-9_]+","kind":("(sensor|event|text)"(,"unit":"[^"]+")?|"binary","yes":"[^"]+")' key
is_sorted readings . -sk1,1
list_is_sound linktypes ' *[0-9]+  [A-Z0-9_]+ +(read|-)  *[^ ].*' \
    '"number":[0-9]+,"name":"[A-Z0-9_]+","title":"[^"]+","read":(true|false)' number
is_sorted linktypes . -nu

# verify on a pipe that stays open: it ends by itself when the verdict is safe, or in time.
begin_open_pipe() { # OPTIONS: then the lines of a sample go in, and nothing ends
    rm -f "$work/pipe"
    mkfifo "$work/pipe"
    "$MITOOL" verify --key $A "$@" - <"$work/pipe" >"$work/stdout" 2>"$work/stderr" &
    reader=$!
    exec 9>"$work/pipe"
}

ends_within() { # SECONDS: the status is that of the reader, or 99
    tries=0
    while kill -0 $reader 2>/dev/null && [ $tries -lt $(($1 * 10)) ]; do
        sleep 0.1
        tries=$((tries + 1))
    done
    if kill $reader 2>/dev/null; then
        wait $reader 2>/dev/null
        exec 9>&-
        return 99
    fi
    wait $reader
    ended=$?
    exec 9>&-
    return $ended
}

begin_open_pipe --until-verdict
cat samples/verify/right.txt >&9
ends_within 10
[ $? -eq 0 ] && grep -q ': RIGHT$' "$work/stdout"
check verify-until-verdict
begin_open_pipe --until-verdict --mac A4:C1:38:7B:20:E1
cat samples/verify/bound-again.txt >&9
ends_within 10
[ $? -eq 1 ] && grep -q ': WRONG$' "$work/stdout"
check verify-until-verdict-wrong
begin_open_pipe --until-verdict
cat samples/verify/idle.txt >&9 # not enough
ends_within 1
[ $? -eq 99 ]
check verify-until-verdict-waits
begin_open_pipe --timeout 1
cat samples/verify/right.txt >&9
ends_within 10
[ $? -eq 0 ] && grep -q 'opened 6 of 6 ' "$work/stdout"
check verify-timeout
begin_open_pipe --timeout 1 # and nothing is heard
ends_within 10
[ $? -eq 4 ] && [ ! -s "$work/stdout" ]
check verify-timeout-silence

# --write: the file is not touched before there is an input, and never when it is one.
"$MITOOL" pcap -q --write "$work/old.pcap" samples/verify/right.txt >/dev/null
cp "$work/old.pcap" "$work/copy.pcap"
is_untouched() { cmp -s "$work/old.pcap" "$work/copy.pcap"; }
"$MITOOL" pcap --write "$work/old.pcap" "$work/none.pcap" >/dev/null 2>&1
[ $? -eq 3 ] && is_untouched
check write-without-an-input
"$MITOOL" pcap --write "$work/old.pcap" "$work" >/dev/null 2>&1
[ $? -eq 3 ] && is_untouched
check write-with-a-directory
"$MITOOL" pcap --write "$work/new.pcap" "$work/none.pcap" >/dev/null 2>&1
[ $? -eq 3 ] && [ ! -e "$work/new.pcap" ]
check write-makes-no-empty-file
"$MITOOL" pcap --write "$work/old.pcap" <"$work/old.pcap" >/dev/null 2>"$work/stderr"
[ $? -eq 2 ] && is_untouched && grep -q 'is one of the inputs' "$work/stderr"
check write-into-standard-input
ln -s old.pcap "$work/link.pcap" && ln "$work/old.pcap" "$work/hard.pcap"
"$MITOOL" pcap --write "$work/link.pcap" samples/demo.txt "$work/hard.pcap" >/dev/null 2>&1
[ $? -eq 2 ] && is_untouched
check write-into-an-input-by-another-name
"$MITOOL" pcap --write - --to pcap "$work/old.pcap" >>"$work/old.pcap" 2>/dev/null
[ $? -eq 2 ] && is_untouched
check write-behind-the-input

# Nor is a file written over from which keys are read, or standard output by another name.
keeps() { # SENTENCE, FILE, ARGUMENTS: exit 2, and the file is as it was
    keeps_sentence=$1 keeps_file=$2
    shift 2
    cp "$keeps_file" "$work/copy"
    "$MITOOL" "$@" >>"$work/stdout" 2>"$work/stderr" </dev/null
    [ $? -eq 2 ] && cmp -s "$keeps_file" "$work/copy" && grep -q "$keeps_sentence" "$work/stderr"
}
mkdir -p "$work/ours/.config/mitool"
echo $A >"$work/a.key"
echo "A4:C1:38:7B:20:E1 $A" >"$work/ours/.config/mitool/keys"
chmod 600 "$work/a.key" "$work/ours/.config/mitool/keys"
keeps 'a.key is a key file' "$work/a.key" \
    pcap --to pcap --write "$work/a.key" -K samples/demo.key -K "$work/a.key" samples/demo.txt
check write-over-a-key-file
HOME=$work/ours keeps 'keys is the key ring' "$work/ours/.config/mitool/keys" \
    pcap --to pcap --write "$work/ours/.config/mitool/keys" samples/demo.txt
check write-over-the-default-ring
echo kept >"$work/log.pcap"
"$MITOOL" pcap --write "$work/log.pcap" samples/demo.txt >>"$work/log.pcap" 2>"$work/stderr"
[ $? -eq 2 ] && [ "$(cat "$work/log.pcap")" = kept ] && grep -q 'is standard output' "$work/stderr"
check write-over-standard-output

echo kept >"$work/log"
"$MITOOL" keys import -o /dev/stdout "$work/a.key" >>"$work/log" 2>/dev/null
[ $? -eq 2 ] && [ "$(cat "$work/log")" = kept ]
check import-over-the-file-of-standard-output
"$MITOOL" keys import -o /dev/stderr "$work/a.key" 2>>"$work/log" >/dev/null
[ $? -eq 2 ] && [ "$(head -n 1 "$work/log")" = kept ]
check import-over-the-file-of-standard-error

# What prints behind its own input would read without end.
for command in parse decrypt verify pcap; do
    cat samples/demo.txt >"$work/endless"
    timeout 5 "$MITOOL" $command "$work/endless" >>"$work/endless" 2>"$work/stderr"
    [ $? -eq 2 ] && cmp -s samples/demo.txt "$work/endless" &&
        grep -q 'standard output is one of the inputs' "$work/stderr"
    check $command-behind-its-input
done
timeout 5 "$MITOOL" parse <"$work/endless" >>"$work/endless" 2>/dev/null
[ $? -eq 2 ] && cmp -s samples/demo.txt "$work/endless"
check parse-behind-standard-input

# A signal ends the input, not the work: what was read is printed and written, as scan does.
begin_input() { # ARGUMENTS: of a command that reads standard input, which stays open
    rm -f "$work/pipe"
    mkfifo "$work/pipe"
    "$MITOOL" "$@" - <"$work/pipe" >"$work/stdout" 2>"$work/stderr" &
    reader=$!
    exec 9>"$work/pipe"
}

# Until the reader has waited for more for a while: how long it takes to get there depends on what
# else the machine does.
await_waiting() {
    calm=0
    tries=0
    before=
    while [ $calm -lt 6 ] && [ $tries -lt 400 ]; do
        sleep 0.05
        now=$(cut -d ' ' -f 2,3,14,15 "/proc/$reader/stat" 2>/dev/null)
        case $now in
        '(mitool) S '*) [ "$now" = "$before" ] && calm=$((calm + 1)) || calm=0 ;;
        *) calm=0 ;;
        esac
        before=$now
        tries=$((tries + 1))
    done
}

ends_by() { # SIGNAL, after it had time to read
    await_waiting
    kill -$1 $reader
    ends_within 5
}

# Whoever runs this with nohup has HUP ignored, as mitool then does.
hup=HUP
case $(awk '/^SigIgn/ { print $2 }' /proc/self/status 2>/dev/null) in
*[13579bdf]) hup=TERM ;;
esac
for signal in TERM $hup; do
    begin_input pcap --write "$work/new.pcap" --key $A
    cat samples/verify/right.txt >&9
    printf '043e2a0201' >&9
    ends_by $signal
    [ $? -eq 0 ] && [ ! -s "$work/stderr" ] && cmp -s "$work/new.pcap" "$work/copy.pcap"
    check "write-ended-by-$signal"
done
begin_input pcap --summary --key $A
cat samples/verify/right.txt >&9
ends_by TERM
[ $? -eq 0 ] && grep -q '^A4:C1:38:7B:20:E1.*right' "$work/stdout"
check summary-ended-by-a-signal
begin_input keys add --keys "$work/none.keys" A4C1387B20E1
printf 1f22 >&9
ends_by TERM
[ $? -eq 3 ] && [ ! -e "$work/none.keys" ] &&
    [ "$(cat "$work/stderr")" = 'mitool: no key was read: nothing is added' ]
check keys-add-ended-by-a-signal
begin_input verify --key $A
cat samples/verify/right.txt >&9
ends_by TERM
[ $? -eq 0 ] && grep -q ': RIGHT$' "$work/stdout"
check verify-ended-by-a-signal
begin_input keys import -o "$work/half.keys"
head -n 3 "$work/ours/.config/mitool/keys" >&9
ends_by TERM
[ $? -eq 0 ] && grep -q "^A4:C1:38:7B:20:E1 $A" "$work/half.keys" && grep -q added "$work/stdout"
check import-ended-by-a-signal
begin_input parse --key $A
head -c 100 "$work/copy.pcap" >&9 # half a packet
ends_by TERM
[ $? -eq 0 ] && ! grep -q cut "$work/stderr"
check half-a-packet-is-no-fault-of-the-input
begin_input decrypt --key $A
echo $FRAME >&9
ends_by $hup
[ $? -eq 0 ] && grep -q '21.3' "$work/stdout"
check decrypt-ended-by-a-signal
rm -f "$work/pipe" && mkfifo "$work/pipe"
"$MITOOL" parse "$work/pipe" >/dev/null 2>"$work/stderr" & # which nobody opens
reader=$!
await_waiting
kill $reader
ends_within 5
[ $? -eq 0 ] && ! grep -q 'cannot be opened' "$work/stderr"
check unopened-pipe-ended-by-a-signal

# Nobody reads what is printed: one signal is enough, and what is lost is said.
rm -f "$work/pipe" && mkfifo "$work/pipe"
sleep 60 <"$work/pipe" &
sleeper=$!
"$MITOOL" decrypt --json --key $A - <"$work/many.txt" >"$work/pipe" 2>"$work/stderr" &
reader=$!
ends_by TERM
[ $? -eq 3 ] &&
    grep -q '^mitool: standard output: nobody takes what is written' "$work/stderr"
check blocked-output
kill $sleeper

# A capture that goes into a pipe is there before the next wait.
rm -f "$work/pipe" && mkfifo "$work/pipe"
"$MITOOL" pcap --write - --to pcap - <"$work/pipe" 2>/dev/null | cat >"$work/stdout" &
exec 9>"$work/pipe"
grep '^04' samples/verify/right.txt | head -n 1 >&9
tries=0
while [ "$(stat -c %s "$work/stdout")" -le 24 ] && [ $tries -lt 50 ]; do
    sleep 0.1
    tries=$((tries + 1))
done
"$MITOOL" pcap -q "$work/stdout" | grep -q 'A4:C1:38:7B:20:E1'
check write-into-a-pipe-packet-by-packet
exec 9>&-
script -qec "$MITOOL pcap --write - --to pcap $work/old.pcap" /dev/null >"$work/stdout"
[ $? -eq 2 ] && grep -q 'is a terminal' "$work/stdout"
check write-to-a-terminal

# Files that are not there.
"$MITOOL" parse samples/demo.txt >&- 2>"$work/stderr"
[ $? -eq 3 ] && grep -q 'standard output: cannot be written' "$work/stderr"
check closed-standard-output
"$MITOOL" --version >&- 2>/dev/null
[ $? -eq 3 ]
check closed-standard-output-version
"$MITOOL" parse - <&- >/dev/null 2>"$work/stderr"
[ $? -eq 3 ] && grep -q 'standard input: cannot be read' "$work/stderr"
check closed-standard-input

# A signal ends the reading of a capture that goes on.
yes $FRAME | head -n 20000 | "$MITOOL" parse -w "$work/long.pcap" >/dev/null
mkfifo "$work/slow"
"$MITOOL" parse "$work/long.pcap" >"$work/slow" 2>"$work/stderr" &
exec 8<"$work/slow"
sleep 1
kill -TERM $!
told=$(grep -c LYWSD03MMC <&8)
exec 8<&-
wait $!
[ $? -eq 0 ] && [ "$told" -gt 0 ] && [ "$told" -lt 19000 ] && grep -q 'long.pcap: interrupted' "$work/stderr"
check reading-is-interrupted

# The trying of keys can be interrupted: the verdict is that on what was tried.
for key in 1 2 3 4 5 6 7 8; do
    echo "323f24e06d4d2bd81ee53352349db1c$key"
done >"$work/many.key"
chmod 600 "$work/many.key"
"$MITOOL" verify --deep -K "$work/many.key" samples/verify/right.txt >"$work/stdout" 2>"$work/stderr" &
sleep 2
kill -TERM $!
wait $!
[ $? -eq 1 ] && grep -q ': WRONG$' "$work/stdout" && grep -q 'interrupted' "$work/stderr"
check mending-is-interrupted

# So can the search among other devices' addresses, which many keys for many devices make long.
awk 'BEGIN { for (i = 0; i < 250; i++)
    printf "58595b0501%02x207b38c1a4%024x\n", i, i * 7919 + 1 }' >"$work/crowd.txt"
awk 'BEGIN { for (i = 0; i < 4000; i++) printf "%032x\n", i * 7919 + 1 }' >"$work/crowd.key"
chmod 600 "$work/crowd.key"
timeout 30 "$MITOOL" verify -K "$work/crowd.key" "$work/crowd.txt" >"$work/stdout" 2>"$work/stderr" &
sleep 2
kill -TERM $!
wait $!
[ $? -eq 1 ] && grep -q ': WRONG$' "$work/stdout" && grep -q 'interrupted' "$work/stderr"
check search-is-interrupted

# A key that is mended is printed only when asked for, and so is the one that was typed.
typed=${A%?}8
"$MITOOL" verify --json --verbose --key $typed samples/verify/right.txt >"$work/stdout" 2>&1
"$MITOOL" verify --verbose --key $typed samples/verify/right.txt >>"$work/stdout" 2>&1
! grep -qi -e $A -e $typed "$work/stdout" &&
    "$MITOOL" verify --json --show-keys --key $typed samples/verify/right.txt | grep -q "\"bindkey\":\"$A\""
check a-mended-key-is-secret

# Keys and TOKENs of a pairing are printed only when asked for.
key=c0c1c2c3c4c5c6c7c8c9cacb
token=101112131415161718191a1b
for form in "" --json --verbose; do
    "$MITOOL" keys import $form --token $token -o "$work/told.keys" samples/pairing/legacy.txt
    "$MITOOL" verify $form --key 0$key --token $token samples/pairing/legacy.txt
done >"$work/stdout" 2>&1
[ "$(grep -c $key "$work/told.keys")" -eq 1 ] && ! grep -qi -e $key -e $token "$work/stdout" &&
    [ "$(stat -c %a "$work/told.keys")" = 600 ]
check a-pairing-is-secret

# A capture may come through a pipe, and be packed in the file.
gzip -c samples/pairing/legacy.txt >"$work/legacy.gz"
for input in "$work/legacy.gz" -; do
    "$MITOOL" keys import -q -o "$work/piped.keys" $input <samples/pairing/legacy.txt | grep -q ', 2026' || break
done
[ "$(grep -c $key "$work/piped.keys")" -eq 1 ]
check keys-import-of-a-pipe

# A log that was rotated in the middle of a pairing, its parts in any order.
first=$(grep -n '04 3E 13' samples/pairing/legacy.txt | cut -d: -f1)
for at in $(grep -n '^2026.*[<>] 0[24]' samples/pairing/legacy.txt | cut -d: -f1); do
    [ "$at" -gt "$first" ] || continue
    sed -n "1,$((at - 1))p" samples/pairing/legacy.txt >"$work/log.last"
    sed -n "$at,\$p" samples/pairing/legacy.txt >"$work/log"
    for parts in "$work/log.last $work/log" "$work/log $work/log.last"; do
        rm -f "$work/parts.keys"
        "$MITOOL" keys import -q -o "$work/parts.keys" $parts >"$work/stdout"
        [ "$(grep -c $key "$work/parts.keys")" -eq 1 ] || break 2
    done
done
[ $? -eq 0 ] && [ "$(grep -c $key "$work/parts.keys")" -eq 1 ] && grep -q ' of 3 frames' "$work/stdout"
check keys-import-of-a-rotated-log

# The last key of a device is the one that is the last in time, whatever is read first.
sed 's/^2026-01-31/2026-01-30/; s/ C3 C3/ E5 E5/g' samples/pairing/pvvx.txt >"$work/older.txt"
for inputs in "$work/older.txt samples/pairing/pvvx.txt" "samples/pairing/pvvx.txt $work/older.txt"; do
    rm -f "$work/order.keys"
    "$MITOOL" keys import -q -o "$work/order.keys" $inputs >/dev/null
    [ "$(grep -c c3c3c3c3c3c3c3c3 "$work/order.keys")" -eq 1 ] &&
        ! grep -q e5e5 "$work/order.keys" || break
done
[ $? -eq 0 ]
check keys-import-in-any-order

# Every verdict and every reason has a golden test that gives it and a row in the manual.
stand_in() { # NAME, as JSON has it, ROW of the manual
    cat tests/cli/expected/verify-*-json.out | grep -q "$2" && grep -q "$3" man/mitool-verify.1 &&
        return
    echo "verify: $1 lacks a test or a row" >&2
    return 1
}

verdicts=$(sed -n 's/^ *\[MI_VERDICT_[A-Z_]*\] = "\([a-z_]*\)",/\1/p' lib/devices/verdict.c)
reasons=$(sed -n 's/^ *\[MI_REASON_[A-Z_]*\] = {"\([a-z_]*\)".*/\1/p' lib/devices/verdict.c)
missing=0
for name in $verdicts; do
    stand_in $name "\"verdict\":\"$name\"" "^\.It Cm $name Ta " || missing=1
done
for name in $reasons; do
    stand_in $name "\"code\":\"$name\"" "^\.It Cm $name\$" || missing=1
done
[ $missing -eq 0 ] && [ "$(echo "$verdicts" | wc -l)" -eq 14 ] &&
    [ "$(echo "$reasons" | wc -l)" -gt 40 ]
check verify-verdicts-and-reasons

# What yes means is said of every binary, and of nothing else.
"$MITOOL" list --json readings >"$work/stdout"
[ "$(grep -c '"kind":"binary".*"yes":"' "$work/stdout")" -eq "$(grep -c '"kind":"binary"' "$work/stdout")" ] &&
    ! grep -v '"kind":"binary"' "$work/stdout" | grep -q '"yes"'
check yes-of-every-binary

"$MITOOL" --version | grep -q '^mitool [0-9]*\.[0-9]*\.[0-9]*$'
check version
"$MITOOL" --version | grep -q '^libcrypto [0-9]'
check version-of-libcrypto

# The key ring that every reading command looks for.
(
    HOME=$work/home
    ring=$HOME/.config/mitool/keys
    export HOME
    mkdir "$HOME"
    "$MITOOL" keys import samples/keys/home.keys >/dev/null 2>&1
    [ "$(stat -c %a "$ring" "$HOME/.config/mitool" | tr '\n' ' ')" = '600 700 ' ]
    check import-makes-a-private-ring
    "$MITOOL" decrypt $FRAME | grep -q 'Kitchen.*decrypted'
    check default-ring
    printf '# mine\n' >>"$ring"
    cp -p "$ring" "$work/before"
    inode=$(stat -c %i "$ring")
    "$MITOOL" keys import samples/keys/home.keys >/dev/null 2>&1
    cmp -s "$ring" "$work/before" && [ "$(stat -c %i "$ring")" = "$inode" ]
    check import-again-changes-nothing
    "$MITOOL" keys import samples/keys/esphome.yaml >/dev/null 2>&1
    [ "$(head -n 5 "$ring")" = "$(cat "$work/before")" ] && [ "$(wc -l <"$ring")" -eq 8 ]
    check import-keeps-what-is-there
    i=0
    while [ $i -lt 8 ]; do
        "$MITOOL" keys import -q samples/keys/tasmota.txt samples/keys/notes.md >/dev/null &
        i=$((i + 1))
    done
    wait
    [ "$(wc -l <"$ring")" -eq 14 ] && [ "$(ls "$HOME/.config/mitool")" = keys ]
    check imports-at-once
    before=$(cat "$ring")
    exec 8<"$HOME/.config/mitool"
    flock 8
    "$MITOOL" keys import samples/keys/home.keys >/dev/null 2>"$work/stderr"
    [ $? -eq 3 ] && grep -q 'another program has kept it locked for 5 s' "$work/stderr" &&
        [ "$(cat "$ring")" = "$before" ]
    check import-waits-for-a-while
    exec 8<&-
    mkdir "$work/links" && ln -s rings/keys "$work/links/keys"
    "$MITOOL" keys import -o "$work/links/keys" samples/keys/home.keys >/dev/null 2>&1
    [ -L "$work/links/keys" ] && [ -f "$work/links/rings/keys" ]
    check import-follows-a-dangling-link
    mkfifo "$work/ring-pipe"
    timeout 10 "$MITOOL" keys import -o "$work/ring-pipe" samples/keys/home.keys >/dev/null \
        2>"$work/stderr"
    [ $? -eq 3 ] && grep -q 'it is no regular file' "$work/stderr" && [ -p "$work/ring-pipe" ]
    check import-into-a-pipe
    head -c 67108860 /dev/zero | tr '\000' '#' >"$work/large.keys"
    "$MITOOL" keys import -o "$work/large.keys" samples/keys/home.keys >/dev/null 2>"$work/stderr"
    [ $? -eq 3 ] && grep -q 'would have more than 67108864 bytes' "$work/stderr" &&
        [ "$(stat -c %s "$work/large.keys")" -eq 67108860 ]
    check import-into-a-full-ring
    rm "$work/large.keys"
    chmod 640 "$ring"
    "$MITOOL" decrypt $FRAME 2>&1 >/dev/null | grep -q 'chmod 600'
    check open-ring
    XDG_CONFIG_HOME=$work/none "$MITOOL" decrypt $FRAME 2>"$work/stderr" | grep -q 'NOT OPENED'
    check ring-of-xdg-config-home
    [ ! -s "$work/stderr" ]
    check missing-default-ring
    XDG_CONFIG_HOME=relative "$MITOOL" decrypt $FRAME 2>/dev/null | grep -q 'Kitchen'
    check relative-xdg-config-home
    rm "$ring" && mkdir "$ring"
    "$MITOOL" decrypt --key $A $FRAME 2>"$work/stderr" | grep -q '21.3' &&
        grep -q 'keys: cannot be read' "$work/stderr"
    check unreadable-default-ring
)
