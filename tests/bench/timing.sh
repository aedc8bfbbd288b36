# For the other scripts here, which read it: what they time and weigh with. `count` is how many things
# of the kind `noun` a command goes through.

# name, command: best of three, in seconds
best() {
    name=$1
    shift
    best=
    for _ in 1 2 3; do
        start=$(date +%s.%N)
        "$@" >/dev/null 2>&1 || true
        end=$(date +%s.%N)
        best=$(awk -v a="$start" -v b="$end" -v best="$best" \
            'BEGIN { t = b - a; print (best == "" || t < best) ? t : best }')
    done
    printf '%-34s %8.3f s  %10.0f %s a second\n' "$name" "$best" \
        "$(awk -v n="$count" -v t="$best" 'BEGIN { print n / t }')" "$noun"
}

# command: peak memory in MB, from /proc, as its last words
peak() {
    "$@" >/dev/null 2>&1 &
    process=$!
    high=0
    while kill -0 "$process" 2>/dev/null; do
        now=$(awk '/^VmHWM/ { print $2 }' "/proc/$process/status" 2>/dev/null || true)
        [ "${now:-0}" -le "$high" ] || high=$now
        sleep 0.02
    done
    wait "$process" || true
    awk -v k="$high" 'BEGIN { printf "%.1f", k / 1024 }'
}
