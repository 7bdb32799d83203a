package io.aitbc.agent.cli;

import io.aitbc.agent.config.ConfigException;
import io.aitbc.api.outcome.FailureCode;
import io.aitbc.models.ModelException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Turns what a command threw into a line for a person and an exit code. */
final class Complaint {
    static final int DONE = 0;
    static final int FAILED = 1;
    static final int MISUSED = 2;

    private Complaint() {}

    /** Something that the user of the command line must write otherwise. */
    static final class MisusedException extends Exception {
        MisusedException(String message) {
            super(message);
        }
    }

    /** @throws Exception {@code e} itself, when it is a defect of ours that no sentence explains */
    static int about(Exception e, Surroundings around) throws Exception {
        if (e instanceof ConfigException || e instanceof MisusedException || e instanceof JobFileException) {
            say(around, e.getMessage());
            return MISUSED;
        }
        if (e instanceof ModelException model) {
            say(around, e.getMessage());
            return model.code() == FailureCode.E_INVALID ? MISUSED : FAILED;
        }
        if (e instanceof IOException) {
            say(around, e.getMessage());
            return FAILED;
        }
        if (e instanceof InterruptedException) {
            Thread.currentThread().interrupt();
            return FAILED;
        }
        throw e;
    }

    static void say(Surroundings around, @Nullable String message) {
        around.err().println("aitbc-miner: error: " + message);
    }
}
