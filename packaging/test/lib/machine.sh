# shellcheck shell=bash
# A Debian that boots: systemd-nspawn around a directory, with nothing but a loopback network, and commands run inside.

MACHINE_ROOT='' MACHINE_PID='' MACHINE_CONSOLE=''

# Why no machine can be booted here; nothing when it can.
machine_obstacle() {
    if ((EUID != 0)); then
        echo "booting a Debian needs root"
    elif ! unshare --mount --pid --net --uts --ipc --fork true 2>/dev/null; then
        echo "this machine permits no namespaces"
    fi
}

# machine_make TARBALL: a fresh root
machine_make() {
    MACHINE_ROOT="$(mktemp -d /var/tmp/aitbc-machine-XXXX)"
    MACHINE_CONSOLE="$MACHINE_ROOT.console"
    tar -C "$MACHINE_ROOT" -I zstd -xf "$1"
    chmod 755 "$MACHINE_ROOT"
}

# machine_boot: starts it and waits until systemd says that it is up
machine_boot() {
    # a systemd of 256 and newer starts on this machine's older layout of control groups only when told so
    systemd-nspawn --quiet --boot --register=no --keep-unit --private-network --link-journal=no --resolv-conf=off \
        --directory="$MACHINE_ROOT" --machine=miner-test --hostname=miner-test \
        --bind-ro="$DEBS:/debs" --bind-ro="$NEXT:/next" --bind-ro="$CHECKOUT:/checkout" \
        -- SYSTEMD_CGROUP_ENABLE_LEGACY_FORCE=1 </dev/null >>"$MACHINE_CONSOLE" 2>&1 &
    MACHINE_NSPAWN=$!
    MACHINE_PID=''
    wait_until 30 machine_leader >/dev/null && MACHINE_PID="$(machine_leader)" &&
        wait_until 60 machine_is_up
}

machine_leader() {
    local child
    # one word, and no end of line
    read -r child _ <"/proc/$MACHINE_NSPAWN/task/$MACHINE_NSPAWN/children" || true
    [[ -n "$child" && -e "/proc/$child/root/run/systemd/private" ]] || return 1
    echo "$child"
}

machine_is_up() {
    local state
    state="$(inside systemctl is-system-running)" || true
    [[ "$state" == running || "$state" == degraded ]] || {
        echo "state: $state"
        return 1
    }
}

machine_halt() {
    [[ -n "${MACHINE_NSPAWN:-}" ]] || return 0
    inside systemctl poweroff --no-block 2>/dev/null || true
    local until=$((SECONDS + 60))
    while kill -0 "$MACHINE_NSPAWN" 2>/dev/null && ((SECONDS < until)); do sleep 0.2; done
    kill -KILL "$MACHINE_NSPAWN" 2>/dev/null || true
    wait "$MACHINE_NSPAWN" 2>/dev/null || true
    MACHINE_NSPAWN='' MACHINE_PID=''
}

machine_reboot() { machine_halt && machine_boot; }

machine_remove() {
    machine_halt
    [[ -z "$MACHINE_ROOT" ]] || rm -rf --one-file-system "$MACHINE_ROOT" "$MACHINE_ROOT.console" "$MACHINE_ROOT.before"
    MACHINE_ROOT=''
}

# inside COMMAND…: as root in the machine
inside() {
    nsenter --target "$MACHINE_PID" --mount --uts --ipc --net --pid --root \
        /usr/bin/env --chdir=/ -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LC_ALL=C.UTF-8 \
        DEBIAN_FRONTEND=noninteractive AITBC_API_KEY="${CLIENT_KEY:-}" "$@" </dev/null
}

# inside_sh SCRIPT: the same for a line of shell
inside_sh() { inside bash -euo pipefail -c "$1"; }

# unit UNIT PROPERTY: one property of a unit
unit() { inside systemctl show --value --property="$2" "$1"; }
