package io.aitbc.coordinator.jobs;

import io.aitbc.coordinator.keys.Principal;
import io.aitbc.coordinator.store.Sql;
import io.aitbc.protocols.v1.JobPage;
import io.aitbc.protocols.v1.JobState;
import io.aitbc.protocols.v1.JobView;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Questions that clients ask about jobs. A client sees its own jobs and is told of no others; an admin sees all. */
public final class JobQueries {
    private JobQueries() {}

    /** @throws Refusal JOB_NOT_FOUND */
    public static JobView find(Sql sql, Principal client, String id) {
        return sql.one(
                        JobViews.SELECT + " WHERE jobs.id = ? AND (? IS NULL OR jobs.owner = ?)",
                        JobViews::full,
                        id,
                        owner(client),
                        owner(client))
                .orElseThrow(() -> JobTable.notFound(id));
    }

    /**
     * Newest first.
     *
     * @param state only those, or null for all
     * @param limit most in this page, at least 1
     * @param before the cursor of the page before; {@link Long#MAX_VALUE} for the first page
     */
    public static JobPage list(Sql sql, Principal client, @Nullable JobState state, int limit, long before) {
        StringBuilder where = new StringBuilder(" WHERE jobs.seq < ?");
        List<@Nullable Object> args = new ArrayList<>();
        args.add(before);
        if (state != null) {
            where.append(" AND jobs.state = ?");
            args.add(state.name());
        }
        if (owner(client) != null) {
            where.append(" AND jobs.owner = ?");
            args.add(owner(client));
        }
        args.add(limit + 1);
        List<Placed> found = sql.list(
                JobViews.SELECT + where + " ORDER BY jobs.seq DESC LIMIT ?",
                row -> new Placed(row.number("seq"), JobViews.brief(row)),
                args.toArray());
        boolean more = found.size() > limit;
        List<Placed> page = more ? found.subList(0, limit) : found;
        String cursor = more ? Long.toString(page.get(limit - 1).seq) : null;
        return new JobPage(page.stream().map(Placed::view).toList(), cursor);
    }

    private static @Nullable String owner(Principal client) {
        return client.seesOnlyItsOwn() ? client.id() : null;
    }

    private record Placed(long seq, JobView view) {}
}
