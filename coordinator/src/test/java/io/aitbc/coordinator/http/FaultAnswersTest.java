package io.aitbc.coordinator.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.aitbc.coordinator.store.Database;
import io.aitbc.coordinator.store.Sql;
import io.aitbc.coordinator.store.StoreException;
import io.aitbc.coordinator.testing.RawCall;
import io.vertx.core.Vertx;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.Router;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is answered when something is wrong with the coordinator itself. */
class FaultAnswersTest {
    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void stop() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    /** "The disk is full, come back in two seconds" would make a miner hold everything back, again and again. */
    @Test
    void a_broken_rule_of_the_database_is_a_fault_of_ours_and_not_the_disks() throws Exception {
        String insert = "INSERT INTO wallets VALUES ('w', -1, 1)";
        try (Sql sql = Database.open(Path.of(":memory:"))) {
            assertThat(answerTo(() -> sql.update(insert))).matches("500 .*INTERNAL.*");
        }
    }

    @Test
    void a_disk_that_takes_nothing_is_worth_another_try() throws Exception {
        assertThat(answerTo(() -> {
                    throw new StoreException("database or disk is full");
                }))
                .matches("503 .*UNAVAILABLE.*");
    }

    private String answerTo(Runnable work) throws Exception {
        Router router = Router.router(vertx);
        router.get("/").handler(context -> {
            try {
                work.run();
            } catch (StoreException e) {
                Answers.fail(context, e);
            }
        });
        Server server = Server.listen(
                        vertx, router, SocketAddress.inetSocketAddress(0, "127.0.0.1"), Server.Patience.USUAL)
                .toCompletionStage()
                .toCompletableFuture()
                .get(20, TimeUnit.SECONDS);
        RawCall.Reply reply = RawCall.get(server.port(), "/");
        return reply.status() + " " + reply.body();
    }
}
