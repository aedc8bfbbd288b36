# usage: cases.sh [CASE...]
# Runs in the test machine: mitool scan on a real Bluetooth stack with an emulated adapter.
# What each case wrote stays in /t/out/CASE.

KEY=1f228155bdd12fbee1f6fef074fc85b6
export MITOOL_KEY=$KEY

both=/t/both/mitool # with both capabilities
raw=/t/raw/mitool   # with CAP_NET_RAW alone
bare=/t/bare/mitool # without
passed=0
failed=0
begun=$(cut -d. -f1 /proc/uptime)

mkdir -p /t/both /t/raw /t/bare /t/out
chmod 777 /t/out
for place in both raw bare; do
    cp /bin/mitool /t/$place/mitool
    chmod 755 /t/$place /t/$place/mitool
done
lab grant $both both
lab grant $raw raw

# Frames that differ, as legacy reports.
grep -h -i '^043e..02' /mibeacon-v5.txt /mibeacon-v2-objects.txt /mibeacon-v5-no-mac.txt >/t/events
# LYWSDCGQ with a temperature that rises: 21.3, 22.0, 22.9 °C
cat >>/t/events <<END
043e23020100009a0b61342d5817020106131695fe5020aa01019a0b61342d58041002d500c7
043e23020100009a0b61342d5817020106131695fe5020aa01029a0b61342d58041002dc00c7
043e23020100009a0b61342d5817020106131695fe5020aa01039a0b61342d58041002e500c7
END

frames=$(mitool parse -q /t/events | grep -c '^[0-9A-F][0-9A-F]:')
mitool parse -j -q /t/events | sort >/t/expected

# --- the adapter ---

plug() {
    mkfifo /t/control
    controller --events /t/events --control /t/control --log $out/controller "$@" &
    controller=$!
    until grep -q '^adapter' $out/controller 2>/dev/null; do sleep 0.05; done
    number=$(sed -n 's/^adapter hci//p' $out/controller)
    sleep 0.3
}

plug_on() {
    plug "$@"
    lab power $number up
}

unplug() {
    echo quit >/t/control
    wait $controller
    rm -f /t/control
}

order() {
    echo "$*" >/t/control
}

# --- the program ---

# As an ordinary user, and until it ends.
scan() {
    program=$1
    shift
    lab as 1000 $program scan "$@" >$out/stdout 2>$out/stderr
    status=$?
}

# As an ordinary user: mitool verify, or whatever command comes first.
judge() {
    lab as 1000 $both "$@" >$out/stdout 2>$out/stderr
    status=$?
}

start() {
    program=$1
    shift
    : >$out/stdout
    : >$out/stderr
    lab as 1000 $program scan "$@" >>$out/stdout 2>>$out/stderr &
    scanner=$!
}

finish() {
    kill -$1 $scanner
    wait $scanner 2>/dev/null
    status=$?
}

child_of() { grep -l "^PPid:.$1\$" /proc/[0-9]*/status | cut -d/ -f3; }

# until a file holds a pattern, for so many seconds at most
await() {
    left=$(($3 * 10))
    until grep -q -- "$2" $1 2>/dev/null; do
        left=$((left - 1))
        [ $left -gt 0 ] || { complain "no '$2' in $1 within $3 s"; return; }
        sleep 0.1
    done
}

await_scan() { await $out/controller '^scanning 1' 5; }

# --- what is expected ---

complain() {
    complaints="$complaints
    $*"
}

expect_status() { [ "$status" = "$1" ] || complain "status $status, not $1"; }
expect_said() { grep -q -- "$1" $out/stderr || complain "not said: $1"; }
expect_unsaid() { ! grep -q -- "$1" $out/stderr || complain "said: $1"; }
expect_logged() { grep -q -- "$1" $out/controller || complain "the controller did not get: $1"; }
expect_unlogged() { ! grep -q -- "$1" $out/controller || complain "the controller got: $1"; }
last_scan() { sed -n 's/^scanning \(.\).*/\1/p' $out/controller | tail -n 1; }

expect_scanning() {
    sleep 0.3
    [ "$(last_scan)" = $1 ] || complain "scanning: '$(last_scan)', not $1"
}

