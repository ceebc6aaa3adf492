# The guest's part of tcp-decode: a session of every command that nvme-cli has for a target, with
# and without digests, captured on the guest's own interface; tshark decodes it without a mark.
. /run/control/guest-common.sh

NQN=nqn.2014-08.org.example:lab
UUIDS=(6c0f1c52-64c5-4e7c-9b43-0d1c1d1e0001 6c0f1c52-64c5-4e7c-9b43-0d1c1d1e0002)
CAPTURE=/tmp/session.pcap
FEATURES=(0x01 0x02 0x04 0x05 0x06 0x07 0x0a 0x0b 0x0f 0x10 0x16 0x19 0x80 0x81 0x84)
LOGS=(0x00 0x01 0x02 0x03 0x04 0x05 0x06 0x07 0x08 0x0c 0x0d 0x12 0x13 0x70 0x80)
CNS=(0x00 0x01 0x02 0x03 0x05 0x06 0x07 0x08 0x10 0x11 0x12 0x13 0x17 0xffff001c)
# What a capture of all this has at least: admin, I/O, fabrics.
ADMIN_OPCODES=(0x02 0x06 0x08 0x09 0x0a 0x0c)
IO_OPCODES=(0x00 0x01 0x02 0x04 0x05 0x08 0x09 0x0c 0x19)

# What is asked for counts here, not whether the target has it.
ask() { # COMMAND...
    "$@" >/tmp/answer 2>&1 || echo "  ${*:1:2} ${*:4}: $(tail -n 1 /tmp/answer)"
}

start_capture() {
    tcpdump -i eth0 -B 16384 -w "$CAPTURE" "tcp port $TRSVCID" 2>/tmp/tcpdump &
    capture=$!
    await grep -q listening /tmp/tcpdump
}

stop_capture() {
    sleep 1
    kill -INT "$capture"
    wait "$capture"
    grep -q '^0 packets dropped by kernel' /tmp/tcpdump
}

discover() {
    nvme discover "${at[@]}" >/dev/null
}

connect() { # nvme connect options...
    nvme connect "${at[@]}" -n "$NQN" --nr-io-queues=1 --keep-alive-tmo=5 "$@"
    await is_live
    await has_namespace "${UUIDS[0]}"
    name=$(controller)
    disk=$(block_device "${UUIDS[0]}")
    [ -b "$disk" ]
}

admin_commands() {
    local id
    nvme show-regs "/dev/$name" >/dev/null
    for id in "${CNS[@]}"; do
        ask nvme admin-passthru "/dev/$name" --opcode=0x06 --namespace-id=1 --cdw10="$id" \
            --data-len=4096 -r
    done
    for id in "${LOGS[@]}"; do
        ask nvme get-log "/dev/$name" --log-id="$id" --log-len=512
    done
    for id in "${FEATURES[@]}"; do
        ask nvme get-feature "/dev/$name" -f "$id"
    done
    ask nvme set-feature "/dev/$name" -f 0x04 --value=0x157
    ask nvme admin-passthru "/dev/$name" --opcode=0x08 --cdw10=0x00010001
    ask nvme admin-passthru "/dev/$name" --opcode=0x7f
    ask nvme admin-passthru "/dev/$name" --opcode=0xc0
}

io_commands() {
    local blocks=(--start-block=64 --block-count=7) id
    head -c 131072 /dev/urandom >/tmp/written
    ask nvme write "$disk" "${blocks[@]}" --data-size=4096 --data=/tmp/written
    ask nvme write "$disk" --start-block=128 --block-count=255 --data-size=131072 \
        --data=/tmp/written
    ask nvme read "$disk" --start-block=128 --block-count=255 --data-size=131072 --data=/tmp/read
    cmp /tmp/written /tmp/read
    ask nvme compare "$disk" "${blocks[@]}" --data-size=4096 --data=/tmp/written
    ask nvme verify "$disk" "${blocks[@]}"
    ask nvme write-zeroes "$disk" "${blocks[@]}"
    ask nvme copy "$disk" --sdlba=512 --slbs=64 --blocks=7
    ask nvme write-uncor "$disk" --start-block=1024 --block-count=7
    ask nvme dsm "$disk" --ad --slbs=64 --blocks=8
    ask nvme flush "$disk"
    ask nvme resv-report "$disk" --numd=63
    for id in 0x60 0x81; do
        ask nvme io-passthru "$disk" --opcode="$id" --namespace-id=1
    done
    ask nvme read "$disk" --start-block=99999999 --data-size=512 --data=/tmp/read
    dd if=/dev/urandom of="$disk" bs=256k count=8 oflag=direct status=none
    dd if="$disk" of=/dev/null bs=256k count=8 iflag=direct status=none
}

session() { # nvme connect options...
    connect "$@"
    admin_commands
    io_commands
    sleep 3 # Keep Alive
    nvme disconnect -n "$NQN"
}

decode() { # DISPLAY-FILTER TSHARK-OPTIONS...
    tshark -r "$CAPTURE" -d "tcp.port==$TRSVCID,nvme-tcp" -Y "$1" "${@:2}" 2>/dev/null
}

# A marked dissector bug is tshark's own: it is shown and is no fault of the PDU's.
check_marks() {
    decode '_ws.malformed.dissector_bug' || true
    decode '_ws.malformed.expert or _ws.malformed.reassembly' >/tmp/marks
    cat /tmp/marks
    [ ! -s /tmp/marks ]
}

# Fails where an opcode of the list is not in the capture.
check_seen() { # FILTER OPCODE...
    local opcode
    decode "$1" -T fields -e nvme.cmd.opc | tr ',' '\n' | sort | uniq -c >/tmp/seen
    cat /tmp/seen
    for opcode in "${@:2}"; do
        grep -qi " $opcode\$" /tmp/seen || die "no command $opcode in the capture"
    done
}

# Every type of PDU that has a place in a good session.
check_types() {
    local type
    decode nvme-tcp -T fields -e nvme-tcp.type | tr ',' '\n' | sort | uniq -c >/tmp/types
    cat /tmp/types
    for type in 0 1 4 5 6 7 9; do
        grep -qE " (0x0*)?$type\$" /tmp/types || die "no PDU of type $type in the capture"
    done
}

echo "Linux $(uname -r), $(nvme version | sed -n 1p), $(tshark --version 2>/dev/null | sed -n 1p)"
run "modprobe nvme_tcp" modprobe nvme_tcp
run "start the capture" start_capture
run "discover" discover
run "session" session
run "session with digests" session --hdr-digest --data-digest
run "stop the capture" stop_capture
run "types of PDUs" check_types
run "admin commands" check_seen 'nvme.cmd.opc and nvme-tcp.cmd.qid == 0' "${ADMIN_OPCODES[@]}"
run "I/O commands" check_seen 'nvme.cmd.opc and nvme-tcp.cmd.qid != 0' "${IO_OPCODES[@]}"
run "marks" check_marks
