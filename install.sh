#!/usr/bin/env bash
# Installs aitbc-miner on a bare Debian 12 or 13, in one command. ./install.sh --help says how.
set -euo pipefail

HERE="$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd -P)"
CONF=/etc/aitbc/miner.conf
CREDENTIAL=/etc/credstore/aitbc-miner.api_key
UNIT=aitbc-miner.service
PACKAGES=(aitbc-miner-engine-cpu aitbc-miner)
NEEDED_MIB=1500

COORD_URL="${COORD_URL:-}" WALLET_ADDR="${WALLET_ADDR:-}" API_KEY="${API_KEY:-}"
CHANGED='' FRESH=''
# what is not in its place yet may hold the key
trap '[[ -z "$FRESH" ]] || rm -f "$FRESH" "$FRESH.next"' EXIT
DRY_RUN='' YES='' START=yes UNINSTALL='' PURGE='' DEB_DIR='' ENGINE='' WAIT_SECS=60

help() {
    cat <<'HELP'
usage: ./install.sh [OPTION…]

Checks this machine, says what it will do, installs the packages, writes /etc/aitbc/miner.conf, starts the service and
waits until the coordinator has taken its first heartbeat. Running it again changes only what is not yet as asked.

  --coord-url URL       the coordinator, http:// or https://
  --wallet ADDRESS      who is paid
  --api-key-file FILE   a file that holds the API key, alone on one line; - reads it from standard input
  --api-key KEY         the key itself; everybody on this machine can see it while this runs, so prefer a file
  --engine cuda         fetch PyTorch for CUDA as well, when there is an NVIDIA GPU
  --packages DIR        take the .deb files from DIR (default: target/deb; built here when there are none)
  --no-start            neither start nor restart the service
  --wait SECONDS        how long to wait for the first heartbeat (60)
  --yes                 do not ask before changing anything
  --dry-run             say what would be done, and change nothing

  --uninstall           remove the packages; configuration, journal and models stay
  --uninstall --purge   remove those too

What is not given is taken from the environment (COORD_URL, WALLET_ADDR, API_KEY), then from the configuration that is
there, then asked for.

Exit codes: 0 done, 1 failed, 2 used wrongly.
HELP
}

say() { printf '%s\n' "$*"; }
step() { printf '==> %s\n' "$*"; }
warn() { printf 'install.sh: warning: %s\n' "$*" >&2; }
die() {
    printf 'install.sh: error: %s\n' "$1" >&2
    exit "${2:-1}"
}

# --- what was asked --------------------------------------------------------------------------------------------------

# key_from FILE: the key that stands alone in FILE, or on standard input
key_from() {
    local text
    if [[ "$1" == - ]]; then
        text="$(head -c 8192)"
    else
        [[ -f "$1" && -r "$1" ]] || die "--api-key-file $1: there is no file of that name that can be read; give another, or - for standard input" 2
        text="$(head -c 8192 -- "$1")"
    fi
    [[ -n "$text" ]] || die "--api-key-file $1 is empty: put the key there, alone on one line" 2
    printf '%s' "$text"
}

read_options() {
    while (($# > 0)); do
        case $1 in
            --coord-url | --wallet | --api-key | --api-key-file | --engine | --packages | --wait)
                [[ $# -ge 2 && "$2" != --* ]] || die "$1 needs a value; see ./install.sh --help" 2
                ;;&
            --coord-url) COORD_URL=$2 && shift 2 ;;
            --wallet) WALLET_ADDR=$2 && shift 2 ;;
            --api-key) API_KEY=$2 && shift 2 ;;
            --api-key-file)
                # "die" ends the substitution only
                API_KEY="$(key_from "$2")" || exit
                shift 2
                ;;
            --engine) ENGINE=$2 && shift 2 ;;
            --packages) DEB_DIR=$2 && shift 2 ;;
            --wait) WAIT_SECS=$2 && shift 2 ;;
            --no-start) START='' && shift ;;
            --yes | -y) YES=yes && shift ;;
            --dry-run) DRY_RUN=yes && shift ;;
            --uninstall) UNINSTALL=yes && shift ;;
            --purge) PURGE=yes && shift ;;
            --help | -h)
                help
                exit 0
                ;;
            *) die "no option '$1'; see ./install.sh --help" 2 ;;
        esac
    done
    [[ -z "$PURGE" || -n "$UNINSTALL" ]] || die "--purge goes with --uninstall" 2
    [[ "$WAIT_SECS" =~ ^[0-9]{1,4}$ ]] || die "--wait takes seconds, got '$WAIT_SECS'" 2
    [[ -z "$ENGINE" || "$ENGINE" == cuda || "$ENGINE" == cpu ]] || die "--engine is cuda or cpu, got '$ENGINE'" 2
}