# All frames that are sent, each once, as they are read from a file.
expect_all_frames() {
    sed 's/^{"time":"[^"]*",/{/' ${1:-$out/stdout} | sort | diff /t/expected - >$out/diff ||
        complain "the frames differ: $(head -n 4 $out/diff)"
}

run_case() {
    name=$1
    title=$2
    [ -z "$wanted" ] || case " $wanted " in *" $name "*) ;; *) return ;; esac
    out=/t/out/$name
    mkdir -p $out
    chmod 777 $out
    complaints=
    told=
    $name
    if [ -z "$complaints" ]; then
        passed=$((passed + 1))
        echo "ok      $title${told:+: $told}"
    else
        failed=$((failed + 1))
        echo "FAILED  $title$complaints"
        sed 's/^/    | /' $out/stderr | tail -n 5
    fi
}

# --- errors ---

no_bluetooth() {
    scan $both
    expect_status 3
    expect_said "the kernel has no Bluetooth here"
}

no_adapter() {
    scan $both
    expect_status 3
    expect_said "there is no Bluetooth adapter"
}

not_there() {
    plug_on
    scan $both --adapter hci7
    expect_status 3
    expect_said "there is no adapter hci7"
    unplug
}

no_privilege() {
    plug_on
    scan $bare --duration 2
    expect_status 3
    expect_said "CAP_NET_RAW.*: sudo setcap cap_net_raw,cap_net_admin+ep $bare$"
    expect_unlogged "command 200b"
    cp $bare "/t/bare/it's"
    lab as 1000 "/t/bare/it's" scan --duration 2 2>$out/stderr >$out/stdout
    grep -q "ep '/t/bare/it'\\\\''s'$" $out/stderr || complain "the path is not quoted"
    unplug
}

in_a_container() {
    plug_on
    lab as 1000 unshare -U -r $bare scan --duration 2 >$out/stdout 2>$out/stderr
    status=$?
    expect_status 3
    expect_said "in a container or user namespace"
    unplug
}

nothing_heard() {
    : >/t/nothing
    plug_on --events /t/nothing
    scan $both --duration 2
    expect_status 0
    expect_said "no frame of a known sensor in 0 packets"
    expect_scanning 0
    unplug
}

# On a terminal: which adapter, and after ten seconds without a sensor what else was heard.
told_on_a_terminal() {
    cat >/t/others <<END
043e0f02010001010000eeffc003020106c4
043e0f02010001020000eeffc003020106c4
END
    plug_on --events /t/others --every 100
    lab as 1000 lab pty 80 24 "12000:-2" $both scan >$out/stdout 2>$out/stderr
    grep -q "listening on hci$number; Ctrl-C ends" $out/stdout || complain "which adapter is not said"
    grep -q '[0-9] advertisements of 2 devices, no sensor: likely' $out/stdout ||
        complain "what was heard is not said"
    lab as 1000 lab pty 80 24 "11500:-2" $both scan --listen >$out/stdout 2>$out/stderr
    grep -q "listening to what other programs scan, on all adapters" $out/stdout ||
        complain "that it only listens is not said"
    grep -q 'with --listen, another program has to scan' $out/stdout || complain "no reason"
    ! grep -q 'antenna' $out/stdout || complain "two reasons"
    scan $both --duration 12
    expect_unsaid "listening on"
    expect_unsaid "advertisements of"
    unplug
}

switched_off() {
    plug_on
    lab power $number down
    scan $raw --duration 2
    expect_status 3
    expect_said "hci$number is switched off.*bluetoothctl power on.*setcap cap_net_raw,cap_net_admin+ep $raw$"
    scan $both --json --count $frames
    expect_status 0
    expect_all_frames
    unplug
}

blocked() {
    plug_on
    for switch in /sys/class/rfkill/rfkill*; do echo 1 >$switch/soft; done
    scan $both --duration 2
    expect_status 3
    expect_said "blocked by rfkill.*sudo rfkill unblock bluetooth"
    for switch in /sys/class/rfkill/rfkill*; do echo 0 >$switch/soft; done
    unplug
}

mute() {
    plug_on
    order mute
    scan $both
    expect_status 3
    expect_said "hci$number does not answer"
    unplug
}

