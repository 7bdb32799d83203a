package io.aitbc.coordinator.jobs;

import io.aitbc.coordinator.keys.Principal;
import io.aitbc.coordinator.store.Row;
import io.aitbc.coordinator.store.Sql;
import io.aitbc.protocols.v1.Mode;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Miners in the database; each belongs to the key that it came with. */
public final class MinerTable {
    /** What the guide's miners take: they do not say. */
    static final String GUIDE_WORKLOADS = "[\"torch_bench\",\"sd_infer\",\"llm_gen\"]";

    private MinerTable() {}

    static Optional<Miner> find(Sql sql, Principal principal, String id) {
        return sql.one(
                "SELECT * FROM miners WHERE principal = ? AND miner_id = ?", MinerTable::miner, principal.id(), id);
    }

    /** Its wallet now, for a lease that it holds. */
    static Optional<String> wallet(Sql sql, String principal, String id) {
        return sql.one(
                "SELECT wallet FROM miners WHERE principal = ? AND miner_id = ?",
                row -> row.text("wallet"),
                principal,
                id);
    }

    /** It was heard of; does nothing for a miner that never introduced itself. */
    static void touch(Sql sql, Principal principal, String id, Instant now) {
        sql.update("UPDATE miners SET last_seen = ? WHERE principal = ? AND miner_id = ?", now, principal.id(), id);
    }

    static long count(Sql sql) {
        Long count = sql.number("SELECT count(*) FROM miners");
        return count == null ? 0 : count;
    }

    /**
     * The wallet that was last named in a heartbeat or a registration; of one key's miners, or of all when
     * {@code principal} is null.
     */
    public static Optional<String> lastWallet(Sql sql, @Nullable String principal) {
        return principal == null
                ? sql.one("SELECT wallet FROM miners ORDER BY wallet_seen DESC LIMIT 1", row -> row.text("wallet"))
                : sql.one(
                        "SELECT wallet FROM miners WHERE principal = ? ORDER BY wallet_seen DESC LIMIT 1",
                        row -> row.text("wallet"),
                        principal);
    }

    /** True when one of this key's miners earns for this wallet. */
    public static boolean earnsFor(Sql sql, String principal, String wallet) {
        return sql.number("SELECT 1 FROM miners WHERE principal = ? AND wallet = ?", principal, wallet) != null;
    }

    /** True when a miner that we know takes this kind of work, or every miner of the guide does. */
    static boolean anyTakes(Sql sql, String workload) {
        return sql.number("SELECT 1 FROM json_each(?) WHERE value = ?", GUIDE_WORKLOADS, workload) != null
                || sql.number(
                                "SELECT 1 FROM miners, json_each(miners.workloads) AS w WHERE w.value = ? LIMIT 1",
                                workload)
                        != null;
    }

    private static Miner miner(Row row) {
        String workloads = row.maybeText("workloads");
        return new Miner(
                row.text("principal"),
                row.text("miner_id"),
                row.text("wallet"),
                Mode.valueOf(row.text("mode").toUpperCase(Locale.ROOT)),
                workloads == null ? GUIDE_WORKLOADS : workloads,
                row.flag("registered"),
                row.instant("last_seen"));
    }
}
