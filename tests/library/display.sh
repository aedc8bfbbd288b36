#!/bin/sh
# usage: display.sh N
# The N-th literal display of the examples of libmitool(3), without escapes.
set -eu

awk -v wanted="$1" '/^\.Sh / { inside = /EXAMPLES/ } !inside { next }
    /^\.Bd -literal/ { number++; shown = 1; next } /^\.Ed/ { shown = 0 }
    shown && number == wanted' "$(dirname "$0")/../../man/libmitool.3" | sed 's/\\e/\\/g'
