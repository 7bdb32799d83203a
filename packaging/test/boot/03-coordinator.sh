# shellcheck shell=bash
# The coordinator with keys, as a pool would run it, on loopback.

try "the coordinator starts when it is asked to" inside systemctl start aitbc-coordinator
try "it listens" wait_until 60 says 'listening on http://127.0.0.1:8080' inside journalctl -u aitbc-coordinator -o cat --no-pager
keys() { inside runuser -u aitbc-coordinator -- aitbc-coordinator keys add --data /var/lib/aitbc-coordinator "$@" 2>/dev/null; }
MINER_KEY="$(keys --role miner --wallet wallet_demo)"
CLIENT_KEY="$(keys --role client)"
printf '%s\n' "$MINER_KEY" >"$MACHINE_ROOT/root/miner.key"
try "keys were made" test -n "$MINER_KEY" -a -n "$CLIENT_KEY"
