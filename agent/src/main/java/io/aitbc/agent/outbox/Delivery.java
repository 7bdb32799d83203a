package io.aitbc.agent.outbox;

import io.aitbc.agent.link.Link;
import io.aitbc.api.outcome.Failure;
import io.aitbc.api.outcome.OutputFile;
import io.aitbc.api.outcome.Proof;
import io.aitbc.api.port.Coordinator;
import io.aitbc.api.wire.Answer;
import io.aitbc.api.wire.FailureSubmission;
import io.aitbc.api.wire.ProofSubmission;
import io.aitbc.api.wire.Receipt;
import io.aitbc.api.wire.Registration;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * One try to tell a coordinator one outcome, in the way that it offers: output inside the proof when it is small
 * enough, uploaded before the proof when uploads are offered, and the bare proof of the guide otherwise.
 */
final class Delivery {
    private final Coordinator coordinator;
    private final Registration offered;
    private final Function<String, Path> files;

    /** @param files where the job directory of a name lies */
    Delivery(Coordinator coordinator, Registration offered, Function<String, Path> files) {
        this.coordinator = coordinator;
        this.offered = offered;
        this.files = files;
    }

    CompletionStage<Answer<Receipt>> send(Outbound item) {
        if (item.outcome() instanceof Failure failure) {
            return coordinator.fail(new FailureSubmission(
                    item.job().ref(), item.job().lease().granted(), failure, item.idempotencyKey()));
        }
        Proof proof = (Proof) item.outcome();
        Path primary = files.apply(item.directory()).resolve(proof.primary().name());
        if (proof.parts().isEmpty() && proof.primary().bytes() <= offered.maxInlineOutputBytes()) {
            return coordinator.prove(new ProofSubmission(item.job(), proof, item.idempotencyKey(), primary, false));
        }
        if (offered.maxOutputBytes() == 0) {
            return coordinator.prove(new ProofSubmission(item.job(), proof, item.idempotencyKey(), null, false));
        }
        Deque<OutputFile> outputs = new ArrayDeque<>(proof.parts());
        outputs.addLast(proof.primary());
        return upload(item, outputs)
                .thenCompose(answer -> answer instanceof Answer.Ok<?>
                        ? coordinator.prove(new ProofSubmission(item.job(), proof, item.idempotencyKey(), null, true))
                        : CompletableFuture.completedFuture(answer));
    }

    /** Uploads one after another, and stops at the first answer that is not Ok. */
    private CompletionStage<Answer<Receipt>> upload(Outbound item, Deque<OutputFile> left) {
        OutputFile file = left.removeFirst();
        return coordinator
                .upload(item.job().id(), file, files.apply(item.directory()).resolve(file.name()))
                .handle(Link::usable)
                .thenCompose(answer -> answer instanceof Answer.Ok<?> && !left.isEmpty()
                        ? upload(item, left)
                        : CompletableFuture.completedFuture(answer));
    }
}
