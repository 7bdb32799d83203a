package io.aitbc.coordinator.http;

import io.aitbc.coordinator.jobs.MinerQueries;
import io.aitbc.coordinator.jobs.Rules;
import io.aitbc.coordinator.jobs.WalletQueries;
import io.aitbc.coordinator.keys.Principal;
import io.aitbc.coordinator.keys.Role;
import io.aitbc.protocols.v1.Health;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** {@code /v1/wallet/balance}, {@code /v1/miners} and {@code /healthz}. */
final class PoolCalls {
    private static final DateTimeFormatter HTTP_DATE = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private final Queries queries;
    private final Rules rules;
    private final InstantSource clock;

    PoolCalls(Queries queries, Rules rules, InstantSource clock) {
        this.queries = queries;
        this.rules = rules;
        this.clock = clock;
    }

    void mount(Router router, Guard guard) {
        router.get("/v1/wallet/balance")
                .handler(guard.requireUnlessDev(Role.MINER, Role.CLIENT))
                .handler(JobCalls.checked(this::balance));
        router.get("/v1/miners")
                .handler(guard.require(Role.CLIENT))
                .handler(context -> queries.answer(context, sql -> MinerQueries.list(sql, rules, clock.instant())));
        router.get("/healthz").handler(context -> {
            context.response().putHeader("Date", HTTP_DATE.format(clock.instant())); // for who compares clocks
            queries.answer(context, sql -> {
                sql.number("SELECT 1 FROM jobs LIMIT 1");
                return new Health("ok");
            });
        });
    }

    private void balance(RoutingContext context) {
        @Nullable Principal asker = Guard.maybePrincipal(context);
        @Nullable String wallet = Queries.text(context, "wallet");
        queries.answer(context, sql -> WalletQueries.balance(sql, asker, wallet, clock.instant()));
    }
}
