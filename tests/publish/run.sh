#!/bin/sh
# usage: run.sh PROGRAM RELAY [CASE...]
# mitool publish with a real mosquitto on 127.0.0.1 and ports of its own: what it is told, and what
# becomes of it when the broker refuses, is stopped, killed, frozen, slow or old.
set -u
cd "$(dirname "$0")/../.." || exit 1

mitool=$1 relay=$2
shift 2
wanted=$*
work=$(mktemp -d) || exit 1
keys=$work/home.keys
port=$((20000 + $$ * 7 % 20000))
open=$port secret=$((port + 1)) safe=$((port + 2)) guarded=$((port + 3)) elsewhere=$((port + 4))
between=$((port + 5)) nobody=$((port + 6))
started= listener= relayed=
passed=0
failed=0
LC_ALL=C TZ=UTC
PATH=$PATH:/usr/sbin:/sbin
export LC_ALL TZ PATH
unset MITOOL_KEY MITOOL_MQTT_PASSWORD CREDENTIALS_DIRECTORY NOTIFY_SOCKET XDG_CONFIG_HOME
HOME=$work
export HOME

tidy() {
    for process in $started; do
        kill -CONT "$process" 2>/dev/null
        kill "$process" 2>/dev/null
    done
    [ -n "${KEEP-}" ] || rm -rf "$work"
}
trap tidy EXIT
trap 'exit 1' HUP INT TERM

install -m 600 samples/keys/home.keys "$keys"

# --- the broker ---

certificates() {
    (
        cd "$work" || exit 1
        for authority in right wrong; do
            openssl req -x509 -newkey rsa:2048 -nodes -days 2 -keyout $authority-ca.key \
                -out $authority-ca.pem -subj "/CN=$authority"
        done
        for name in localhost elsewhere; do
            openssl req -newkey rsa:2048 -nodes -keyout $name.key -out $name.csr -subj "/CN=$name"
            echo "subjectAltName=DNS:$name" >$name.ext
            openssl x509 -req -in $name.csr -CA right-ca.pem -CAkey right-ca.key -CAcreateserial \
                -days 2 -extfile $name.ext -out $name.pem
        done
    ) >"$work/openssl" 2>&1
}

