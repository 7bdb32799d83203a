package io.aitbc.protocols.v1.client;

import io.aitbc.protocols.json.WireFormatException;
import io.aitbc.protocols.v1.ErrorCode;
import io.aitbc.protocols.v1.WireJson;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an answer that is not 2xx says of itself, as far as it can be read: anything wrong in its body is as good as no
 * body.
 *
 * @param code a code of the closed list, another coordinator's own word, or empty when it gave none
 * @param message for a person; the status when it said nothing
 * @param html true when the body is a web page: somebody before the coordinator is speaking
 */
record Problem(String code, String message, boolean html) {
    private static final int CODE_LENGTH = 64;
    private static final int MESSAGE_LENGTH = 300;

    static Problem of(Reply.Received reply) {
        Map<?, ?> error = error(reply.body());
        String code = error.get("code") instanceof String text && !text.isBlank() ? Words.clean(text, CODE_LENGTH) : "";
        String message = error.get("message") instanceof String text && !text.isBlank()
                ? Words.clean(text, MESSAGE_LENGTH)
                : "HTTP " + reply.status();
        if (error.get("details") instanceof Map<?, ?> details && details.get("field") instanceof String field) {
            message += " (" + Words.clean(field, CODE_LENGTH) + ")";
        }
        return new Problem(code, message, isHtml(reply));
    }

    /** True when the code is one that says more than "no such call". */
    boolean isUnderstood() {
        ErrorCode known = known();
        return known != null && known != ErrorCode.NOT_FOUND && known != ErrorCode.METHOD_NOT_ALLOWED;
    }

    /** True when somebody gave a code, and one that says more than "no such call". */
    boolean isAboutTheRequest() {
        ErrorCode known = known();
        return !code.isEmpty() && known != ErrorCode.NOT_FOUND && known != ErrorCode.METHOD_NOT_ALLOWED;
    }

    private @Nullable ErrorCode known() {
        for (ErrorCode each : ErrorCode.values()) {
            if (each.name().equals(code)) {
                return each;
            }
        }
        return null;
    }

    private static Map<?, ?> error(byte[] body) {
        try {
            return WireJson.readValue(body) instanceof Map<?, ?> top && top.get("error") instanceof Map<?, ?> error
                    ? error
                    : Map.of();
        } catch (WireFormatException e) {
            return Map.of();
        }
    }

    private static boolean isHtml(Reply.Received reply) {
        String type = reply.headers().contentType();
        if (type != null && type.toLowerCase(Locale.ROOT).contains("html")) {
            return true;
        }
        String head = new String(reply.body(), 0, Math.min(reply.body().length, 16), StandardCharsets.ISO_8859_1);
        return head.stripLeading().startsWith("<");
    }
}
