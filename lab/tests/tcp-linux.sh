# The guest's part of tcp-linux: the kernel's initiator finds the subsystem, connects, identifies,
# writes and verifies through every path it has, loses nothing over a reset and over a second
# association with digests, and lets go.
. /run/control/guest-common.sh

NQN=nqn.2014-08.org.example:lab
UUIDS=(6c0f1c52-64c5-4e7c-9b43-0d1c1d1e0001 6c0f1c52-64c5-4e7c-9b43-0d1c1d1e0002)
NAMESPACE_BYTES=$((256 << 20))
DEALLOCATED_READS_ZERO=1 # DLFEAT bits 2:0
ONCS_COMPARE=1 ONCS_DATASET_MANAGEMENT=4
MOUNT=/mnt

is_gone() {
    ! controller >/dev/null && ! block_device "${UUIDS[0]}" >/dev/null &&
        ! block_device "${UUIDS[1]}" >/dev/null && ! [ -e "$disk" ] && ! [ -e "$disk2" ]
}

discover() {
    nvme discover "${at[@]}" >/tmp/discovered
    grep -E 'Log Number of Records|subnqn|trsvcid' /tmp/discovered
    [ "$(field subnqn </tmp/discovered | grep -cxF "$NQN")" -eq 1 ]
    [ "$(field trtype </tmp/discovered | sort -u)" = tcp ]
    [ "$(field trsvcid </tmp/discovered | sort -u)" = "$TRSVCID" ]
}

refuse_unknown_subsystem() {
    if nvme connect "${at[@]}" -n "$NQN-unknown" >/tmp/refused 2>&1; then
        die "connected to a subsystem that does not exist"
    fi
    cat /tmp/refused
}

# Two I/O queues on one processor: one for writes, one for reads. A lost target is given up soon.
connect() { # nvme connect options...
    nvme connect "${at[@]}" -n "$NQN" --nr-io-queues=1 --nr-write-queues=1 \
        --keep-alive-tmo=10 --reconnect-delay=1 --ctrl-loss-tmo=30 "$@"
    await is_live
    await has_namespace "${UUIDS[0]}"
    await has_namespace "${UUIDS[1]}"
    name=$(controller)
    disk=$(block_device "${UUIDS[0]}")
    disk2=$(block_device "${UUIDS[1]}")
    # Else a tool would silently make a file in /dev and test that.
    [ -b "$disk" ] && [ -b "$disk2" ]
}

check_devices() {
    [ "$(blockdev --getsize64 "$disk")" -eq "$NAMESPACE_BYTES" ]
    [ "$(blockdev --getss "$disk")" -eq 512 ]
    [ "$(blockdev --getss "$disk2")" -eq 4096 ]
    [ "$(blockdev --getro "$disk")" -eq 0 ]
    [ "$(cat "/sys/class/nvme/$name/queue_count")" -eq 3 ]
    nvme list | grep -E "^$disk +.* LAB0001 +Lab Controller"
    nvme list-subsys
    nvme list-subsys | grep -F "NQN=$NQN" >/dev/null
    nvme list-subsys | grep -E " $name tcp .*trsvcid=$TRSVCID.* live" >/dev/null
}

identify() {
    nvme id-ctrl "/dev/$name" >/tmp/id-ctrl
    grep -E '^(sn|mn|fr|mdts|cntlid|ver|oacs|oncs|vwc|sgls|ioccsz|iorcsz|maxcmd|kas) ' /tmp/id-ctrl
    [ "$(field sn </tmp/id-ctrl)" = LAB0001 ]
    [ "$(field mn </tmp/id-ctrl)" = "Lab Controller" ]
    [ "$(field subnqn </tmp/id-ctrl)" = "$NQN" ]
    oncs=$(($(field oncs </tmp/id-ctrl)))
    nvme id-ns "$disk" >/tmp/id-ns
    grep -E '^(nsze|ncap|nsfeat|nlbaf|flbas|nmic|dlfeat|lbaf +0) ' /tmp/id-ns
    [ $(($(field nsze </tmp/id-ns) * 512)) -eq "$NAMESPACE_BYTES" ]
    dlfeat=$(($(field dlfeat </tmp/id-ns) & 7))
    nvme list-ns "/dev/$name"
    [ "$(nvme list-ns "/dev/$name" | grep -c '^\[')" -eq 2 ]
    nvme ns-descs "$disk" | grep -iF "${UUIDS[0]}"
    nvme show-regs "/dev/$name" -H >/tmp/registers
    grep -iE '^(cap|version|csts)' /tmp/registers
}

