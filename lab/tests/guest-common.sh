# Sourced by the guests' parts of the tests: steps that are timed and told, waiting, and where the
# controller and the namespaces of NQN are. TRADDR and TRSVCID say where the target is.
set -Eeuo pipefail

HOST_ID=2f9b9f1a-3c1e-4b6e-8f7a-5d0c1a2b3c4d
HOST_NQN=nqn.2014-08.org.nvmexpress:uuid:$HOST_ID
WAIT_TENTHS=200

at=(-t tcp -a "$TRADDR" -s "$TRSVCID" --hostnqn "$HOST_NQN" --hostid "$HOST_ID")
step=start

# shellcheck disable=SC2317
broken() {
    local status=$1 line=$2
    trap - ERR
    echo "--- kernel log"
    dmesg | tail -n 30
    echo "FAILED in step '$step', line $line, status $status"
    exit 1
}
trap 'broken $? $LINENO' ERR

die() {
    echo "$*"
    return 1
}

# Runs one step and says how long it took.
run() { # DESCRIPTION COMMAND...
    local began ended
    step=$1
    shift
    began=${EPOCHREALTIME/./}
    "$@"
    ended=${EPOCHREALTIME/./}
    printf '%7d ms  %s\n' $(((ended - began) / 1000)) "$step"
}

await() { # COMMAND...
    local tenth
    for ((tenth = 0; tenth < WAIT_TENTHS; tenth++)); do
        "$@" && return
        sleep 0.1
    done
    die "waited in vain: $*"
}

# Prints one field of nvme-cli's "name : value" output.
field() { # NAME, from standard input
    awk -F: -v name="$1" '{ key = $1; gsub(/[ \t]/, "", key) }
        key == name { sub(/^[^:]*:[ \t]*/, ""); sub(/[ \t]+$/, ""); print }'
}

controller() {
    local at
    for at in /sys/class/nvme/nvme*; do
        [ "$(cat "$at/subsysnqn" 2>/dev/null)" = "$NQN" ] || continue
        echo "${at##*/}"
        return
    done
    return 1
}

# Prints the block device of the namespace with the UUID; the paths below it are not meant.
block_device() { # UUID
    local at
    for at in /sys/block/nvme*; do
        [[ ${at##*/} =~ ^nvme[0-9]+n[0-9]+$ ]] || continue
        [ "$(cat "$at/uuid" 2>/dev/null)" = "$1" ] || continue
        echo "/dev/${at##*/}"
        return
    done
    return 1
}

is_live() {
    local name
    name=$(controller) && [ "$(cat "/sys/class/nvme/$name/state")" = live ]
}

has_namespace() { # UUID
    local device
    device=$(block_device "$1") && [ -b "$device" ] && [ "$(blockdev --getsize64 "$device")" -gt 0 ]
}
