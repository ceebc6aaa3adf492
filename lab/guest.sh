#!/usr/bin/env bash
# guest.sh [-m MEMORY] [-c CPUS] [-t SECONDS] [-k CONSOLE] [-d FOLDER] [-s NAME=FOLDER]... [-q "QEMU OPTIONS"] KERNEL COMMAND
# Runs a bash COMMAND on a real kernel (6.1 or 6.12) in QEMU without KVM: its output is the guest
# command's, its status too; 124 if it took longer than SECONDS, 125 if the guest died. The
# kernel's messages go to the file CONSOLE; -d's FOLDER is the guest's /run/control, for words
# between the two sides, and -s's is its /run/NAME, to be read. Needs what lab/run has prepared.
set -euo pipefail
. "$(dirname "$(readlink -f "$0")")/common.sh"

memory=1G cpus=1 limit=300 console= shared= options= names=() folders=()
while getopts m:c:t:k:d:s:q: option; do
    case $option in
        m) memory=$OPTARG ;;
        c) cpus=$OPTARG ;;
        t) limit=$OPTARG ;;
        k) console=$OPTARG ;;
        d) shared=$OPTARG ;;
        s)
            names+=("${OPTARG%%=*}")
            folders+=(-virtfs "local,path=${OPTARG#*=},mount_tag=${OPTARG%%=*},\
security_model=none,readonly=on")
            ;;
        q) options=$OPTARG ;;
        *) exit 2 ;;
    esac
done
shift $((OPTIND - 1))
[ $# -eq 2 ] || { sed -n 's/^# guest/usage: guest/p' "$0" >&2; exit 2; }
base=$(kernel_base "$1")
release=$(kernel_release "$1")
[ -n "$release" ] || lab_fail "kernel $1 is not installed"

control=${shared:-$(mktemp -d "${TMPDIR:-/tmp}/viaduct-guest.XXXXXX")}
qemu=
# shellcheck disable=SC2317
ended() {
    [ -z "$qemu" ] || kill "$qemu" 2>/dev/null || true
    [ -n "$shared" ] || rm -rf "$control"
}
trap ended EXIT
trap 'exit 143' TERM
trap 'exit 130' INT
: "${console:=$control/console}"
cp "$lab_folder/guest-init" "$control/init"
printf '%s\n' "$2" >"$control/command"
echo "${names[*]}" >"$control/shares"

# Made under a name of its own and renamed: another run may look for it at the same time.
vmlinux=$LAB/vmlinux-$release
if [ ! -e "$vmlinux" ] || [ "${base%/}/boot/vmlinuz-$release" -nt "$vmlinux" ]; then
    "$lab_folder/vmlinux.py" "${base%/}/boot/vmlinuz-$release" "$control/vmlinux"
    mv "$control/vmlinux" "$vmlinux.$$" && mv "$vmlinux.$$" "$vmlinux"
fi
"$lab_folder/mkinitrd.sh" "$base" "$release" "$control/initrd" virtio_pci 9p 9pnet_virtio overlay

# Five-level page tables (la57) and mitigations make emulation slower and test nothing of ours.
# $options is meant to split.
# shellcheck disable=SC2086
timeout -k 5 "$limit" "$lab_folder/qemu.sh" \
    -nodefaults -no-reboot -display none -machine q35 -accel tcg,thread=multi \
    -cpu max,la57=off -smp "$cpus" -m "$memory" -kernel "$vmlinux" -initrd "$control/initrd" \
    -append "console=ttyS0 quiet panic=-1 mitigations=off nokaslr net.ifnames=0 \
random.trust_cpu=on tsc=reliable" \
    -chardev "file,id=console,path=$console" -serial chardev:console -serial stdio \
    -virtfs "local,path=$LAB/root,mount_tag=root,security_model=none,readonly=on,multidevs=remap" \
    -virtfs "local,path=$control,mount_tag=control,security_model=none" \
    -virtfs "local,path=${base%/}/lib/modules/$release,mount_tag=modules,security_model=none,\
readonly=on" "${folders[@]}" \
    -netdev user,id=net0 -device virtio-net-pci,netdev=net0,romfile= $options </dev/null &
qemu=$!
status=0
wait "$qemu" || status=$?
qemu=
if [ -s "$control/status" ]; then exit "$(cat "$control/status")"; fi
if [ "$status" -eq 124 ]; then
    echo "lab: the guest did not finish in $limit s" >&2
    exit 124
fi
echo "lab: the guest died (QEMU ended with $status)" >&2
exit 125