get_logs() {
    nvme smart-log "/dev/$name" | grep -iE '^(critical_warning|available_spare|power_on)'
    nvme error-log "/dev/$name" >/tmp/errors
    nvme effects-log "/dev/$name" >/tmp/effects
    head -n 3 /tmp/errors /tmp/effects
    nvme changed-ns-list-log "/dev/$name"
    # The raw page, and from an offset in it.
    nvme get-log "/dev/$name" --log-id=2 --log-len=512 --raw-binary >/tmp/whole
    nvme get-log "/dev/$name" --log-id=2 --log-len=256 --lpo=256 --raw-binary >/tmp/half
    [ "$(stat -c %s /tmp/whole)" -eq 512 ] && [ "$(stat -c %s /tmp/half)" -eq 256 ]
}

get_features() {
    local feature
    # Number of Queues, Asynchronous Event Configuration, Keep Alive Timer.
    for feature in 0x07 0x0b 0x0f; do
        nvme get-feature "/dev/$name" -f "$feature"
    done
    [ $(($(nvme get-feature "/dev/$name" -f 0x0f | sed -E 's/.*value: ?//'))) -eq 10000 ]
}

# Commands as programs send them, past the block layer.
pass_through() {
    local blocks=(--start-block=4096 --block-count=7) end=$((NAMESPACE_BYTES / 512))
    head -c 4096 /dev/urandom >/tmp/written
    nvme write "$disk" "${blocks[@]}" --data-size=4096 --data=/tmp/written
    nvme flush "$disk"
    nvme read "$disk" "${blocks[@]}" --data-size=4096 --data=/tmp/read
    cmp /tmp/written /tmp/read
    if [ $((oncs & ONCS_COMPARE)) -ne 0 ]; then
        nvme compare "$disk" "${blocks[@]}" --data-size=4096 --data=/tmp/written
        head -c 4096 /dev/zero >/tmp/other
        if nvme compare "$disk" "${blocks[@]}" --data-size=4096 --data=/tmp/other; then
            die "compare found no difference"
        fi
    else
        echo "compare: not offered by the controller"
    fi
    if nvme read "$disk" --start-block="$end" --data-size=512 --data=/tmp/read; then
        die "read beyond the end"
    fi
}

verify_io() { # DEVICE FIO-OPTIONS...
    local device=$1
    shift
    [ -b "$device" ]
    fio --name=verify --filename="$device" --ioengine=libaio --direct=1 --verify=crc32c \
        --verify_fatal=1 --eta=never --output=/tmp/fio "$@" || { cat /tmp/fio; return 1; }
    grep -E 'IOPS=|err=' /tmp/fio | sed -E 's/^ +/           /'
    grep -q 'err= 0' /tmp/fio
}

is_zero() { # OFFSET-MIB LENGTH-MIB
    dd if="$disk" bs=1M skip="$1" count="$2" iflag=direct status=none |
        cmp -n $(($2 << 20)) - /dev/zero
}

checksum() { # OFFSET-MIB LENGTH-MIB
    dd if="$disk" bs=1M skip="$1" count="$2" iflag=direct status=none | sha256sum
}