refused() {
    plug_on --refuse 12
    scan $both
    expect_status 3
    expect_said "refuses to scan, with status 0x12"
    unplug
}

# A signal that comes while the adapter is switched on.
interrupted() {
    plug_on
    lab power $number down
    order mute
    start $both
    sleep 1
    finish INT
    expect_status 0
    expect_unsaid "hci$number"
    lab as 1000 lab pty 80 24 "1000:@60x12 500:@70x12 4000:x" $both scan --watch \
        >$out/stdout 2>>$out/stderr
    grep -q "hci$number does not answer" $out/stdout || complain "$(tail -n 2 $out/stdout)"
    ! grep -q Interrupted $out/stdout || complain "a new size fails the scan"
    unplug
}

many_adapters() {
    : >/t/nothing
    others="01 02 03 04 05 06 07 08 09 10 11 12 13 14 15 16"
    for other in $others; do
        mkfifo /t/control$other
        controller --events /t/nothing --control /t/control$other --log $out/other$other &
    done
    until grep -q '^adapter hci15$' $out/other*; do sleep 0.1; done
    plug_on
    [ $number -ge 16 ] || complain "hci$number is not above 16"
    scan $both --adapter hci$number --json --count $frames
    expect_status 0
    expect_all_frames
    unplug
    for other in $others; do
        echo quit >/t/control$other
        rm -f /t/control$other
    done
    sleep 0.5
}

taken() {
    plug_on
    lab power $number down
    lab hold $number 3 &
    sleep 0.3
    scan $both
    expect_status 3
    expect_said "another program has hci$number to itself"
    wait $!
    unplug
}

unplugged() {
    plug_on
    start $both --json
    await $out/stdout temperature 5
    unplug
    wait $scanner
    status=$?
    expect_status 3
    expect_said "hci$number was unplugged"
    expect_unsaid "switched off"
}

switched_off_meanwhile() {
    plug_on --every 50
    start $both --json
    await_scan
    lab power $number down
    await $out/stderr "switched off: waiting" 5
    lab power $number up
    await $out/stderr "started again" 8
    : >$out/stdout
    sleep 0.5
    finish INT
    expect_status 0
    expect_scanning 0
    unplug
}

# --- readings ---

legacy() {
    plug_on --strict
    scan $both --json --count $frames
    expect_status 0
    expect_all_frames
    expect_logged "command 200b 00100010000000"
    expect_logged "command 200c 0100"
    expect_scanning 0
    unplug
}

extended() {
    plug_on --extended --strict
    scan $both --json --count $frames
    expect_status 0
    expect_all_frames
    expect_logged "command 2041 0000010010001000"
    expect_logged "command 2042 010000000000"
    expect_unlogged "command 200b"
    expect_scanning 0
    unplug
}

coded() {
    plug_on --extended --coded --strict
    scan $both --json --count $frames
    expect_status 0
    expect_all_frames
    expect_logged "command 2041 00000500600048000060001800"
    expect_scanning 0
    unplug
}

lenient() {
    plug_on --extended
    scan $both --json --count $frames
    expect_status 0
    expect_all_frames
    expect_scanning 0
    unplug
}

root_user() {
    plug_on
    mitool scan --json --count $frames >$out/stdout 2>$out/stderr
    status=$?
    expect_status 0
    expect_all_frames
    expect_scanning 0
    unplug
}

text_and_filter() {
    plug_on --every 20
    scan $raw --filter LYWSD03MMC --count 2
    expect_status 0
    [ $(grep -c '^20.*LYWSD03MMC' $out/stdout) = 2 ] || complain "not two frames"
    [ $(grep -c '^20' $out/stdout) = 2 ] || complain "other frames"
    start $raw --all --count $((frames * 3))
    wait $scanner
    [ $(grep -c '^20' $out/stdout) = $((frames * 3)) ] || complain "--all shows no copies"
    unplug
}

line_by_line() {
    plug_on --every 300
    start $both --json
    await $out/stdout '}' 3
    first=$(wc -l <$out/stdout)
    sleep 1
    [ $(wc -l <$out/stdout) -gt $first ] || complain "lines do not come one by one"
    finish INT
    unplug
}

