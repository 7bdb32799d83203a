package io.aitbc.coordinator.testing;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.openapi.contract.OpenAPIContract;
import io.vertx.openapi.contract.Operation;
import io.vertx.openapi.validation.ResponseValidator;
import io.vertx.openapi.validation.ValidatableResponse;
import java.util.concurrent.TimeUnit;

/** The document that both sides of the wire are held against. */
final class Contract {
    private static final String DOCUMENT = "../docs/protocol/coordinator-v1.yaml";

    private final OpenAPIContract contract;
    private final ResponseValidator validator;

    private Contract() {
        Vertx vertx = Vertx.vertx();
        this.contract = await(OpenAPIContract.from(vertx, DOCUMENT));
        this.validator = ResponseValidator.create(vertx, contract);
    }

    /** Read once for all tests of a run: it takes a second. Its threads end with the run. */
    static Contract read() {
        return Holder.INSTANCE;
    }

    /**
     * Throws unless the document allows this answer to this request. Paths that it does not know are none of its
     * business.
     */
    void check(String method, String path, int status, String contentType, byte[] body) {
        Operation operation = contract.findOperation(path, HttpMethod.valueOf(method));
        if (operation == null) {
            return;
        }
        String id = operation.getOperationId();
        if (status == 200 && (id.startsWith("getOutput") || id.equals("getInput"))) {
            return; // a file under its own media type
        }
        boolean json = contentType.startsWith("application/json");
        ValidatableResponse response;
        if (status == 204) {
            response = ValidatableResponse.create(status);
        } else if (json) {
            response = ValidatableResponse.create(status, Buffer.buffer(body), "application/json");
        } else {
            throw new AssertionError(operation.getOperationId() + " answered with " + contentType);
        }
        try {
            await(validator.validate(response, operation.getOperationId()));
        } catch (RuntimeException e) {
            throw new AssertionError(
                    operation.getOperationId() + " answered " + status + " "
                            + new String(body, java.nio.charset.StandardCharsets.UTF_8)
                            + ", which the document does not allow: " + e.getMessage(),
                    e);
        }
    }

    private static <T> T await(Future<T> future) {
        return future.toCompletionStage()
                .toCompletableFuture()
                .orTimeout(30, TimeUnit.SECONDS)
                .join();
    }

    private static final class Holder {
        private static final Contract INSTANCE = new Contract();
    }
}
