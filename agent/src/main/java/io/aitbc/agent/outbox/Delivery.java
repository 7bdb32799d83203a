package io.aitbc.agent.outbox;

import io.aitbc.agent.link.Contact;
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
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One try to tell a coordinator one outcome, in the way that it offers: output inside the proof when it is small enough
 * and gets through, uploaded before the proof when uploads are offered, and the bare proof of the guide otherwise. The
 * bare proof is also what is left when the output's files are gone ({@code WORK_DIR} was cleared) or the coordinator
 * does not take them: whether that is enough is for the coordinator to say, of the proof and not of an upload.
 */
final class Delivery {
    private static final Logger LOG = LoggerFactory.getLogger(Delivery.class);
    private static final int TOO_LARGE = 413;

    private final Contact contact;
    private final Coordinator coordinator;
    private final Registration offered;
    private final Function<String, Path> files;

    /** @param files where the job directory of a name lies */
    Delivery(Contact contact, Function<String, Path> files) {
        this.contact = contact;
        this.coordinator = contact.coordinator();
        this.offered = contact.link().registration();
        this.files = files;
    }

    CompletionStage<Answer<Receipt>> send(Outbound item) {
        if (item.outcome() instanceof Failure failure) {
            return coordinator.fail(new FailureSubmission(
                    item.job().ref(), item.job().lease().granted(), failure, item.idempotencyKey()));
        }
        Proof proof = (Proof) item.outcome();
        Path directory = files.apply(item.directory());
        List<OutputFile> outputs = new ArrayList<>(proof.parts());
        outputs.add(proof.primary());
        if (!allThere(directory, outputs)) {
            LOG.atWarn().addKeyValue("job", item.job().id()).log("output is gone, the proof goes out without it");
            return prove(item, proof, null, false);
        }
        if (proof.parts().isEmpty() && proof.primary().bytes() <= offered.maxInlineOutputBytes()) {
            return prove(item, proof, directory.resolve(proof.primary().name()), false)
                    .thenComposeAsync(
                            answer -> isTooLarge(answer)
                                    ? sendApart(item, proof, directory, outputs)
                                    : CompletableFuture.completedFuture(answer),
                            contact.scheduler());
        }
        return sendApart(item, proof, directory, outputs);
    }

    /** Somebody, be it a proxy on the way, lets no request of this size through. */
    private static boolean isTooLarge(Answer<Receipt> answer) {
        return answer instanceof Answer.Refused<Receipt> refused && refused.status() == TOO_LARGE;
    }

    /** Under the same key: how an output travels is no part of what a proof says. */
    private CompletionStage<Answer<Receipt>> sendApart(
            Outbound item, Proof proof, Path directory, List<OutputFile> outputs) {
        if (outputs.stream().anyMatch(file -> file.bytes() > offered.maxOutputBytes())) {
            if (offered.maxOutputBytes() > 0) {
                LOG.atWarn()
                        .addKeyValue("job", item.job().id())
                        .addKeyValue("most", offered.maxOutputBytes())
                        .log("output is larger than the coordinator takes, the proof goes out without it");
            }
            return prove(item, proof, null, false);
        }
        return upload(item, directory, new ArrayDeque<>(outputs))
                .thenComposeAsync(answer -> uploaded(item, proof, answer), contact.scheduler());
    }

    private static boolean allThere(Path directory, List<OutputFile> outputs) {
        return outputs.stream().allMatch(output -> isThere(directory.resolve(output.name()), output.bytes()));
    }

    private static boolean isThere(Path file, long bytes) {
        try {
            return Files.isRegularFile(file) && Files.isReadable(file) && Files.size(file) == bytes;
        } catch (IOException e) {
            return false;
        }
    }

    private CompletionStage<Answer<Receipt>> prove(
            Outbound item, Proof proof, @Nullable Path inlineOutput, boolean uploaded) {
        return coordinator.prove(new ProofSubmission(item.job(), proof, item.idempotencyKey(), inlineOutput, uploaded));
    }

    private CompletionStage<Answer<Receipt>> uploaded(Outbound item, Proof proof, Answer<Receipt> answer) {
        if (answer instanceof Answer.Ok<Receipt>) {
            return prove(item, proof, null, true);
        }
        if (answer instanceof Answer.Refused<Receipt> || answer instanceof Answer.Unsupported<Receipt>) {
            LOG.atWarn()
                    .addKeyValue("job", item.job().id())
                    .addKeyValue("answer", answer)
                    .log("coordinator does not take the output, the proof goes out without it");
            return prove(item, proof, null, false);
        }
        return CompletableFuture.completedFuture(answer);
    }

    /** Uploads one after another, and stops at the first answer that is not Ok. */
    private CompletionStage<Answer<Receipt>> upload(Outbound item, Path directory, Deque<OutputFile> left) {
        OutputFile file = left.removeFirst();
        return coordinator
                .upload(item.job().id(), file, directory.resolve(file.name()))
                .handle(Link::usable)
                .thenComposeAsync(
                        answer -> answer instanceof Answer.Ok<?> && !left.isEmpty()
                                ? upload(item, directory, left)
                                : CompletableFuture.completedFuture(answer),
                        contact.scheduler());
    }
}
