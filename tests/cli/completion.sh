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
mkdir -p "$work/home/.config/mitool" "$work/bin"
HOME=$work/home
export HOME
unset XDG_CONFIG_HOME
echo "A4:C1:38:2D:90:14 1f228155bdd12fbee1f6fef074fc85b6 Kitchen" >"$HOME/.config/mitool/keys"
chmod 600 "$HOME/.config/mitool/keys"
case $MITOOL in /*) ;; *) MITOOL=$PWD/$MITOOL ;; esac
ln -s "$MITOOL" "$work/bin/mitool"
PATH=$work/bin:$PATH
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
    fish --no-config -c "source $work/fish; complete -C '$*'" | sed 's/\t.*//'
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
        integer quiet=0
        while (( quiet++ < 10 )); do
            while zpty -r -t shell text; do print -r -- "$text"; quiet=0; done
            sleep 0.2
        done
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

expect_none() { # SHELL OFFERED WORD...
    shell=$1 offered=$2
    shift 2
    if "ask_$shell" "$@" 2>&1 | grep -qF -e "$offered"; then
        echo "$shell: '$*' offers '$offered'"
        failed=1
    fi
}

for shell; do
    expect "$shell" version mitool ver
    expect "$shell" gatt mitool parse -f ga
    expect "$shell" miscale mitool parse -f misc
    expect "$shell" frames.pcap mitool keys import fr
    expect_none "$shell" frames.pcap mitool list products ''
    expect_none "$shell" frames.pcap mitool keys list ''
    expect_none "$shell" frames.pcap mitool keys remove ''
    expect_none "$shell" Usage mitool parse -
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
case " $* " in *' bash '*)
    expect bash 'a file.pcap' mitool pcap a
    expect bash A4:C1:38:2D:90:14 mitool keys rename ''
    expect bash 38:2D:90:14 mitool keys --json remove A4 : C1 : 38
    expect bash 38:2D:90:14 mitool pcap -f A4 : C1 : 38
    expect bash Kitchen mitool pcap -f Ki
    expect bash --version mitool --ver
    expect_none bash --json mitool pcap -- --
    [ "$(ask_bash mitool pcap -f LYWSD02 | grep -c '^LYWSD02MMC$')" -eq 1 ] || failed=1
    ;;
esac
case " $* " in *' fish '*)
    expect fish A4:C1:38:2D:90:14 mitool keys remove A4
    fish --no-config -c "source $work/fish; complete -C 'mitool parse --since'" |
        grep -q '2026-01-31T12:00:00' || { echo "fish: a help lost its colons" && failed=1; }
    fish --no-config -c "source $work/fish; complete -C 'mitool parse --plot'" |
        grep -q "each device's curve" || { echo "fish: a help lost its apostrophe" && failed=1; }
    ;;
esac
case " $* " in *' zsh '*)
    expect zsh 2026-01-31T12:00:00, mitool parse --
    expect zsh "device's" mitool parse --p
    expect zsh A4:C1:38:2D:90:14 mitool keys remove ''
    ;;
esac
exit $failed
