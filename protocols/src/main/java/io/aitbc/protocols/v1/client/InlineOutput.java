package io.aitbc.protocols.v1.client;

import io.aitbc.protocols.v1.WireLimits;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Reads outputs that travel inside a proof, on a worker thread. */
final class InlineOutput {
    private final Vertx vertx;

    InlineOutput(Vertx vertx) {
        this.vertx = vertx;
    }

    /** Exactly one of the two is there. */
    record Read(@Nullable String base64, @Nullable String problem) {}

    /**
     * @param bytes the size that was hashed; a file of any other size is a problem
     * @return never completes exceptionally
     */
    CompletionStage<Read> read(Path file, long bytes) {
        return vertx.executeBlocking(() -> base64(file, bytes), false).toCompletionStage();
    }

    private static Read base64(Path file, long bytes) {
        if (bytes > WireLimits.INLINE_OUTPUT_BYTES) {
            return problem("an output of " + bytes + " bytes is too large to travel inside");
        }
        try (InputStream in = Files.newInputStream(file)) {
            byte[] content = in.readNBytes((int) bytes + 1);
            return content.length == bytes
                    ? new Read(Base64.getEncoder().encodeToString(content), null)
                    : problem("the output file does not have the " + bytes + " bytes that were hashed");
        } catch (IOException e) {
            return problem("the output file cannot be read: " + e.getClass().getSimpleName());
        }
    }

    private static Read problem(String problem) {
        return new Read(null, problem);
    }
}
