#!/bin/sh
# Checks that every sample is what its own "# seal ..." lines make, or with --refresh writes them
# anew. What follows such a line, up to the next comment or empty line, is the output of seal.
set -u
: "${SEAL:=build/tests/tools/seal}"
[ -x "$SEAL" ] || { echo "there is no $SEAL: make build/tests/tools/seal"; exit 1; }
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT

regenerate() {
    is_output=no
    while IFS= read -r line; do
        case $line in
        '# seal '*)
            printf '%s\n' "$line"
            eval "\"\$SEAL\" ${line#\# seal }" || return 1
            is_output=yes
            ;;
        '' | '#'*)
            printf '%s\n' "$line"
            is_output=no
            ;;
        *) [ $is_output = yes ] || printf '%s\n' "$line" ;;
        esac
    done <"$1"
}

failed=0
for sample in samples/*.txt samples/verify/*.txt samples/pairing/*.txt; do
    if ! regenerate "$sample" >"$work/sample"; then
        echo "$sample: seal failed"
        failed=1
    elif [ "${1-}" = --refresh ]; then
        cmp -s "$work/sample" "$sample" || cp "$work/sample" "$sample"
    elif ! cmp -s "$work/sample" "$sample"; then
        echo "$sample is not what its seal lines make:"
        diff "$sample" "$work/sample"
        failed=1
    fi
done
exit $failed
