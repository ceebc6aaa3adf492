# The guest's part of tcp-swap: the kernel's initiator writes and verifies without a pause, while
# the operator's part replaces what serves it. No program sees an error, and the kernel tells of
# none: of nothing at all while connections are kept, of reconnecting only where they are not.
. /run/control/guest-common.sh

NQN=nqn.2014-08.org.example:lab
UUIDS=(6c0f1c52-64c5-4e7c-9b43-0d1c1d1e0001 6c0f1c52-64c5-4e7c-9b43-0d1c1d1e0002)
ANY_TROUBLE='I/O error|I/O tag|timeout|[Ee]rror|[Rr]econnect|[Ff]ailed|[Ii]nvalid|WARNING|Oops|BUG'
CONTROL=/run/control
POLL_SECONDS=0.2

# Two I/O queues and as many tries as it takes.
connect() {
    nvme connect "${at[@]}" -n "$NQN" --nr-io-queues=1 --nr-write-queues=1 \
        --keep-alive-tmo=5 --reconnect-delay=1 --ctrl-loss-tmo=-1
    await is_live
    await has_namespace "${UUIDS[0]}"
    await has_namespace "${UUIDS[1]}"
    disk=$(block_device "${UUIDS[0]}")
    disk2=$(block_device "${UUIDS[1]}")
    [ -b "$disk" ] && [ -b "$disk2" ]
}

# Two on one device, so that one writes where the other verifies; large ones ask for transfers.
start_io() {
    verify_until "$CONTROL/stop" small "$disk" --rw=randwrite --bs=4k --iodepth=16 --size=2M &
    jobs=($!)
    verify_until "$CONTROL/stop" mixed "$disk" --rw=randwrite --bsrange=512-64k --iodepth=8 \
        --offset=16M --size=8M &
    jobs+=($!)
    verify_until "$CONTROL/stop" large "$disk2" --rw=randwrite --bsrange=4k-256k --iodepth=4 \
        --size=16M &
    jobs+=($!)
}

# The operator asks how things are by a file, which becomes the answer.
answer() { # QUESTION PATTERN
    [ -e "$CONTROL/$1" ] || return 0
    io_goes_on
    kernel_is_content "$2"
    mv "$CONTROL/$1" "$CONTROL/answer"
}

serve() {
    echo ready >"$CONTROL/ready"
    until [ -e "$CONTROL/stop" ]; do
        answer ask-quiet "$ANY_TROUBLE"
        answer ask-whole "$LOST_DATA"
        sleep "$POLL_SECONDS"
    done
    [ "$(cat "$CONTROL/stop")" = done ] || die "the operator has given up"
}

disconnect() {
    nvme disconnect -n "$NQN"
}

echo "Linux $(uname -r), $(nvme version | sed -n 1p)"
run "modprobe nvme_tcp" modprobe nvme_tcp
run "connect" connect
dmesg -C
run "I/O starts" start_io
run "the operator's part" serve
run "I/O ends" end_io
run "kernel log" kernel_is_content "$LOST_DATA"
run "disconnect" disconnect
