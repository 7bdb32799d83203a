package io.aitbc.agent.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.aitbc.agent.lifecycle.QuietLog;
import io.aitbc.agent.lifecycle.Rig;
import io.aitbc.api.host.AccelMode;
import io.aitbc.api.job.Job;
import io.aitbc.api.outcome.Failure;
import io.aitbc.api.outcome.FailureCode;
import io.aitbc.api.outcome.Outcome;
import io.aitbc.api.outcome.OutputFile;
import io.aitbc.api.outcome.Proof;
import io.aitbc.api.outcome.Provenance;
import io.aitbc.api.outcome.Sha256;
import io.aitbc.api.wire.Answer;
import io.aitbc.testkit.fake.BookedJob;
import io.aitbc.testkit.fake.Call;
import io.aitbc.testkit.fake.Terms;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** An outbox, its coordinator and real files of outputs. */
@ExtendWith(QuietLog.class)
abstract class OutboxFixture {
    static final Terms GUIDE = Terms.guideOnly(Duration.ofHours(10));
    static final Terms FULL = new Terms(false, Terms.full().registration(), Duration.ofDays(1), Duration.ZERO, 5, true);
    static final Failure FAILURE = new Failure(FailureCode.E_OUTPUT, "it did not converge");

    @TempDir
    Path files;

    final class Fixture {
        final Rig rig;
        final Outbox outbox;
        final Map<String, Settlement> settled = new LinkedHashMap<>();
        private int keys;

        Fixture(Terms terms, RandomGenerator random) {
            rig = new Rig(terms, random);
            outbox = new Outbox(rig.contact, files::resolve, (item, settlement) -> {
                assertThat(settled.put(item.job().id().value(), settlement))
                        .as("settled twice")
                        .isNull();
            });
        }

        Job granted(String id) {
            rig.submit(id);
            List<Job> granted = new ArrayList<>();
            rig.coordinator
                    .next(1, Duration.ZERO)
                    .thenAccept(answer ->
                            ((Answer.Ok<Optional<Job>>) answer).value().ifPresent(granted::add));
            rig.time.advance(Duration.ofMillis(4));
            return granted.get(0);
        }

        Outbound outbound(String id, Outcome outcome) {
            return new Outbound(granted(id), outcome, new UUID(0x4000L, ++keys), id);
        }

        void proof(String id, int... bytes) {
            outbox.add(outbound(id, proofOf(id, bytes)));
        }

        void failure(String id) {
            outbox.add(outbound(id, FAILURE));
        }

        List<String> calls() {
            return rig.coordinator.asked().stream()
                    .filter(asked -> asked.call() != Call.NEXT)
                    .map(asked -> asked.call().toString())
                    .toList();
        }

        BookedJob booked(String id) {
            return rig.coordinator.book().jobs().stream()
                    .filter(job -> job.id().value().equals(id))
                    .findFirst()
                    .orElseThrow();
        }

        void stopAndCheck() {
            assertThat(rig.coordinator.book().violations()).isEmpty();
            outbox.stop();
            rig.time.advance(Duration.ofHours(2));
            assertThat(rig.scheduler.pending()).isZero();
        }
    }

    Proof proofOf(String id, int... sizes) {
        try {
            Path directory = Files.createDirectories(files.resolve(id));
            List<OutputFile> outputs = new ArrayList<>();
            for (int i = 0; i < sizes.length; i++) {
                byte[] bytes = (id + i).repeat(sizes[i]).substring(0, sizes[i]).getBytes(StandardCharsets.US_ASCII);
                Files.write(directory.resolve("out" + i), bytes);
                outputs.add(new OutputFile("out" + i, "text/plain", bytes.length, Sha256.of(bytes)));
            }
            return new Proof(
                    outputs.get(0),
                    outputs.subList(1, outputs.size()),
                    AccelMode.CPU,
                    Map.of("seconds", 1.0),
                    new Provenance("pytorch", "2.7.1", "cpu", "cpu", null, null));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
