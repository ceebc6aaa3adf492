# The guest's part of aio: namespaces over files of the target's machine. One holds ext4, which is
# written and verified, the other is verified as it is; both files grow meanwhile, which the kernel
# hears by an event and the file system makes use of. What is trimmed has left the file.
. /run/control/guest-common.sh

NQN=nqn.2014-08.org.example:lab
UUIDS=(6c0f1c52-64c5-4e7c-9b43-0d1c1d1e0001 6c0f1c52-64c5-4e7c-9b43-0d1c1d1e0002)
BYTES_BEFORE=$((32 << 20)) BYTES_AFTER=$((96 << 20))
CONTROL=/run/control
MOUNT=/mnt

# Asks the operator for something, and waits until it is done.
ask() { # WHAT
    touch "$CONTROL/want-$1"
    await test -e "$CONTROL/did-$1"
}

connect() {
    ask add
    nvme connect "${at[@]}" -n "$NQN" --nr-io-queues=1 --nr-write-queues=1 \
        --keep-alive-tmo=10 --reconnect-delay=1 --ctrl-loss-tmo=30
    await is_live
    await has_namespace "${UUIDS[0]}"
    await has_namespace "${UUIDS[1]}"
    disk=$(block_device "${UUIDS[0]}")
    disk2=$(block_device "${UUIDS[1]}")
    [ -b "$disk" ] && [ -b "$disk2" ]
    have_bytes "$BYTES_BEFORE"
    # A flush is one that the target has to carry out.
    [ "$(cat "/sys/block/${disk##*/}/queue/write_cache")" = "write back" ]
}

have_bytes() { # BYTES
    [ "$(blockdev --getsize64 "$disk")" -eq "$1" ] && [ "$(blockdev --getsize64 "$disk2")" -eq "$1" ]
}

make_file_system() {
    mkfs.ext4 -q -E lazy_itable_init=0,lazy_journal_init=0 "$disk"
    mount "$disk" "$MOUNT"
    head -c $((2 << 20)) /dev/urandom >"$MOUNT/kept"
    sync -f "$MOUNT"
    sha256sum "$MOUNT/kept" >/tmp/kept.sum
}

start_io() {
    verify_until /tmp/enough files "$MOUNT/verified" --rw=randwrite --bsrange=4k-128k --iodepth=8 \
        --size=6M --fsync=32 &
    jobs=($!)
    verify_until /tmp/enough raw "$disk2" --rw=randwrite --bsrange=4k-256k --iodepth=8 --size=6M &
    jobs+=($!)
}

# The kernel is told by an event: nothing here asks it to scan.
grow() {
    io_goes_on
    ask grow
    await have_bytes "$BYTES_AFTER"
    resize2fs "$disk" 2>&1 | tail -n 1
    # More than there was room for before.
    head -c $((24 << 20)) /dev/urandom >"$MOUNT/large"
    sync -f "$MOUNT"
    sha256sum "$MOUNT/large" >>/tmp/kept.sum
    io_goes_on
}

# A round of each has begun when there was more room already.
finish_io() {
    local job before
    for job in files raw; do
        before=$(cat "/tmp/rounds-$job" 2>/dev/null || echo 0)
        await more_rounds "$job" "$before"
    done
    touch /tmp/enough
    end_io
}

more_rounds() { # NAME BEFORE
    [ "$(cat "/tmp/rounds-$1" 2>/dev/null || echo 0)" -gt "$2" ]
}

remount() {
    umount "$MOUNT"
    e2fsck -fn "$disk"
    mount "$disk" "$MOUNT"
    sha256sum -c /tmp/kept.sum
}

trim() {
    rm "$MOUNT/large" "$MOUNT/verified"
    sync -f "$MOUNT"
    ask look
    fstrim -v "$MOUNT"
    ask look_again
    sed -i '/large/d' /tmp/kept.sum
    remount
    umount "$MOUNT"
}

echo "Linux $(uname -r), $(nvme version | sed -n 1p)"
run "modprobe nvme_tcp" modprobe nvme_tcp
run "connect" connect
dmesg -C
run "a file system" make_file_system
run "I/O starts" start_io
run "the files grow under I/O" grow
run "I/O ends" finish_io
run "the file system is sound" remount
run "trim" trim
run "kernel log" kernel_is_content "$LOST_DATA"
run "disconnect" nvme disconnect -n "$NQN"
