package io.aitbc.coordinator.cli;

/** Starts a coordinator; what {@code run} needs from the rest of the program. */
@FunctionalInterface
public interface Serving {
    Running start(RunSettings settings) throws CannotStartException;

    /** A coordinator that serves. */
    interface Running {
        int port();

        /** Finishes the answers under way and closes everything; blocks, not for long. */
        void stop();
    }

    /** It cannot start; the message is one line for a person, with the fix. */
    final class CannotStartException extends Exception {
        private final int exitCode;

        public CannotStartException(int exitCode, String message) {
            super(message);
            this.exitCode = exitCode;
        }

        public int exitCode() {
            return exitCode;
        }
    }
}
