#!/bin/sh
# Golden tests of the program. Each row of tests.tsv has a name, the exit status that is expected,
# the arguments as shell words, and the file for standard input, if there is one; expected/NAME.out has standard
# output, a line "--- stderr" and standard error. With a "+" behind the status, standard output may
# have more lines between those: such a row prints a table that grows.
#
#     run.sh                     runs all rows, then behaviour.sh, terminal.sh and samples.sh
#     run.sh --refresh [PATTERN] records the output of all rows, or of those whose names fit a
#                                pattern of the shell such as 'list-*', anew: look at the diff; a
#                                row with another status than its own is not recorded
#
# When a row fails, its files stay where they are, so that its command can be run by hand.
set -u
: "${MITOOL:=build/mitool}"
here=tests/cli
WORK=$(mktemp -d) || exit 1
unwanted='MITOOL_KEY MITOOL_MQTT_PASSWORD CREDENTIALS_DIRECTORY NOTIFY_SOCKET NO_COLOR XDG_CONFIG_HOME'
wanted="LC_ALL=C TZ=UTC HOME=$WORK" # no key ring of whoever runs this
# shellcheck disable=SC2086,SC2163 # they are lists
unset $unwanted
# shellcheck disable=SC2086,SC2163
export MITOOL WORK $wanted
failed=0
trap '[ $failed -gt 0 ] || rm -rf "$WORK"' EXIT
umask 022

# The keys of the samples, for the rows.
A=1f228155bdd12fbee1f6fef074fc85b6
B=62d9271eafcccf6f8c7d6841
C=323f24e06d4d2bd81ee53352349db1c2
FRAME=58595b0545e1207b38c1a4623edc20b32301004c63cf4d

