# shellcheck shell=bash
# apt installs the packages on a bare Debian: who owns what, and that nothing runs without being asked.

files() { inside_sh 'find / -xdev \( -path /proc -o -path /sys -o -path /dev -o -path /run -o -path /tmp -o -path /debs -o -path /next -o -path /checkout \) -prune -o -printf "%p %y %m %u:%g\n" | sort'; }

files >"$MACHINE_ROOT.before"

if [[ "$DEBIAN" == 12 ]]; then
    # the guide's own command, where no repository has the engine
    try "apt installs the miner alone" inside_sh 'apt-get -qq -y install /debs/aitbc-miner_*.deb >/root/said 2>&1'
    ENGINE_FILE="$(file_in "$DEBS" aitbc-miner-engine-cpu)"
    try "…which names the file that it lacks" says "apt install ./$ENGINE_FILE" inside cat /root/said
    try "…as a start does" not inside systemctl start aitbc-miner
    try "…which is not tried again" equals '3 0' inside_sh 'echo $(systemctl show --value -p ExecMainStatus aitbc-miner) $(systemctl show --value -p NRestarts aitbc-miner)'
    try "…in the journal" says "apt install --reinstall ./$ENGINE_FILE" inside journalctl -u aitbc-miner -o cat --no-pager
    try "…and status" says "not running, and cannot: .*apt install --reinstall ./$ENGINE_FILE" inside aitbc-miner status
    try "…and doctor" says "→ apt install --reinstall ./$ENGINE_FILE" inside aitbc-miner doctor
    inside rm /root/said
else
    # an installation that was cut off
    inside_sh 'dpkg --unpack /debs/aitbc-miner_*.deb' >/dev/null 2>&1
    try "a package that is only unpacked does not run" not inside systemctl start aitbc-miner
    try "…and is not tried again" equals failed inside systemctl is-active aitbc-miner
fi
try "apt installs the miner, its engine and the coordinator without a network" \
    inside_sh 'apt-get -qq -y install /debs/aitbc-miner_*.deb /debs/aitbc-miner-engine-cpu_*.deb /debs/aitbc-coordinator_*.deb'
inside systemctl reset-failed aitbc-miner 2>/dev/null || true
try "the miner is enabled" equals enabled inside systemctl is-enabled aitbc-miner
try "the miner does not run yet: it has no wallet" equals inactive inside systemctl is-active aitbc-miner
try "the coordinator is disabled" equals disabled inside systemctl is-enabled aitbc-coordinator
try "the coordinator does not run" equals inactive inside systemctl is-active aitbc-coordinator
try "the configuration is root's to write and the miner's to read" \
    equals 'root:aitbc 640' inside stat -c '%U:%G %a' /etc/aitbc/miner.conf
try "the user aitbc is a system user without a login" \
    says '^aitbc:x:[0-9]{1,3}:[0-9]{1,3}:[^:]*:/var/lib/aitbc-miner:/usr/sbin/nologin$' inside getent passwd aitbc
try "no file of the packages may be written by anybody but root" \
    equals '' inside_sh 'for p in aitbc-miner aitbc-miner-engine-cpu aitbc-coordinator; do dpkg -L $p; done | xargs -d "\n" stat -c "%U %A %n" | grep -vE "^root (l|[-d].{4}-.{2}-)" || true'
try "the class-data archive is made for this Java" inside test -s /usr/share/aitbc-miner/agent/agent.jsa
conf_state() { inside stat -c '%U:%G %a %i %Z' /etc/aitbc/miner.conf; }
CONF_STATE="$(conf_state)"
try "they can be configured twice" inside dpkg-reconfigure aitbc-miner aitbc-miner-engine-cpu aitbc-coordinator
try "…which leaves the configuration alone" equals "$CONF_STATE" conf_state
try "…and starts nothing" equals inactive inside systemctl is-active aitbc-miner
try "the units are in order (systemd-analyze verify)" \
    equals '' inside systemd-analyze verify --man=no aitbc-miner.service aitbc-coordinator.service aitbc-miner-gpu.service aitbc-miner-gpu-found.service
try "another Java takes the class data along (dpkg trigger)" inside_sh '
    rm /usr/share/aitbc-miner/agent/agent.jsa
    dpkg-trigger --no-await --by-package=aitbc-miner /usr/lib/jvm && dpkg --configure --pending
    test -s /usr/share/aitbc-miner/agent/agent.jsa'