recording() {
    for type in btsnoop pcapng pcap; do
        plug_on --every 20
        scan $both --write $out/record.$type --duration 2
        expect_status 0
        [ $(grep -c '^20' $out/stdout) = $frames ] || complain "$type: not all frames"
        mitool pcap $out/record.$type >$out/replayed 2>>$out/stderr
        diff $out/stdout $out/replayed >$out/diff || complain "$type: $(head -n 3 $out/diff)"
        unplug
        rm $out/controller
    done
}

garbage() {
    plug_on --every 50
    start $both --json
    await $out/stdout temperature 5
    order garbage 3000
    sleep 2
    : >$out/stdout
    order garbage 10
    sleep 1
    finish INT
    case $status in 0 | 1 | 3) ;; *) complain "status $status" ;; esac
    expect_scanning 0
    unplug
}

# --- verdicts ---

# One thermometer, all frames encrypted with the key.
plug_thermometer() {
    grep -i '^043e' /verify-right.txt >/t/thermometer
    plug_on --strict --events /t/thermometer --every 100
}

# Sooner than --timeout would end it.
expect_at_once() {
    [ $(($(cut -d. -f1 /proc/uptime) - before)) -lt 12 ] || complain "it waited for its time to end"
}

expect_verdict() { grep -q -- "$1" $out/stdout || complain "the verdict is not $1"; }

verdict_of_a_right_key() {
    plug_thermometer
    before=$(cut -d. -f1 /proc/uptime)
    judge verify --live --until-verdict --timeout 30
    expect_at_once
    expect_status 0
    expect_verdict 'A4:C1:38:7B:20:E1.*: RIGHT$'
    expect_scanning 0
    before=$(cut -d. -f1 /proc/uptime)
    judge scan --until-verdict --json --duration 30
    expect_at_once
    expect_status 0
    expect_verdict '"verdict":"right"'
    expect_scanning 0
    unplug
}

verdict_of_a_wrong_key() {
    plug_thermometer
    before=$(cut -d. -f1 /proc/uptime)
    judge verify --live --key 323f24e06d4d2bd81ee53352349db1c2 --until-verdict \
        --mac A4:C1:38:7B:20:E1 --timeout 30
    expect_at_once
    expect_status 1
    expect_verdict ': WRONG$'
    expect_scanning 0
    unplug
}

verdict_in_time() {
    : >/t/nothing
    plug_on --events /t/nothing
    before=$(cut -d. -f1 /proc/uptime)
    judge verify --live --until-verdict --mac A4:C1:38:7B:20:E1 --timeout 3
    took=$(($(cut -d. -f1 /proc/uptime) - before))
    [ $took -ge 3 ] && [ $took -le 6 ] || complain "took $took s"
    expect_status 4
    expect_verdict ABSENT
    expect_scanning 0
    unplug
}

verdict_at_a_signal() {
    plug_thermometer
    : >$out/stdout
    lab as 1000 $both verify --live >>$out/stdout 2>$out/stderr &
    scanner=$!
    await_scan
    sleep 1
    finish INT
    expect_status 0
    expect_verdict ': RIGHT$'
    expect_scanning 0
    unplug
}

# --- the end ---

ended_by_signals() {
    for signal in INT TERM HUP QUIT KILL; do
        plug_on --every 50
        start $both --json
        await $out/stdout temperature 5
        finish $signal
        [ $signal = KILL ] || expect_status 0
        expect_scanning 0
        unplug
        rm $out/controller
    done
}

closed_pipe() {
    plug_on --every 50
    lab as 1000 $both scan --write $out/record.pcapng 2>$out/stderr | head -n 1 >$out/stdout
    [ -s $out/stdout ] || complain "no line"
    mitool pcap $out/record.pcapng 2>&1 | head -n 1 | diff $out/stdout - >$out/diff ||
        complain "the recording is not whole: $(cat $out/diff)"
    [ ! -s $out/stderr ] || complain "it does not end quietly"
    expect_scanning 0
    unplug
}

