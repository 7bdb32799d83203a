package io.aitbc.coordinator.http;

import io.aitbc.coordinator.idempotency.FirstAnswers;
import io.aitbc.coordinator.inputs.InputStore;
import io.aitbc.coordinator.jobs.Desk;
import io.aitbc.coordinator.keys.Authenticator;
import io.aitbc.coordinator.outputs.OutputStore;
import io.aitbc.coordinator.store.Reader;
import io.aitbc.coordinator.store.Writer;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;

/** All calls on one router. */
public final class Api {
    private Api() {}

    /** What the calls stand on. */
    public record Base(Desk desk, Writer writer, Reader reader, OutputStore outputs, InputStore inputs) {}

    /** @param dev whether somebody without a key may ask for a balance */
    public static Router router(Vertx vertx, Base base, Authenticator keys, boolean dev) {
        Desk desk = base.desk;
        Router router = Router.router(vertx);
        Server.mountErrors(router);
        Guard guard = new Guard(keys, dev);
        Posts posts = new Posts(base.writer, new FirstAnswers(desk.clock()));
        Queries queries = new Queries(base.reader);
        new MinerCalls(desk.presence(), desk.heartbeats(), desk.renewals(), desk.failures())
                .mount(router, guard, posts);
        new NextCall(base.writer, desk.dispatcher(), desk.grants()).mount(router, guard);
        new ProofCall(posts, queries, desk.proofs(), base.outputs).mount(router, guard);
        new UploadCall(queries, base.writer, base.outputs, desk.rules().maxOutputBytes()).mount(router, guard);
        new InputCalls(queries, base.writer, base.inputs, desk).mount(router, guard);
        new JobCalls(desk.submissions(), desk.cancels(), queries).mount(router, guard, posts);
        new OutputCalls(queries, base.outputs).mount(router, guard);
        new PoolCalls(queries, desk.rules(), desk.clock()).mount(router, guard);
        return router;
    }
}
