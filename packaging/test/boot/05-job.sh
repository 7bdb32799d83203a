# shellcheck shell=bash
# A job's way through: submitted, run on PyTorch, credited, and found in the journal under its id.

credited() { inside aitbc-coordinator wallet wallet_demo --json; }

submit() { inside aitbc-coordinator submit torch_bench "$@"; }

# job_field ID FIELD: of the coordinator's answer about a job
job_json() { inside aitbc-coordinator jobs "$1" --json; }

try "a torch_bench job is run and credited" says 'COMPLETED' submit -p size=128 -p iterations=3 --wait
JOB="$(inside_sh 'aitbc-coordinator jobs --json' | grep -oE '"id":"[^"]+"' | head -n 1 | cut -d'"' -f4)"
try "the coordinator has its id" test -n "$JOB"
try "the wallet has its credit" says '1' credited
try "journalctl finds the job by JOB_ID" says 'job' inside journalctl -u aitbc-miner JOB_ID="$JOB" -o cat --no-pager
try "doctor finds nothing that failed" ends 0 inside aitbc-miner doctor
try "no key stands in the journal" equals 0 inside_sh 'journalctl --no-pager | grep -cF "$(cat /root/miner.key)" || true'
