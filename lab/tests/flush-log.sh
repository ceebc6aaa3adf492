# The guest's part of flush-log: the target runs in the guest, on a disk that keeps a log of what has
# reached it safely. Power fails, in thought, after each Flush and each write with FUA that the host
# has been told is done: the disk must hold what that has made safe. Two broken versions of the
# bundle, one that forgets to flush and one that forgets FUA, must be found out.
. /run/control/guest-common.sh
. /run/lab/tests/guest-target.sh

NQN=nqn.2014-08.org.example:lab
UUID=6c0f1c52-64c5-4e7c-9b43-0d1c1d1e0001
DISK_KIB=$((2 << 10)) LOG_KIB=$((128 << 10))
ROUNDS=24 BROKEN_ROUNDS=8
MARKS=/tmp/marks

make_disk() {
    modprobe brd rd_nr=2 rd_size="$LOG_KIB" max_part=0
    modprobe dm-log-writes
    dmsetup create logged --table "0 $((DISK_KIB * 2)) log-writes /dev/ram0 /dev/ram1"
    dmsetup mknodes
    [ -b /dev/mapper/logged ]
}

connect() {
    nvme connect "${at[@]}" -n "$NQN" --nr-io-queues=4 --keep-alive-tmo=60
    await is_live
    await has_namespace "$UUID"
    disk=$(block_device "$UUID")
    [ -b "$disk" ] && [ "$(blockdev --getsize64 "$disk")" -eq $((DISK_KIB << 10)) ]
    nvme id-ctrl "$disk" | grep -E '^vwc '
}

write() { # PHASE ROUNDS
    python3 /run/lab/durability.py write "$disk" logged "$1" "$2" "$MARKS"
    target_is_alive
}

# Another version of the bundle serves the disk from now on.
replace() { # VERSION [MUTATION]
    python3 /run/lab/broken-aio.py "$RPC" /run/target "$@"
}

disconnect() {
    nvme disconnect -n "$NQN"
    stop_target
    dmsetup remove logged
}

replay() {
    python3 /run/lab/durability.py replay /dev/ram1 "$MARKS" | tee /tmp/replayed
}

# Marks of a kind there are, and marks of it where data is missing.
marks() { # KIND
    awk -v kind="$1" '$1 == kind { print $2, $3 }' /tmp/replayed
}

all_is_there() { # PHASE ROUNDS
    [ "$(marks "$1-flush")" = "$(($2 / 2)) 0" ] && [ "$(marks "$1-fua")" = "$(($2 / 2)) 0" ] ||
        die "data is missing that was acknowledged as safe"
}

is_found_out() { # KIND
    [ "$(marks "$1")" = "$((BROKEN_ROUNDS / 2)) $((BROKEN_ROUNDS / 2))" ] ||
        die "$1: the broken version has not been found out at each mark"
}

verify() {
    replay
    all_is_there whole "$ROUNDS"
    is_found_out no_flush-flush
    is_found_out no_fua-fua
    all_is_there again "$BROKEN_ROUNDS"
}

echo "Linux $(uname -r), $(nvme version | sed -n 1p)"
run "modprobe nvme_tcp" modprobe nvme_tcp
run "a disk with a log" make_disk
run "the target starts" start_target
run "connect" connect
dmesg -C
run "writes, flushes and marks" write whole "$ROUNDS"
run "a version that forgets to flush" replace 9.0.1 no_flush
run "writes, flushes and marks" write no_flush "$BROKEN_ROUNDS"
run "a version that forgets FUA" replace 9.0.2 no_fua
run "writes, flushes and marks" write no_fua "$BROKEN_ROUNDS"
run "a sound version again" replace 9.0.3
run "writes, flushes and marks" write again "$BROKEN_ROUNDS"
run "kernel log" kernel_is_content "$LOST_DATA"
run "disconnect" disconnect
run "replay up to each mark" verify
