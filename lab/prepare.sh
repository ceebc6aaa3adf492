# Sourced by lab/run: makes what the lab lacks on this machine. Everything here can run again at
# no cost, and at the same time as itself.

HOST_PACKAGES=(mmdebstrap debian-archive-keyring cpio kmod zstd xz-utils python3)

as_root() {
    if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo "$@"; fi
}

installed() { # PACKAGE [dpkg-query option...]
    local package=$1
    shift
    [ "$(dpkg-query "$@" -W -f '${Status}' "$package" 2>/dev/null)" = "install ok installed" ]
}

install_on_host() {
    local missing=() package
    for package; do
        installed "$package" || missing+=("$package")
    done
    [ ${#missing[@]} -eq 0 ] && return
    echo "lab: installing ${missing[*]}"
    as_root apt-get update -q >"$work/apt.log" 2>&1 &&
        as_root env DEBIAN_FRONTEND=noninteractive apt-get install -q -y \
            --no-install-recommends "${missing[@]}" >>"$work/apt.log" 2>&1 ||
        { tail -n 20 "$work/apt.log" >&2; lab_fail "could not install ${missing[*]}"; }
}

# A root that was interrupted, or made for an older list of packages, is not complete.
root_is_complete() {
    local package
    [ -x "$LAB/root/usr/bin/qemu-system-x86_64" ] || return 1
    while read -r package; do
        installed "$package" --admindir="$LAB/root/var/lib/dpkg" || return 1
    done < <("$lab_folder/mkroot.sh" --packages)
    [ -n "$(kernel_release 6.12)" ]
}

make_root() {
    local began=$SECONDS
    echo "lab: making the root in $LAB/root"
    as_root rm -rf --one-file-system "$LAB/root.partial"
    as_root env LAB="$LAB" "$lab_folder/mkroot.sh" "$LAB/root.partial" >"$work/root.log" 2>&1 ||
        { tail -n 20 "$work/root.log" >&2; lab_fail "could not make the root"; }
    as_root rm -rf --one-file-system "$LAB/root"
    as_root mv "$LAB/root.partial" "$LAB/root"
    echo "lab: root made in $((SECONDS - began)) s"
}

# Leaves a shared lock on descriptor 9: nobody remakes the root while a guest runs from it.
prepare_root() {
    exec 9>"$LAB/lock"
    flock -s 9
    root_is_complete && return
    flock -u 9
    flock 9
    root_is_complete || make_root
    root_is_complete || lab_fail "the root in $LAB/root is not complete"
    flock -s 9
}

# Kernel 6.1 is the host's own package; 6.12 comes with the root.
install_kernel() { # SERIES
    [ "$1" = 6.1 ] && [ -z "$(kernel_release 6.1)" ] || return 0
    [ "$(. /etc/os-release && echo "${VERSION_CODENAME:-}")" = bookworm ] ||
        lab_fail "kernel 6.1 is that of Debian bookworm, which this machine does not run"
    install_on_host linux-image-amd64
    [ -n "$(kernel_release 6.1)" ] || lab_fail "linux-image-amd64 brought no kernel 6.1"
}

prepare() { # SERIES
    [ "$(uname -m)" = x86_64 ] || lab_fail "the lab runs on x86-64 only"
    command -v dpkg-query >/dev/null || lab_fail "the lab needs a Debian host"
    kernel_base "$1" >/dev/null
    mkdir -p "$LAB"
    exec 8>"$LAB/packages.lock"
    flock 8
    install_on_host "${HOST_PACKAGES[@]}"
    install_kernel "$1"
    exec 8>&-
    prepare_root
}
