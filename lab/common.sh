# Sourced by the lab's scripts: where things are, what a kernel name means, how a failure looks.

lab_folder=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
: "${LAB:=${XDG_CACHE_HOME:-$HOME/.cache}/viaduct-lab}"
export LAB

lab_fail() {
    echo "lab: $*" >&2
    exit 1
}

# The folder that holds lib/modules and boot of the kernel series in $1.
kernel_base() {
    case $1 in
        6.1) echo / ;;
        6.12) echo "$LAB/root" ;;
        *) lab_fail "no kernel $1: 6.1 and 6.12 are offered" ;;
    esac
}

# The newest installed release of the kernel series in $1, or nothing.
kernel_release() {
    local base image
    base=$(kernel_base "$1") || exit 1
    for image in $(printf '%s\n' "${base%/}/boot/vmlinuz-$1."* | sort -rV); do
        image=${image##*/vmlinuz-}
        # Not the cloud kernel, which lacks 9p for the guest's root, nor the real-time one.
        [[ $image =~ [0-9]-amd64$ ]] || continue
        [ -e "${base%/}/lib/modules/$image/modules.dep" ] || continue
        echo "$image"
        return
    done
}
