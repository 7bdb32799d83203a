package io.aitbc.agent.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.aitbc.api.port.Journal.Entry;
import io.aitbc.api.port.Journal.Step;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A process that writes its journal is killed, or meets a full disk. What it said was written is there afterwards. */
@Timeout(120)
class SqliteJournalKillTest {
    private static final int JOBS = 300;

    @TempDir
    Path directory;

    @Test
    void whatWasSaidToBeWrittenOutlivesAKill() throws Exception {
        Path file = directory.resolve("journal.db");
        Map<Step, Set<String>> promised = new EnumMap<>(Step.class);
        for (int round = 0; round < 3; round++) {
            try (JournalProcess process = new JournalProcess(file)) {
                assertThat(process.next()).isEqualTo("ready");
                for (int i = 0; i < JOBS; i++) {
                    process.work("r" + round + "-" + i);
                }
                List<String> said = new ArrayList<>();
                for (int i = 0; i < 100 + 150 * round; i++) {
                    said.add(process.next());
                }
                List<String> last = process.kill();
                said.addAll(last.subList(0, Math.max(0, last.size() - 1))); // the very last one may be cut off
                said.forEach(line -> note(line, promised));
            }
            assertKept(file, promised);
        }
        assertThat(promised.get(Step.PROVED)).isNotEmpty();
    }

    private static void note(String line, Map<Step, Set<String>> promised) {
        String[] words = line.split(" ", -1);
        promised.computeIfAbsent(Step.valueOf(words[0].toUpperCase(Locale.ROOT)), each -> new HashSet<>())
                .add(words[1]);
    }

    private static Map<String, Step> stepsIn(Path file) throws IOException {
        try (SqliteJournal journal = new SqliteJournal(file, Runnable::run, () -> Instant.EPOCH)) {
            Map<String, Step> steps = new HashMap<>();
            for (Entry entry : journal.open()) {
                steps.put(entry.job().id().value(), entry.step());
            }
            return steps;
        }
    }

    private static void assertKept(Path file, Map<Step, Set<String>> promised) throws IOException {
        Map<String, Step> steps = stepsIn(file);
        promised.forEach((step, names) -> {
            for (String name : names) {
                assertThat(steps.get(name)).as(name).isNotNull().isGreaterThanOrEqualTo(step);
            }
        });
    }

    @Test
    void aFullDiskIsSaidAndOverAsSoonAsThereIsRoom() throws Exception {
        Path prlimit = Path.of("/usr/bin/prlimit");
        assumeTrue(Files.isExecutable(prlimit), "needs prlimit (util-linux)");
        Path file = directory.resolve("journal.db");
        try (JournalProcess process = new JournalProcess(file)) {
            assertThat(process.next()).isEqualTo("ready");
            limitFiles(prlimit, process, "200000:unlimited");
            int written = 0;
            while (worked(process, "before-" + written)) {
                written++;
            }
            assertThat(written).isPositive();
            assertThat(worked(process, "still-full")).isFalse();

            limitFiles(prlimit, process, "unlimited:unlimited");

            assertThat(worked(process, "after")).isTrue();
            process.kill();
            assertThat(stepsIn(file)).containsEntry("after", Step.PROVED).containsEntry("before-0", Step.PROVED);
        }
    }

    /** No file of this process may grow beyond this many bytes. */
    private static void limitFiles(Path prlimit, JournalProcess process, String softAndHard) throws Exception {
        Process set = new ProcessBuilder(prlimit.toString(), "--pid", "" + process.pid(), "--fsize=" + softAndHard)
                .inheritIO()
                .start();
        assertThat(set.waitFor()).isZero();
    }

    /** @return false when one of the job's three lines was not written */
    private static boolean worked(JournalProcess process, String name) throws IOException {
        process.work(name);
        List<String> said = List.of(process.next(), process.next(), process.next());
        return said.equals(List.of("leased " + name, "started " + name, "proved " + name));
    }
}
