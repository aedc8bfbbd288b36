#!/bin/sh
# What terminals get, of several widths and locales. Prints "passed NAME" or "failed NAME" for each;
# run.sh counts them.
set -u
: "${MITOOL:=build/mitool}"
A=1f228155bdd12fbee1f6fef074fc85b6
FRAME=58595b0545e1207b38c1a4623edc20b32301004c63cf4d
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
unset MITOOL_KEY NO_COLOR XDG_CONFIG_HOME
shown=$work/shown
escape=$(printf '\033')

check() { # NAME: by the status of the command before
    if [ $? -eq 0 ]; then echo "passed $1"; else echo "failed $1"; fi
}

# What a terminal of so many columns gets, its messages too; its status is the program's.
on_terminal() { # COLUMNS LOCALE TERM ARGUMENTS
    script -qec "stty cols $1 rows 24; LC_ALL=$2 TERM=$3 $MITOOL $4" /dev/null </dev/null >"$shown"
    status=$?
    tr -d '\r' <"$shown" >"$shown.lines" && mv "$shown.lines" "$shown"
    return $status
}

widest() { LC_ALL=C.UTF-8 wc -L <"$1"; }
is_ascii() { ! LC_ALL=C grep -q '[^ -~]' "$1"; }

# --- encodings ---

on_terminal 80 C xterm "decrypt --color never --key $A $FRAME"
grep -q '^  temperature  21\.3 C$' "$shown" && is_ascii "$shown"
check ascii-on-a-terminal
on_terminal 80 C.UTF-8 xterm "decrypt --color never --key $A $FRAME"
grep -q '^  temperature  21\.3 °C$' "$shown"
check utf8-on-a-terminal
on_terminal 80 xx_XX.UTF-8 xterm "decrypt --color never --key $A $FRAME"
grep -q '21\.3 °C$' "$shown"
check utf8-of-a-locale-that-is-missing
on_terminal 80 C xterm "decrypt --color never --key $A $FRAME | cat"
grep -q '21\.3 °C$' "$shown"
check utf8-into-a-pipe
on_terminal 80 C xterm "parse 'Küche'"
grep -q '^mitool: K?che: cannot be opened' "$shown" && is_ascii "$shown"
check ascii-messages-on-a-terminal
on_terminal 80 C xterm "parse --explain --color never -k $A samples/mibeacon-v5.txt"
grep -q 'key  *1f22~85b6' "$shown" && is_ascii "$shown"
check ascii-explain

printf 'A4:C1:38:7B:20:E1 %s K\303\274che \360\237\230\200\n' $A >"$work/accents.keys"
chmod 600 "$work/accents.keys"
on_terminal 80 C xterm "decrypt --json --keys $work/accents.keys $FRAME"
grep -qF '"name":"K\u00fcche \ud83d\ude00"' "$shown" && is_ascii "$shown"
check json-on-an-ascii-terminal-keeps-its-meaning
on_terminal 80 C xterm "keys list --json --keys $work/accents.keys"
grep -qF '"name":"K\u00fcche \ud83d\ude00"' "$shown"
check json-rows-on-an-ascii-terminal-keep-their-meaning

# --- colour ---

on_terminal 80 C.UTF-8 xterm "decrypt --key $A $FRAME"
grep -qF "  temperature  $escape[1m21.3 °C$escape[0m" "$shown"
check value-stands-out
on_terminal 80 C.UTF-8 xterm "parse --line --key $A samples/mibeacon-v5.txt"
grep -qF "temperature $escape[1m21.3 °C$escape[0m" "$shown"
check value-stands-out-in-a-line
on_terminal 80 C.UTF-8 xterm "decrypt --explain --key $A $FRAME"
for words in '[1mframe' '[1mdecryption' '[32m   matches' '[1mobjects' 'temperature [1m21.3 °C'; do
    sed "s/$escape//g" "$shown" | grep -qF "$words[0m" || break
    words=
