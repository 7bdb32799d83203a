# shellcheck shell=bash
# An upgrade in the middle of a job: it drains, starts again from its journal, and the job is credited once. The next version
# ships another configuration than the one that was edited here, so dpkg has its usual question.

inside sed -i -e 's/^#DRAIN_SECS=.*/DRAIN_SECS=3/' /etc/aitbc/miner.conf
inside systemctl reload aitbc-miner
credits() { credited | grep -oE '"(credited|balance|total)":[0-9]+' | head -n 1 | tr -dc 0-9; }
CREDITS="$(credits)"
CONF="$(inside sha256sum /etc/aitbc/miner.conf)"
if [[ "$DEBIAN" == 12 ]]; then
    inside_sh 'head -c 20000000 /next/aitbc-miner_*.deb >/root/damaged.deb'
    try "an upgrade to a damaged package fails" not inside dpkg -i /root/damaged.deb
    try "…and leaves the miner running" equals active inside systemctl is-active aitbc-miner
    try "…in the old version, whole" equals 'install ok installed' inside dpkg-query --show --showformat='${Status}' aitbc-miner
    try "…with its class data" inside test -s /usr/share/aitbc-miner/agent/agent.jsa
    inside rm /root/damaged.deb
fi
# long enough to be cut off, on however many processors
LONG="$(submit torch_bench -p size=1024 -p iterations=$((300 * $(nproc))) | tail -n 1)"
running() { says "\"id\":\"$LONG\".*\"phase\":\"running\"" inside aitbc-miner status --json; }
try "a long job is running" wait_until 30 running

# As a person does it: the miner alone, at a terminal, with Enter as the answer.
at_a_terminal() {
    inside_sh '
        (timeout 120 sh -c "until grep -q default=N /root/terminal 2>/dev/null; do sleep 0.2; done" && echo) |
            script --quiet --return --flush --command "apt-get -y install /next/aitbc-miner_*.deb" /root/terminal'
}
if [[ "$DEBIAN" == 12 ]]; then
    try "apt upgrades the miner alone in the middle of it" at_a_terminal
    try "dpkg asks about the configuration" says 'What would you like to do about it' inside cat /root/terminal
    try "the miner waits for its engine, and says so" says "starts again when its engine .*apt install ./$(file_in "$NEXT" aitbc-miner-engine-cpu)" inside cat /root/terminal
    try "…and does not run with the old one" equals inactive inside systemctl is-active aitbc-miner
    try "…as status says" says 'is version .*, and aitbc-miner is .*\.next: apt install' inside aitbc-miner status
    try "apt upgrades the rest" inside_sh 'apt-get -qq -y install /next/aitbc-miner-engine-cpu_*.deb /next/aitbc-coordinator_*.deb'
    inside rm -f /root/terminal
else
    try "apt upgrades in the middle of it" inside_sh 'apt-get -qq -y -o Dpkg::Options::=--force-confdef -o Dpkg::Options::=--force-confold install \
        /next/aitbc-miner_*.deb /next/aitbc-miner-engine-cpu_*.deb /next/aitbc-coordinator_*.deb'
fi
try "the job was cut off, not waited for" says 'draining .*jobs="?1' inside journalctl -u aitbc-miner -o cat --no-pager --since -2min
try "the new version is installed" says '\.next$' inside dpkg-query --show --showformat='${Version}\n' aitbc-miner
try "the miner runs again" equals active inside systemctl is-active aitbc-miner
try "the configuration edited by hand is as it was" equals "$CONF" inside sha256sum /etc/aitbc/miner.conf
try "…and root's to write and the miner's to read" equals 'root:aitbc 640' inside stat -c '%U:%G %a' /etc/aitbc/miner.conf
try "…and the new one lies beside it" inside grep -qx '# New in the next version.' /etc/aitbc/miner.conf.dpkg-dist
long_done() { says 'COMPLETED' job_json "$LONG"; }
try "the job is completed" wait_until 300 long_done
try "and credited once" equals "$((CREDITS + 1))" credits
