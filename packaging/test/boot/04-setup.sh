# shellcheck shell=bash
# install.sh on the machine: configures, starts and waits for the first heartbeat; twice changes nothing.

setup() { inside /checkout/install.sh --packages /debs --coord-url http://127.0.0.1:8080 --wallet wallet_demo --api-key-file /root/miner.key "$@"; }

try "--dry-run says what it would do and changes nothing" says 'write COORD_URL and WALLET_ADDR into' setup --dry-run
try "…and really nothing" equals '' inside sed -nE 's/^WALLET_ADDR="(.*)"/\1/p' /etc/aitbc/miner.conf
try "without a wallet it says which flag to give, and ends with 2" \
    ends 2 inside /checkout/install.sh --packages /debs --coord-url http://127.0.0.1:8080 --api-key-file /root/miner.key --yes
try "…in one line" says 'error: WALLET_ADDR is not known: give --wallet ADDRESS' \
    inside /checkout/install.sh --packages /debs --coord-url http://127.0.0.1:8080 --api-key-file /root/miner.key --yes
try "without --yes and without a terminal nothing is changed" says 'add --yes' setup
try "it configures, starts and sees the first heartbeat taken" says 'http://127.0.0.1:8080 has taken it' setup --yes
try "the miner runs" equals active inside systemctl is-active aitbc-miner
try "the configuration still is root's to write and the miner's to read" \
    equals 'root:aitbc 640' inside stat -c '%U:%G %a' /etc/aitbc/miner.conf
try "twice changes nothing, and says so" says '^nothing to do' setup --yes
try "a wrong wallet is told before anything happens" says 'wallet address is' setup --wallet 'two words' --yes
try "a key file that is not there is told" says '/nowhere: there is no file' setup --api-key-file /nowhere --yes

# the paces of a test
inside sed -i -e 's/^HEARTBEAT_SECS=.*/HEARTBEAT_SECS=2/' -e 's/^JOB_POLL_SECS=.*/JOB_POLL_SECS=1/' /etc/aitbc/miner.conf
