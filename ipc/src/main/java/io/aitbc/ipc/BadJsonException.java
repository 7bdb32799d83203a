package io.aitbc.ipc;

import java.io.IOException;

/**
 * Text is not JSON, or the JSON is not what it should be. The message names the place and what is expected there, never
 * the content.
 */
public final class BadJsonException extends IOException {
    public BadJsonException(String message) {
        super(message);
    }
}
