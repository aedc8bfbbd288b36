#!/bin/sh
# usage: prototypes.sh HEADER [names]
# The functions that a header declares, one a line: "bool mi_ad_next(struct mi_bytes *data, …)".
# names: only the names of those that are not inline, which a library has to export.
set -eu

case ${2-} in
names) inline='/^static inline /d' short='s/^[^(]*[ *]\(mi_[a-z0-9_]*\)(.*/\1/' ;;
*) inline='s/^static inline //' short= ;;
esac

# shellcheck disable=SC2086 # CC may be several words
${CC:-cc} -std=c11 -E -P "$1" | tr -s ';{}\n\t ' '\n\n\n   ' | sed -n \
    -e 's/^ *//; s/ *$//; s/( /(/g; s/\* /*/g; s/\<_Bool\>/bool/g' -e "$inline" \
    -e '/^\(typedef\|return\|else\)\>/d' \
    -e "/^[a-z][a-z0-9_ ]*[ *]mi_[a-z0-9_]*(.*)\$/{$short" -e 'p}' | LC_ALL=C sort -u
