package io.aitbc.coordinator.jobs;

import io.aitbc.coordinator.store.Row;
import io.aitbc.coordinator.store.Sql;
import io.aitbc.protocols.json.WireFormatException;
import io.aitbc.protocols.v1.MinerList;
import io.aitbc.protocols.v1.MinerState;
import io.aitbc.protocols.v1.Mode;
import io.aitbc.protocols.v1.WireJson;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/** Questions about miners. */
public final class MinerQueries {
    private static final int MOST = 1000;
    private static final String SELECT = """
            SELECT *, (SELECT count(*) FROM jobs WHERE state = 'RUNNING' AND lease_principal = principal
              AND lease_miner = miner_id) AS running
            FROM miners ORDER BY last_seen DESC LIMIT ?""";

    private MinerQueries() {}

    /** Those that were heard of last come first. */
    public static MinerList list(Sql sql, Rules rules, Instant now) {
        Instant offline = now.minus(rules.offlineAfter());
        return new MinerList(sql.list(SELECT, row -> miner(row, offline), MOST));
    }

    private static MinerList.Miner miner(Row row, Instant offline) {
        Instant seen = row.instant("last_seen");
        String workloads = row.maybeText("workloads");
        return new MinerList.Miner(
                row.text("miner_id"),
                seen.isBefore(offline) ? MinerState.OFFLINE : MinerState.valueOf(row.text("state")),
                Mode.valueOf(row.text("mode").toUpperCase(Locale.ROOT)),
                seen,
                names(workloads == null ? MinerTable.GUIDE_WORKLOADS : workloads),
                (int) row.number("running"));
    }

    private static List<String> names(String json) {
        try {
            return WireJson.readValue(json.getBytes(StandardCharsets.UTF_8)) instanceof List<?> names
                    ? names.stream().map(String::valueOf).toList()
                    : List.of();
        } catch (WireFormatException e) {
            throw new IllegalStateException("stored workloads cannot be read", e);
        }
    }
}
