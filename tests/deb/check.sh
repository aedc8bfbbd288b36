#!/bin/sh
# usage: check.sh PACKAGES TREE VERSION KERNEL CONTROLLER LAB
# The Debian packages in PACKAGES, built from TREE: judged by lintian, built again to the same bytes,
# unpacked into an empty root and used there, and installed into a Debian of their own where this
# machine allows it.
set -eu

packages=$(cd "$1" && pwd) tree=$2 version=$3 kernel=$4 controller=$5 lab=$6
here=$(cd "$(dirname "$0")" && pwd)
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
trap 'exit 1' HUP INT TERM
chmod 755 "$scratch"
root=$scratch/root
found=0

complain() {
    echo "deb: $1" >&2
    found=1
}

skip() { echo "deb: skipped: $1"; }

# Elsewhere, later, in another language and zone, and with other permissions.
check_same_bytes() {
    mkdir -p "$scratch/some/where"
    cp -R "$tree" "$scratch/some/where/else"
    (
        cd "$scratch/some/where/else"
        umask 027
        export TZ=Asia/Kathmandu LC_ALL=C.UTF-8 DEB_BUILD_OPTIONS="nocheck noautodbgsym parallel=1"
        dpkg-buildpackage -b --no-sign
    ) >"$scratch/log" 2>&1 || { cat "$scratch/log"; complain "it does not build again"; }
    for package in "$packages"/*.deb; do
        cmp "$package" "$scratch/some/where/${package##*/}" ||
            complain "${package##*/} has other bytes when it is built again"
    done
}

unpack() {
    for package in "$packages"/*.deb; do
        dpkg-deb -x "$package" "$root"
        dpkg-deb -e "$package" "$scratch/control"
    done
    ! grep -rq 'setcap' "$scratch/control" || complain "a maintainer script sets capabilities"
}

check_program() {
    [ "$("$mitool" --version | head -n 1)" = "mitool $version" ] || complain "no version $version"
    loaded=$(sed -n 's/^#define MI_LIBMOSQUITTO "\(.*\)\.so\.\(.*\)"$/\1\2/p' "$tree/lib/broker/libmosquitto.h")
    dpkg-deb -f "$packages/mitool_${version}_"*.deb Depends | grep -qw "${loaded:-libmosquitto}" ||
        complain "it does not depend on $loaded, which it loads at run time"
    "$mitool" scan 2>"$scratch/said" && complain "scan has nothing to complain of"
    grep -q '^mitool: ' "$scratch/said" || complain "scan does not say what it lacks"
    grep -q 'sudo setcap cap_net_raw,cap_net_admin+ep /usr/bin/mitool$' \
        "$root/usr/share/doc/mitool/README.Debian" || complain "README.Debian does not say how"
}

check_pages() {
    for page in "$here"/../../man/*; do
        name=${page##*/}
        man -M "$root/usr/share/man" "${name##*.}" "${name%.*}" 2>&1 | grep -q '^NAME$' ||
            complain "no page $name"
    done
}

# They are what the program prints, and the one for bash is asked.
check_completions() {
    share=$root/usr/share
    for file in bash:bash-completion/completions/mitool zsh:zsh/vendor-completions/_mitool \
        fish:fish/vendor_completions.d/mitool.fish; do
        "$mitool" completion "${file%%:*}" | cmp - "$share/${file#*:}" ||
            complain "no completion for ${file%%:*}"
    done
    bash --norc -c '. "$0"; COMP_WORDS=(mitool pa) COMP_CWORD=1; _mitool; echo "${COMPREPLY[@]}"' \
        "$share/bash-completion/completions/mitool" | grep -qx parse || complain "bash offers no parse"
}

check_library() {
    library=$(dirname "$(find "$root/usr/lib" -name 'libmitool.so.*' | head -n 1)")
    "$here/../library/display.sh" 1 >"$scratch/example.c"
    "$here/../library/display.sh" 2 >"$scratch/wanted"
    cc -o "$scratch/example" "$scratch/example.c" -I"$root/usr/include/mitool" -I"$root/usr/include" \
        -L"$library" -lmitool
    LD_LIBRARY_PATH=$library "$scratch/example" | diff "$scratch/wanted" - ||
        complain "the library does not decode"
}

# In a machine that has an adapter and grants nothing.
check_sentence() {
    if [ ! -e "$kernel/vmlinux" ] || ! command -v qemu-system-x86_64 >/dev/null; then
        skip "scan without privileges, which wants 'make deps-live'"
    else
        "$here/../live/run.sh" "$kernel" "$mitool" "$controller" "$lab" no_privilege ||
            complain "scan does not say that it has no privilege"
    fi
}

check_installed() {
    # shellcheck source=/dev/null
    suite=$(. /etc/os-release && echo "${VERSION_CODENAME-}")
    mkdir "$scratch/in"
    cp "$packages"/*.deb "$here/installed.sh" "$scratch/in"
    if mmdebstrap --quiet --variant=apt --include=man-db,bash-completion \
        --customize-hook="touch '$scratch/begun'" --customize-hook="copy-in '$scratch/in' /" \
        --customize-hook="chroot \"\$1\" sh /in/installed.sh '$version'" \
        --format=null "$suite" /dev/null >"$scratch/log" 2>&1; then
        echo "deb: installed into $suite and removed"
    elif [ -e "$scratch/begun" ]; then
        cat "$scratch/log"
        complain "it cannot be installed"
    else
        skip "installing it, as mmdebstrap makes no Debian here: $(tail -n 1 "$scratch/log")"
    fi
}

lintian --fail-on error,warning "$packages"/*.changes || complain "lintian has found something"
check_same_bytes
unpack
mitool=$root/usr/bin/mitool
check_program
check_pages
check_completions
check_library
check_sentence
check_installed
[ "$found" -eq 0 ] && echo "the Debian packages: passed"
exit "$found"