done
[ -z "$words" ]
check explain-in-colour
on_terminal 80 C.UTF-8 dumb "decrypt --explain --key $A $FRAME"
grep -q '21.3 °C$' "$shown" && ! grep -q "$escape" "$shown"
check no-colour-on-a-dumb-terminal
on_terminal 80 C.UTF-8 '' "decrypt --explain --key $A $FRAME"
grep -q '21.3 °C$' "$shown" && ! grep -q "$escape" "$shown"
check no-colour-on-a-terminal-without-a-type
on_terminal 80 C.UTF-8 dumb "decrypt --color always --key $A $FRAME"
grep -q "$escape" "$shown"
check colour-on-a-dumb-terminal-that-is-asked-for
on_terminal 80 C.UTF-8 dumb "parse --watch --key $A samples/mibeacon-v5.txt"
! grep -q "$escape" "$shown"
check watch-on-a-dumb-terminal

# --- help as wide as the terminal, but no wider than 80 columns ---

for command in '' $("$MITOOL" help | sed -n 's/^  \([a-z]\{1,\}\) .*/\1/p'); do
    echo "'$MITOOL' help $command"
done >"$work/all"
sh "$work/all" >"$work/help"
[ "$(widest "$work/help")" -le 80 ] && [ "$(grep -c '^usage: mitool' "$work/help")" -eq "$(wc -l <"$work/all")" ]
check help-in-80-columns
for columns in 40 60 72 200; do
    script -qec "stty cols $columns; sh '$work/all'" /dev/null </dev/null | tr -d '\r' >"$work/narrow"
    width=$((columns < 60 ? 60 : columns < 80 ? columns : 80))
    [ "$(widest "$work/narrow")" -le $width ] &&
        [ "$(tr -s ' \n' '\n\n' <"$work/narrow")" = "$(tr -s ' \n' '\n\n' <"$work/help")" ]
    check help-in-$columns-columns
done

# --- tables as wide as the terminal ---

inputs="samples/hcidump.txt samples/demo.txt samples/bthome-v2-many.txt samples/lock-new.txt"
install -m 600 samples/keys/wide.keys "$work/wide.keys"
summary="pcap --summary --keys $work/wide.keys $inputs"
for columns in 20 40 60 80 200; do
    on_terminal $columns C.UTF-8 xterm "$summary"
    [ "$(widest "$shown")" -le $columns ] && [ "$(grep -c '^[0-9A-F:]\{17\}' "$shown")" -eq 19 ]
    check summary-of-$columns-columns
done
on_terminal 40 C.UTF-8 xterm "$summary"
grep -q '^A4:C1:38:7B:20:E1  right    21\.3 °C  +1$' "$shown" &&
    grep -q '^84:46:93:5D:17:81  none n…  lock yes  +6$' "$shown" &&
    grep -q '^50:FB:19:6D:A2:3E  none n…  sta… yes  +2$' "$shown" &&
    ! grep -q '[0-9]…' "$shown"
check narrow-summary-keeps-key-and-a-whole-reading
on_terminal 60 C.UTF-8 xterm "$summary"
grep -q '^A4:C1:38:7B:20:E1  卧室 温…  right        21\.3 °C  +1$' "$shown"
check names-are-shortened-by-columns
on_terminal 60 C xterm "$summary"
[ "$(widest "$shown")" -le 60 ] && grep -q '^A4:C1:38:7B:20:E1  ???? ??~  right        21\.3 C  +1$' "$shown"
check summary-in-ascii
on_terminal 80 C.UTF-8 xterm "$summary"
grep -q '^address  *name  *model  *key  *readings$' "$shown" && grep -q '卧室 温…  LYWSD03MMC  right' "$shown"
check summary-leaves-out-counts-before-readings
on_terminal 400 C.UTF-8 xterm "$summary"
"$MITOOL" $summary 2>/dev/null >"$work/whole"
cmp -s "$shown" "$work/whole" && grep -q '卧室 温湿度计' "$work/whole" && ! grep -q '…\|  +[0-9]' "$work/whole"
check summary-in-a-pipe-is-whole
for columns in 40 80; do
    on_terminal $columns C.UTF-8 xterm "parse --watch --keys $work/wide.keys $inputs"
    sed "s/$escape\[[0-9;?]*[A-Za-z]//g" "$shown" >"$work/screen"
    [ "$(widest "$work/screen")" -le $columns ] && grep -q '21\.3 °C' "$work/screen" &&
        grep -q '^[0-9]* devices, .*; q quits$' "$work/screen"
    check watch-of-$columns-columns
