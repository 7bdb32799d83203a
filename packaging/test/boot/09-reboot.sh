# shellcheck shell=bash
# After a reboot the miner is back by itself, with its journal.

results() { inside aitbc-miner status --json | grep -oE '"totals":\{[^}]*\}'; }
before="$(results)"
try "the machine reboots" machine_reboot
try "the miner is back" wait_until 30 equals active inside systemctl is-active aitbc-miner
try "its journal is what it was" equals "$before" results
