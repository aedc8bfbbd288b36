#!/bin/sh
# usage: man.sh PROGRAM
# Holds the man pages against the program: every command has a page, every option of a command
# stands in its page with its letter and argument and the other way round, and the C example of
# libmitool(3) prints what the page says. PROGRAM stands beside libmitool.a.
set -eu

program=$1
case $program in */*) ;; *) program=./$program ;; esac
build=$(cd "$(dirname "$program")" && pwd)
program=$build/$(basename "$program")
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
done

for page in man/mitool-*.1; do
    command=${page#man/mitool-}
    echo "$commands" | grep -qx "${command%.1}" || complain "$page: there is no such command"
done

# The n-th literal display of the page's examples, without escapes.
display() {
    awk -v wanted="$1" '/^\.Sh / { inside = /EXAMPLES/ } !inside { next }
        /^\.Bd -literal/ { number++; next } /^\.Ed/ { number += 0.5; next }
        number == wanted' man/libmitool.3 | sed 's/\\e/\\/g'
}

display 1 >"$scratch/example.c"
display 2.5 >"$scratch/wanted"
ln -s "$PWD/lib" "$scratch/mitool"
# shellcheck disable=SC2046 # a list of names
libraries=$(pkg-config --libs $(sed -n 's/^PACKAGES *= *//p' Makefile))
# shellcheck disable=SC2086 # a list of options
if ! ${CC:-cc} -std=c11 -Wall -Wextra -Werror ${CFLAGS:-} -I"$scratch" -o "$scratch/example" \
    "$scratch/example.c" -L"$build" -lmitool $libraries -lm; then
    complain "man/libmitool.3: the example does not compile"
elif ! "$scratch/example" | diff "$scratch/wanted" - >&2; then
    complain "man/libmitool.3: the example does not print what the page says"
fi

exit $found
