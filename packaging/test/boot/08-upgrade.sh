# shellcheck shell=bash
# An upgrade in the middle of a job: it drains, starts again from its journal, and the job is credited once.

inside sed -i -e 's/^#DRAIN_SECS=.*/DRAIN_SECS=3/' /etc/aitbc/miner.conf
inside systemctl reload aitbc-miner
credits_before="$(credited | grep -oE '"(credited|balance|total)":[0-9]+' | head -n 1)"
LONG="$(submit -p size=1024 -p iterations=1200 | tail -n 1)"
running() { says "\"id\":\"$LONG\".*\"phase\":\"running\"" inside aitbc-miner status --json; }
try "a long job is running" wait_until 30 running
try "apt upgrades in the middle of it" inside_sh 'apt-get -qq -y -o Dpkg::Options::=--force-confold install /next/aitbc-miner_*.deb /next/aitbc-miner-engine-cpu_*.deb /next/aitbc-coordinator_*.deb'
try "the job was cut off, not waited for" says 'draining .*jobs="?1' inside journalctl -u aitbc-miner -o cat --no-pager --since -2min
try "the new version is installed" says '\.next$' inside dpkg-query --show --showformat='${Version}\n' aitbc-miner
try "the miner runs again" equals active inside systemctl is-active aitbc-miner
try "the configuration edited by hand is still there" says '^WALLET_ADDR="wallet_demo"' inside cat /etc/aitbc/miner.conf
long_done() { says 'COMPLETED' job_json "$LONG"; }
try "the job is completed" wait_until 300 long_done
try "and credited once" test "$(credited | grep -oE '"(credited|balance|total)":[0-9]+' | head -n 1 | tr -dc 0-9)" = "$(($(tr -dc 0-9 <<<"$credits_before") + 1))"
