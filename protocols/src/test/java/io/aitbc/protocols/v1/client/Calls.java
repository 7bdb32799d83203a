package io.aitbc.protocols.v1.client;

import io.aitbc.api.port.Coordinator;
import io.aitbc.api.wire.Answer;
import io.aitbc.api.wire.ProofSubmission;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** One of each call. */
enum Calls {
    REGISTER {
        @Override
        CompletionStage<? extends Answer<?>> start(Coordinator coordinator) {
            return coordinator.register(Samples.capabilities());
        }
    },
    HEARTBEAT {
        @Override
        CompletionStage<? extends Answer<?>> start(Coordinator coordinator) {
            return coordinator.heartbeat(Samples.heartbeat());
        }
    },
    NEXT {
        @Override
        CompletionStage<? extends Answer<?>> start(Coordinator coordinator) {
            return coordinator.next(1, Duration.ZERO);
        }
    },
    RENEW {
        @Override
        CompletionStage<? extends Answer<?>> start(Coordinator coordinator) {
            return coordinator.renew(List.of(Samples.GRANTED));
        }
    },
    UPLOAD {
        @Override
        CompletionStage<? extends Answer<?>> start(Coordinator coordinator) {
            return coordinator.upload(Samples.GRANTED.job(), Samples.proof().primary(), output());
        }
    },
    PROOF {
        @Override
        CompletionStage<? extends Answer<?>> start(Coordinator coordinator) {
            return coordinator.prove(
                    new ProofSubmission(Samples.grantedJob(), Samples.proof(), Samples.ID, null, false));
        }
    },
    FAIL {
        @Override
        CompletionStage<? extends Answer<?>> start(Coordinator coordinator) {
            return coordinator.fail(Samples.failure(Samples.GRANTED));
        }
    };

    abstract CompletionStage<? extends Answer<?>> start(Coordinator coordinator);

    @SuppressWarnings("unchecked") // the value is not looked at
    CompletionStage<Answer<Object>> make(Coordinator coordinator) {
        return (CompletionStage<Answer<Object>>) (CompletionStage<?>) start(coordinator);
    }

    boolean isOptional() {
        return Call.valueOf(name()).isOptional();
    }

    @Override
    public String toString() {
        return Call.valueOf(name()).toString();
    }

    private static Path output() {
        try {
            Path file = Files.createTempFile("output", ".json");
            file.toFile().deleteOnExit();
            return Files.writeString(file, Samples.OUTPUT);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
