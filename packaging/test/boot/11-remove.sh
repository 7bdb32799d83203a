# shellcheck shell=bash
# Remove keeps configuration and state; purge takes what the packages made, and nothing else.

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
