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

# What the kernel says when it lost data, or its mind.
LOST_DATA='I/O error|blk_update_request|[Bb]uffer|hung|Removing|WARNING|Oops|BUG'

# Fails where the kernel has said it; an overloaded machine's stalls are not meant.
kernel_is_content() { # PATTERN of what it must not have said
    if dmesg | grep -vE 'soft lockup|stall' | grep -E "$1"; then die "the kernel complains"; fi
    dmesg -C
}

# Writes a range from end to end, then verifies all of it, again and again until a file is there.
# In the background: it ignores SIGPIPE, which a program gets where the kernel sends in its name to a
# peer that is gone.
verify_until() { # FILE NAME DEVICE FIO-OPTIONS...
    local end=$1 name=$2 device=$3 rounds=0
    shift 3
    trap '' PIPE
    while [ ! -e "$end" ]; do
        fio --name="$name" --filename="$device" --ioengine=libaio --direct=1 --verify=crc32c \
            --verify_fatal=1 --eta=never --output="/tmp/fio-$name" "$@" || return
        grep -q 'err= 0' "/tmp/fio-$name"
        rounds=$((rounds + 1))
        echo "$rounds" >"/tmp/rounds-$name"
    done
}

# None of the programs in the array jobs has ended.
io_goes_on() {
    local job
    for job in "${jobs[@]}"; do
        kill -0 "$job" 2>/dev/null || die "a program has ended: $(cat /tmp/fio-*)"
    done
}

# Waits for the programs in the array jobs, which must have seen no error.
end_io() {
    local job rounds
    for job in "${jobs[@]}"; do
        wait "$job" || die "a program has failed: $(cat /tmp/fio-*)"
    done
    for rounds in /tmp/rounds-*; do
        echo "           ${rounds#*-}: $(cat "$rounds") rounds, the last:"
        grep -E 'IOPS=|err=' "/tmp/fio-${rounds#*-}" | sed -E 's/^ +/           /'
    done
}
