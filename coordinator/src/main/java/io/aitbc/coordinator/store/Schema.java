package io.aitbc.coordinator.store;

/**
 * The tables, version {@value #VERSION}. Times are milliseconds since 1970, UTC; amounts are whole credits.
 *
 * <p>The lease columns of a job hold its latest grant, also after that ran out: a proof that comes late is known by
 * them.
 */
final class Schema {
    static final int VERSION = 1;
    /** "AITB": marks the file as ours. */
    static final int APPLICATION_ID = 0x41495442;

    static final String[] STATEMENTS = {
        """
        CREATE TABLE jobs (
          seq INTEGER PRIMARY KEY AUTOINCREMENT,
          id TEXT NOT NULL UNIQUE,
          owner TEXT NOT NULL,
          workload TEXT NOT NULL,
          params TEXT NOT NULL,
          mode TEXT NOT NULL CHECK (mode IN ('any', 'gpu', 'cpu')),
          price INTEGER NOT NULL CHECK (price >= 0),
          max_runtime_secs INTEGER,
          max_attempts INTEGER NOT NULL CHECK (max_attempts >= 1),
          submitted_at INTEGER NOT NULL,
          state TEXT NOT NULL
            CHECK (state IN ('QUEUED', 'RUNNING', 'COMPLETED', 'FAILED', 'CANCELED', 'EXPIRED')),
          attempts INTEGER NOT NULL DEFAULT 0,
          started_at INTEGER,
          finished_at INTEGER,
          cancel_reason TEXT,
          progress REAL,
          message TEXT,
          failure_code TEXT,
          failure_message TEXT,
          failure_field TEXT,
          lease_id TEXT,
          lease_attempt INTEGER,
          lease_principal TEXT,
          lease_miner TEXT,
          lease_ttl INTEGER,
          lease_granted_at INTEGER,
          lease_expires_at INTEGER,
          lease_unlisted INTEGER NOT NULL DEFAULT 0
        ) STRICT""",
        "CREATE INDEX jobs_queue ON jobs (workload, mode, seq) WHERE state = 'QUEUED'",
        "CREATE INDEX jobs_leases ON jobs (lease_expires_at) WHERE state = 'RUNNING'",
        "CREATE INDEX jobs_held ON jobs (lease_principal, lease_miner) WHERE state = 'RUNNING'",
        "CREATE INDEX jobs_state ON jobs (state, seq)",
        "CREATE INDEX jobs_owner ON jobs (owner, seq)",
        """
        CREATE TABLE results (
          job_id TEXT PRIMARY KEY REFERENCES jobs (id),
          output_sha TEXT NOT NULL,
          delivered INTEGER NOT NULL,
          proof TEXT NOT NULL
        ) STRICT, WITHOUT ROWID""",
        """
        CREATE TABLE credits (
          job_id TEXT PRIMARY KEY REFERENCES jobs (id),
          wallet TEXT NOT NULL,
          amount INTEGER NOT NULL CHECK (amount >= 0),
          credited_at INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID""",
        """
        CREATE TABLE wallets (
          wallet TEXT PRIMARY KEY,
          balance INTEGER NOT NULL CHECK (balance >= 0),
          jobs_credited INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID""",
        """
        CREATE TABLE miners (
          principal TEXT NOT NULL,
          miner_id TEXT NOT NULL,
          wallet TEXT NOT NULL,
          mode TEXT NOT NULL CHECK (mode IN ('gpu', 'cpu')),
          gpu INTEGER NOT NULL,
          state TEXT NOT NULL,
          registered INTEGER NOT NULL,
          slots_free INTEGER,
          workloads TEXT,
          capabilities TEXT,
          agent TEXT,
          first_seen INTEGER NOT NULL,
          last_seen INTEGER NOT NULL,
          wallet_seen INTEGER NOT NULL,
          PRIMARY KEY (principal, miner_id)
        ) STRICT, WITHOUT ROWID""",
        "CREATE INDEX miners_wallet_seen ON miners (wallet_seen)",
        """
        CREATE TABLE outputs (
          job_id TEXT NOT NULL REFERENCES jobs (id),
          sha256 TEXT NOT NULL,
          bytes INTEGER NOT NULL,
          PRIMARY KEY (job_id, sha256)
        ) STRICT, WITHOUT ROWID""",
        """
        CREATE TABLE idempotency (
          principal TEXT NOT NULL,
          key TEXT NOT NULL,
          path TEXT NOT NULL,
          body_sha TEXT NOT NULL,
          status INTEGER NOT NULL,
          location TEXT,
          body TEXT NOT NULL,
          stored_at INTEGER NOT NULL,
          PRIMARY KEY (principal, key)
        ) STRICT, WITHOUT ROWID""",
        "CREATE INDEX idempotency_age ON idempotency (stored_at)",
        """
        CREATE TABLE keys (
          id TEXT PRIMARY KEY,
          secret_sha TEXT NOT NULL,
          role TEXT NOT NULL CHECK (role IN ('miner', 'client', 'admin')),
          wallet TEXT,
          label TEXT,
          created_at INTEGER NOT NULL,
          revoked_at INTEGER
        ) STRICT, WITHOUT ROWID""",
    };

    /**
     * Made in a file of any version that lacks them: a program that does not know them misses nothing and spoils
     * nothing.
     */
    static final String[] ADDITIONS = {
        "CREATE INDEX IF NOT EXISTS outputs_sha ON outputs (sha256)",
        """
        CREATE TABLE IF NOT EXISTS inputs (
          sha256 TEXT PRIMARY KEY,
          bytes INTEGER NOT NULL,
          used_at INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID""",
        "CREATE INDEX IF NOT EXISTS inputs_age ON inputs (used_at)",
        """
        CREATE TABLE IF NOT EXISTS job_inputs (
          sha256 TEXT NOT NULL,
          job_id TEXT NOT NULL REFERENCES jobs (id),
          PRIMARY KEY (sha256, job_id)
        ) STRICT, WITHOUT ROWID""",
    };

    private Schema() {}
}