# A reader that stands still, as a pager does: one signal ends the scan.
blocked_output() {
    plug_on --every 1
    rm -f /t/blocked && mkfifo /t/blocked
    sleep 30 </t/blocked &
    sleeper=$!
    lab as 1000 $both scan --json --all --write $out/record.pcap >/t/blocked 2>$out/stderr &
    scanner=$!
    await_scan
    sleep 4
    before=$(cut -d. -f1 /proc/uptime)
    finish TERM
    [ $(($(cut -d. -f1 /proc/uptime) - before)) -le 3 ] || complain "it waits for the reader"
    expect_status 3
    expect_said "standard output: nobody takes what is written"
    expect_unsaid "Interrupted"
    expect_scanning 0
    mitool pcap $out/record.pcap >$out/replayed 2>>$out/stderr || complain "the file is not whole"
    kill $sleeper
    unplug
}

duration() {
    plug_on --every 10
    before=$(cut -d. -f1 /proc/uptime)
    scan $both --duration 3
    took=$(($(cut -d. -f1 /proc/uptime) - before))
    [ $took -ge 3 ] && [ $took -le 5 ] || complain "took $took s"
    expect_status 0
    expect_scanning 0
    unplug
}

dropped() {
    plug_on
    start $both
    await_scan
    sleep 0.3
    grep -q '^CapPrm:.0*$' /proc/$scanner/status || complain "the scanner has capabilities"
    grep -q '^NoNewPrivs:.1' /proc/$scanner/status || complain "it can get them again"
    keeper=$(child_of $scanner)
    grep -q '^CapPrm:.0*2000$' /proc/$keeper/status || complain "the keeper: not CAP_NET_RAW alone"
    [ $(ls /proc/$keeper/fd | wc -l) = 3 ] || complain "the keeper holds other files"
    heir=$(child_of $keeper)
    grep -q '^CapPrm:.0*2000$' /proc/$heir/status || complain "the heir: not CAP_NET_RAW alone"
    [ $(ls /proc/$heir/fd | wc -l) = 2 ] || complain "the heir holds other files"
    finish INT
    [ ! -e /proc/$keeper ] || complain "the keeper lives on"
    [ ! -e /proc/$heir ] || complain "the heir lives on"
    unplug
}

expect_user() { # PROCESS UID
    grep -q "^Uid:.$2.$2.$2.$2\$" /proc/$1/status || complain "process $1 is not user $2"
    grep -q "^Gid:.$2.$2.$2.$2\$" /proc/$1/status || complain "process $1 is not group $2"
    grep -q '^Groups:[[:space:]]*$' /proc/$1/status || complain "process $1 has other groups"
}

# Root is root for no longer than it has to.
dropped_by_root() {
    plug_on --every 50
    for user in 65534 1000; do
        : >$out/stdout
        rm -f $out/record.pcapng
        [ $user = 65534 ] || export SUDO_UID=$user SUDO_GID=$user
        lab as 0 mitool scan --write $out/record.pcapng >>$out/stdout 2>>$out/stderr &
        scanner=$!
        await $out/stdout temperature 5
        expect_user $scanner $user
        expect_user $(child_of $scanner) $user
        expect_user $(child_of $(child_of $scanner)) $user
        grep -q '^CapPrm:.0*$' /proc/$scanner/status || complain "the scanner has capabilities"
        finish INT
        expect_status 0
        expect_scanning 0
        mitool pcap -q $out/record.pcapng | grep -q '^20' || complain "no recording"
        : >$out/controller
    done
    unset SUDO_UID SUDO_GID
    unplug
}

# Whoever is killed, the scan ends.
killed_keeper() {
    plug_on --every 50
    start $both --json
    await $out/stdout temperature 5
    kill -KILL $(child_of $scanner)
    wait $scanner
    status=$?
    expect_status 3
    expect_said "the process that commands hci$number was ended from outside"
    expect_scanning 0
    start $both --json
    await $out/stdout temperature 5
    kill -KILL $(child_of $(child_of $scanner))
    sleep 0.3
    finish INT
    expect_status 0
    expect_scanning 0
    unplug
}

# --- other programs ---

LEGACY_SETTINGS=010b200701100010000000
LEGACY_ON=010c20020100
LEGACY_ON_FILTERED=010c20020101
LEGACY_OFF=010c20020000

