# usage: installed.sh VERSION
# Runs in a Debian root that has the packages in /in: installs them, tries them, purges them.
set -eu
export DEBIAN_FRONTEND=noninteractive LC_ALL=C.UTF-8

apt-get install -y -qq --no-install-recommends libcap2-bin /in/*.deb

[ "$(mitool --version | head -n 1)" = "mitool $1" ]
mitool --version | grep '^libmosquitto [0-9]'
[ -z "$(getcap /usr/bin/mitool)" ]
man mitool | grep '^NAME$'
man libmitool | grep '^NAME$'
ldconfig -p | grep libmitool.so.0
bash --norc -c '
    . /usr/share/bash-completion/bash_completion
    _completion_loader mitool
    COMP_WORDS=(mitool pa) COMP_CWORD=1
    _mitool
    echo "${COMPREPLY[@]}"' | grep -x parse

status=0
mitool scan || status=$?
[ "$status" -eq 3 ]

apt-get purge -y -qq mitool libmitool0 libmitool-dev
left=$(find /usr /etc -name '*mitool*' ! -name ipmitool)
echo "left: ${left:-nothing}"
[ -z "$left" ]
