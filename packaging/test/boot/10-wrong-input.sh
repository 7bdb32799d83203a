# shellcheck shell=bash
# Debian 12 only
# What goes wrong ends with what is wrong and what to type; the service neither starts again and again nor pretends.

inside systemctl start aitbc-coordinator
inside systemctl stop aitbc-miner
inside cp -p /etc/aitbc/miner.conf /root/good.conf

# with LINE…: the good configuration with these lines instead of its own
with() {
    local line
    inside cp -p /root/good.conf /etc/aitbc/miner.conf
    for line in "$@"; do
        inside sed -i "/^${line%%=*}=/d" /etc/aitbc/miner.conf
        inside_sh "echo '$line' >>/etc/aitbc/miner.conf"
    done
    inside systemctl stop aitbc-miner
    inside systemctl reset-failed aitbc-miner 2>/dev/null || true
    inside sleep 1
    SINCE="$(date +%s)"
}

journal() { inside journalctl -u aitbc-miner -o cat --no-pager --since "@$SINCE"; }
told() { wait_until 15 says "$1" journal; }
state_is() { says "\"state\":\"$1\"" inside aitbc-miner status --json; }

# ends_with CODE: a start fails with it, and once is enough for now
ends_with() {
    if inside systemctl start aitbc-miner; then
        echo "it started"
        return 1
    fi
    equals "$1 0" inside_sh 'echo $(systemctl show --value -p ExecMainStatus aitbc-miner) $(systemctl show --value -p NRestarts aitbc-miner)'
}

with 'MAX_CONCURRENCY=many' 'COLOUR=blue' 'HEARTBEAT_SECS=0'
try "three mistakes in the configuration: not started, and not again" ends_with 2
for key in MAX_CONCURRENCY COLOUR HEARTBEAT_SECS; do
    try "…and $key is told" told "$key"
    try "…and by config check, with its line" says "line [0-9]+.*$key" inside aitbc-miner config check
done
try "…config check ends with 2" ends 2 inside aitbc-miner config check
with 'WALLET_ADDR=""'
try "without a wallet: not started, and not again" ends_with 2
try "…and told what to write" told 'WALLET_ADDR .*write WALLET_ADDR='

with 'HEARTBEAT_SECS=2'
inside systemctl start aitbc-miner
inside_sh 'echo HEARTBEAT_SECS=never >>/etc/aitbc/miner.conf; systemctl reload aitbc-miner || true'
try "a reload with a mistake is told, and what held before holds" told 'not taken over'
try "…and the miner still runs" equals active inside systemctl is-active aitbc-miner

with 'COORD_URL="http://127.0.0.1:9"'
inside systemctl start aitbc-miner
try "a coordinator that cannot be reached: the miner is up and says so" wait_until 60 state_is OFFLINE
try "…status says what to do" says 'is COORD_URL right, and is it up\? See: aitbc-miner doctor' inside aitbc-miner status
try "…doctor ends with 1" ends 1 inside aitbc-miner doctor
try "…for the coordinator" says '"id":"coordinator","result":"fail"' inside aitbc-miner doctor --json
try "…the watchdog does not mind, nor anything else" equals 0 unit aitbc-miner NRestarts
try "…and install.sh says so instead of pretending" \
    says 'no heartbeat was taken' inside /checkout/install.sh --packages /next --coord-url http://127.0.0.1:9 --wallet someone --wait 4 --yes

with 'API_KEY="wrong"'
inside mv /etc/credstore/aitbc-miner.api_key /root/
inside systemctl start aitbc-miner
try "a wrong key: the miner is up and says so" wait_until 60 state_is DENIED
try "…status says what to do" says 'check API_KEY' inside aitbc-miner status
try "…doctor says so" says '"id":"key","result":"fail"' inside aitbc-miner doctor --json
try "…and install.sh says so" \
    says 'refuses the API key' inside /checkout/install.sh --packages /next --wallet someone_else --wait 10 --yes
try "…without one restart" equals 0 unit aitbc-miner NRestarts
inside mv /root/aitbc-miner.api_key /etc/credstore/

with
inside_sh 'mount -t tmpfs -o size=64k,mode=700,uid=aitbc,gid=aitbc tmpfs /var/lib/aitbc-miner; head -c 100k /dev/zero >/var/lib/aitbc-miner/full 2>/dev/null || true'
try "no space for the journal: not started" ends_with 1
try "…and told, with what to do" told 'full.*make room'
try "…and by doctor" says '"id":"disk","result":"fail"' inside aitbc-miner doctor --json
inside systemctl stop aitbc-miner
inside umount /var/lib/aitbc-miner

inside_sh 'mount -t tmpfs -o size=64k tmpfs /etc/aitbc; chmod 755 /etc/aitbc; cp -p /root/good.conf /etc/aitbc/miner.conf
    head -c 100k /dev/zero >/etc/aitbc/full 2>/dev/null || true'
try "no space for the configuration: install.sh says so" \
    says 'cannot be written, and is as it was' inside /checkout/install.sh --packages /next --wallet another --yes
try "…and it is" inside cmp /root/good.conf /etc/aitbc/miner.conf
try "…and nothing is left beside it" equals 'full miner.conf' inside_sh 'echo $(ls -A /etc/aitbc)'
inside umount /etc/aitbc

# the coordinator has this port; the miner works without the door, and says so
with 'HTTP_LISTEN="127.0.0.1:8080"'
inside systemctl start aitbc-miner || true
try "a port that is taken is told, with the key to change" \
    wait_until 60 says '(8080.*HTTP_LISTEN|HTTP_LISTEN.*8080)' inside aitbc-miner status
try "…and the miner works without it" wait_until 60 state_is ONLINE

second_coordinator() { inside aitbc-coordinator run --data /root/second --listen 127.0.0.1:8080; }
try "the coordinator, where its port is taken, ends with 1" ends 1 second_coordinator
try "…and says so, and what to change" says '127.0.0.1:8080.*--listen' second_coordinator
inside rm -rf /root/second

with
inside mv /usr/share/aitbc-miner/runner /usr/share/aitbc-miner/runner.away
try "a half-installed package: not started, and not again" ends_with 3
try "…and told what to type" told 'apt install --reinstall'
inside mv /usr/share/aitbc-miner/runner.away /usr/share/aitbc-miner/runner

with
# the version of the journal's schema: four bytes at 60 in an SQLite file
inside_sh 'cp -a /var/lib/aitbc-miner/journal.db /root/; printf "\0\0\003\347" | dd of=/var/lib/aitbc-miner/journal.db bs=1 seek=60 conv=notrunc status=none'
try "a journal of a newer version (after a downgrade): not started" ends_with 1
try "…and told" told '(newer|upgrade)'
inside systemctl stop aitbc-miner
inside cp -a /root/journal.db /var/lib/aitbc-miner/journal.db

with
try "with everything mended it starts" inside systemctl start aitbc-miner
inside rm -f /root/good.conf /root/journal.db
