package io.aitbc.workloads.text.jinja;

/** A template that cannot be read or followed, or that turned its input down. */
public final class TemplateException extends RuntimeException {
    private final boolean refusal;

    private TemplateException(String message, boolean refusal) {
        super(message);
        this.refusal = refusal;
    }

    TemplateException(String message) {
        this(message, false);
    }

    /** What the template itself said through {@code raise_exception}. */
    static TemplateException refusal(String message) {
        return new TemplateException(message, true);
    }

    /** True when the template works and does not want these messages, such as two user messages in a row. */
    public boolean isRefusal() {
        return refusal;
    }

    /** The same with the line, unless it has one. */
    TemplateException at(int line) {
        String message = String.valueOf(getMessage());
        return refusal || message.startsWith("line ") ? this : new TemplateException("line " + line + ": " + message);
    }
}
