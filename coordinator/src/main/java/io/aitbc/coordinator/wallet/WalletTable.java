package io.aitbc.coordinator.wallet;

import io.aitbc.coordinator.store.Sql;
import java.time.Instant;
import java.util.Optional;

/** Credits and balances. A balance is changed only here, together with the credit that explains it. */
public final class WalletTable {
    /** The largest whole number that every JSON reader holds exactly; a balance that reaches it stays there. */
    static final long MOST = (1L << 53) - 1;

    private WalletTable() {}

    /**
     * Pays for a job.
     *
     * @throws io.aitbc.coordinator.store.StoreException when this job was paid for before; the caller's work is undone
     *     as a whole
     */
    public static void credit(Sql sql, String jobId, Credit credit, Instant now) {
        sql.update(
                "INSERT INTO credits (job_id, wallet, amount, credited_at) VALUES (?, ?, ?, ?)",
                jobId,
                credit.wallet(),
                credit.amount(),
                now);
        sql.update(
                "INSERT INTO wallets (wallet, balance, jobs_credited) VALUES (?, ?, 1) ON CONFLICT (wallet) DO UPDATE SET"
                        + " balance = CASE WHEN balance > ? - excluded.balance THEN max(balance, ?)"
                        + " ELSE balance + excluded.balance END, jobs_credited = jobs_credited + 1",
                credit.wallet(),
                credit.amount(),
                MOST,
                MOST);
    }

    public static Optional<Credit> creditFor(Sql sql, String jobId) {
        return sql.one(
                "SELECT wallet, amount FROM credits WHERE job_id = ?",
                row -> new Credit(row.text("wallet"), row.number("amount")),
                jobId);
    }

    /** A wallet that was never paid has nothing. */
    public static Balance balance(Sql sql, String wallet) {
        return sql.one(
                        "SELECT balance, jobs_credited FROM wallets WHERE wallet = ?",
                        row -> new Balance(row.number("balance"), row.number("jobs_credited")),
                        wallet)
                .orElse(new Balance(0, 0));
    }

    /** @param amount whole credits, 0 or more */
    public record Credit(String wallet, long amount) {}

    /** @param balance whole credits */
    public record Balance(long balance, long jobsCredited) {}
}
