#!/bin/sh
# usage: kernel.sh DIRECTORY
# Puts Debian's own kernel there, without installing it: vmlinux, and the modules of Bluetooth and of
# its emulated adapter.
set -eu

directory=$1
[ ! -e "$directory/vmlinux" ] || exit 0
mkdir -p "$directory"
cd "$directory"

package=$(apt-cache depends linux-image-amd64 |
    sed -n 's/^ *Depends: \(linux-image-[0-9].*-amd64\)$/\1/p' | head -n 1)
[ -n "$package" ] || { echo "kernel.sh: linux-image-amd64 is not known to apt" >&2; exit 1; }
apt-get -qq -o APT::Sandbox::User="$(id -un)" download "$package"
rm -rf unpacked
dpkg -x "$package"_*.deb unpacked

for name in crc16 rfkill ecc ecdh_generic cmac bluetooth hci_vhci; do
    module=$(find unpacked -name "$name.ko" -o -name "$name.ko.xz" | head -n 1)
    case $module in
    *.xz) xz -dc "$module" >"$name.ko" ;;
    ?*) cp "$module" "$name.ko" ;; # one that is built in has no file
    esac
done

# The kernel inside the boot image starts two seconds earlier (x86 boot protocol, 1.3).
image=$(find unpacked -name 'vmlinuz-*' | head -n 1)
number_at() { od -An -t "u$2" -j "$1" -N "$2" "$image" | tr -d ' '; }
start=$((($(number_at 497 1) + 1) * 512 + $(number_at 584 4)))
size=$(($(number_at 588 4) - 4))
tail -c "+$((start + 1))" "$image" | head -c "$size" | xz -dc >vmlinux.new 2>/dev/null ||
    cp "$image" vmlinux.new
mv vmlinux.new vmlinux
rm -rf unpacked "$package"_*.deb
