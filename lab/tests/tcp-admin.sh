# The guest's part of tcp-admin: nvme-cli decodes all that a controller says of itself, without a
# complaint; the kernel follows a namespace that comes, grows and goes under I/O; and a controller
# whose host is silent is gone, and comes back with it.
. /run/control/guest-common.sh

NQN=nqn.2014-08.org.example:lab
DISCOVERY=nqn.2014-08.org.example:discovery
UUIDS=(6c0f1c52-64c5-4e7c-9b43-0d1c1d1e0001 6c0f1c52-64c5-4e7c-9b43-0d1c1d1e0002)
THIRD=6c0f1c52-64c5-4e7c-9b43-0d1c1d1e0003
CONTROL=/run/control
MIB=$((1 << 20))
# Arbitration, power, temperature, error recovery, write cache, queues, atomicity, events, time, keep alive, host
# behaviour, command sets.
FEATURES=(0x01 0x02 0x04 0x05 0x06 0x07 0x0a 0x0b 0x0e 0x0f 0x16 0x19)
COMPLAINT='warning:|error:|unknown|unrecognized|failed|mismatch'

# Asks the operator for something, and waits until it is done.
ask() { # WHAT
    touch "$CONTROL/want-$1"
    await test -e "$CONTROL/did-$1"
}

connect() {
    nvme connect "${at[@]}" -n "$NQN" --nr-io-queues=1 --nr-write-queues=1 \
        --keep-alive-tmo=5 --reconnect-delay=1 --ctrl-loss-tmo=120
    await is_live
    await has_namespace "${UUIDS[0]}"
    await has_namespace "${UUIDS[1]}"
    name=$(controller)
    disk=$(block_device "${UUIDS[0]}")
    disk2=$(block_device "${UUIDS[1]}")
    [ -b "$disk" ] && [ -b "$disk2" ]
}

# Runs nvme-cli, which must neither fail nor complain; shows how much it said.
decode() { # NVME-ARGUMENTS...
    nvme "$@" >/tmp/decoded 2>/tmp/complaint || { cat /tmp/decoded /tmp/complaint; die "nvme $*"; }
    [ ! -s /tmp/complaint ] || { cat /tmp/complaint; die "nvme $* complains"; }
    if grep -iE "$COMPLAINT" /tmp/decoded; then die "nvme $* complains"; fi
    printf '           nvme %s: %d lines\n' "$*" "$(wc -l </tmp/decoded)"
}

decoded() { # PATTERN
    grep -E "$1" /tmp/decoded >/dev/null || { cat /tmp/decoded; die "lacks: $1"; }
}

identify() {
    local device=/dev/$name
    decode id-ctrl "$device" -H
    decoded 'Traffic Based Keep Alive Supported'
    decoded '^kas +: 1$'
    decode id-ns "$disk" -H
    decode id-ns "$disk" --force
    decode cmdset-ind-id-ns "$disk"
    decode ns-descs "$disk"
    decoded "${UUIDS[0]}"
    decode id-iocs "$device"
    decode nvm-id-ctrl "$device"
    decode id-uuid "$device"
    decoded '9d1c3e0a'
    decode list-ns "$device"
    [ "$(grep -c '^\[' /tmp/decoded)" -eq 2 ]
    decode list-ns "$device" --all
    [ "$(grep -c '^\[' /tmp/decoded)" -eq 2 ]
    decode list-ctrl "$device"
    decoded '^num of ctrls present: 1$'
    decode list-ctrl "$device" -n 1
    decoded '^num of ctrls present: 1$'
    decode show-regs "$device" -H
    decoded 'NVM Subsystem Reset Supported .*: Yes'
}

get_logs() {
    local device=/dev/$name
    decode supported-log-pages "$device"
    decode error-log "$device"
    decode smart-log "$device"
    dd if="$disk" of=/dev/null bs=1M count=8 iflag=direct status=none
    decode smart-log "$device" -n 1
    [ "$(sed -nE 's/^Data Units Read[^:]*: *([0-9]+).*/\1/p' /tmp/decoded)" -ge 16 ]
    decode fw-log "$device"
    decode changed-ns-list-log "$device"
    decode effects-log "$device"
    decode fid-support-effects-log "$device"
    decode mi-cmd-support-effects-log "$device"
    nvme telemetry-log "$device" --host-generate=1 --output-file=/tmp/telemetry
    grep -a -F "controller $(cat "/sys/class/nvme/$name/cntlid") of host $HOST_NQN" /tmp/telemetry
    nvme get-log "$device" --log-id=0x08 --log-len=512 --raw-binary >/tmp/telemetry
    decode persistent-event-log "$device" --action=1 --log_len=4096
    decode persistent-event-log "$device" --action=0 --log_len=4096
    decoded 'Event Type: Power-on or Reset Event'
    decoded 'Event Type: Change Namespace Event'
    nvme persistent-event-log "$device" --action=2
}

