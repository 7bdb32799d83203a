package io.aitbc.protocols.v1.client;

import io.aitbc.api.wire.Answer;
import io.aitbc.protocols.json.WireFormatException;

/**
 * Sorts every way that a call can go into an {@link Answer}.
 *
 * <p>A 4xx ends an outcome for good, so it has to be the coordinator's own word: the error body of 12.1 with a code in
 * it, read to its end. Anything else (a proxy's page or text, half a body, "no such path") is asked again. Only 413
 * counts from anybody, with an empty code: whoever says it will not let this request through the next time either, and
 * there may be a smaller one.
 */
final class Sorter {
    private static final int LOCATION_LENGTH = 100;

    private final RetryAfter retryAfter;

    Sorter(RetryAfter retryAfter) {
        this.retryAfter = retryAfter;
    }

    /** What a 2xx body means. */
    interface Decoder<T> {
        Answer<T> decode(byte[] body) throws WireFormatException;
    }

    <T> Answer<T> sort(Call call, Reply reply, Decoder<T> decoder) {
        if (reply instanceof Reply.Missing missing) {
            return new Answer.Retry<>(call + ": " + missing.cause());
        }
        Reply.Received received = (Reply.Received) reply;
        if (!received.isSuccess()) {
            return failed(call, received);
        }
        try {
            return decoder.decode(received.body());
        } catch (WireFormatException e) {
            return new Answer.Retry<>(call + ": the answer cannot be read: " + e.getMessage());
        }
    }

    private <T> Answer<T> failed(Call call, Reply.Received reply) {
        int status = reply.status();
        Problem problem = Problem.of(reply);
        if (status == 429 || status == 503) {
            return new Answer.Congested<>(retryAfter.read(reply.headers()), call + ": " + said(status, problem));
        } else if (status == 401 || status == 403) {
            return new Answer.Fatal<>(status, problem.code(), problem.message());
        } else if (call.isOptional() && lacksCall(status, problem)) {
            return new Answer.Unsupported<>();
        } else if (isFromCoordinator(status, problem)) {
            return new Answer.Refused<>(status, problem.code(), problem.message());
        }
        return new Answer.Retry<>(call + ": " + said(status, problem) + whither(reply));
    }

    private static boolean lacksCall(int status, Problem problem) {
        return (status == 404 || status == 405 || status == 501) && !problem.isUnderstood();
    }

    /** True for a 4xx that answers the request itself; 407, 408, 421 and 425 speak of the way to the coordinator. */
    private static boolean isFromCoordinator(int status, Problem problem) {
        boolean aboutTheWay = status == 407 || status == 408 || status == 421 || status == 425;
        return status >= 400 && status < 500 && !aboutTheWay && (problem.isAboutTheRequest() || status == 413);
    }

    private static String said(int status, Problem problem) {
        String code = problem.code().isEmpty() ? "" : " " + problem.code();
        String message = problem.message().equals("HTTP " + status) ? "" : ": " + problem.message();
        return "HTTP " + status + code + message + (problem.html() ? " (a web page; is the URL right?)" : "");
    }

    private static String whither(Reply.Received reply) {
        String location = reply.headers().location();
        return reply.status() >= 300 && reply.status() < 400 && location != null
                ? " to " + Words.clean(withoutQuery(location), LOCATION_LENGTH) + ", which is not followed"
                : "";
    }

    private static String withoutQuery(String location) {
        int query = location.indexOf('?');
        return query < 0 ? location : location.substring(0, query);
    }
}