ended_by_another() {
    plug_on --strict --every 50
    start $both --json
    await_scan
    lab send $number $LEGACY_OFF
    await $out/stderr "ended from outside" 5
    finish INT
    expect_status 0
    expect_scanning 0
    unplug
}

taken_over() {
    plug_on --strict --every 50
    start $both --json --all
    await_scan
    lab send $number $LEGACY_OFF $LEGACY_SETTINGS $LEGACY_ON_FILTERED
    await $out/stderr "another program scans" 5
    await $out/stderr "filters duplicates" 5
    : >$out/stdout
    await $out/stdout temperature 3
    finish INT
    expect_scanning 1
    unplug
}

shared_strict() {
    plug_on --strict --every 50
    lab send $number $LEGACY_SETTINGS $LEGACY_ON
    start $both --json
    await $out/stderr "another program scans" 5
    await $out/stdout temperature 3
    finish INT
    expect_status 0
    expect_scanning 1
    start $both --json
    await $out/stderr "another program scans" 5
    lab send $number $LEGACY_OFF
    await $out/stderr "now scanning on hci$number without it" 5
    finish INT
    expect_scanning 0
    unplug
}

shared_extended() {
    plug_on --extended --strict --every 50
    lab send $number 014120080000010110001000 014220060100000000000000
    start $both --json
    await $out/stderr "another program scans" 5
    await $out/stdout temperature 3
    finish INT
    expect_status 0
    expect_scanning 1
    unplug
}

# A scan of the kernel's that lets nothing through.
shared_in_silence() {
    : >/t/nothing
    plug_on --strict --events /t/nothing
    lab send $number $LEGACY_SETTINGS $LEGACY_ON
    start $both --json
    await $out/stderr "nothing comes from the other program's scan" 15
    finish INT
    expect_scanning 1
    unplug
}

# The kernel's own discovery, as bluetoothd asks for it; it lasts 10 s.
kernel_discovery() {
    plug_on $1 --every 50
    start $both --json
    await_scan
    lab mgmt 2300$(printf %02x $number)00010006 &
    await $out/stderr "another program scans" 5
    await $out/stderr "filters duplicates" 5
    await $out/stderr "now scanning on hci$number without it" 20
    finish INT
    expect_status 0
    expect_scanning 0
    unplug
}

discovery_legacy() { kernel_discovery; }
discovery_extended() { kernel_discovery "--extended --strict"; }

two_strict() {
    plug_on --strict --every 50
    lab as 1000 $both scan --json >$out/first 2>$out/first.err &
    first=$!
    await_scan
    start $both --json --all
    sleep 2
    kill -INT $first
    wait $first
    await $out/stderr "now scanning on hci$number without it" 8
    : >$out/stdout
    await $out/stdout temperature 3
    finish INT
    expect_status 0
    expect_scanning 0
    expect_all_frames $out/first
    unplug
}

# Here the second one can begin: the first takes that for somebody else's scan.
two_lenient() {
    plug_on --every 50
    lab as 1000 $both scan --json >$out/first 2>$out/stderr &
    first=$!
    await_scan
    lab as 1000 $both scan --json --count $frames >$out/stdout 2>$out/second.err
    await $out/stderr "another program scans" 5
    await $out/stderr "now scanning on hci$number without it" 5
    scanner=$first
    finish INT
    expect_status 0
    expect_scanning 0
    expect_all_frames
    unplug
}

listening() {
    plug_on --every 50
    lab send $number $LEGACY_SETTINGS $LEGACY_ON
    wc -l <$out/controller >$out/before
    scan $raw --listen --json --count $frames
    expect_status 0
    expect_all_frames
    wc -l <$out/controller | diff $out/before - >/dev/null || complain "commands were sent"
    lab send $number $LEGACY_OFF
    start $raw --listen
    await $out/stderr "another program has to scan" 15
    lab send $number $LEGACY_ON_FILTERED
    await $out/stderr "filters duplicates" 5
    finish INT
    expect_status 0
    expect_scanning 1
    unplug
}

# --- load ---

