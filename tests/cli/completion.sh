#!/bin/sh
# usage: completion.sh SHELL...
# What `mitool completion SHELL` makes, asked by that shell itself: for the words of a command line,
# the last of which is being typed, what is offered.
set -u
: "${MITOOL:=build/mitool}"
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
failed=0
for shell in bash zsh fish; do
    "$MITOOL" completion $shell >"$work/$shell" || exit 1
done
cp "$work/zsh" "$work/_mitool"
: >"$work/frames.pcap"
: >"$work/a file.pcap"
cd "$work" || exit 1

ask_bash() { # WORD...
    bash --norc -c '
        source "$0"
        COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
        _mitool
        printf "%s\n" "${COMPREPLY[@]}"' "$work/bash" "$@"
}

ask_fish() { # WORD...
    HOME=$work fish --no-config -c "source $work/fish; complete -C '$*'" | sed 's/\t.*//'
}

# A terminal of its own, in which the tab is typed; what is offered is listed on it.
ask_zsh() { # WORD...
    WORDS="$*" zsh -f -c '
        zmodload zsh/zpty
        zpty shell "TERM=dumb COLUMNS=2000 LINES=400 zsh -f -i"
        zpty -w shell "PS1= PS2= RPS1=; unsetopt zle_bracketed_paste 2>/dev/null"
        zpty -w shell "fpath=($0 \$fpath); autoload -Uz compinit; compinit -D -u; compdef _mitool mitool"
        zpty -w shell "LISTMAX=10000; zstyle \":completion:*\" list-separator \"#\""
        zpty -w shell "bindkey \"^I\" list-choices; print -r READY"
        zpty -r shell text "*
READY*"
        zpty -w -n shell "$WORDS"$'"'\\t'"'
        sleep 1
        zpty -r -t shell text
        print -r -- "$text"
        while zpty -r -t shell text; do print -r -- "$text"; done
        zpty -d shell' "$work" | tr -s ' \r' '\n\n'
}

expect() { # SHELL OFFERED WORD...
    shell=$1 offered=$2
    shift 2
    "ask_$shell" "$@" >"$work/actual" 2>&1
    if ! grep -qxF -e "$offered" "$work/actual"; then
        echo "$shell: '$*' does not offer '$offered' but:"
        head -n 20 "$work/actual"
        failed=1
    fi
}

for shell; do
    expect "$shell" parse mitool pa
    expect "$shell" products mitool list ''
    expect "$shell" verify mitool help ve
    expect "$shell" import mitool keys im
    expect "$shell" --until mitool parse --un
    expect "$shell" pcapng mitool pcap --to pc
    expect "$shell" always mitool decrypt --color a
    expect "$shell" LYWSD03MMC mitool scan -f LYWSD03
    expect "$shell" mibeacon mitool pcap --filter mib
    expect "$shell" frames.pcap mitool pcap fra
    expect "$shell" frames.pcap mitool parse --key-file fr
done
case " $* " in *' bash '*) expect bash 'a file.pcap' mitool pcap a ;; esac
exit $failed
