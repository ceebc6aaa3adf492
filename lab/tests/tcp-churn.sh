# The guest's part of tcp-churn: the kernel's initiator writes and verifies while the operator's
# part cuts its connections, again and again. No program sees an error, and not a byte is lost.
CONTROL=/run/control
until [ -s "$CONTROL/relay" ]; do sleep 0.1; done
TRSVCID=$(cat "$CONTROL/relay")
. /run/control/guest-common.sh

NQN=nqn.2014-08.org.example:lab
UUIDS=(6c0f1c52-64c5-4e7c-9b43-0d1c1d1e0001 6c0f1c52-64c5-4e7c-9b43-0d1c1d1e0002)
POLL_SECONDS=1

# With digests: what is damaged on the way is not taken for what was written.
connect() {
    nvme connect "${at[@]}" -n "$NQN" --nr-io-queues=1 --nr-write-queues=1 --hdr-digest \
        --data-digest --keep-alive-tmo=5 --reconnect-delay=1 --ctrl-loss-tmo=-1
    await is_live
    await has_namespace "${UUIDS[0]}"
    await has_namespace "${UUIDS[1]}"
    disk=$(block_device "${UUIDS[0]}")
    disk2=$(block_device "${UUIDS[1]}")
    [ -b "$disk" ] && [ -b "$disk2" ]
}

# The same blocks are written anew by each round: a write that comes late would be found.
start_io() {
    verify_until "$CONTROL/stop" small "$disk" --rw=randwrite --bs=4k --iodepth=16 --size=2M &
    jobs=($!)
    verify_until "$CONTROL/stop" mixed "$disk" --rw=randrw --bsrange=512-64k --iodepth=8 \
        --offset=16M --size=4M &
    jobs+=($!)
    verify_until "$CONTROL/stop" large "$disk2" --rw=randwrite --bsrange=64k-1m --iodepth=4 \
        --size=16M &
    jobs+=($!)
}

cut() {
    echo ready >"$CONTROL/ready"
    until [ -e "$CONTROL/stop" ]; do
        io_goes_on
        sleep "$POLL_SECONDS"
    done
    [ "$(cat "$CONTROL/stop")" = done ] || die "the operator has given up"
}

disconnect() {
    nvme disconnect -n "$NQN"
    echo left >"$CONTROL/left"
}

echo "Linux $(uname -r), $(nvme version | sed -n 1p)"
# Where a connection is lost while it connects, the kernel waits for its answer until it times out.
run "modprobe nvme_core" modprobe nvme_core admin_timeout=10 io_timeout=10
run "modprobe nvme_tcp" modprobe nvme_tcp
run "connect" connect
dmesg -C
run "I/O starts" start_io
run "connections are cut" cut
run "I/O ends" end_io
run "kernel log" kernel_is_content "$LOST_DATA"
run "disconnect" disconnect
