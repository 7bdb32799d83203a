package io.aitbc.protocols.v1.client;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.openapi.contract.OpenAPIContract;
import io.vertx.openapi.contract.Operation;
import io.vertx.openapi.validation.RequestValidator;
import io.vertx.openapi.validation.ResponseValidator;
import io.vertx.openapi.validation.ValidatableResponse;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** A coordinator that holds each request, and each of its own scripted answers, against the document. */
final class ContractServer implements AutoCloseable {
    static final String DOCUMENT = "../docs/protocol/coordinator-v1.yaml";

    /** What did not fit the document, so far. */
    final List<String> problems = new CopyOnWriteArrayList<>();

    final List<String> operations = new CopyOnWriteArrayList<>();

    private final Vertx vertx = Vertx.vertx();
    private final Map<String, Answer> answers = new ConcurrentHashMap<>();
    private final OpenAPIContract contract;
    private final RequestValidator requests;
    private final ResponseValidator responses;
    private final HttpServer server;

    private record Answer(int status, String json) {}

    ContractServer() {
        contract = await(OpenAPIContract.from(vertx, DOCUMENT));
        requests = RequestValidator.create(vertx, contract);
        responses = ResponseValidator.create(vertx, contract);
        server = await(vertx.createHttpServer().requestHandler(this::handle).listen(0, "127.0.0.1"));
    }

    String url() {
        return "http://127.0.0.1:" + server.actualPort();
    }

    void forget() {
        problems.clear();
        operations.clear();
        answers.clear();
    }

    /** @param json the body, or empty for none */
    ContractServer on(String operation, int status, String json) {
        answers.put(operation, new Answer(status, json));
        return this;
    }

    private void handle(HttpServerRequest request) {
        Operation operation = contract.findOperation(request.path(), request.method());
        if (operation == null) {
            problems.add("not in the document: " + request.method() + " " + request.uri());
            request.response().setStatusCode(500).end();
            return;
        }
        String name = operation.getOperationId();
        operations.add(name);
        Answer answer = answers.get(name);
        if (answer == null) {
            problems.add("no answer for " + name);
            request.response().setStatusCode(500).end();
            return;
        }
        requests.validate(request, name).compose(valid -> check(name, answer)).onComplete(checked -> {
            if (checked.failed()) {
                problems.add(name + ": " + checked.cause().getMessage());
            }
            request.response()
                    .setStatusCode(answer.status())
                    .putHeader("Content-Type", "application/json")
                    .end(answer.json());
        });
    }

    private Future<?> check(String name, Answer answer) {
        ValidatableResponse response = answer.json().isEmpty()
                ? ValidatableResponse.create(answer.status())
                : ValidatableResponse.create(answer.status(), Buffer.buffer(answer.json()), "application/json");
        return responses.validate(response, name);
    }

    private static <T> T await(Future<T> future) {
        return future.toCompletionStage()
                .toCompletableFuture()
                .orTimeout(20, TimeUnit.SECONDS)
                .join();
    }

    @Override
    public void close() {
        await(vertx.close());
    }
}
