package io.aitbc.coordinator.http;

import io.aitbc.coordinator.jobs.Dispatcher;
import io.aitbc.coordinator.jobs.Grants;
import io.aitbc.coordinator.jobs.Names;
import io.aitbc.coordinator.jobs.Refusal;
import io.aitbc.coordinator.jobs.Waiter;
import io.aitbc.coordinator.keys.Principal;
import io.aitbc.coordinator.keys.Role;
import io.aitbc.coordinator.store.Writer;
import io.aitbc.protocols.v1.JobOffer;
import io.aitbc.protocols.v1.WireLimits;
import io.vertx.core.Future;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code GET /v1/miner/next}, with long poll. Somebody who hangs up is given nothing; when the grant was written before
 * we knew, it is taken back at once.
 */
final class NextCall {
    private static final Logger LOG = LoggerFactory.getLogger(NextCall.class);
    private static final int MAX_SLOTS = 1024;

    private final Writer writer;
    private final Dispatcher dispatcher;
    private final Grants grants;

    NextCall(Writer writer, Dispatcher dispatcher, Grants grants) {
        this.writer = writer;
        this.dispatcher = dispatcher;
        this.grants = grants;
    }

    void mount(Router router, Guard guard) {
        router.get("/v1/miner/next").handler(guard.require(Role.MINER)).handler(this::next);
    }

    private void next(RoutingContext context) {
        Principal principal = Guard.principal(context);
        String miner;
        Duration wait;
        try {
            miner = miner(context);
            Queries.number(context, "slots", 1, 1, MAX_SLOTS);
            wait = Duration.ofSeconds(Queries.number(context, "wait", 0, 0, WireLimits.LONG_POLL_SECS));
        } catch (Refusal refusal) {
            Answers.fail(context, refusal);
            return;
        }
        AtomicBoolean gone = new AtomicBoolean();
        context.response().closeHandler(closed -> gone.set(true));
        Future.fromCompletionStage(
                        writer.submit(sql -> dispatcher.ask(sql, principal, miner, wait, gone::get))
                                .thenCompose(Waiter::answer),
                        context.vertx().getOrCreateContext())
                .onSuccess(offer -> answer(context, offer))
                .onFailure(e -> Answers.fail(context, e));
    }

    private void answer(RoutingContext context, Optional<JobOffer> offer) {
        if (offer.isEmpty()) {
            Answers.noContent(context);
            return;
        }
        Answers.send(context, offer.get())
                .onSuccess(sent -> LOG.atInfo()
                        .addKeyValue("job", offer.get().id())
                        .addKeyValue(
                                "lease",
                                offer.get().lease() == null
                                        ? ""
                                        : offer.get().lease().leaseId())
                        .log("job leased"))
                .onFailure(e -> takeBack(context, offer.get()));
    }

    private void takeBack(RoutingContext context, JobOffer offer) {
        Future.fromCompletionStage(
                        writer.submit(sql -> grants.takeBack(sql, offer)),
                        context.vertx().getOrCreateContext())
                .onSuccess(done -> LOG.atInfo()
                        .addKeyValue("job", offer.id())
                        .addKeyValue("taken_back", done)
                        .log("miner hung up before it got its job"))
                .onFailure(e -> LOG.atWarn()
                        .addKeyValue("job", offer.id())
                        .setCause(e)
                        .log("grant could not be taken back; its lease will run out"));
    }

    private static String miner(RoutingContext context) {
        String miner = Queries.text(context, "miner");
        if (miner == null) {
            throw Refusal.unreadable("miner", "is missing; ask with ?miner=ID");
        }
        return Names.miner("miner", miner);
    }
}
