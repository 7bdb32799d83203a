# shellcheck shell=bash
# A start without a wallet: said once, in full, and not tried again and again.

try "systemctl start fails without a configuration" not inside systemctl start aitbc-miner
try "it ended with 2, used wrongly" equals 2 unit aitbc-miner ExecMainStatus
try "it is not started again" equals 'failed 0' inside_sh 'echo $(systemctl show --value -p ActiveState -p NRestarts aitbc-miner | sort -r)'
try "doctor says it too, with 1" ends 1 inside aitbc-miner doctor
try "…in JSON, for a program" says '"id":"config","result":"fail".*COORD_URL' inside aitbc-miner doctor --json
try "…and the engine starts as the service's user, before the service ever did" says '"id":"engine","result":"ok"' inside aitbc-miner doctor --json
for key in COORD_URL WALLET_ADDR API_KEY; do
    try "the journal says what to write for $key" says "$key .*write $key=" inside journalctl -u aitbc-miner -o cat --no-pager
done
