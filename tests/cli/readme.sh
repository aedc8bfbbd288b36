#!/bin/sh
# usage: MITOOL=PROGRAM readme.sh README
# Runs each line "$ ..." of every ```console block from the root of the repository and compares what
# it prints, standard error too, with the lines that follow it.
set -eu

case $MITOOL in */*) ;; *) MITOOL=./$MITOOL ;; esac
program=$(cd "$(dirname "$MITOOL")" && pwd)/$(basename "$MITOOL")
readme=$(cd "$(dirname "$1")" && pwd)/$(basename "$1")
cd "$(dirname "$0")/../.."

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
trap 'exit 1' HUP INT TERM
mkdir "$scratch/bin" "$scratch/runs"
ln -s "$program" "$scratch/bin/mitool"

# runs/N.command, a command; runs/N.wanted, its output; runs/N.line, where it stands
awk -v directory="$scratch/runs" '
    /^```/ { inside = ($0 == "```console"); continues = 0; next }
    !inside { next }
    /^\$ / && !continues {
        base = sprintf("%s/%03d", directory, ++number)
        print NR >(base ".line")
        printf "" >(base ".wanted")
        sub(/^\$ /, "")
        continues = 1
    }
    continues { print >(base ".command"); continues = /\\$/; next }
    number > 0 { print >(base ".wanted") }
' "$readme"

unset MITOOL_KEY NO_COLOR
export PATH="$scratch/bin:$PATH" HOME="$scratch" XDG_CONFIG_HOME="$scratch" TZ=UTC-9 LC_ALL=C
passed=0
failed=0
for command in "$scratch"/runs/*.command; do
    [ -e "$command" ] || break
    run=${command%.command}
    sh "$command" </dev/null >"$run.got" 2>&1 || true # a failure is an answer, too
    if diff -u "$run.wanted" "$run.got" >"$run.diff"; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        printf '%s:%s: $ %s\n' "$1" "$(cat "$run.line")" "$(cat "$command")"
        sed -e 1d -e 's/^+++.*/--- README, +++ printed/' "$run.diff"
    fi
done
echo "$1: $passed passed, $failed failed"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
