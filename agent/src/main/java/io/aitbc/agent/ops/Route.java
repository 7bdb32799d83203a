package io.aitbc.agent.ops;

import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Something that may be asked.
 *
 * @param method such as {@code POST}
 * @param path such as {@code /pause}
 */
public record Route(String method, String path, Handler handler) {
    /** Answers. */
    @FunctionalInterface
    public interface Handler {
        /**
         * Called on the socket's thread; the stage may complete on any.
         *
         * @param fields what the asker said: a JSON object's, or a query's as text
         * @return the answer's JSON object; fails with {@link RefusedException} when it is to be told why not
         */
        CompletionStage<? extends Map<String, ?>> answer(Map<String, @Nullable Object> fields);
    }

    /** A request that is not obeyed; the message is for a person. */
    public static final class RefusedException extends RuntimeException {
        private final int status;
        private final String code;

        public RefusedException(int status, String code, String message) {
            super(message, null, false, false);
            this.status = status;
            this.code = code;
        }

        int status() {
            return status;
        }

        String code() {
            return code;
        }
    }
}
