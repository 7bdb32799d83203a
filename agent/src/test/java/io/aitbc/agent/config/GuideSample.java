package io.aitbc.agent.config;

/** The configuration as section 3 of the miner guide prints it. */
final class GuideSample {
    static final String TEXT = """
        # AITBC Miner config
        COORD_URL="https://coordinator.example.net"    # Coordinator base URL
        WALLET_ADDR="wallet1qxy2kgdygjrsqtzq2n0yrf..." # Your payout address
        API_KEY="REPLACE_WITH_WALLET_API_KEY"          # Wallet‑issued key for auth
        MINER_ID="$(hostname)-gpu0"                     # Any stable node label
        WORK_DIR="/tmp/aitbc-work"                      # Scratch space
        HEARTBEAT_SECS=20                                # Health ping interval
        JOB_POLL_SECS=3                                  # Fetch cadence
        MAX_CONCURRENCY=1                                # Inference job slots
        # GPU modes: auto|gpu|cpu
        ACCEL_MODE="auto"
        """;

    private GuideSample() {}
}
