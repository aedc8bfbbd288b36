#!/bin/sh
# usage: prototypes.sh HEADER
# The functions that a header declares, one a line: "bool mi_ad_next(struct mi_bytes *data, …)".
set -eu

# shellcheck disable=SC2086 # CC may be several words
${CC:-cc} -std=c11 -E -P "$1" | tr -s ';{}\n\t ' '\n\n\n   ' | sed -n \
    -e 's/^ *//; s/ *$//; s/( /(/g; s/\* /*/g; s/^static inline //; s/\<_Bool\>/bool/g' \
    -e '/^\(typedef\|return\|else\)\>/d' \
    -e '/^[a-z][a-z0-9_ ]*[ *]mi_[a-z0-9_]*(.*)$/p' | sort -u
