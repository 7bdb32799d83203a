package io.aitbc.workloads.text.tokens;

/** A checkpoint's tokenizer, or what belongs to it, cannot be used: the model's fault, not a job's. */
public final class TokenizerException extends Exception {
    public TokenizerException(String message) {
        super(message);
    }

    TokenizerException(String message, Throwable cause) {
        super(message, cause);
    }
}
