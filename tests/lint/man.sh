#!/bin/sh
# usage: man.sh PROGRAM
# Holds the man pages against the program and the headers: every command has a page, every option of
# a command stands in its page with its letter and argument and the other way round, also in the
# SYNOPSIS where that names them, mitool(1) has the link types that are read, and libmitool(3) has the prototypes of the headers. tests/library/install.sh runs its example. The
# README, which tests/cli/readme.sh runs, has the commands of the help.
set -eu

program=$1
case $program in */*) ;; *) program=./$program ;; esac
program=$(cd "$(dirname "$program")" && pwd)/$(basename "$program")
cd "$(dirname "$0")/../.."

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
trap 'exit 1' HUP INT TERM
found=0

complain() {
    echo "$1" >&2
    found=1
}

# "  -k, --key HEX   ..." of the help as "-k --key HEX"
options_of_help() {
    "$program" help "$1" | sed -n \
        -e 's/^  \(-[A-Za-z]\), \(--[a-z-]*\)\( [A-Z]*\)\{0,1\}.*/\1 \2\3/p' \
        -e 's/^      \(--[a-z-]*\)\( [A-Z]*\)\{0,1\}.*/\1\2/p' | sed 's/ *$//' | sort
}

# ".It Fl k , Fl -key Ar HEX" of the page as the same
options_of_page() {
    sed -n 's/^\.It Fl //p' "$1" |
        sed 's/ , Fl / --/; s/ Ar / /; s/^/-/; s/---/--/' | sort
}

# The options of the page that the synopsis has, as "k HEX" or "-csv"; ".Op Fl hjqv" are letters.
options_of_synopsis() {
    sed -n '/^\.Sh SYNOPSIS/,/^\.Sh DESCRIPTION/p' "$1" | grep -o 'Fl [^ ]*\( Ar [A-Z]*\)\{0,1\}' |
        sed 's/^Fl //; s/ Ar / /; /^[A-Za-z]*$/s/./&\n/g' | grep . | sort -u
}

commands=$("$program" help | sed -n '/^commands:/,/^$/s/^  \([a-z]*\) .*/\1/p')
[ -n "$commands" ] || complain "$program help names no commands"

for command in $commands; do
    page=man/mitool-$command.1
    if [ ! -e "$page" ]; then
        complain "$page: missing, but $command is a command"
        continue
    fi
    grep -q "^\.Xr mitool-$command 1" man/mitool.1 ||
        complain "man/mitool.1: does not refer to mitool-$command(1)"
    options_of_help "$command" >"$scratch/help"
    options_of_page "$page" >"$scratch/page"
    [ -s "$scratch/help" ] || complain "$program help $command: no options found"
    comm -23 "$scratch/help" "$scratch/page" >"$scratch/missing"
    comm -13 "$scratch/help" "$scratch/page" >"$scratch/extra"
    while read -r option; do
        complain "$page: lacks '$option' of mitool help $command"
    done <"$scratch/missing"
    while read -r option; do
        complain "$page: has '$option', which mitool help $command lacks"
    done <"$scratch/extra"
    grep -q '^\.Op Ar options$' "$page" && continue
    options_of_synopsis "$page" >"$scratch/synopsis"
    sed 's/^-\([A-Za-z]\) --[a-z-]*/\1/; s/^--/-/' "$scratch/page" | sort |
        diff "$scratch/synopsis" - >&2 || complain "$page: its SYNOPSIS (<) and options (>) differ"
done

# The numbers of link types in those lines of mitool(1).
link_types_of_page() {
    sed -n "$1" man/mitool.1 | grep -ow '[0-9]*' | sort -n
}

"$program" list linktypes | awk '$3 == "read" { print $1 }' >"$scratch/read"
for lines in '/^pcap and pcapng, of the link types/,/^\.It$/p' '/^\.It pcap, pcapng (/p'; do
    link_types_of_page "$lines" | diff "$scratch/read" - >&2 ||
        complain "man/mitool.1: the link types in $lines are not those that are read (<)"
done

for page in man/mitool-*.1; do
    command=${page#man/mitool-}
    echo "$commands" | grep -qx "${command%.1}" || complain "$page: there is no such command"
done

# The synopsis of libmitool(3) as C prototypes.
prototypes_of_page() {
    awk '/^\.Sh / { inside = /SYNOPSIS/ } !inside { next }
        /^\.Ft / { type = substr($0, 5) }
        /^\.Fn / {
            count = split(substr($0, 5), part, / *"|" "| +/)
            arguments = $0
            sub(/^\.Fn [a-z0-9_]* */, "", arguments)
            gsub(/" "/, ", ", arguments)
            gsub(/"/, "", arguments)
            line = type " " part[1] "(" arguments ")"
            gsub(/\* /, "*", line)
            print line
        }' man/libmitool.3 | sort
}

lib/prototypes.sh lib/mitool.h >"$scratch/headers"
prototypes_of_page >"$scratch/synopsis"
[ -s "$scratch/synopsis" ] || complain "man/libmitool.3: no prototypes found"
comm -23 "$scratch/synopsis" "$scratch/headers" >"$scratch/wrong"
while read -r prototype; do
    complain "man/libmitool.3: '$prototype' is not what the headers say"
done <"$scratch/wrong"

# Its names are those of the synopsis, and the constants, types and functions it talks of are there.
sed 's/(.*//; s/.*[ *]//' "$scratch/synopsis" | sort >"$scratch/functions"
sed -n 's/^\.Nm \(mi_[a-z0-9_]*\).*/\1/p' man/libmitool.3 | sort |
    diff "$scratch/functions" - >&2 || complain "man/libmitool.3: NAME and SYNOPSIS differ"
${CC:-cc} -std=c11 -E -P lib/mitool.h >"$scratch/declared"
sed -n -e 's/^\.Dv \(MI_[A-Z0-9_]*\).*/\1/p' -e 's/^\.Fn \(mi_[a-z0-9_]*\).*/\1/p' \
    -e 's/^\.\(It \)\{0,1\}Vt .*\(mi_[a-z0-9_]*\).*/\2/p' man/libmitool.3 >"$scratch/words"
while read -r word; do
    grep -qw "$word" "$scratch/declared" || complain "man/libmitool.3: there is no $word"
done <"$scratch/words"

# The README is short, and its table of commands is that of the help.
[ "$(wc -l <README.md)" -le 120 ] || complain "README.md is longer than 120 lines"
"$program" help | sed -n '/^commands:/,/^$/s/^  \([a-z]*\)  *\(.*\)/| `mitool \1` | \2 |/p' >"$scratch/help"
grep '^| `mitool ' README.md | diff "$scratch/help" - >&2 ||
    complain "README.md: its commands are not those of mitool help"

# Neither errors nor matters of style; which other manuals there are is not ours.
mandoc -T lint man/* 2>/dev/null | grep -v 'referenced manual not found\|outdated mandoc.db' >&2 &&
    complain "mandoc -T lint has something to say"

# All lines fit a terminal of 80 columns.
for page in man/*; do
    mandoc -T ascii -O width=78 "$page" | sed "s/.$(printf '\b')//g" | grep -n '.\{81\}' \
        >"$scratch/wide" && complain "$page is wider than 80 columns: $(head -n 1 "$scratch/wide")"
done

exit $found
