# shellcheck shell=bash
# A bare Debian with systemd and Java in a directory: made once by debootstrap, kept as a tarball, unpacked for each test.

ROOT_CACHE="${XDG_CACHE_HOME:-$HOME/.cache}/aitbc-miner/roots"

# what the tests need beside the bare system: Java, because the booted machine has no network to fetch it from
ROOT_PACKAGES=(systemd systemd-sysv dbus udev iproute2 ca-certificates default-jre-headless)

suite_of() {
    case $1 in
        12) echo bookworm ;;
        13) echo trixie ;;
        *) return 1 ;;
    esac
}

# The builder's own certificate authorities and resolver: where the network has some, apt in the root needs them too.
give_network() {
    mkdir -p "$1/usr/local/share/ca-certificates"
    cp /usr/local/share/ca-certificates/*.crt "$1/usr/local/share/ca-certificates/" 2>/dev/null || true
    cp /etc/resolv.conf "$1/etc/resolv.conf"
    cp /etc/hosts "$1/etc/hosts"
}

in_chroot() {
    local root=$1
    shift
    chroot "$root" /usr/bin/env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LC_ALL=C.UTF-8 DEBIAN_FRONTEND=noninteractive "$@"
}

make_root() {
    local suite=$1 root=$2
    debootstrap --variant=minbase "$suite" "$root"
    give_network "$root"
    # package scripts must not start anything here; the machine that boots has no such file
    printf '#!/bin/sh\nexit 101\n' >"$root/usr/sbin/policy-rc.d"
    chmod 755 "$root/usr/sbin/policy-rc.d"
    mount -t proc proc "$root/proc"
    in_chroot "$root" sh -c 'apt-get -qq update && apt-get -qq -y --no-install-recommends install "$@"' sh "${ROOT_PACKAGES[@]}"
    umount "$root/proc"
    rm -rf "$root"/usr/sbin/policy-rc.d "$root"/var/cache/apt/archives/*.deb "$root"/var/lib/apt/lists/* "$root"/usr/local/share/ca-certificates/*.crt
    # the machine has no network: nothing to wait for, nothing to resolve
    ln -sf /dev/null "$root/etc/systemd/system/systemd-networkd-wait-online.service"
    : >"$root/etc/resolv.conf"
    echo miner-test >"$root/etc/hostname"
    printf '127.0.0.1 localhost miner-test\n::1 localhost\n' >"$root/etc/hosts"
    rm -f "$root/etc/machine-id"
}

# root_tarball VERSION: prints where the tarball is, and makes it when there is none or its recipe changed
root_tarball() {
    local suite recipe tarball part log
    suite="$(suite_of "$1")"
    recipe="$(sha256sum "${BASH_SOURCE[0]}" | cut -c1-12)"
    tarball="$ROOT_CACHE/$suite-$recipe.tar.zst"
    if [[ ! -f "$tarball" ]]; then
        printf 'making a Debian %s root, once (its log: %s)\n' "$1" "$ROOT_CACHE/$suite.log" >&2
        mkdir -p "$ROOT_CACHE"
        rm -f "$ROOT_CACHE/$suite-"*.tar.zst
        part="$(mktemp -d "$ROOT_CACHE/making-XXXX")"
        log="$ROOT_CACHE/$suite.log"
        if ! make_root "$suite" "$part" >"$log" 2>&1; then
            tail -n 20 "$log" >&2
            umount "$part/proc" 2>/dev/null || true
            return 1
        fi
        tar -C "$part" -I 'zstd -1 -T2' -cf "$tarball.part" .
        mv "$tarball.part" "$tarball"
        rm -rf "$part"
    fi
    echo "$tarball"
}
