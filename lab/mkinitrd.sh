#!/usr/bin/env bash
# mkinitrd.sh BASE RELEASE OUT MODULE...: an initial RAM file system of busybox, lab/init and the
# named modules of BASE/lib/modules/RELEASE with what they depend on, in the order of loading.
set -euo pipefail
. "$(dirname "$(readlink -f "$0")")/common.sh"

base=$1 release=$2 out=$3
shift 3

tree=$(mktemp -d)
trap 'rm -rf "$tree"' EXIT
mkdir -p "$tree"/{bin,dev,proc,sys,modules,lower,upper,root}
cp "$LAB/root/usr/bin/busybox" "$tree/bin/busybox"
cp "$lab_folder/init" "$tree/init"
chmod +x "$tree/init"

number=100
# A module that this kernel has built in is not an error.
for module; do
    PATH=$PATH:/usr/sbin:/sbin modprobe -d "$base" -S "$release" --show-depends "$module" || true
done 2>/dev/null | awk '$1 == "insmod" && !seen[$2]++ { print $2 }' | while read -r file; do
    name=$(basename "${file%%.ko*}")
    to=$tree/modules/$((number++))-$name.ko
    case $file in
        *.xz) xz -dc "$file" >"$to" ;;
        *.zst) zstd -qdc "$file" >"$to" ;;
        *) cp "$file" "$to" ;;
    esac
done

(cd "$tree" && find . | cpio -o -H newc -R 0:0 --quiet) >"$out"
