# The guest's part of tcp-io: every command of the NVM command set as programs send it, past the
# block layer, with the answers that tell what was done and what was refused.
. /run/control/guest-common.sh

NQN=nqn.2014-08.org.example:lab
UUID_PLAIN=6c0f1c52-64c5-4e7c-9b43-0d1c1d1e0001
UUID_PROTECTED=6c0f1c52-64c5-4e7c-9b43-0d1c1d1e0002
# Compare, Write Uncorrectable, Dataset Management, Write Zeroes, Verify, Copy.
ONCS=$((0x18f))

exists() { # UUID
    local device
    device=$(block_device "$1") && [ -b "$device" ]
}

connect() {
    nvme connect "${at[@]}" -n "$NQN" --nr-io-queues=1
    await is_live
    await has_namespace "$UUID_PLAIN"
    await exists "$UUID_PROTECTED"
    name=$(controller)
    disk=$(block_device "$UUID_PLAIN")
    protected=$(block_device "$UUID_PROTECTED")
}

identify() {
    nvme id-ctrl "/dev/$name" >/tmp/id-ctrl
    grep -E '^(oncs|fuses|awun|awupf|acwu|ocfs) ' /tmp/id-ctrl
    [ $(($(field oncs </tmp/id-ctrl) & ONCS)) -eq "$ONCS" ]
    [ $(($(field fuses </tmp/id-ctrl))) -eq 1 ]
    nvme nvm-id-ctrl "/dev/$name" >/tmp/nvm-id-ctrl
    cat /tmp/nvm-id-ctrl
    [ "$(field dmrsl </tmp/nvm-id-ctrl)" -eq 4096 ]
    [ "$(field wzsl </tmp/nvm-id-ctrl)" -eq 9 ]
    nvme id-ns "$disk" | grep -E '^(nacwu|mssrl|mcl|msrc|nsfeat) '
    nvme id-ns "$protected" >/tmp/id-protected
    grep -E '^(dpc|dps|mc|flbas|lbaf +0) ' /tmp/id-protected
    [ $(($(field dps </tmp/id-protected))) -eq 1 ]
    nvme effects-log "/dev/$name" | grep -iE 'compare|copy|verify|uncorrectable|zeroes' | head
}

# Fails unless the command fails with this status.
refused() { # STATUS COMMAND...
    local status=$1
    shift
    if "$@" >/tmp/refused 2>&1; then
        die "not refused: $*"
    fi
    grep -iF "$status" /tmp/refused || { cat /tmp/refused; die "not '$status': $*"; }
}

put() { # FILE LBA BLOCKS
    nvme write "$disk" -s "$2" -c $(($3 - 1)) -z $(($3 * 512)) -d "$1" >/dev/null
}

get() { # FILE LBA BLOCKS
    nvme read "$disk" -s "$2" -c $(($3 - 1)) -z $(($3 * 512)) -d "$1" >/dev/null
}

compare() {
    head -c 4096 /dev/urandom >/tmp/a
    head -c 4096 /dev/urandom >/tmp/b
    put /tmp/a 64 8
    nvme compare "$disk" -s 64 -c 7 -z 4096 -d /tmp/a
    refused "Compare Failure" nvme compare "$disk" -s 64 -c 7 -z 4096 -d /tmp/b
    local pass=(nvme io-passthru "$disk" --opcode=0x05 --namespace-id=1 --cdw10=64 --cdw12=7)
    "${pass[@]}" --write --data-len=4096 --input-file=/tmp/a
    refused "Compare Failure" "${pass[@]}" --write --data-len=4096 --input-file=/tmp/b
}

write_zeroes() {
    put /tmp/a 128 8
    nvme write-zeroes "$disk" -s 130 -c 3
    get /tmp/read 128 8
    cmp -n 1024 /tmp/read /tmp/a
    cmp -n 2048 -i 1024:0 /tmp/read /dev/zero
    cmp -i 3072 /tmp/read /tmp/a
    nvme write-zeroes "$disk" -s 128 -c 1 --deac
    get /tmp/read 128 2
    cmp -n 1024 /tmp/read /dev/zero
    refused "Invalid Field" nvme write-zeroes "$disk" -s 0 -c 4096
}

