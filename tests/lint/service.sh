#!/bin/sh
# usage: service.sh PROGRAM
# Holds the unit against systemd, and the sample of its configuration against the program.
set -eu
program=$(realpath "$1")
cd "$(dirname "$0")/../.."
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

sed "s|@BINDIR@|$(dirname "$program")|" service/mitool-publish.service \
    >"$scratch/mitool-publish.service"
systemd-analyze verify --man=no "$scratch/mitool-publish.service"
systemd-analyze security --offline=true --threshold=25 "$scratch/mitool-publish.service" >/dev/null

# Each option that it names is one, also those behind a comment.
sed -n 's/^#\{0,1\}\([a-z][a-z-]*\)\( .*\)\{0,1\}$/\1/p' service/publish.conf.sample |
    while read -r name; do
        "$program" help publish | grep -q -- "--$name " || {
            echo "service/publish.conf.sample: there is no option $name" >&2
            exit 1
        }
    done
