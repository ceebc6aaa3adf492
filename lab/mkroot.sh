#!/usr/bin/env bash
# mkroot.sh DIR: makes the lab's root, a Debian trixie with kernel 6.12, QEMU and the test tools.
# It is both where QEMU runs from and the guest's own root. About a minute, 700 MB.
# mkroot.sh --packages: prints what it holds. Needs the right to make device nodes, that is root.
set -euo pipefail
. "$(dirname "$(readlink -f "$0")")/common.sh"

PACKAGES=(linux-image-amd64 qemu-system-x86 nvme-cli fio ktls-utils keyutils rdma-core iproute2
    ethtool kmod busybox-static e2fsprogs xfsprogs tshark tcpdump cpio zstd python3 procps
    gnutls-bin openssl pciutils socat dmsetup)
SUITE=trixie
# vfio-user needs a newer QEMU than trixie's own.
FROM_BACKPORTS="qemu-* ipxe-qemu seabios ovmf"

if [ "${1:-}" = --packages ]; then
    printf '%s\n' "${PACKAGES[@]}"
    exit
fi
root=$1

# The archive this machine's own packages come from.
archive() {
    local own
    own=$(. /etc/os-release && echo "${VERSION_CODENAME:-}")
    apt-get indextargets --format '$(RELEASE) $(COMPONENT) $(REPO_URI)' |
        awk -v own="$own" '$1 == own && $2 == "main" && !found++ { print $3 }'
}

[ "$(. /etc/os-release && echo "$ID")" = debian ] || lab_fail "the lab's root needs a Debian host"
uri=$(archive)
if [ -z "$uri" ]; then
    apt-get update -q >&2
    uri=$(archive)
fi
[ -n "$uri" ] || lab_fail "the apt sources name no Debian archive"

preferences="Package: $FROM_BACKPORTS\nPin: release n=$SUITE-backports\nPin-Priority: 900\n"
# A mount namespace of its own: an interrupted run must not leave /dev or /proc mounted in there.
exec unshare --mount mmdebstrap --quiet --variant=minbase --mode=root \
    --include="$(IFS=,; echo "${PACKAGES[*]}")" \
    --dpkgopt='path-exclude=/usr/share/doc/*' \
    --dpkgopt='path-exclude=/usr/share/man/*' \
    --dpkgopt='path-exclude=/usr/share/locale/*' \
    --aptopt='APT::Install-Recommends "false"' \
    --setup-hook="mkdir -p \"\$1\"/etc/apt/preferences.d" \
    --setup-hook="printf '$preferences' >\"\$1\"/etc/apt/preferences.d/backports" \
    "$SUITE" "$root" "deb $uri $SUITE main" "deb $uri $SUITE-backports main"
