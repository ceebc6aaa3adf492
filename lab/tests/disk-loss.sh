# The guest's part of disk-loss: the target runs in the guest on a SCSI disk that is pulled while the
# host writes, and put back. The host's programs there get errors, and the namespace goes, and comes
# back with its data; a neighbour on the same controller sees nothing of it.
. /run/control/guest-common.sh
. /run/lab/tests/guest-target.sh

NQN=nqn.2014-08.org.example:lab
UUIDS=(6c0f1c52-64c5-4e7c-9b43-0d1c1d1e0001 6c0f1c52-64c5-4e7c-9b43-0d1c1d1e0002)
DISK_MIB=32 KEPT_MIB=2
# A lost disk is looked for once a second, by an emulated target.
WAIT_TENTHS=900
# What the kernel must not say: that it has failed I/O of the lost disk belongs here.
TROUBLE='[Rr]econnect|I/O tag|timeout|hung|WARNING|Oops|BUG'

scsi_disk() {
    local at
    for at in /sys/bus/pseudo/drivers/scsi_debug/adapter*/host*/target*/*/block/sd*; do
        [ -b "/dev/${at##*/}" ] && echo "${at##*/}" && return
    done
    return 1
}

# By a name of its own: a disk that is back may be called otherwise.
plug() {
    await scsi_disk >/dev/null
    ln -sfn "/dev/$(scsi_disk)" /dev/pulled
    [ -b /dev/pulled ]
}

make_disk() {
    modprobe sd_mod
    modprobe scsi_debug dev_size_mb="$DISK_MIB" ndelay=1000
    plug
}

connect() {
    nvme connect "${at[@]}" -n "$NQN" --nr-io-queues=1 --keep-alive-tmo=60
    await is_live
    await has_namespace "${UUIDS[0]}"
    await has_namespace "${UUIDS[1]}"
    disk2=$(block_device "${UUIDS[1]}")
    name=$(controller)
    cntlid=$(cat "/sys/class/nvme/$name/cntlid")
}

keep() {
    disk=$(block_device "${UUIDS[0]}")
    [ -b "$disk" ] && [ "$(blockdev --getsize64 "$disk")" -eq $((DISK_MIB << 20)) ]
    head -c $((KEPT_MIB << 20)) /dev/urandom >/tmp/kept
    dd if=/tmp/kept of="$disk" bs=64k oflag=direct conv=fsync status=none
}

is_kept() {
    disk=$(block_device "${UUIDS[0]}")
    [ -b "$disk" ]
    dd if="$disk" of=/tmp/read bs=64k count=$((KEPT_MIB * 16)) iflag=direct status=none
    cmp /tmp/kept /tmp/read
}

start_io() {
    verify_until /tmp/enough beside "$disk2" --rw=randwrite --bs=4k --iodepth=4 --size=1M &
    jobs=($!)
}

is_gone() {
    ! block_device "${UUIDS[0]}" >/dev/null
}

waits() {
    [ "$(rpc viaduct_get_waiting)" != "[]" ]
}

# The program that writes there hears of it, and so does the kernel, by an event.
pull() {
    local writer status=0
    fio --name=lost --filename="$disk" --ioengine=libaio --direct=1 --rw=randwrite --bs=16k \
        --iodepth=8 --offset=8M --size=8M --time_based --runtime=600 --eta=never \
        --output=/tmp/fio-lost &
    writer=$!
    await writes_arrive
    echo 1 >"/sys/block/$(scsi_disk)/device/delete"
    wait "$writer" || status=$?
    [ "$status" -ne 0 ] || die "nobody has told the writer"
    await is_gone
    await waits
    io_goes_on
    is_same_controller
}

writes_arrive() {
    [ "$(awk '{ print $5 }' "/sys/block/${disk##*/}/stat")" -gt 256 ]
}

is_same_controller() {
    is_live && [ "$(controller)" = "$name" ] && [ "$(cat "/sys/class/nvme/$name/cntlid")" = "$cntlid" ]
}

put_back() {
    local host
    for host in /sys/bus/pseudo/drivers/scsi_debug/adapter*/host*/scsi_host/host*/scan; do
        echo "- - -" >"$host"
    done
    plug
    await has_namespace "${UUIDS[0]}"
    [ "$(rpc viaduct_get_waiting)" = "[]" ]
    is_same_controller
    is_kept
    io_goes_on
}

finish() {
    touch /tmp/enough
    end_io
    kernel_is_content "$TROUBLE"
    nvme disconnect -n "$NQN"
    grep -F 'the medium of Pulled' /tmp/target.log
    stop_target
}

echo "Linux $(uname -r), $(nvme version | sed -n 1p)"
run "modprobe nvme_tcp" modprobe nvme_tcp
run "a disk" make_disk
run "the target starts" start_target
run "connect" connect
dmesg -C
run "data is kept" keep
run "I/O beside" start_io
for time in first second; do
    run "the disk is pulled, $time time" pull
    run "the disk is back, $time time" put_back
done
run "the end" finish