# Frames of the scan's own count, and what it says was lost.
read_counts() {
    packets=$(sed -n 's/.*mitool: \([0-9]*\) packets, .*/\1/p' $out/stderr)
    lost=$(sed -n 's/.*: \([0-9]*\) packets came faster.*/\1/p' $out/stderr | awk '{n += $1} END {print n + 0}')
    sent=$(sed -n 's/^burst \([0-9]*\) reports.*/\1/p' $out/controller)
    took=$(sed -n 's/^burst .* in \([0-9]*\) ms/\1/p' $out/controller)
}

# One burst: nothing of it may be missing.
load_once() {
    plug_on $1 --every 100000
    start $both --json -v
    await_scan
    order burst 5000 10
    await $out/controller '^burst' 60
    sleep 1
    finish INT
    read_counts
    told="$sent reports in $took ms, $packets read, $lost lost"
    [ "$sent" -ge 50000 ] || complain "only $sent were sent"
    [ $((packets + lost)) -ge $sent ] || complain "$sent sent, $packets read, $lost lost"
    expect_scanning 0
    unplug
}

# A machine that is busy with other things sends too slowly to prove anything: it gets three goes.
load() {
    for go in 1 2 3; do
        load_once "$1"
        [ $took -gt 11000 ] || return
    done
    complain "this machine needed $took ms to send them"
}

load_legacy() { load ''; }
load_extended() { load "--extended --strict"; }

# A reader that stands still must say what it missed.
losses() {
    plug_on --every 100000
    start $raw --json -v
    await_scan
    kill -STOP $scanner
    order burst 2000 2
    await $out/controller '^burst' 20
    kill -CONT $scanner
    sleep 1
    finish INT
    read_counts
    told="$sent reports, $packets read, $lost lost"
    [ $lost -gt 0 ] || complain "no loss was told"
    [ $((packets + lost)) -ge $sent ] || complain "$sent sent, $packets read, $lost lost"
    expect_status 0
    unplug
}

# --- the table ---

watching() {
    plug_on --every 20
    LC_ALL=C.UTF-8 lab as 1000 lab pty 100 20 "2000:@60x12 700:q" $both scan --watch >$out/screen 2>$out/stderr
    grep -q 'LYWSD03MMC.*right' $out/screen || complain "no row with the key's state"
    grep -q 'LYWSDCGQ.*°C .*▁.*█' $out/screen || complain "no sparkline"
    ! grep -q ' MB' $out/screen || complain "a progress bar"
    grep -q 'devices, .* packets in .* s; q quits' $out/screen || complain "no title"
    grep -q 'terminal as before, status 0' $out/screen || complain "$(tail -n 1 $out/screen)"
    for signal in 2 15 1 3; do
        lab as 1000 lab pty 80 24 "800:-$signal" $both scan --watch >$out/stdout 2>$out/stderr
        grep -q 'terminal as before, status 0' $out/stdout || complain "$signal: $(tail -n 1 $out/stdout)"
        grep -q '1049l' $out/stdout || complain "$signal: the screen is not given back"
    done
    expect_scanning 0
    scan $both --watch --count 2
    [ $(grep -c '^20' $out/stdout) = 2 ] || complain "no plain lines without a terminal"
    unplug
}

watching_unplugged() {
    plug_on --every 20
    (sleep 1.5; echo quit >/t/control) &
    lab as 1000 lab pty 80 24 "2500:x" $both scan --watch >$out/stdout 2>$out/stderr
    grep -q 'terminal as before, status 3' $out/stdout || complain "$(tail -n 1 $out/stdout)"
    grep -q 'was unplugged' $out/stdout || complain "it is not said"
    wait $controller
    rm -f /t/control
}

# --- a broker ---

