package io.aitbc.agent.main;

import static org.assertj.core.api.Assertions.assertThat;

import io.aitbc.api.outcome.FailureCode;
import io.aitbc.models.Inventory;
import io.aitbc.models.ModelException;
import io.aitbc.models.ModelId;
import io.aitbc.models.ModelStore;
import io.aitbc.models.StoredModel;
import io.aitbc.testkit.ReferenceModels;
import io.aitbc.testkit.time.VirtualScheduler;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What MODEL_DIR holds, looked at now and then, on another thread. */
class HeldModelsTest {
    private final VirtualScheduler time = new VirtualScheduler();
    private final List<Runnable> files = new ArrayList<>();
    private final List<List<String>> told = new ArrayList<>();
    private HeldModels.Look look = () -> inventory("a");
    private final HeldModels models = new HeldModels(time, files::add, () -> look.look());

    private static Inventory inventory(String... ids) {
        return new Inventory(
                List.of(ids).stream()
                        .map(id -> new StoredModel(new ModelId(id), Path.of("/x", id), StoredModel.Kind.CHECKPOINT))
                        .toList(),
                List.of());
    }

    private void start() {
        models.start(() -> told.add(models.ids()));
    }

    /** The other thread does what it was given. */
    private void filesThread() {
        List<Runnable> tasks = List.copyOf(files);
        files.clear();
        tasks.forEach(Runnable::run);
        time.advance(Duration.ZERO);
    }

    @Test
    void nothingIsLookedAtBeforeTheFirstHeartbeatIsAway() {
        start();
        time.advance(Duration.ofMillis(999));
        assertThat(files).isEmpty();
        assertThat(models.ids()).isEmpty();
        time.advance(Duration.ofMillis(1));
        assertThat(files).hasSize(1);
        assertThat(told).isEmpty();
        filesThread();
        assertThat(told).containsExactly(List.of("a"));
    }

    @Test
    void aChangeIsSeenWithinAMinuteAndToldOnce() {
        start();
        time.advance(Duration.ofSeconds(1));
        filesThread();
        time.advance(Duration.ofMinutes(1));
        filesThread();
        assertThat(told).hasSize(1);
        look = () -> inventory("a", "org/b");
        time.advance(Duration.ofMinutes(1));
        filesThread();
        assertThat(told).containsExactly(List.of("a"), List.of("a", "org/b"));
        assertThat(models.ids()).containsExactly("a", "org/b");
    }

    @Test
    void aLookThatHangsIsNotRepeatedAndAReloadLooksAtOnce() {
        start();
        time.advance(Duration.ofMinutes(10));
        assertThat(files).hasSize(1);
        models.look();
        assertThat(files).hasSize(1);
        filesThread();
        models.look();
        assertThat(files).hasSize(1);
        filesThread();
        time.advance(Duration.ofMinutes(1));
        assertThat(files).hasSize(1);
    }

    @Test
    void aDirectoryThatCannotBeReadHoldsNoModelsAndIsTriedAgain() {
        start();
        time.advance(Duration.ofSeconds(1));
        filesThread();
        look = () -> {
            throw new ModelException(FailureCode.E_MODEL, "models cannot be read: permission denied");
        };
        time.advance(Duration.ofMinutes(1));
        filesThread();
        assertThat(models.ids()).isEmpty();
        look = () -> {
            throw new IllegalStateException("a defect");
        };
        time.advance(Duration.ofMinutes(1));
        filesThread();
        look = () -> inventory("a");
        time.advance(Duration.ofMinutes(1));
        filesThread();
        assertThat(told).containsExactly(List.of("a"), List.of(), List.of("a"));
    }

    @Test
    void afterTheStopNothingMoves() {
        start();
        time.advance(Duration.ofSeconds(1));
        models.stop();
        filesThread();
        time.advance(Duration.ofHours(1));
        assertThat(files).isEmpty();
        assertThat(told).isEmpty();
    }

    @Test
    void noMoreAreToldThanACoordinatorTakes() {
        look = () -> inventory(IntStream.range(0, 2000).mapToObj(i -> "m" + i).toArray(String[]::new));
        start();
        time.advance(Duration.ofSeconds(1));
        filesThread();
        assertThat(models.ids()).hasSize(1024);
    }

    @Test
    void theReferenceModelsAreHeld() {
        look = () -> new ModelStore(ReferenceModels.root()).inventory();
        start();
        time.advance(Duration.ofSeconds(1));
        filesThread();
        assertThat(models.ids()).containsExactlyElementsOf(ReferenceModels.ALL);
    }
}
