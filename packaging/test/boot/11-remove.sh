# shellcheck shell=bash
# Remove keeps configuration and state; purge takes what the packages made, and nothing else.

if [[ "$DEBIAN" == 12 ]]; then
    try "the engine can be taken away" inside apt-get -qq -y remove aitbc-miner-engine-cpu
    try "…which stops the miner" equals inactive inside systemctl is-active aitbc-miner
    try "…until it is back" inside_sh 'apt-get -qq -y install /next/aitbc-miner-engine-cpu_*.deb'
    try "…and the miner runs again" equals active inside systemctl is-active aitbc-miner
fi
try "install.sh --uninstall removes the miner" inside /checkout/install.sh --uninstall --yes
try "apt removes the coordinator" inside apt-get -qq -y remove aitbc-coordinator
try "the service is gone" not inside systemctl is-active aitbc-miner
try "the configuration is kept" inside test -s /etc/aitbc/miner.conf
try "the journal is kept" inside test -s /var/lib/aitbc-miner/journal.db
try "no unit is left failed" not says aitbc inside systemctl --failed --no-legend
inside rm -rf /root/miner.key /etc/credstore/aitbc-miner.api_key
inside touch /etc/aitbc/mine
try "apt purges them" inside apt-get -qq -y purge aitbc-miner aitbc-miner-engine-cpu aitbc-coordinator
try "a file of the administrator's beside the configuration is left alone, and no other" equals mine inside ls -A /etc/aitbc
inside rm -r /etc/aitbc

# the users stay (Debian's habit: files of theirs may lie anywhere); so do what apt, systemd and the journal wrote for themselves
ours() { grep -vE '^/(var/lib/(dpkg|apt|systemd|private)|var/cache/(apt|ldconfig|private)|var/log|etc/(passwd|group|shadow|gshadow|subuid|subgid)-?|etc/\.pwd\.lock|etc/credstore|etc/machine-id|etc/resolv\.conf|root/\.|var/tmp|run)' "$1"; }
leftovers() { diff <(ours "$MACHINE_ROOT.before") <(files | ours /dev/stdin); }
try "the files are those of before" leftovers
rm -f "$MACHINE_ROOT.before"