publishing() {
    plug_on --every 50
    printf 'listener 1883 127.0.0.1\nallow_anonymous true\n' >/t/broker.conf
    lab as 1000 mosquitto -c /t/broker.conf >$out/broker 2>&1 &
    broker=$!
    sleep 1
    mosquitto_sub -h 127.0.0.1 -V 5 -t '#' -F '%r %t %p' >$out/heard &
    subscriber=$!
    lab as 1000 $both publish --broker mqtt://127.0.0.1 --gateway lab --all-devices \
        >$out/stdout 2>$out/stderr &
    scanner=$!
    await $out/heard "^0 mitool/582D34610B9A/sensor/temperature 22.9" 10
    await $out/heard "^0 homeassistant/sensor/mitool_582D34610B9A/temperature/config {.*expire_after" 1
    await $out/heard "^0 mitool/A4C1387B20E1/sensor/temperature 21.3" 1
    [ $(grep -l '^CapPrm:.0*$' /proc/$scanner/task/*/status | wc -l) = 2 ] ||
        complain "not two threads without capabilities"
    expect_scanning 1
    finish TERM
    expect_status 0
    await $out/heard "^0 mitool/lab/availability offline" 1
    expect_scanning 0
    kill $subscriber $broker
    unplug
}

# --- all of them ---

wanted=$*
run_case no_bluetooth "no Bluetooth in the kernel"
for module in crc16 rfkill ecc ecdh_generic cmac bluetooth hci_vhci; do
    [ ! -e /modules/$module.ko ] || insmod /modules/$module.ko
done
run_case no_adapter "no adapter"
run_case not_there "not that adapter"
run_case no_privilege "no privilege, and the line that grants it"
run_case in_a_container "a privilege that counts for nothing, in a user namespace"
run_case nothing_heard "nothing heard is no missing privilege"
run_case told_on_a_terminal "a terminal is told which adapter is heard, and what else"
run_case switched_off "adapter off: said without CAP_NET_ADMIN, switched on with it"
run_case blocked "adapter blocked by rfkill"
run_case mute "controller that does not answer"
run_case refused "controller that refuses"
run_case interrupted "signals while the adapter is switched on"
run_case many_adapters "the seventeenth adapter"
run_case taken "adapter held by another program"
run_case unplugged "unplugged meanwhile"
run_case switched_off_meanwhile "switched off and on meanwhile"
run_case legacy "readings, legacy and strict"
run_case extended "readings, extended and strict"
run_case coded "readings, extended and strict, with LE Coded"
run_case lenient "readings, extended and lenient"
run_case root_user "readings, as root"
run_case text_and_filter "text, --filter, --count, --all"
run_case line_by_line "lines come one by one"
run_case recording "recordings replayed by mitool pcap give the same lines"
run_case garbage "malformed events"
run_case verdict_of_a_right_key "verify --live and scan --until-verdict, with the right key"
run_case verdict_of_a_wrong_key "verify --live with a wrong key"
run_case verdict_in_time "verify --live that hears nothing ends in time"
run_case verdict_at_a_signal "verify --live tells its verdict when it is interrupted"
run_case ended_by_signals "SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGKILL leave the adapter not scanning"
run_case closed_pipe "a closed pipe ends it quietly, the adapter not scanning"
run_case blocked_output "a reader that stands still: one signal is enough"
run_case duration "--duration"
run_case dropped "capabilities are dropped"
run_case dropped_by_root "root becomes who called sudo, or nobody"
run_case killed_keeper "a killed keeper is told, and leaves no scan"
run_case ended_by_another "scan ended by another program is begun again"
run_case taken_over "scan taken over by another program, with duplicate filter"
run_case shared_strict "another program's scan is shared, left running, and followed by our own"
run_case shared_extended "another program's extended scan is shared and left running"
run_case shared_in_silence "another program's scan that lets nothing through"
run_case discovery_legacy "the kernel's discovery, legacy"
run_case discovery_extended "the kernel's discovery, extended and strict"
run_case two_strict "two mitool at a time, strict"
run_case two_lenient "two mitool at a time, lenient"
run_case listening "--listen sends nothing"
run_case publishing "readings on a broker, discovery, and offline at the end"
run_case load_legacy "5,000 legacy reports a second for ten seconds"
run_case load_extended "5,000 extended reports a second for ten seconds"
run_case losses "a reader that stood still tells its losses"
run_case watching "--watch: table, size, keys, signals, terminal restored"
run_case watching_unplugged "--watch: unplugged, terminal restored"

echo "in $(($(cut -d. -f1 /proc/uptime) - begun)) s"
echo "$passed passed, $failed failed"
[ $failed -eq 0 ]
