# shellcheck shell=bash
# The service as systemd sees it: ready in time, reloaded, hardened, listening on loopback alone.

exposure() { inside systemd-analyze security --no-pager "$1" | sed -nE 's/.*Overall exposure level for .*: ([0-9.]+) .*/\1/p'; }
at_most() { awk -v is="$("${@:2}")" -v limit="$1" 'BEGIN { print is; exit !(is != "" && is + 0 <= limit + 0) }'; }

# milliseconds from the start of the process to READY=1
ready_ms() {
    inside systemctl restart aitbc-miner
    inside systemctl show -p ExecMainStartTimestampMonotonic -p ActiveEnterTimestampMonotonic aitbc-miner |
        awk -F= '{ t[$1] = $2 } END { print int((t["ActiveEnterTimestampMonotonic"] - t["ExecMainStartTimestampMonotonic"]) / 1000) }'
}
best_ready() {
    local best=99999 ms
    for _ in 1 2 3; do
        ms="$(ready_ms)"
        ((ms >= best)) || best=$ms
    done
    echo "$best"
}

READY="$(best_ready)"
printf '      READY after %s ms, the best of three\n' "$READY"
# Measured, and judged by a person: a shared machine cannot be held to the aim of 600 ms.
((READY <= 600)) || printf '      above the aim of 600 ms\n'
try "systemd says when it was ready" test "$READY" -lt 99999

# resident memory of the idle agent, MiB
rss() { inside_sh 'awk "/^VmRSS/ { print int(\$2 / 1024) }" /proc/$(systemctl show --value -p MainPID aitbc-miner)/status'; }
printf '      the agent takes %s MiB\n' "$(rss)"
try "it takes at most 120 MiB" at_most 120 rss

reload() {
    local pid
    pid="$(unit aitbc-miner MainPID)"
    inside sed -i -e 's/^HEARTBEAT_SECS=.*/HEARTBEAT_SECS=1/' /etc/aitbc/miner.conf
    inside systemctl reload aitbc-miner &&
        wait_until 60 says 'HEARTBEAT_SECS' inside journalctl -u aitbc-miner -o cat --no-pager --since -30s &&
        [[ "$(unit aitbc-miner MainPID)" == "$pid" && "$(unit aitbc-miner ActiveState)" == active ]]
}
try "systemctl reload takes a changed key over, in the same process" reload

try "status says one line on what it does" says '.' unit aitbc-miner StatusText
try "the watchdog is on" says '^1min$' unit aitbc-miner WatchdogUSec

if [[ "$DEBIAN" != 12 ]]; then
    try "restarts wait longer each time" equals '8 10min' inside_sh 'echo $(systemctl show --value -p RestartSteps aitbc-miner) $(systemctl show --value -p RestartMaxDelayUSec aitbc-miner)'
fi

EXPOSURE="$(exposure aitbc-miner.service)"
printf '      systemd-analyze security: aitbc-miner %s, aitbc-coordinator %s\n' "$EXPOSURE" "$(exposure aitbc-coordinator.service)"
try "its exposure is 2.0 or better" at_most 2.0 echo "$EXPOSURE"
try "the coordinator's too" at_most 2.0 exposure aitbc-coordinator.service

not_loopback() { inside ss -Hltun | awk '{ print $5 }' | grep -vE '^(127\.[0-9.]+|\[::1\]|\[::ffff:127\.[0-9.]+\])(%lo)?:' || true; }
try "nothing listens but on loopback" equals '' not_loopback
try "the state directory is the miner's alone" equals 'aitbc:aitbc 700' inside stat -c '%U:%G %a' /var/lib/aitbc-miner
try "the cache directory is the miner's alone" equals 'aitbc:aitbc 700' inside stat -c '%U:%G %a' /var/cache/aitbc-miner
try "the socket is the group's" equals 'aitbc:aitbc 660' inside stat -c '%U:%G %a' /run/aitbc-miner/agent.sock
try "the agent runs as aitbc" equals aitbc inside_sh 'stat -c %U /proc/$(systemctl show --value -p MainPID aitbc-miner)'

# Java says of each class where it comes from; with -Xshare:on it does not start without its archive
class_data() {
    inside_sh '
        mkdir -p /run/systemd/system/aitbc-miner.service.d
        printf "[Service]\nEnvironment=\"MINER_JAVA_OPTS=-Xshare:on -Xlog:class+load:file=/var/log/aitbc-miner/classes.log\"\n" \
            >/run/systemd/system/aitbc-miner.service.d/classes.conf
        systemctl daemon-reload
        systemctl restart aitbc-miner' && wait_until 60 says '"state":"ONLINE"' inside aitbc-miner status --json >/dev/null || return 1
    inside awk '/shared objects file/ { shared++ } / source: (jrt|file):/ { read++ }
        END { printf "%d classes from the archive, %d from jars\n", shared, read; exit !(shared > 20 * read) }' /var/log/aitbc-miner/classes.log
}
try "the class-data archive fits, and is up to date (else: ./dev build && packaging/class-list)" class_data
sed 's/^/      /' "$CHECK_OUTPUT"
inside_sh 'rm -r /run/systemd/system/aitbc-miner.service.d /var/log/aitbc-miner/classes.log; systemctl daemon-reload'

# the key as a systemd credential: in no file that the miner's group may read
by_credential() {
    inside install -D -m 600 /root/miner.key /etc/credstore/aitbc-miner.api_key
    inside sed -i 's/^API_KEY=.*/API_KEY=""/' /etc/aitbc/miner.conf
    inside systemctl restart aitbc-miner && wait_until 60 says '"state":"ONLINE"' inside aitbc-miner status --json
}
try "the key as a credential, in root's /etc/credstore alone" by_credential
try "…which root's doctor sees as well" ends 0 inside aitbc-miner doctor