done

# Of verify, names are shortened first, how much a key opens is left out almost last.
sed 's/Hall/卧室 温湿度计, upstairs/' samples/verify/home.keys >"$work/verify.keys"
chmod 600 "$work/verify.keys"
verify="verify --summary --keys $work/verify.keys samples/verify/right.txt samples/verify/mesh.txt"
verify="$verify samples/verify/likely.txt samples/hcidump.txt samples/verify/two.txt"
while read -r columns line; do
    on_terminal $columns C.UTF-8 xterm "$verify"
    grep '^[0-9A-F:]\{17\}' "$shown" >"$work/lines"
    [ "$(widest "$work/lines")" -le $columns ] && [ "$(wc -l <"$work/lines")" -eq 4 ] &&
        tr -s ' ' <"$work/lines" | grep -qxF "A4:C1:38:2D:90:14 $line"
    check verify-summary-of-$columns-columns
done <<'END'
24 right
40 right opens 3 of 3
60 卧室 温湿度计, ups… right opens 3 of 3
80 卧室 温… LYWSD03MMC right 1709a5a3 opens 3 of 3
200 卧室 温湿度计, upstairs LYWSD03MMC right 1709a5a3 opens 3 of 3
END
# Its total goes on in the next line, and where there is no room for "opens", there is none for "of".
verdicts=$(find samples/verify -name '*.txt' | LC_ALL=C sort | tr '\n' ' ')
for columns in 40 60 80; do
    on_terminal $columns C.UTF-8 xterm "verify -s --keys $work/verify.keys -k $A $verdicts 2>&-"
    [ "$(widest "$shown")" -le $columns ] && ! grep -v ' opens *[0-9]* of' "$shown" | grep -q ' of *[0-9]*$'
    check verify-total-of-$columns-columns
done
on_terminal 400 C.UTF-8 xterm "$verify"
"$MITOOL" $verify >"$work/whole" 2>/dev/null
cmp -s "$shown" "$work/whole"
check verify-summary-in-a-pipe-is-whole

# --- curves ---

for columns in 40 60 80 200; do
    on_terminal $columns C.UTF-8 xterm "pcap --plot temperature samples/day.txt"
    [ "$(widest "$shown")" -eq $columns ] && grep -q "^23\.31 °C ┤ " "$shown"
    check plot-of-$columns-columns
done
for line in '40 temperature 16.50 to 23.31 °C' '60 temperature 16.50 to 23.31 °C, mean 19.563, last 18.45 °C'; do
    on_terminal ${line%% *} C.UTF-8 xterm "pcap --plot temperature samples/day.txt"
    grep -qxF "${line#* }" "$shown"
    check plot-cuts-no-number-in-${line%% *}-columns
done
on_terminal 40 C xterm "pcap --plot temperature samples/day.txt"
[ "$(widest "$shown")" -eq 40 ] && is_ascii "$shown" && grep -q '^23\.31 C +  *\.\.:' "$shown" &&
    grep -q ' 00:00:00  *23:45:00$' "$shown"
check plot-in-ascii

# However long the recording is, the extremes stay.
awk 'BEGIN {
    for (i = 0; i < 400000; i++)
        printf "%d.000 A4:C1:38:00:00:01 16d2fc4002%02x%02x\n", 1700000000 + i * 60,
            i == 123456 ? 0 : 16, i == 123456 ? 16 : 8
}' >"$work/long.txt"
"$MITOOL" pcap --plot temperature "$work/long.txt" >"$work/stdout"
grep -q '^40\.96 °C ┤  *\(⡇\|⢸\)  *$' "$work/stdout" && grep -q '2023-11-14T22:13:20Z' "$work/stdout"
check plot-of-a-long-recording
