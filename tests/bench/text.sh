#!/bin/sh
# Megabytes a second of `mitool parse` on lines that are hard to read, in lines of 8 KB and of 64 KB,
# beside prose in the same run: the time grows with the size of a line, and no faster.
# usage: text.sh MITOOL
set -eu

mitool=$1
file=$(mktemp)
trap 'rm -f "$file"' EXIT

# length, front, left, right: lines with the front and as often left and right as fit, 2 MB in all
write_lines() {
    awk -v length_="$1" -v front="$2" -v left="$3" -v right="$4" 'BEGIN {
        count = int((length_ - length(front)) / length(left right))
        line = front
        for (i = 0; i < count; i++) line = line left
        for (i = 0; i < count; i++) line = line right
        for (i = 0; i < 2000000 / length_; i++) print line
    }' >"$file"
}

# the arguments of write_lines: nanoseconds a byte, the best of three
measure() {
    write_lines "$@"
    best=
    for _ in 1 2 3; do
        start=$(date +%s%N)
        "$mitool" parse -q "$file" >/dev/null 2>&1 || true
        end=$(date +%s%N)
        best=$(awk -v t="$((end - start))" -v b="$best" 'BEGIN { print b == "" || t < b ? t : b }')
    done
    awk -v t="$best" -v n="$(wc -c <"$file")" 'BEGIN { printf "%.2f", t / n }'
}

# name, front, left, right
show() {
    short=$(measure 8000 "$2" "$3" "$4")
    long=$(measure 65000 "$2" "$3" "$4")
    awk -v name="$1" -v short="$short" -v long="$long" 'BEGIN {
        printf "%-34s %8.1f MB/s  %8.1f MB/s in long lines, time a byte %.2f\n",
            name, 1000 / short, 1000 / long, long / short
    }'
}

show "prose" "" "the quick brown fox " ""
show "balanced brackets" "" "[" "]"
show "quotes" "" '"' ""
show "numbers in brackets" "" "(1)" ""
show "two-digit words" "" "12 " ""
show "a log with hex" "[12:00:00] data: " "ab " ""
show "a log with UUIDs" "data: " "fe95 " ""
show "addresses" "" "A4:C1:38:00:11:22 " ""
show "openings of JSON" "" '{"a' ""
show "digits without a blank" "" "ab" ""
show "bytes of an array" "" "0x12," ""
show "escaped quotes" "" '\\"' ""
