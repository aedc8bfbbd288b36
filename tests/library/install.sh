#!/bin/sh
# usage: MAKE=make CC=cc CXX=c++ CFLAGS=… install.sh
# Installs into empty places and uses what is there as somebody else would: each header alone from C
# and from C++, every function from both, and an example in each language with the shared library
# and with the archive. Then nothing may stay behind.
set -eu
cd "$(dirname "$0")/../.."

: "${MAKE:=make}" "${CC:=cc}" "${CXX:=c++}" "${CFLAGS=}"
WARNINGS='-Wall -Wextra -Wpedantic -Werror'
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
trap 'exit 1' HUP INT TERM
prefix=$scratch/prefix
found=0

complain() {
    echo "install: $1" >&2
    found=1
}

abort() {
    complain "$1"
    exit 1
}

c() {
    # shellcheck disable=SC2086 # lists of options
    $CC -std=c11 $WARNINGS $CFLAGS "$@"
}

cxx() {
    # shellcheck disable=SC2086 # lists of options
    $CXX -std=c++17 $WARNINGS $CFLAGS "$@"
}

# every function of a header, as an array
uses() {
    printf '#include "%s"\ntypedef void any(void);\nextern any *const used_%s[];\n' "$1" "$2"
    printf 'any *const used_%s[] = {\n' "$2"
    lib/prototypes.sh "$1" | sed 's/^[^(]*[ *]\(mi_[a-z0-9_]*\)(.*/    (any *)\1,/'
    printf '    0};\n'
}

# that each header stands alone, and that all it declares is there, under its C name
check_headers() {
    number=0
    for header in $(find "$prefix/include/mitool" -name '*.h' | sort); do
        number=$((number + 1))
        uses "$header" "$number" >"$scratch/uses.c"
        c -Wno-cast-function-type -fsyntax-only "$scratch/uses.c" ||
            abort "$header does not stand alone in C"
        cxx -Wno-cast-function-type -x c++ -c -o "$scratch/$number.o" "$scratch/uses.c" ||
            abort "$header does not stand alone in C++"
    done
    [ "$number" -gt 10 ] || complain "only $number headers are installed"
    echo 'int main() { return 0; }' >"$scratch/main.cc"
    cxx -o "$scratch/uses" "$scratch/main.cc" "$scratch"/*.o -L"$prefix/lib" -lmitool ||
        complain "functions of the headers are missing in libmitool.so, or have C++ names"
}

# COMPILER FILE BINARY OPTION...: compiles the example and compares what it prints
check_example() {
    compiler=$1 file=$2 binary=$scratch/$3
    shift 3
    if ! "$compiler" -o "$binary" "$file" "$@"; then
        complain "$file does not compile with $*"
    elif ! LD_LIBRARY_PATH=$prefix/lib "$binary" | diff "$scratch/wanted" -; then
        complain "$file does not print what it should with $*"
    fi
}

# COMPILER FILE: with the shared library, then with the archive alone
check_both() {
    # shellcheck disable=SC2046 # lists of options
    check_example "$1" "$2" shared $(pkg-config --cflags --libs mitool)
    # shellcheck disable=SC2046
    check_example "$1" "$2" static -L"$scratch/archive" $(pkg-config --cflags --libs mitool) \
        $(pkg-config --libs $(pkg-config --print-requires-private mitool)) -lm -pthread
    readelf -d "$scratch/shared" | grep -q libmitool || complain "$2: links no shared library"
    ! readelf -d "$scratch/static" | grep -q libmitool || complain "$2: links no archive"
}

install_into() {
    $MAKE --no-print-directory "$@" install >"$scratch/log" || { cat "$scratch/log"; exit 1; }
}

# that nothing is left in a place from which it was removed
removed_from() {
    place=$1
    shift
    $MAKE --no-print-directory "$@" uninstall >"$scratch/log" || complain "uninstall fails"
    left=$(find "$place" ! -type d -o -path '*/mitool')
    [ -z "$left" ] || complain "uninstall leaves $left"
}

install_into PREFIX="$prefix"
export PKG_CONFIG_PATH="$prefix/lib/pkgconfig"

lib/prototypes.sh "$prefix/include/mitool/mitool.h" names >"$scratch/declared"
nm -D --defined-only "$prefix/lib/libmitool.so" | sed 's/.* //' | LC_ALL=C sort |
    diff "$scratch/declared" - || complain "libmitool.so gives other functions than mitool.h declares"
readelf -d "$prefix/lib/libmitool.so" | grep -q 'SONAME.*\[libmitool\.so\.[0-9]*\]' ||
    complain "libmitool.so has no SONAME"
"$prefix/bin/mitool" --version >/dev/null || complain "the program does not run"

check_headers
tests/library/display.sh 1 >"$scratch/example.c"
tests/library/display.sh 2 >"$scratch/wanted"
mkdir "$scratch/archive"
cp "$prefix/lib/libmitool.a" "$scratch/archive"
check_both c "$scratch/example.c"
check_both cxx tests/library/example.cc

# The same for packagers: staged, with a prefix of its own.
install_into DESTDIR="$scratch/stage" PREFIX=/opt/sensors
(cd "$scratch/stage/opt/sensors" && find . | sort) >"$scratch/staged"
(cd "$prefix" && find . | sort) | diff "$scratch/staged" - ||
    complain "DESTDIR and PREFIX install different files"
grep -q '^prefix=/opt/sensors$' "$scratch/stage/opt/sensors/lib/pkgconfig/mitool.pc" ||
    complain "mitool.pc does not know its prefix"

removed_from "$prefix" PREFIX="$prefix"
removed_from "$scratch/stage" DESTDIR="$scratch/stage" PREFIX=/opt/sensors
[ "$found" -eq 0 ] && echo "what make install installs: passed"
exit "$found"
