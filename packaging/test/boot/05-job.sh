# shellcheck shell=bash
# A job's way through: submitted, run on PyTorch, credited, and found in the journal under its id.

credited() { inside aitbc-coordinator wallet wallet_demo --json; }

submit() { inside aitbc-coordinator submit "$@"; }

REFERENCES=/checkout/testkit/src/main/resources/io/aitbc/testkit/models

# job_field ID FIELD: of the coordinator's answer about a job
job_json() { inside aitbc-coordinator jobs "$1" --json; }

try "a torch_bench job is run and credited" says 'COMPLETED' submit torch_bench -p size=128 -p iterations=3 --wait
JOB="$(inside_sh 'aitbc-coordinator jobs --json' | grep -oE '"id":"[^"]+"' | head -n 1 | cut -d'"' -f4)"
try "the coordinator has its id" test -n "$JOB"
try "the wallet has its credit" says '1' credited
try "journalctl finds the job by JOB_ID" says 'job' inside journalctl -u aitbc-miner JOB_ID="$JOB" -o cat --no-pager
inside cp -r /checkout/demo/models /var/lib/aitbc-miner/models
try "a language model of the owner's writes" says 'COMPLETED' submit llm_gen -p model=demo-llm -p 'prompt=In the beginning' -p max_new_tokens=8 --wait
try "a picture model draws, from a picture that the client sends" says 'COMPLETED' \
    submit sd_infer -p model=demo-sd -p 'prompt=a red square' -p num_inference_steps=5 --input "image=$REFERENCES/tiny-sd/seeds/ddim_42_0.png" --wait
try "doctor finds nothing that failed" ends 0 inside aitbc-miner doctor
try "no key stands in the journal" equals 0 inside_sh 'journalctl --no-pager | grep -cF "$(cat /root/miner.key)" || true'
