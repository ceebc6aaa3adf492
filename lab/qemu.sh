#!/usr/bin/env bash
# Runs the QEMU of the lab's root with that root's loader and libraries, without a chroot.
set -euo pipefail
. "$(dirname "$(readlink -f "$0")")/common.sh"

libraries=$LAB/root/usr/lib/x86_64-linux-gnu
# Else QEMU finds the modules of the host's own QEMU and dies.
export QEMU_MODULE_DIR=$libraries/qemu
exec "$LAB/root/lib64/ld-linux-x86-64.so.2" --library-path "$libraries" \
    "$LAB/root/usr/bin/qemu-system-x86_64" \
    -L "$LAB/root/usr/share/qemu" -L "$LAB/root/usr/share/seabios" "$@"