get_features() {
    local feature select
    for feature in "${FEATURES[@]}"; do
        for select in 0 1 2 3; do
            nvme get-feature "/dev/$name" -f "$feature" -s "$select" >/tmp/decoded 2>&1 ||
                { cat /tmp/decoded; die "feature $feature, select $select"; }
        done
        decode get-feature "/dev/$name" -f "$feature" -H
    done
    nvme get-feature "/dev/$name" -f 0x81 -l 16 --cdw11=1 -b | od -An -tx1 |
        tr -d ' \n' | grep -F "${HOST_ID//-/}"
}

refuse() {
    if nvme admin-passthru "/dev/$name" --opcode=0xc1 >/tmp/refused 2>&1; then
        die "a vendor's opcode without a handler was served"
    fi
    grep -iE 'invalid.*opcode' /tmp/refused
    if nvme get-log "/dev/$name" --log-id=0x0c --log-len=16 >/tmp/refused 2>&1; then
        die "the ANA log is served"
    fi
}

third_bytes() {
    local device
    device=$(block_device "$THIRD") && blockdev --getsize64 "$device"
}

third_has() { # BYTES
    [ "$(third_bytes)" = "$1" ]
}

third_is_gone() {
    ! block_device "$THIRD" >/dev/null
}

# The kernel is told by events: nothing here asks it to scan.
follow_namespace() {
    local io
    verify_until /tmp/enough verify "$disk" --rw=randrw --bs=16k --iodepth=8 --size=2M &
    io=$!
    ask add
    await third_has $((64 * MIB))
    ask resize
    await third_has $((128 * MIB))
    ask remove
    await third_is_gone
    kill -0 "$io" || { cat /tmp/fio-verify; die "the I/O has ended"; }
    touch /tmp/enough
    wait "$io" || { cat /tmp/fio-verify; die "the I/O has failed"; }
}

check_kernel_log() {
    local bad='I/O error|I/O tag|timeout|[Ee]rror|[Rr]econnect|[Ff]ailed|[Ii]nvalid|WARNING|Oops|BUG'
    if dmesg | grep -vE 'soft lockup|stall' | grep -E "$bad"; then die "the kernel complains"; fi
    dmesg -C
}

# The network is away until the target has given the controller up; then all goes on.
fall_silent() {
    local link
    link=$(ip -o -c=never route get "$TRADDR" | sed -E 's/.* dev ([^ ]+).*/\1/')
    head -c $MIB /dev/urandom >/tmp/written
    dd if=/tmp/written of="$disk" bs=64k oflag=direct status=none
    ip link set "$link" down
    ask expire
    ip link set "$link" up
    await is_live
    dd if="$disk" of=/tmp/read bs=64k count=16 iflag=direct status=none
    cmp /tmp/written /tmp/read
    dmesg -C
}

reset_subsystem() {
    local before
    before=$(cat "/sys/class/nvme/$name/cntlid")
    nvme subsystem-reset "/dev/$name"
    await is_live
    await has_namespace "${UUIDS[0]}"
    dd if="$disk" of=/tmp/read bs=64k count=16 iflag=direct status=none
    cmp /tmp/written /tmp/read
    echo "           controller $before, then $(cat "/sys/class/nvme/$name/cntlid")"
}

discover_by_its_own_name() {
    ask name
    nvme discover "${at[@]}" >/tmp/discovered
    field subnqn </tmp/discovered | grep -xF "$DISCOVERY"
    nvme discover "${at[@]}" -n "$DISCOVERY" >/tmp/discovered
    field subnqn </tmp/discovered | grep -xF "$NQN"
}

echo "Linux $(uname -r), $(nvme version | sed -n 1p)"
run "modprobe nvme_tcp" modprobe nvme_tcp
dmesg -C
run "connect" connect
run "identify" identify
run "log pages" get_logs
run "features" get_features
run "kernel log" check_kernel_log
run "refusals" refuse
dmesg -C
run "a namespace comes, grows and goes under I/O" follow_namespace
run "kernel log" check_kernel_log
run "a silent host" fall_silent
run "reset of the subsystem" reset_subsystem
run "discovery by its own name" discover_by_its_own_name
run "disconnect" nvme disconnect -n "$NQN"
