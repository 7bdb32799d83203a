package io.aitbc.workloads.diffusion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aitbc.api.port.Workload;
import io.aitbc.workloads.TestRun;
import io.aitbc.workloads.engine.FirstCome;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Jobs that wait for each other, are canceled meanwhile, or leave the next one what they have broken. */
@Timeout(60)
final class SdTurnsTest extends PlainJobs {
    private final FirstCome device = new FirstCome();

    private CompletableFuture<Workload.Result> begun(TestRun run) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return work.run(run);
                    } catch (Workload.WorkFailedException e) {
                        throw new IllegalStateException(e);
                    }
                },
                task -> new Thread(task).start());
    }

    @Test
    void aCancelIsHeardInTheMiddleOfAStep() throws Exception {
        TestRun run = run(Map.of());
        int[] calls = {0};
        library.onPredict = () -> {
            if (++calls[0] == 7) {
                run.cancel();
            }
        };
        assertThatThrownBy(() -> work.run(run)).isInstanceOf(Workload.CanceledException.class);
        assertThat(library.events.stream().filter("predict 2"::equals))
                .as("calls that came to their end")
                .hasSize(6);
        library.onPredict = () -> {};
        assertThat(work.run(run.next()).metrics()).containsKey("restored_steps");
        assertThat(library.events).containsOnlyOnce("unet loaded").doesNotContain("unet closed");
    }

    @Test
    void aCancelIsHeardWhileAnotherHasTheDevice() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        Workload.Turn elsewhere = device.take(() -> {});
        TestRun run = run(Map.of()).withTurns(check -> {
            asked.countDown();
            return device.take(check);
        });
        CompletableFuture<Workload.Result> job = begun(run);
        asked.await();
        run.cancel();
        assertThatThrownBy(job::get)
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(Workload.CanceledException.class);
        elsewhere.close();
        assertThat(work.run(run(Map.of()).withTurns(device)).primary()).exists();
    }

    @Test
    void othersHaveTheDeviceBetweenThePartsOfALongStep() throws Exception {
        CountDownLatch waits = new CountDownLatch(1);
        int[] calls = {0};
        library.onPredict = () -> {
            if (++calls[0] == 3) {
                new Thread(() -> {
                            Workload.Turn turn = device.take(waits::countDown);
                            library.events.add("another's step");
                            turn.close();
                        })
                        .start();
                await(waits);
            }
        };
        work.run(run(Map.of()).withTurns(device));
        List<String> steps = library.events.stream()
                .filter(event -> event.startsWith("predict") || event.startsWith("another"))
                .toList();
        assertThat(steps).startsWith("predict 2", "predict 2", "another's step", "predict 2");
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aLoadingOfOneStageIsCanceled() throws Exception {
        library.limitBytes = 500 * PlainLibrary.MEBIBYTE;
        TestRun run = run(Map.of()).onProgress(told -> {
            if (told.messages().contains("loading the denoiser")) {
                told.cancel();
            }
        });
        assertThatThrownBy(() -> work.run(run)).isInstanceOf(Workload.CanceledException.class);
        assertThat(library.events).contains("text_encoder loaded").doesNotContain("unet loaded");
        assertThat(work.run(run(Map.of())).primary()).exists();
    }

    @Test
    void whoWaitsForTheSameModelSaysSoAndCanBeCanceled() throws Exception {
        CountDownLatch tells = new CountDownLatch(1);
        TestRun second = run(Map.of("seed", 2L)).onProgress(told -> {
            if (told.messages().contains("waiting for another job with this model")) {
                tells.countDown();
            }
        });
        CompletableFuture<?>[] waiting = {CompletableFuture.completedFuture(null)};
        library.onPredict = () -> {
            library.onPredict = () -> {};
            waiting[0] = begun(second);
            await(tells);
            second.awaitWaiting();
            second.cancel();
            assertThatThrownBy(waiting[0]::get)
                    .isInstanceOf(ExecutionException.class)
                    .hasCauseInstanceOf(Workload.CanceledException.class);
        };
        assertThat(work.run(run(Map.of())).primary()).exists();
        assertThat(waiting[0]).isDone();
        assertThat(second.messages())
                .contains("waiting for another job with this model")
                .noneMatch(message -> message.startsWith("step"));
    }

    @Test
    void whoWaitedForWhatAnotherBrokeGetsAnotherOne() throws Exception {
        List<String> usual = files(work.run(run(Map.of("seed", 2L))));
        TestRun second = run(Map.of("seed", 2L)).withMemory(800 * PlainLibrary.MEBIBYTE);
        TestRun third = run(Map.of("seed", 2L)).withMemory(800 * PlainLibrary.MEBIBYTE);
        List<CompletableFuture<Workload.Result>> waiting = new java.util.ArrayList<>();
        library.onPredict = () -> {
            library.onPredict = () -> {};
            for (TestRun run : List.of(second, third)) {
                waiting.add(begun(run));
                run.awaitWaiting();
            }
            throw new OutOfMemoryError("in the middle");
        };
        TestRun first = run(Map.of()).withMemory(800 * PlainLibrary.MEBIBYTE);
        assertThatThrownBy(() -> work.run(first)).isInstanceOf(OutOfMemoryError.class);
        for (CompletableFuture<Workload.Result> each : waiting) {
            assertThat(files(each.get())).isEqualTo(usual);
        }
        assertThat(library.events.stream().filter(event -> event.startsWith("unet")))
                .containsExactly("unet loaded", "unet closed", "unet loaded");
    }

    @Test
    void aDiskThatTakesNoPictureBreaksNoNetwork() throws Exception {
        for (String file : List.of("image-0.png", "out.json")) {
            TestRun run = run(Map.of());
            Files.createFile(run.directory().resolve(file));
            assertThatThrownBy(() -> work.run(run)).isInstanceOf(UncheckedIOException.class);
        }
        assertThat(work.run(run(Map.of())).metrics()).containsEntry("load_seconds", 0.0);
        assertThat(library.events).containsOnlyOnce("unet loaded");
    }
}
