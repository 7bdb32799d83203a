package io.aitbc.protocols.v1.client;

import io.aitbc.api.outcome.OutputFile;
import io.aitbc.api.outcome.Sha256;
import io.aitbc.protocols.v1.WireLimits;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Reads outputs that travel inside a proof, on a worker thread. */
final class InlineOutput {
    private final Vertx vertx;

    InlineOutput(Vertx vertx) {
        this.vertx = vertx;
    }

    /**
     * @param hashed what the file was when it was hashed
     * @return the file in base64; nothing when it cannot be read, is too large, or is not what was hashed any more.
     *     Never completes exceptionally
     */
    CompletionStage<Optional<String>> read(Path file, OutputFile hashed) {
        return vertx.executeBlocking(() -> base64(file, hashed), false).toCompletionStage();
    }

    private static Optional<String> base64(Path file, OutputFile hashed) {
        long bytes = hashed.bytes();
        if (bytes > WireLimits.INLINE_OUTPUT_BYTES) {
            return Optional.empty();
        }
        try (InputStream in = Files.newInputStream(file)) {
            byte[] content = in.readNBytes((int) bytes + 1);
            return content.length == bytes && Sha256.of(content).equals(hashed.sha256())
                    ? Optional.of(Base64.getEncoder().encodeToString(content))
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
