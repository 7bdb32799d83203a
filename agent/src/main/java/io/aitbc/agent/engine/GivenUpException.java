package io.aitbc.agent.engine;

import java.io.IOException;

/** Trying again changes nothing; the message says what would. */
final class GivenUpException extends IOException {
    GivenUpException(String message) {
        super(message);
    }
}