configure() {
    mosquitto_passwd -b -c "$work/passwords" sensor right 2>/dev/null
    printf 'user sensor\ntopic readwrite homeassistant/#\ntopic read mitool/#\n' >"$work/acl"
    chmod 644 "$work/passwords" "$work/acl" "$work"/*.key "$work"/*.pem
    chmod 755 "$work"
    cat >"$work/broker.conf" <<END
per_listener_settings true
persistence false
max_queued_messages 0
listener $open 127.0.0.1
allow_anonymous true
listener $secret 127.0.0.1
allow_anonymous false
password_file $work/passwords
listener $guarded 127.0.0.1
allow_anonymous false
password_file $work/passwords
acl_file $work/acl
listener $safe 127.0.0.1
allow_anonymous true
certfile $work/localhost.pem
keyfile $work/localhost.key
listener $elsewhere 127.0.0.1
allow_anonymous true
certfile $work/elsewhere.pem
keyfile $work/elsewhere.key
END
}

start_broker() {
    mosquitto -c "$work/broker.conf" >>"$work/broker.log" 2>&1 &
    broker=$!
    started="$started $broker"
    until mosquitto_pub -p $open -t test -n 2>/dev/null; do sleep 0.1; done
}

# In front of the broker, in the place of the one before.
start_relay() { # PORT [OPTION...]
    [ -z "$relayed" ] || { kill "$relayed"; wait "$relayed"; } 2>/dev/null
    "$relay" $between "$@" &
    relayed=$!
    started="$started $relayed"
    sleep 0.2
}

stop_broker() { # SIGNAL
    kill "-$1" $broker
    wait $broker 2>/dev/null
}

send() { mosquitto_pub -p $open -q 1 "$@"; }

# --- who hears ---

# Writes lines of "retained topic payload" from now on.
listen() { # FILE [OPTION...]
    heard=$1
    shift
    : >"$heard"
    mosquitto_sub -p $open -V 5 -q 1 -t '#' -F '%r %t %p' "$@" >>"$heard" 2>/dev/null &
    listener=$!
    started="$started $listener"
    send -t ready -m ready
    tries=0
    until grep -q '^0 ready' "$heard" || [ $((tries += 1)) -gt 50 ]; do
        send -t ready -m ready
        sleep 0.1
    done
}

stop_listening() {
    [ -n "$listener" ] || return
    kill "$listener" 2>/dev/null
    wait "$listener" 2>/dev/null
    listener=
}

# What the broker has kept.
kept() { # FILE
    mosquitto_sub -p $open -V 5 -t '#' --retained-only -W 1 -F '%t %p' >"$1" 2>/dev/null
}

empty_broker() {
    mosquitto_sub -p $open -V 5 -t '#' --remove-retained --retained-only -W 1 >/dev/null 2>&1
}

# --- the program ---

# Live, from a pipe.
publish() { # OPTION...
    rm -f "$work/pipe"
    mkfifo "$work/pipe"
    "$mitool" publish --gateway attic "$@" - <"$work/pipe" >"$out" 2>"$said" &
    publisher=$!
    started="$started $publisher"
    exec 9>"$work/pipe"
}

publish_file() { # OPTION... FILE
    "$mitool" publish --broker mqtt://127.0.0.1:$open --gateway attic "$@" >"$out" 2>"$said"
    status=$?
}

finish() { # SIGNAL
    kill "-$1" $publisher 2>/dev/null
    wait $publisher 2>/dev/null
    status=$?
    exec 9>&-
}

# A BTHome sensor: a temperature, in hundredths, and a button with the number of its packet.
temperature() { # DEVICE HUNDREDTHS
    printf '043e1702010000%02x%02x12b6c67c0b0201060716d2fc4002%02x%02xc4\n' $(($1 & 255)) \
        $(($1 >> 8)) $(($2 & 255)) $(($2 >> 8))
}
press() { # DEVICE NUMBER
    printf '043e1802010000%02x%02x12b6c67c0c0201060816d2fc4400%02x3a01c4\n' $(($1 & 255)) \
        $(($1 >> 8)) "$2"
}

# --- what is expected ---

complain() {
    complaints="$complaints
    $*"
}

await() { # FILE PATTERN SECONDS
    left=$(($3 * 10))
    until grep -q -- "$2" "$1" 2>/dev/null; do
        left=$((left - 1))
        [ $left -gt 0 ] || { complain "no '$2' within $3 s"; return; }
        sleep 0.1
    done
}

expect_status() { [ "$status" -eq "$1" ] || complain "status $status, not $1"; }
expect_said() { grep -q -- "$1" "$said" || complain "not said: $1"; }
expect() { grep -q -- "$1" "$2" || complain "not in $(basename "$2"): $1"; }
expect_none() { ! grep -q -- "$1" "$2" || complain "in $(basename "$2"): $1"; }
expect_count() { # NUMBER PATTERN FILE
    count=$(grep -c -- "$2" "$3")
    [ "$count" -eq "$1" ] || complain "$count times '$2', not $1"
}

run_case() { # NAME TITLE
    [ -z "$wanted" ] || case " $wanted " in *" $1 "*) ;; *) return ;; esac
    complaints=
    out=$work/$1.out said=$work/$1.said heard=$work/$1.heard
    told=
    empty_broker
    "$1"
    stop_listening
    if [ -z "$complaints" ]; then
        passed=$((passed + 1))
        echo "ok      $2${told:+: $told}"
    else
        failed=$((failed + 1))
        echo "FAILED  $2$complaints"
        sed 's/^/    | /' "$said" | tail -n 5
    fi
}

device=mitool/7CC6B6120001
config=homeassistant/sensor/mitool_7CC6B6120001

# --- cases ---

a_file() {
    listen "$heard"
    publish_file --keys "$keys" samples/hcidump.txt
    expect_status 0
    sleep 0.3
    expect "^0 mitool/A4C1387B20E1/sensor/temperature 21.3$" "$heard"
    kept "$work/kept"
    expect "^homeassistant/sensor/mitool_A4C1387B20E1/humidity/config {" "$work/kept"
    expect "^mitool/A4C1387B20E1/sensor/humidity 55.4$" "$work/kept"
    expect "^mitool/attic/availability offline$" "$work/kept"
    expect_none "5842\|582D34\|50FB19" "$heard" # of the neighbours
    [ "$(tail -n 1 "$heard")" = "0 mitool/attic/availability offline" ] || complain "not last: offline"
    sed 's/^0 //; /^ready/d; s/ / retained /' "$heard" >"$work/was"
    "$mitool" publish --dry-run --gateway attic --keys "$keys" samples/hcidump.txt |
        diff - "$work/was" >"$work/diff" || complain "a dry run is otherwise: $(head -n 4 "$work/diff")"
}

no_keys_in_it() {
    listen "$heard"
    publish_file --keys "$keys" --raw --all-devices --events --show-keys samples/*.txt
    sleep 0.5
    expect_none '1f228155\|74fc85b6' "$heard"
    [ "$(wc -l <"$heard")" -gt 300 ] || complain "only $(wc -l <"$heard") messages"
    expect '^0 mitool/7CC6B6129DF8/json {"address"' "$heard"
}

birth() {
    publish --broker mqtt://127.0.0.1:$open --all-devices
    temperature 1 2500 >&9
    listen "$heard"
    await "$heard" "$device/sensor/temperature 25$" 5
    stop_listening
    listen "$work/after" --retained-only
    stop_listening
    listen "$heard" -R
    send -t homeassistant/status -m offline
    sleep 0.5
    expect_none "^0 homeassistant/sensor" "$heard"
    send -t homeassistant/status -m online
    await "$heard" "$config/temperature/config {" 3
    await "$heard" "$device/sensor/temperature 25$" 3
    finish TERM
    expect_status 0
}

restarted_broker() { # and one that is killed
    for signal in TERM KILL; do
        empty_broker
        publish --broker mqtt://127.0.0.1:$open --all-devices
        temperature 1 2500 >&9
        await_kept "$device/sensor/temperature 25$"
        stop_broker $signal
        temperature 1 2600 >&9
        temperature 2 2700 >&9
        sleep 0.3
        temperature 1 2650 >&9
        start_broker
        await_kept "$device/sensor/temperature 26.5$"
        await_kept "mitool/7CC6B6120002/sensor/temperature 27$"
        expect "^$config/temperature/config" "$work/kept"
        expect "^mitool/attic/availability online" "$work/kept"
        expect_said "the connection to the broker is lost"
        expect_said "the broker is there"
        expect_count 2 . "$said"
        finish TERM
        expect_status 0
    done
}

await_kept() { # PATTERN
    tries=0
    while kept "$work/kept"; ! grep -q "^$1" "$work/kept"; do
        [ $((tries += 1)) -lt 8 ] || { complain "not kept: $1"; return; }
    done
}

killed_publisher() {
    listen "$heard"
    publish --broker mqtt://127.0.0.1:$open --all-devices
    temperature 1 2500 >&9
    await "$heard" "$device/sensor/temperature 25$" 5
    finish KILL
    await "$heard" "^0 mitool/attic/availability offline" 5
    publish --broker mqtt://127.0.0.1:$open --all-devices
    temperature 1 2600 >&9
    await "$heard" "$device/sensor/temperature 26$" 5
    finish TERM
    expect_status 0
    kept "$work/kept"
    expect "^mitool/attic/availability offline" "$work/kept"
}

frozen_broker() {
    publish --broker mqtt://127.0.0.1:$open --all-devices
    temperature 1 2500 >&9
    await_kept "$device/sensor/temperature 25$"
    kill -STOP $broker
    begun=$(date +%s)
    for value in $(seq 2501 2900); do temperature 1 "$value"; done >&9
    for value in $(seq 1 20); do press 1 "$value"; done >&9
    [ $(($(date +%s) - begun)) -le 3 ] || complain "it does not read on"
    await "$said" "the connection to the broker is lost" 40
    kill -CONT $broker
    await_kept "$device/sensor/temperature 29$"
    await "$said" "the broker is there" 5
    finish TERM
    expect_status 0
}

wrong_password() {
    printf 'wrong\n' >"$work/wrong"
    printf 'right\n' >"$work/right"
    chmod 600 "$work/wrong" "$work/right"
    start_relay $secret old
    for place in $secret $between; do
        publish_file --broker mqtt://sensor@127.0.0.1:$place --password-file "$work/wrong" \
            --keys "$keys" samples/hcidump.txt
        expect_status 3
        expect_said "the broker refuses this user or password"
        publish_file --broker mqtt://127.0.0.1:$place --keys "$keys" samples/hcidump.txt
        expect_status 3
        publish_file --broker mqtt://sensor@127.0.0.1:$place --password-file "$work/right" \
            --keys "$keys" samples/hcidump.txt
        expect_status 0
    done
    publish --broker mqtt://sensor@127.0.0.1:$secret --password-file "$work/wrong" --all-devices
    wait $publisher
    status=$?
    exec 9>&-
    expect_status 3 # it does not wait for an end of the input
    mkdir -p "$work/credentials"
    cp "$work/right" "$work/credentials/mqtt-password"
    CREDENTIALS_DIRECTORY=$work/credentials publish_file \
        --broker mqtt://sensor@127.0.0.1:$secret --keys "$keys" samples/hcidump.txt
    expect_status 0
    MITOOL_MQTT_PASSWORD=right publish_file \
        --broker mqtt://sensor@127.0.0.1:$secret --keys "$keys" samples/hcidump.txt
    expect_status 0
}

acl() {
    MITOOL_MQTT_PASSWORD=right publish_file --broker mqtt://sensor@127.0.0.1:$guarded \
        --keys "$keys" samples/hcidump.txt
    expect_status 3
    expect_said "does not let this user publish to mitool/"
}

tls() {
    publish_file --broker mqtts://localhost:$safe --cafile "$work/right-ca.pem" --keys "$keys" \
        samples/hcidump.txt
    expect_status 0
    publish_file --broker mqtts://localhost:$safe --cafile "$work/wrong-ca.pem" --keys "$keys" \
        samples/hcidump.txt
    expect_status 3
    expect_said "signed by another CA than that of --cafile"
    publish_file --broker mqtts://localhost:$safe --keys "$keys" samples/hcidump.txt
    expect_status 3
    expect_said "signed by a CA that this system does not know (--cafile names one)"
    publish_file --broker mqtts://localhost:$elsewhere --cafile "$work/right-ca.pem" \
        --keys "$keys" samples/hcidump.txt
    expect_status 3
    expect_said "no safe connection to the broker: .*another host"
    publish_file --broker mqtts://localhost:$elsewhere --cafile "$work/right-ca.pem" --any-host \
        --keys "$keys" samples/hcidump.txt
    expect_status 0
    publish_file --broker mqtts://localhost:$safe --cafile "$work/no-such.pem" --keys "$keys" \
        samples/hcidump.txt
    expect_status 3
    expect_said "no-such.pem: cannot be opened: No such file"
}

deleted() {
    listen "$heard"
    publish --broker mqtt://127.0.0.1:$open --all-devices
    temperature 1 2500 >&9
    await "$heard" "$device/sensor/temperature 25$" 5
    send -r -t $config/temperature/config -n
    await "$heard" "^0 $config/temperature/config $" 5
    sleep 0.3
    stop_listening
    listen "$heard" -R
    temperature 1 2600 >&9
    send -t homeassistant/status -m online
    temperature 1 2700 >&9
    await "$heard" "$config/last_heard/config" 3
    sleep 0.5
    expect_none "temperature" "$heard"
    finish TERM
    publish --broker mqtt://127.0.0.1:$open --all-devices
    temperature 1 2800 >&9
    await "$heard" "$device/sensor/temperature 28$" 5 # until the next start
    finish TERM
}

first_press() {
    : >"$work/times"
    mosquitto_sub -p $open -V 5 -t 'homeassistant/event/#' -t "$device/event/#" -F '%U %r %t' \
        >"$work/times" &
    started="$started $!"
    sleep 0.3
    publish --broker mqtt://127.0.0.1:$open --all-devices
    press 1 1 >&9
    press 1 1 >&9
    await "$work/times" "0 $device/event/button" 5
    sleep 0.5
    expect_count 1 "0 $device/event/button" "$work/times"
    awk '{ time[NR] = $1 } END { exit time[2] - time[1] < 0.9 }' "$work/times" ||
        complain "too soon: $(cat "$work/times")"
    press 1 2 >&9
    tries=0
    until [ "$(grep -c "$device/event/button" "$work/times")" -eq 2 ] || [ $((tries += 1)) -gt 10 ]
    do sleep 0.05; done
    expect_count 2 "0 $device/event/button" "$work/times"
    finish TERM
    kept "$work/kept"
    expect_none "^$device/event/button" "$work/kept"
    expect "homeassistant/device_automation/mitool_7CC6B6120001/action_button_press/config" \
        "$work/kept"
}

two_gateways() {
    publish --broker mqtt://127.0.0.1:$open --all-devices
    first=$publisher
    temperature 1 2500 >&9
    exec 8>&9
    publish --broker mqtt://127.0.0.1:$open --all-devices --gateway cellar
    temperature 1 2500 >&9
    await_kept "$config/temperature/config .*\"availability\":\[{\"topic\":\"mitool/attic/availability\"},{\"topic\":\"mitool/cellar/availability\"}\]"
    expect_count 1 "^$config/temperature/config" "$work/kept"
    listen "$heard" -R
    sleep 1
    expect_none "/config" "$heard" # they do not quarrel
    finish TERM
    exec 8>&-
    publisher=$first
    finish TERM
}

thousand_devices() {
    i=0
    while [ $i -lt 1000 ]; do
        temperature $i 2500
        i=$((i + 1))
    done >"$work/thousand.txt"
    publish_file --all-devices "$work/thousand.txt"
    expect_status 0
    kept "$work/kept"
    expect_count 1000 "^homeassistant/sensor/mitool_7CC6B612..../temperature/config" "$work/kept"
    expect_count 1000 "^mitool/7CC6B612..../sensor/temperature 25$" "$work/kept"
}

older_version() {
    send -r -t $config/temperature/config -m '{"name":"x","unit_of_measurement":"°F"}'
    send -r -t $device/sensor/temperature -m 77
    publish --broker mqtt://127.0.0.1:$open --all-devices
    temperature 1 2500 >&9
    await_kept "$device/sensor/temperature 25$"
    expect "$config/temperature/config .*\"unit_of_measurement\":\"°C\"" "$work/kept"
    finish TERM
}

expiry() {
    publish --broker mqtt://127.0.0.1:$open --all-devices --expire 3
    temperature 1 2500 >&9
    await_kept "$device/sensor/temperature 25$"
    sleep 3
    kept "$work/kept"
    expect_none "^$device/sensor/temperature" "$work/kept"
    expect "$config/temperature/config .*\"expire_after\":3," "$work/kept"
    finish TERM
}

absent_broker() {
    publish --broker mqtt://127.0.0.1:$nobody --all-devices
    temperature 1 2500 >&9
    sleep 4
    expect_count 1 "the broker cannot be reached: Connection refused" "$said"
    begun=$(date +%s)
    finish TERM
    [ $(($(date +%s) - begun)) -le 6 ] || complain "it takes too long to leave"
    expect_status 3
    publish --broker mqtt://no-such-host.invalid --all-devices
    temperature 1 2500 >&9
    sleep 1
    finish TERM
    expect_status 3
    expect_said "the broker cannot be reached"
    begun=$(date +%s)
    publish_file --broker mqtt://127.0.0.1:$nobody --keys "$keys" samples/hcidump.txt
    expect_status 3
    expect_said "could not be reached within 30 seconds"
    [ $(($(date +%s) - begun)) -le 33 ] || complain "it waits too long"
}

forgotten() {
    publish_file --keys "$keys" samples/hcidump.txt
    publish_file --all-devices samples/bthome-v2.txt
    kept "$work/before"
    publish_file --forget A4:C1:38:7B:20:E1
    expect_status 0
    expect_said "topics of A4:C1:38:7B:20:E1 emptied"
    kept "$work/kept"
    expect_none A4C1387B20E1 "$work/kept"
    grep -v A4C1387B20E1 "$work/before" | diff - "$work/kept" >"$work/diff" ||
        complain "others changed: $(head -n 3 "$work/diff")"
}

old_broker() {
    for kind in old hang-up; do
        empty_broker
        start_relay $open $kind
        : >"$work/times"
        mosquitto_sub -p $open -t '#' -F '%U %r %t' >"$work/times" &
        subscriber=$!
        started="$started $subscriber"
        sleep 0.3
        publish --broker mqtt://127.0.0.1:$between --all-devices
        temperature 1 2500 >&9
        await "$work/times" "0 $device/sensor/temperature" 10
        kept "$work/kept"
        expect_none "^$device/sensor/temperature" "$work/kept" # it would never end
        expect "^$device/sensor/last_heard" "$work/kept"
        expect "^$config/temperature/config" "$work/kept"
        grep temperature "$work/times" | awk '{ time[NR] = $1 } END { exit time[2] - time[1] < 0.9 }' ||
            complain "too soon: $(cat "$work/times")"
        finish TERM
        expect_status 0
        kill $subscriber
    done
}

slow_broker() {
    start_relay $open rate 100
    publish --broker mqtt://127.0.0.1:$between --all-devices
    awk 'BEGIN { for (i = 0; i < 15000; i++) {
        value = i < 14900 ? i % 3000 : 3000 + i - 14900
        device = i < 14900 ? i % 20 : i % 100
        printf "043e1702010000%02x0012b6c67c0b0201060716d2fc4002%02x%02xc4\n",
            device, value % 256, value / 256
    } }' >"$work/many"
    awk '{ print } NR % 500 == 0 { fflush(); system("sleep 0.1") }' "$work/many" >&9
    before=$(awk '/^VmRSS/ { print $2 }' /proc/$publisher/status)
    until=$(($(date +%s) + 40))
    while kept "$work/kept"; [ "$(grep -c 'sensor/temperature 3[01]' "$work/kept")" -lt 100 ]; do
        [ "$(date +%s)" -lt $until ] || break
    done
    memory=$(awk '/^VmRSS/ { print $2 }' /proc/$publisher/status)
    expect_count 100 'sensor/temperature 3[01]' "$work/kept"
    expect "^mitool/7CC6B6120063/sensor/temperature 30.99$" "$work/kept"
    [ "$memory" -le $((before + 2000)) ] || complain "it grew from $before kB to $memory kB"
    told="$memory kB"
    finish TERM
    expect_status 0
}

taken_over() {
    publish --broker mqtt://127.0.0.1:$open --all-devices
    temperature 1 2500 >&9
    await_kept "$device/sensor/temperature 25$"
    mosquitto_sub -p $open -i mitool_attic -t nothing &
    started="$started $!"
    await "$said" "the connection to the broker is lost" 5
    await "$said" "the broker is there" 10
    [ "$(wc -l <"$said")" -lt 10 ] || complain "it comes back too fast"
    finish TERM
}

certificates
configure
start_broker
run_case a_file "a file, as in a dry run"
run_case no_keys_in_it "no part of a key in any message"
run_case birth "all again when Home Assistant begins"
run_case restarted_broker "broker stopped, killed and started again"
run_case killed_publisher "killed and stopped publisher: offline"
run_case frozen_broker "frozen broker: reading goes on, nothing is lost"
run_case wrong_password "wrong and right password, with MQTT 5 and 3.1.1"
run_case acl "a topic that is forbidden"
run_case tls "wrong CA, wrong name, and the right ones"
run_case deleted "what was deleted stays away until the next start"
run_case first_press "the first press waits for subscribers, and is told once"
run_case two_gateways "two gateways agree"
run_case thousand_devices "a thousand devices"
run_case older_version "messages of an older version are replaced"
run_case expiry "states expire at the broker"
run_case absent_broker "no broker, and no such host"
run_case forgotten "what was kept of a device is emptied"
run_case old_broker "a broker that knows MQTT 3.1.1 only"
run_case slow_broker "5,000 frames a second to a broker that takes 100"
run_case taken_over "another client of the same name"
echo "$passed passed, $failed failed"
[ $failed -eq 0 ]
