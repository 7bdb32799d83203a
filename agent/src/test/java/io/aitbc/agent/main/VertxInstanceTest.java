package io.aitbc.agent.main;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class VertxInstanceTest {
    /** Another resolver asks public servers where resolv.conf names none, and knows nothing of nsswitch.conf. */
    @Test
    void namesAreLookedUpBySystemsOwnResolver() throws Exception {
        Vertx vertx = VertxInstance.create();
        try {
            assertThat(((VertxInternal) vertx)
                            .nameResolver()
                            .nettyAddressResolverGroup()
                            .getClass()
                            .getSimpleName())
                    .isEqualTo("DefaultAddressResolverGroup");
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().get(40, TimeUnit.SECONDS);
        }
    }
}