write_uncorrectable() {
    put /tmp/a 256 8
    nvme write-uncor "$disk" -s 258 -c 1
    refused "Unrecovered Read Error" get /tmp/read 256 8
    refused "Unrecovered Read Error" nvme verify "$disk" -s 256 -c 7
    get /tmp/read 256 2
    cmp -n 1024 /tmp/read /tmp/a
    put /tmp/b 258 2
    get /tmp/read 256 8
    cmp -n 1024 -i 1024:0 /tmp/read /tmp/b
    nvme verify "$disk" -s 256 -c 7
}

deallocate() {
    put /tmp/a 320 8
    nvme dsm "$disk" --ad --slbs=320,324 --blocks=1,2
    get /tmp/read 320 8
    cmp -n 512 /tmp/read /dev/zero
    cmp -n 1024 -i 2048:0 /tmp/read /dev/zero
    cmp -n 1536 -i 512 /tmp/read /tmp/a
    refused "Command Size Limit" nvme dsm "$disk" --ad --slbs=320 --blocks=4097
}

copy() {
    put /tmp/a 384 8
    # Counted from zero: blocks 388 to 391, then 384.
    nvme copy "$disk" --sdlba=448 --slbs=388,384 --blocks=3,0
    get /tmp/read 448 5
    cmp -n 2048 -i 0:2048 /tmp/read /tmp/a
    cmp -n 512 -i 2048:0 /tmp/read /tmp/a
    refused "LBA Out of Range" nvme copy "$disk" --sdlba=448 --slbs=131071 --blocks=1
    refused "Invalid Field" nvme copy "$disk" --sdlba=448 --slbs=384 --blocks=0 --format=1
}

# PRACT is bit 29 of CDW12, PRCHK bits 28 to 26: guard, application tag, reference tag.
protect() {
    local lba=40 act=$((1 << 29)) check=$((7 << 26)) tags=$((0xffff0000 | 0x1234))
    local pass=(nvme io-passthru "$protected" --namespace-id=2 --cdw10="$lba")
    local write=("${pass[@]}" --opcode=0x01 --write)
    local read=("${pass[@]}" --opcode=0x02 --read --raw-binary)
    local right=(--cdw14="$lba" --cdw15="$tags")
    head -c 512 /dev/urandom >/tmp/block
    "${write[@]}" "${right[@]}" --cdw12="$act" --data-len=512 --input-file=/tmp/block
    "${read[@]}" "${right[@]}" --cdw12=$((act | check)) --data-len=512 >/tmp/read
    cmp -n 512 /tmp/read /tmp/block
    "${read[@]}" "${right[@]}" --cdw12="$check" --data-len=520 >/tmp/whole
    cmp -n 512 /tmp/whole /tmp/block
    refused "Application Tag" \
        "${read[@]}" --cdw14="$lba" --cdw15=$((tags + 1)) --cdw12="$check" --data-len=520
    refused "Protection Information" \
        "${read[@]}" --cdw14=$((lba + 1)) --cdw15="$tags" --cdw12="$check" --data-len=520
    head -c 520 /dev/urandom >/tmp/bad
    refused "Guard" "${write[@]}" --cdw12=$((1 << 28)) --data-len=520 --input-file=/tmp/bad
    "${read[@]}" "${right[@]}" --cdw12="$check" --data-len=520 >/tmp/after
    cmp /tmp/whole /tmp/after
    "${pass[@]}" "${right[@]}" --opcode=0x0c --cdw12="$check"
}

disconnect() {
    nvme disconnect -n "$NQN"
}

echo "Linux $(uname -r), $(nvme version | sed -n 1p)"
run "modprobe nvme_tcp" modprobe nvme_tcp
run "connect" connect
run "identify" identify
run "compare" compare
run "write zeroes" write_zeroes
run "write uncorrectable, verify" write_uncorrectable
run "deallocate" deallocate
run "copy" copy
run "protection information" protect
run "disconnect" disconnect
