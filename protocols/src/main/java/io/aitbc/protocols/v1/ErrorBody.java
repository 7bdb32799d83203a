package io.aitbc.protocols.v1;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Every answer that is not 2xx carries this. */
public record ErrorBody(Problem error) {
    public static ErrorBody of(ErrorCode code, String message, Map<String, @Nullable Object> details) {
        return new ErrorBody(new Problem(code.name(), message, details));
    }

    /**
     * @param code one of {@link ErrorCode}; a text, so that a newer coordinator's code can still be shown
     * @param message one sentence for a person
     * @param details context such as {@code field}; empty when there is none
     */
    public record Problem(
            String code, String message, @Nullable Map<String, @Nullable Object> details) {}
}
