#!/bin/sh
# usage: run.sh KERNEL PROGRAM CONTROLLER LAB [CASE...]
# Boots a kernel with Bluetooth and an emulated adapter, and runs cases.sh in it. Needs neither
# Bluetooth nor root nor KVM here. What the cases left behind is in KERNEL/results.
set -eu

kernel=$1 program=$2 controller=$3 lab=$4
shift 4
here=$(cd "$(dirname "$0")" && pwd)
samples=$here/../../samples
limit=400 # seconds

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
trap 'exit 1' HUP INT TERM
root=$scratch/root
mkdir -p "$root/bin" "$root/modules" "$root/proc" "$root/sys" "$root/dev" "$root/t" \
    "$root/tmp"

add_program() {
    cp "$1" "$root/bin/$2"
    ldd "$1" 2>/dev/null | sed -n 's/.*=> \(\/[^ ]*\) .*/\1/p; s/^[[:space:]]*\(\/[^ ]*\) .*/\1/p' |
        while read -r library; do
            mkdir -p "$root$(dirname "$library")"
            [ -e "$root$library" ] || cp -L "$library" "$root$library"
        done
}

add_program "$(command -v busybox)" busybox
add_program "$program" mitool
add_program "$controller" controller
add_program "$lab" lab
add_program "$(PATH=$PATH:/usr/sbin command -v mosquitto)" mosquitto
add_program "$(command -v mosquitto_sub)" mosquitto_sub
cp "$kernel"/*.ko "$root/modules/"
cp "$here/init.sh" "$root/init"
cp "$here/cases.sh" "$root/cases.sh"
chmod 755 "$root/init"
cp "$samples/verify/right.txt" "$root/verify-right.txt"
cp "$samples/mibeacon-v5.txt" "$samples/mibeacon-v2-objects.txt" "$samples/mibeacon-v5-no-mac.txt" \
    "$root/"
echo "$*" >"$root/wanted"

(cd "$root" && find . | cpio -o -H newc --quiet) >"$scratch/initrd"

{
    set +e
    timeout "$limit" qemu-system-x86_64 -M pc -cpu max -accel tcg -m 512 -smp 1 -nodefaults \
        -no-user-config -display none -no-reboot \
        -serial stdio -serial "file:$scratch/out.tar" -device isa-debug-exit,iobase=0xf4,iosize=0x4 \
        -kernel "$kernel/vmlinux" -initrd "$scratch/initrd" \
        -append "console=ttyS0 panic=-1 quiet loglevel=1 cryptomgr.notests=1" </dev/null
    echo $? >"$scratch/status"
} | sed -u 's/\r$//'
status=$(cat "$scratch/status")
rm -rf "$kernel/results"
mkdir -p "$kernel/results"
tar -x -C "$kernel/results" -f "$scratch/out.tar" 2>/dev/null || true
case $status in
1) exit 0 ;; # the guest's 0
124) echo "run.sh: not done within $limit s" >&2 ;;
*) echo "run.sh: what the failed cases wrote is in $kernel/results" >&2 ;;
esac
exit 1