# Each range is given up or zeroed between neighbours that must keep what they hold.
discard() {
    local before after
    [ $((oncs & ONCS_DATASET_MANAGEMENT)) -ne 0 ] || die "dataset management is not offered"
    dd if=/dev/urandom of="$disk" bs=1M seek=32 count=8 oflag=direct status=none
    before=$(checksum 32 1) after=$(checksum 39 1)
    blkdiscard -o $((33 << 20)) -l $((3 << 20)) "$disk"
    if [ "$dlfeat" -eq "$DEALLOCATED_READS_ZERO" ]; then
        is_zero 33 3
    else
        echo "DLFEAT $dlfeat: what deallocated blocks read as is not checked"
    fi
    blkdiscard -z -o $((36 << 20)) -l $((3 << 20)) "$disk"
    is_zero 36 3
    [ "$(checksum 32 1)" = "$before" ] && [ "$(checksum 39 1)" = "$after" ]
}

write_files() {
    local file
    mount "$disk" "$MOUNT"
    mkdir "$MOUNT/files"
    dd if=/dev/urandom of="$MOUNT/files/large" bs=1M count=16 status=none
    for ((file = 1; file <= 40; file++)); do
        head -c $((file * 3001)) /dev/urandom >"$MOUNT/files/$file"
    done
    (cd "$MOUNT/files" && sha256sum -- *) >/tmp/checksums
    cp "$MOUNT/files/large" "$MOUNT/passing"
    sync
    rm "$MOUNT/passing"
    fstrim -v "$MOUNT"
    umount "$MOUNT"
}

check_files() {
    [ -b "$disk" ]
    e2fsck -fn "$disk"
    mount -o ro "$disk" "$MOUNT"
    (cd "$MOUNT/files" && sha256sum --quiet -c /tmp/checksums)
    [ "$(ls "$MOUNT/files" | wc -l)" -eq 41 ]
    umount "$MOUNT"
}

# The kernel sends again what the reset took from the old queues: the program sees no error.
reset_under_io() {
    local io
    verify_io "$disk2" --rw=randrw --bs=16k --iodepth=8 --size=24M &
    io=$!
    sleep 1
    nvme reset "/dev/$name"
    await is_live
    kill -0 "$io" || die "the I/O ended before the reset"
    wait "$io"
}

disconnect() {
    nvme disconnect -n "$NQN"
    await is_gone
}

# What the kernel says when it lost a command, a connection or its mind. An overloaded machine's
# stalls are not meant.
check_kernel_log() {
    local bad='I/O error|I/O tag|timeout|[Ee]rror|[Rr]econnect|[Ff]ailed|[Ii]nvalid|WARNING|Oops|BUG'
    if dmesg | grep -vE 'soft lockup|stall' | grep -E "$bad"; then
        die "the kernel complains"
    fi
}

echo "Linux $(uname -r), $(nvme version | sed -n 1p)"
run "modprobe nvme_tcp" modprobe nvme_tcp
run "discover" discover
run "refuse an unknown subsystem" refuse_unknown_subsystem
dmesg -C
run "connect" connect
run "devices" check_devices
run "identify" identify
run "log pages" get_logs
run "features" get_features
run "pass-through commands" pass_through
run "4 KiB random" verify_io "$disk" --rw=randrw --bs=4k --iodepth=16 --size=32M
run "64 KiB sequential" verify_io "$disk" --rw=write --bs=64k --iodepth=8 --size=48M
run "128 KiB sequential" verify_io "$disk" --rw=write --bs=128k --iodepth=8 --size=48M
run "512 bytes to 1 MiB" verify_io "$disk" --rw=write --bsrange=512-1m --iodepth=8 --size=32M
run "4 KiB blocks" verify_io "$disk2" --rw=randwrite --bsrange=4k-64k --iodepth=8 --size=16M
run "discard and zero" discard
run "mkfs.ext4" mkfs.ext4 -q -F "$disk"
run "write files, trim" write_files
run "check files" check_files
run "reset under I/O" reset_under_io
run "check files after the reset" check_files
run "disconnect" disconnect
run "connect with digests" connect --hdr-digest --data-digest
run "check files with digests" check_files
run "64 KiB random with digests" verify_io "$disk2" --rw=randrw --bs=64k --iodepth=8 --size=16M
run "disconnect again" disconnect
run "kernel log" check_kernel_log
