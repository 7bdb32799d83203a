package io.aitbc.workloads.diffusion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.aitbc.api.lint.SuppressForbidden;
import io.aitbc.api.outcome.Failure;
import io.aitbc.api.outcome.FailureCode;
import io.aitbc.api.port.Workload;
import io.aitbc.workloads.TestRun;
import io.aitbc.workloads.engine.Energy;
import io.aitbc.workloads.engine.JavaHeap;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The Java heap that a job takes: predicted, claimed, and given back. */
@Timeout(180)
final class SdMemoryTest extends PlainJobs {
    private static final String SHA256 = "0123456789abcdef".repeat(4);
    private static final Map<String, Object> LARGE = Map.of("height", 2048L, "width", 2048L);

    private Failure refused(TestRun run) {
        return catchThrowableOfType(Workload.WorkFailedException.class, () -> work.run(run))
                .failure();
    }

    @Test
    void whatTheHeapHasNoRoomForIsGivenBackBeforeAnythingIsLoaded() throws Exception {
        heapInUse.set(970 * PlainLibrary.MEBIBYTE);
        Failure failure = refused(run(LARGE));
        assertThat(failure.code()).isEqualTo(FailureCode.E_OOM);
        assertThat(failure.message())
                .isEqualTo("these pictures need about 84 MiB of the runner's Java heap, and 54 of 1024 are free;"
                        + " ask for fewer or smaller ones");
        assertThat(library.events).containsExactly("garbage collected");
        assertThat(work.run(run(Map.of())).primary()).exists();
    }

    @Test
    void garbageIsNoReason() throws Exception {
        heapInUse.set(1024 * PlainLibrary.MEBIBYTE);
        onCollect = () -> heapInUse.set(0);
        assertThat(work.run(run(Map.of())).primary()).exists();
    }

    @Test
    void manyLargePicturesAreTooManyLatents() throws Exception {
        Map<String, Object> many = Map.of("height", 4096L, "width", 4096L, "num_images", 16L);
        heapInUse.set(300 * PlainLibrary.MEBIBYTE);
        assertThat(refused(run(many)).message()).matches("these pictures need about 8.. MiB of the runner's Java.*");
        assertThat(library.events).containsExactly("garbage collected");
    }

    @Test
    void whatAJobHasClaimedIsNotThereForAnotherUntilItHasEnded() throws Exception {
        heapInUse.set(0);
        TestRun inside = run(Map.of("num_images", 2L));
        JavaHeap.Claim other = heap.claim(1000 * PlainLibrary.MEBIBYTE);
        assertThat(refused(run(LARGE)).code()).isEqualTo(FailureCode.E_OOM);
        assertThat(work.run(inside).primary()).exists();
        other.close();
        for (int i = 0; i < 20; i++) {
            TestRun broken = run(Map.of("num_inference_steps", 1L, "strength", 0.5));
            assertThatThrownBy(() -> work.run(broken)).hasMessageContaining("strength");
            library.poison = true;
            TestRun poisoned = run(LARGE);
            assertThat(refused(poisoned).code()).isEqualTo(FailureCode.E_OUTPUT);
        }
        heap.claim(1024 * PlainLibrary.MEBIBYTE).close();
    }

    /** The file has 60 bytes; its head says 8000 by 4000 pixels of eight bytes. */
    @Test
    void aPictureToGoOutFromIsCountedBeforeItIsUnpacked() throws Exception {
        byte[] head = ByteBuffer.allocate(13)
                .putInt(8000)
                .putInt(4000)
                .put((byte) 16)
                .put((byte) 6)
                .array();
        Path bomb = directory.resolve("bomb");
        Files.write(bomb, new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'});
        append(bomb, "IHDR", head);
        append(bomb, "IDAT", new byte[3]);
        append(bomb, "IEND", new byte[0]);
        Map<String, Object> params = Map.of("image", SHA256, "height", 512L, "width", 512L);
        heapInUse.set(800 * PlainLibrary.MEBIBYTE);
        TestRun tight = run(params);
        tight.withInput(SHA256, bomb);
        assertThat(refused(tight).message()).startsWith("these pictures need about 351 MiB of the runner's Java heap");
        heapInUse.set(0);
        TestRun roomy = run(params);
        roomy.withInput(SHA256, bomb);
        assertThat(refused(roomy).message()).startsWith("image is a damaged PNG file");
        assertThat(library.events).containsExactly("garbage collected");
        library.limitBytes = 800 * PlainLibrary.MEBIBYTE;
        TestRun scarce = run(params);
        scarce.withInput(SHA256, bomb);
        assertThat(refused(scarce).message()).matches("these pictures need about 8.. MiB of memory, and 800 may.*");
    }

    private static void append(Path file, String name, byte[] content) throws Exception {
        byte[] named = ByteBuffer.allocate(4 + content.length)
                .put(name.getBytes(StandardCharsets.US_ASCII))
                .put(content)
                .array();
        CRC32 sum = new CRC32();
        sum.update(named);
        byte[] chunk = ByteBuffer.allocate(8 + named.length)
                .putInt(content.length)
                .put(named)
                .putInt((int) sum.getValue())
                .array();
        Files.write(file, chunk, java.nio.file.StandardOpenOption.APPEND);
    }

    /** In a process whose heap has just the room that a job claims, it is enough; with less, nothing is begun. */
    @Test
    void whatIsClaimedIsEnough() throws Exception {
        assertThat(process("-Xmx164m")).isEqualTo("done");
        assertThat(process("-Xmx120m")).startsWith("E_OOM these pictures need about 84 MiB of the runner's Java heap");
    }

    /** Memory that runs out in the middle ends that job, and the process draws the next picture. */
    @Test
    void aHeapThatIsSmallerThanAnybodyThoughtEndsOneJob() throws Exception {
        assertThat(process("-Xmx64m", "blind")).isEqualTo("OutOfMemoryError\ndone");
    }

    private String process(String heap, String... more) throws Exception {
        Path said = directory.resolve("said" + heap);
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                heap,
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                OneJob.class.getName(),
                Files.createDirectory(directory.resolve("home" + heap)).toString()));
        command.addAll(List.of(more));
        Process process = new ProcessBuilder(command)
                .redirectOutput(said.toFile())
                .redirectError(directory.resolve("errors").toFile())
                .start();
        try {
            assertThat(process.waitFor(150, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        return Files.readString(said).strip();
    }

    /** A program that draws a large picture, and a small one if that fails; blindly when a second argument says so. */
    static final class OneJob {
        private OneJob() {}

        @SuppressForbidden("a program's main")
        public static void main(String[] args) throws Exception {
            PlainLibrary library = new PlainLibrary();
            JavaHeap heap = args.length == 1 ? JavaHeap.own() : new JavaHeap(Long.MAX_VALUE, () -> 0, () -> {});
            SdInfer work = new SdInfer(
                    library, () -> 0, heap, new Energy(Path.of("/nonexistent")), () -> library.clock.addAndGet(1000));
            PlainJobs jobs = new SdMemoryTest();
            jobs.directory = Path.of(args[0]);
            try {
                work.run(jobs.run(LARGE));
                System.out.println("done");
            } catch (Workload.WorkFailedException e) {
                System.out.println(e.failure().code() + " " + e.failure().message());
            } catch (OutOfMemoryError e) {
                System.out.println("OutOfMemoryError");
                work.run(jobs.run(Map.of()));
                System.out.println("done");
            }
        }
    }
}