# The same rules as the miner's own, so that a wrong value is told before anything is installed.
check_values() {
    # shellcheck disable=SC2016 # a pattern, in which a dollar is a dollar
    local url='^https?://[^[:space:]/"$`\]+(/[^[:space:]"$`\]*)?$' graph='^[[:graph:]]+$'
    [[ -z "$COORD_URL" || "$COORD_URL" =~ $url ]] ||
        die "the coordinator's address must look like https://coordinator.example.net, got '$COORD_URL'" 2
    [[ -z "$WALLET_ADDR" || ("$WALLET_ADDR" =~ $graph && ${#WALLET_ADDR} -le 128) ]] ||
        die "a wallet address is 1 to 128 printable characters without spaces, got '$WALLET_ADDR'" 2
    local LC_ALL=C
    [[ -z "$API_KEY" || ("$API_KEY" =~ $graph && ${#API_KEY} -le 4096) ]] ||
        die "the API key must be 1 to 4096 printable ASCII characters without spaces; copy it again" 2
}

# --- what is here ----------------------------------------------------------------------------------------------------

check_machine() {
    local id version arch free
    [[ -r /etc/os-release ]] || die "this is no Debian (there is no /etc/os-release); Debian 12 and 13 are supported"
    # shellcheck source=/dev/null
    id="$(. /etc/os-release && echo "${ID:-}")"
    # shellcheck source=/dev/null
    version="$(. /etc/os-release && echo "${VERSION_ID:-}")"
    if [[ "$id" != debian || ! "$version" =~ ^1[23]$ ]]; then
        die "this is ${id:-an unknown system} ${version:-}; Debian 12 and 13 are supported"
    fi
    arch="$(dpkg --print-architecture)"
    [[ "$arch" == amd64 ]] || die "this machine is $arch; PyTorch's libraries are packed for amd64 only"
    if [[ -z "$DRY_RUN" ]]; then
        ((EUID == 0)) || die "this needs root: type sudo ./install.sh, or su -c ./install.sh; --dry-run does not need it"
    fi
    [[ -d /run/systemd/system ]] || die "systemd does not run here (a container without it?); the service needs it. By hand: bin/aitbc-miner run"
    [[ -n "$UNINSTALL" ]] && return
    free="$(df --output=avail -m /var | tail -n 1)"
    ((free >= NEEDED_MIB)) ||
        die "/var has $free MiB free, and the packages, Java and PyTorch need $NEEDED_MIB: make room, for example with: apt-get clean; journalctl --vacuum-size=100M"
}

# installed PACKAGE: its version, or nothing unless it is whole
installed() { dpkg-query --show --showformat='${db:Status-Status} ${Version}' "$1" 2>/dev/null | sed -n 's/^installed //p'; }

# deb_file PACKAGE: its newest .deb in DEB_DIR
deb_file() {
    local file
    file="$(find "$DEB_DIR" -maxdepth 1 -name "$1_*.deb" 2>/dev/null | sort -V | tail -n 1)"
    [[ -n "$file" ]] && echo "$file"
}

deb_version() { dpkg-deb --field "$1" Version; }

# conf_value KEY: what the configuration says now between double quotes, without escapes; nothing is run or expanded.
# An example of the guide's counts as nothing.
conf_value() {
    local text
    [[ -r "$CONF" ]] || return 0
    text="$(sed -nE "s/^$1=\"((\\\\.|[^\"\\\\])*)\".*/\1/p" "$CONF" | tail -n 1 | sed -E 's/\\(.)/\1/g')"
    case $text in
        https://coordinator.example.net | 'wallet1qxy2kgdygjrsqtzq2n0yrf...' | REPLACE_WITH_WALLET_API_KEY) ;;
        *) printf '%s' "$text" ;;
    esac
}

# Where the key lies now: root's credential, the file that the configuration names, or the configuration itself. The first
# that there is wins with the miner too.
key_place() {
    if [[ -e "$CREDENTIAL" ]]; then
        echo "$CREDENTIAL"
    elif [[ -n "$(conf_value API_KEY_FILE)" ]]; then
        conf_value API_KEY_FILE
    else
        echo "$CONF"
    fi
}

current_key() {
    local place
    place="$(key_place)"
    if [[ "$place" == "$CONF" ]]; then
        conf_value API_KEY
    else
        cat -- "$place" 2>/dev/null || true
    fi
}

# for a place between double quotes in miner.conf
escape() {
    # shellcheck disable=SC2001,SC2016 # a pattern, in which a dollar is a dollar
    sed -e 's/[\\"$`]/\\&/g' <<<"$1"
}

# --- NVIDIA ----------------------------------------------------------------------------------------------------------

nvidia_card() {
    local file vendor class
    for file in /sys/bus/pci/devices/*/vendor; do
        [[ -r "$file" ]] || continue
        read -r vendor <"$file"
        read -r class <"${file%vendor}class"
        [[ "$vendor:$class" == 0x10de:0x03* ]] && return 0
    done
    [[ -e /dev/nvidiactl || -e /dev/dxg ]]
}

say_accelerator() {
    local driver=''
    if ! nvidia_card; then
        say "  no NVIDIA GPU is here: jobs run on the CPU"
        [[ "$ENGINE" != cuda ]] || die "--engine cuda: there is no NVIDIA GPU here" 2
        return
    fi
    if [[ -r /proc/driver/nvidia/version ]]; then
        driver="$(sed -n 's/^NVRM version:.*[^0-9.]\([0-9][0-9]*\.[0-9.]*\) .*/\1/p' /proc/driver/nvidia/version)"
        say "  an NVIDIA GPU with driver ${driver:-of unknown version}: jobs run on it when the CUDA engine is there"
        [[ "${driver%%.*}" -ge 525 ]] 2>/dev/null ||
            warn "PyTorch for CUDA 12 needs driver 525 or newer; until then jobs run on the CPU"
    else
        say "  an NVIDIA GPU without its driver: jobs run on the CPU until you type: apt install nvidia-driver (component non-free of"
        say "  Debian) and reboot; the miner then takes the GPU by itself"
    fi
    say "  the CUDA runtime comes with the engine: aitbc-miner engine install cuda (or --engine cuda here)"
}

# --- asking ----------------------------------------------------------------------------------------------------------

# ask NAME PROMPT OPTION: fills the variable NAME
ask() {
    local answer
    [[ -z "${!1}" ]] || return 0
    [[ -t 0 && -z "$DRY_RUN" ]] || die "$1 is not known: give $3, or set $1 in the environment" 2
    if [[ "$1" == API_KEY ]]; then
        read -rsp "$2: " answer && echo
    else
        read -rp "$2: " answer
    fi
    [[ -n "$answer" ]] || die "$1 is needed: give $3" 2
    printf -v "$1" %s "$answer"
}

confirm() {
    local answer
    [[ -z "$YES" && -z "$DRY_RUN" ]] || return 0
    [[ -t 0 ]] || die "not changing anything without being told to: add --yes (or look first with --dry-run)" 2
    read -rp "$1 [y/N] " answer
    [[ "$answer" == [yYjJ]* ]] || die "nothing was changed"
}

# --- doing -----------------------------------------------------------------------------------------------------------

find_packages() {
    local package
    if [[ -n "$DEB_DIR" ]]; then
        [[ -d "$DEB_DIR" ]] || die "--packages $DEB_DIR: no such directory" 2
        DEB_DIR="$(cd -- "$DEB_DIR" && pwd -P)"
        for package in "${PACKAGES[@]}"; do
            deb_file "$package" >/dev/null || die "--packages $DEB_DIR holds no ${package}_*.deb" 2
        done
        return
    fi
    DEB_DIR="$HERE/target/deb"
    for package in "${PACKAGES[@]}"; do
        deb_file "$package" >/dev/null || BUILD=yes
    done
}

# sets INSTALL to the files whose version is not the installed one
find_work() {
    local package file
    INSTALL=() CHANGES=() BUILD=''
    find_packages
    if [[ -n "$BUILD" ]]; then
        CHANGES+=("build the packages with ./dev deb (some minutes; downloads a JDK, Maven and about 300 MB of libraries)")
        CHANGES+=("install ${PACKAGES[*]}, and Java if there is none")
    else
        for package in "${PACKAGES[@]}"; do
            file="$(deb_file "$package")"
            if [[ "$(installed "$package")" != "$(deb_version "$file")" ]]; then
                INSTALL+=("$file")
                CHANGES+=("install $package $(deb_version "$file")")
            fi
        done
    fi
    [[ "$(conf_value COORD_URL)" == "$COORD_URL" && "$(conf_value WALLET_ADDR)" == "$WALLET_ADDR" && "$(current_key)" == "$API_KEY" ]] ||
        CHANGES+=("write COORD_URL and WALLET_ADDR into $CONF (0640, root:aitbc), and API_KEY into $(key_place)")
    if [[ -n "$START" ]]; then
        systemctl --quiet is-enabled "$UNIT" 2>/dev/null || CHANGES+=("enable $UNIT")
        systemctl --quiet is-active "$UNIT" || CHANGES+=("start $UNIT")
    fi
    if [[ "$ENGINE" == cuda ]] && ! engine_present; then
        CHANGES+=("fetch PyTorch for CUDA (about 3 GB)")
    fi
}

install_packages() {
    if [[ -n "$BUILD" ]]; then
        step "building the packages"
        [[ -x "$HERE/dev" ]] || die "there are no packages here and no sources to build them from: give --packages DIR"
        "$HERE/dev" deb || die "the packages could not be built: see the message above"
        find_work
    fi
    ((${#INSTALL[@]} > 0)) || return 0
    step "installing $(printf '%s ' "${INSTALL[@]##*/}")"
    # Java comes from Debian; an apt that was never updated knows no packages
    [[ -n "$(command -v java)" ]] || apt-get -qq update || die "apt-get update failed: see its message above"
    DEBIAN_FRONTEND=noninteractive apt-get -qq -y --allow-downgrades -o Dpkg::Use-Pty=0 \
        -o Dpkg::Options::=--force-confold install "${INSTALL[@]}" ||
        die "apt could not install the packages; mend what it says, then run this again. A package left half installed: dpkg --configure -a"
    [[ ! -e "$CONF.dpkg-dist" ]] ||
        step "your $CONF stays as it is; the new version's, with what it explains, lies beside it: $CONF.dpkg-dist"
}

# write_line KEY FILE: the key's line in FILE, in place of the one there; the value goes through the environment, where
# no command line shows it
write_line() {
    KEY="$1" LINE="$1=\"$(escape "${!1}")\"" awk '
        index($0, ENVIRON["KEY"] "=") == 1 { if (!done) print ENVIRON["LINE"]; done = 1; next }
        { print }
        END { if (!done) print ENVIRON["LINE"] }' "$2" >"$2.next" && cat "$2.next" >"$2" && rm "$2.next"
}

# put FILE TEMPORARY: TEMPORARY becomes FILE, which root writes and the miner reads
put() { chown root:aitbc "$2" && chmod 0640 "$2" && sync "$2" && mv -f "$2" "$1"; }

unwritable() { die "$1 cannot be written, and is as it was: see the message above"; }

fresh_key() { FRESH="$(mktemp "$1.XXXXXX")" && printf '%s\n' "$API_KEY" >"$FRESH"; }

fresh_configuration() {
    FRESH="$(mktemp "$CONF.XXXXXX")" && cp -p -- "$CONF" "$FRESH" &&
        write_line COORD_URL "$FRESH" && write_line WALLET_ADDR "$FRESH" || return
    [[ "$1" != "$CONF" ]] || write_line API_KEY "$FRESH"
}

# Everything else in the file stays. A disk that is full changes nothing: each file is made beside, and renamed when whole.
write_values() {
    local place
    umask 077
    place="$(key_place)"
    if [[ "$place" != "$CONF" && "$(current_key)" != "$API_KEY" ]]; then
        fresh_key "$place" || unwritable "$place"
        if [[ "$place" == "$CREDENTIAL" ]]; then
            mv -f "$FRESH" "$place" || unwritable "$place"
        else
            put "$place" "$FRESH" || unwritable "$place"
        fi
        step "wrote $place"
        CHANGED=yes
    fi
    fresh_configuration "$place" || unwritable "$CONF"
    if cmp -s "$FRESH" "$CONF"; then
        rm -f "$FRESH"
    else
        put "$CONF" "$FRESH" || unwritable "$CONF"
        step "wrote $CONF"
        CHANGED=yes
    fi
}

check_configuration() {
    local said
    # a credential is given to the service only
    if ! said="$(API_KEY="$API_KEY" runuser -u aitbc -- aitbc-miner config check 2>&1 >/dev/null)"; then
        printf '%s\n' "$said" >&2
        die "the configuration cannot be used: mend it (editor $CONF), then run this again"
    fi
}

engine_present() {
    local listed
    listed="$(runuser -u aitbc -- aitbc-miner engine list 2>/dev/null)" || return 1
    grep -q 'cuda.*installed' <<<"$listed"
}

install_engine() {
    [[ "$ENGINE" == cuda ]] || return 0
    engine_present && return 0
    step "fetching PyTorch for CUDA"
    # the service makes it at its first start; the engine is put there before
    install -d -o aitbc -g aitbc -m 700 /var/lib/aitbc-miner
    runuser -u aitbc -- aitbc-miner engine install cuda ||
        warn "the CUDA engine could not be fetched, so jobs run on the CPU; try again: runuser -u aitbc -- aitbc-miner engine install cuda"
}

explain_failure() {
    journalctl --unit "$UNIT" --since "@$1" --no-pager --output cat | tail -n 15 >&2
    die "$2"
}

# wait_for_heartbeat SINCE: until the coordinator has taken one
wait_for_heartbeat() {
    local until=$((SECONDS + WAIT_SECS)) status
    step "waiting for the first heartbeat that the coordinator takes (at most $WAIT_SECS s)"
    while ((SECONDS < until)); do
        systemctl --quiet is-failed "$UNIT" && explain_failure "$1" "the miner did not start; what it says is above"
        status="$(aitbc-miner status --json 2>/dev/null)" || status=''
        case $status in
            *'"state":"DENIED"'*) explain_failure "$1" "the coordinator refuses the API key: run this again with the right one (--api-key-file FILE)" ;;
            *'"last_heartbeat_at":"'*)
                say "    $COORD_URL has taken it"
                return
                ;;
        esac
        sleep 0.5
    done
    explain_failure "$1" "no heartbeat was taken within $WAIT_SECS s. The miner keeps trying; is $COORD_URL right, and can this machine reach it? See: aitbc-miner status"
}

start_service() {
    local since changed=$1
    [[ -n "$START" ]] || return 0
    since="$(date +%s)"
    systemctl --quiet is-enabled "$UNIT" 2>/dev/null || systemctl --quiet enable "$UNIT"
    if ! systemctl --quiet is-active "$UNIT"; then
        step "starting $UNIT"
        systemctl reset-failed "$UNIT" 2>/dev/null || true
        systemctl start "$UNIT" || explain_failure "$since" "the miner did not start; what it says is above"
    elif [[ -n "$changed" ]]; then
        step "restarting $UNIT, after its running jobs"
        systemctl restart "$UNIT" || explain_failure "$since" "the miner did not start; what it says is above"
    fi
    wait_for_heartbeat "$since"
}

uninstall() {
    local package present=() verb=remove
    [[ -z "$PURGE" ]] || verb=purge
    for package in "${PACKAGES[@]}"; do
        case $(dpkg-query --show --showformat='${db:Status-Status}' "$package" 2>/dev/null) in
            '' | not-installed) ;;
            config-files) [[ -z "$PURGE" ]] || present+=("$package") ;;
            *) present+=("$package") ;;
        esac
    done
    if ((${#present[@]} == 0)); then
        say "nothing to do: aitbc-miner is not installed"
        return
    fi
    say "will $verb: ${present[*]}"
    if [[ -n "$PURGE" ]]; then
        say "and with them $CONF and everything in /var/lib/aitbc-miner: journal, jobs, models"
    else
        say "kept: $CONF, /var/lib/aitbc-miner (journal, models); ./install.sh --uninstall --purge removes them too"
    fi
    [[ -z "$DRY_RUN" ]] || return 0
    confirm "go on?"
    DEBIAN_FRONTEND=noninteractive apt-get -qq -y -o Dpkg::Use-Pty=0 "$verb" "${present[@]}" || die "apt could not $verb them; see its message above"
    say "done"
}

main() {
    local change
    read_options "$@"
    check_values
    check_machine
    if [[ -n "$UNINSTALL" ]]; then
        uninstall
        return
    fi
    COORD_URL="${COORD_URL:-$(conf_value COORD_URL)}"
    WALLET_ADDR="${WALLET_ADDR:-$(conf_value WALLET_ADDR)}"
    API_KEY="${API_KEY:-$(current_key)}"
    say "aitbc-miner on this machine:"
    say_accelerator
    ask COORD_URL "Coordinator address (https://…)" "--coord-url URL"
    ask WALLET_ADDR "Wallet address to be paid to" "--wallet ADDRESS"
    ask API_KEY "API key (not shown)" "--api-key-file FILE"
    check_values
    find_work
    if ((${#CHANGES[@]} == 0)); then
        say "nothing to do: everything is as asked"
        return
    fi
    say "will do:"
    for change in "${CHANGES[@]}"; do say "  - $change"; done
    [[ -z "$DRY_RUN" ]] || return 0
    confirm "go on?"
    install_packages
    write_values
    check_configuration
    install_engine
    start_service "$CHANGED"
    say "Next:"
    say "  aitbc-miner status --watch         what it does now, or why it is idle"
    say "  journalctl -u aitbc-miner -f       its log"
    say "  editor $CONF && systemctl reload aitbc-miner"
}

main "$@"
