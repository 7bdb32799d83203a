package io.aitbc.workloads.text.tokens;

/** The messages of a job cannot be made into a prompt for this model: the job's fault. */
public final class ChatException extends Exception {
    public ChatException(String message) {
        super(message);
    }
}