# Inputs that git cannot keep or that would be large.
prepare() {
    printf '%s\n' "$A" >"$WORK/private.key"
    chmod 600 "$WORK/private.key"
    printf '# a comment\n\n  %s\n' "$A" >"$WORK/open.key"
    chmod 644 "$WORK/open.key"
    cp samples/demo.key "$WORK/demo.key"
    chmod 600 "$WORK/demo.key"
    mkdir "$WORK/verify"
    cp samples/verify/*.keys "$WORK/verify"
    chmod 600 "$WORK"/verify/*
    printf '# several\n%s\n%s # the second one\n%s\n' $B $C $A >"$WORK/lines.key"
    printf '%s\nKitchen\n' $A >"$WORK/bad-lines.key"
    printf '\357\273\277# a mark\r\n%s\r\n' $A >"$WORK/mark.key"
    printf 'BLE KEY: %s\nTOKEN: abcdefabcdefabcdefabcdef\n' $A >"$WORK/key-and-token.key"
    chmod 600 "$WORK/key-and-token.key"
    {
        printf '\377\376'
        printf '# a mark\r\n%s\r\n' "$A" | iconv -f UTF-8 -t UTF-16LE
    } >"$WORK/utf16.key"
    tail -c +3 "$WORK/utf16.key" >"$WORK/utf16-no-mark.key"
    printf '\037\042\201\125\275\321\057\276\341\366\376\360\164\374\205\266' >"$WORK/bytes.key"
    head -c 12 "$WORK/bytes.key" >"$WORK/bytes-short.key"
    chmod 600 "$WORK"/bytes*.key
    chmod 600 "$WORK/lines.key" "$WORK/bad-lines.key" "$WORK/mark.key" "$WORK"/utf16*.key
    printf '%s %s\n' A4:C1:38:7B:20:E1 "$A Küche" A4:C1:38:2D:90:14 "$C LYWSDCGQ" >"$WORK/names.keys"
    chmod 600 "$WORK/names.keys"
    echo 043e1f0201000006000038c1a4130a09c582617a69656e6b610716d2fc4002ca09c4 >"$WORK/own-name.txt"
    : >"$WORK/o.pcapng"
    : >"$WORK/empty.key"
    chmod 600 "$WORK/empty.key"
    mkdir "$WORK/directory"
    : >"$WORK/empty.txt"
    printf '\n   \n\t\n\r\n# a comment\n' >"$WORK/blank.txt"
    printf '%s\nabc\000def\n\000\000\n%s\n' "$FRAME" "$FRAME" >"$WORK/nul.txt"
    printf '%s' "$FRAME" >"$WORK/no-newline.txt"
    {
        echo "$FRAME"
        head -c 10000000 /dev/zero | tr '\000' a
        printf '\n%s\n' "$FRAME"
    } >"$WORK/long.txt"
    {
        echo "$FRAME"
        echo 043e2a020100005f1
        echo 58zz5b0545e1207b38c1a4623edc20b32301004c63cf4d
        echo 5859
        echo 'hello world'
        echo "$FRAME"
    } >"$WORK/bad-lines.txt"
    awk '{ print } /B1 10 15 79/ { # as many connections as there is room for, in a pairing
        for (i = 65; i <= 80; i++)
            printf "2026-01-31 10:00:01.400000 > 04 3E 13 01 00 %02X 00 00 00 06 05 04 03 02 C%X %s\n", i, i % 16, "24 00 00 00 F4 01 00"
    }' samples/pairing/legacy.txt >"$WORK/many-links.txt"
    # more keys than are tried to mend, none of which opens anything
    for i in $(seq 100 163) 14; do
        echo "A4:C1:38:$([ $i -eq 14 ] && echo 2D:90:14 || echo 7B:20:E1) 7a5c90d41be82f63a09d17c4b85e0$i"
    done | sed 's/e014$/e0014/' >"$WORK/many-wrong.keys"
    chmod 600 "$WORK/many-wrong.keys"
    printf '# a comment\n\n dry-run \r\nfilter  pvvx\ngateway cellar\nexpire 90' >"$WORK/publish.conf"
    printf 'dry-run\nall-devices yes\n' >"$WORK/wrong.conf"
    echo "key=$A" >"$WORK/key.conf"
    printf '%s\n\n%s\n' $A $B >"$WORK/two.key"
    printf 'A4:C1:38:7B:20:E1 %s\n' $A $C >"$WORK/two.keys"
    chmod 600 "$WORK/two.keys"
    echo ffffffffffffffffffffffffffffffff >"$WORK/blank.key"
    echo 'password=secret' >"$WORK/near.conf"
    cp "$here/noise.bin" "$WORK/noise.bin"
}

passed=0
verdict() { # NAME 0|1
    if [ "$2" -eq 0 ]; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "FAILED $1"
    fi
}

# The words as a shell reads them.
quoted() { # WORD...
    for word; do
        case $word in
        '' | *[!A-Za-z0-9_./:=@%+,-]*)
            printf " '%s'" "$(printf '%s' "$word" | sed "s/'/'\\\\''/g")" ;;
        *) printf ' %s' "$word" ;;
        esac
    done
}

# Runs one row; its output is in $WORK/actual then, its status in $status, and how to run it by hand
# in $command.
run_row() { # ARGUMENTS STDIN
    input=$2
    if [ "$input" = - ]; then input=/dev/null; else eval "input=$input"; fi
    eval "set -- $1"
    # shellcheck disable=SC2086 # it is a list
    command="env$(printf ' -u %s' $unwanted) $wanted$(quoted "$MITOOL" "$@") <$input"
    "$MITOOL" "$@" <"$input" >"$WORK/stdout" 2>"$WORK/stderr"
    status=$?
    {
        cat "$WORK/stdout"
        echo '--- stderr'
        cat "$WORK/stderr"
    } | sed "s|$WORK|WORK|g" >"$WORK/actual"
}

# A key is shown whole only when it was asked for.
shows_key() { # ARGUMENTS
    case $1 in *--show-keys* | *--print-ring*) return 1 ;; esac
    grep -q -i -e "$A" -e "$B" -e "$C" -e "$(sed -n '$p' samples/demo.key)" "$WORK/actual"
}

# Whether the output is as it was recorded; of a table that grows, whether those lines stand in it in
# that order, with others between them in front of "--- stderr" alone.
is_as_recorded() { # NAME STATUS
    case $2 in
    *+) awk 'NR == FNR { wanted[++count] = $0; next }
            $0 == wanted[found + 1] { found++; if ($0 == "--- stderr") is_behind = 1; next }
            is_behind { extra = 1 }
            END { exit found < count || extra }' "$here/expected/$1.out" "$WORK/actual" ;;
    *) cmp -s "$here/expected/$1.out" "$WORK/actual" ;;
    esac
}

check_row() { # NAME STATUS ARGUMENTS STDIN
    row_failed=0
    run_row "$3" "$4"
    if [ "$status" -ne "${2%+}" ]; then
        echo "$1: status $status, expected ${2%+}"
        row_failed=1
    fi
    if ! is_as_recorded "$1" "$2"; then
        diff -u "$here/expected/$1.out" "$WORK/actual"
        row_failed=1
    fi
    if shows_key "$3"; then
        echo "$1: shows a whole key"
        row_failed=1
    fi
    [ $row_failed -eq 0 ] || echo "by hand: $command"
    verdict "$1" $row_failed
}

refresh_row() { # NAME STATUS ARGUMENTS STDIN
    run_row "$3" "$4"
    if [ "$status" -ne "${2%+}" ]; then
        echo "not recorded: $1: status $status, tests.tsv says ${2%+}"
        cat "$WORK/stderr"
        failed=1
        return
    fi
    [ -e "$here/expected/$1.out" ] && is_as_recorded "$1" "$2" && return
    cp "$WORK/actual" "$here/expected/$1.out"
    echo "recorded $1"
}

each_row() { # FUNCTION [PATTERN]
    tab=$(printf '\t')
    rows=0
    while IFS=$tab read -r name expected arguments input <&3; do
        case $name in '' | '#'*) continue ;; esac
        # shellcheck disable=SC2254 # it is a pattern
        case $name in ${2:-*}) ;; *) continue ;; esac
        rows=$((rows + 1))
        "$1" "$name" "$expected" "$arguments" "${input:--}"
    done 3<"$here/tests.tsv"
}

# What was recorded and belongs to no row any more.
check_leftovers() {
    for file in "$here"/expected/*.out; do
        name=${file##*/}
        grep -q "^${name%.out}	" "$here/tests.tsv" && continue
        echo "$file has no row in tests.tsv"
        verdict leftovers 1
    done
}

[ -x "$MITOOL" ] || { echo "there is no $MITOOL"; exit 1; }
prepare
if [ "${1-}" = --refresh ]; then
    mkdir -p "$here/expected"
    each_row refresh_row "${2-}"
    [ $rows -gt 0 ] || { echo "no row of tests.tsv has a name like '${2-}'"; failed=1; }
    exit $failed
fi
each_row check_row
check_leftovers
for cases in behaviour terminal; do
    "$here/$cases.sh" >"$WORK/$cases" || verdict $cases 1
    while IFS= read -r line; do
        case $line in
        'passed '*) verdict "${line#passed }" 0 ;;
        'failed '*) verdict "${line#failed }" 1 ;;
        esac
    done <"$WORK/$cases"
done
"$here/samples.sh"
verdict samples $?
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
