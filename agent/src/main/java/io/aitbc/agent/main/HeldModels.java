package io.aitbc.agent.main;

import io.aitbc.api.port.Scheduler;
import io.aitbc.models.Inventory;
import io.aitbc.models.ModelException;
import io.aitbc.models.StoredModel;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which models {@code MODEL_DIR} holds. It is looked at on another thread, soon after the start and every minute from
 * then on: names of files only, no header and no weight. Used on the agent's thread.
 */
final class HeldModels {
    private static final Logger LOG = LoggerFactory.getLogger(HeldModels.class);
    /** The first heartbeat and the first job go before. */
    private static final Duration FIRST = Duration.ofSeconds(1);

    private static final Duration AGAIN = Duration.ofMinutes(1);
    /** More are not told: a coordinator takes no longer list. */
    private static final int MOST_TOLD = 1024;

    private final Scheduler scheduler;
    private final Executor files;
    private final Look look;
    private Runnable onChange = () -> {};
    private List<String> ids = List.of();
    private List<Inventory.Problem> problems = List.of();
    private Scheduler.@Nullable Timer timer;
    private boolean looking;
    private boolean stopped;

    /** Looks at {@code MODEL_DIR}; may block. */
    @FunctionalInterface
    interface Look {
        Inventory look() throws ModelException;
    }

    /** @param files where it may block for long, if {@code MODEL_DIR} is on a network file system that is gone, say */
    HeldModels(Scheduler scheduler, Executor files, Look look) {
        this.scheduler = scheduler;
        this.files = files;
        this.look = look;
    }

    /** @param listener called whenever {@link #ids} changes */
    void start(Runnable listener) {
        onChange = listener;
        timer = scheduler.after(FIRST, this::look);
    }

    /** In the order of their letters; none until the first look. */
    List<String> ids() {
        return ids;
    }

    /** Looks now, unless it already does. */
    void look() {
        if (looking || stopped) {
            return;
        }
        looking = true;
        cancelTimer();
        files.execute(() -> {
            Inventory seen = seen();
            scheduler.execute(() -> seen(seen));
        });
    }

    private Inventory seen() {
        try {
            return look.look();
        } catch (ModelException e) {
            return new Inventory(
                    List.of(), List.of(new Inventory.Problem("MODEL_DIR", String.valueOf(e.getMessage()))));
        } catch (RuntimeException e) {
            return new Inventory(List.of(), List.of(new Inventory.Problem("MODEL_DIR", "cannot be looked at: " + e)));
        }
    }

    private void seen(Inventory inventory) {
        looking = false;
        if (stopped) {
            return;
        }
        for (Inventory.Problem problem : inventory.problems()) {
            if (!problems.contains(problem)) {
                LOG.atWarn()
                        .addKeyValue("model", problem.name())
                        .addKeyValue("problem", problem.text())
                        .log("model cannot be used");
            }
        }
        problems = inventory.problems();
        List<String> found = inventory.models().stream()
                .map(StoredModel::toString)
                .limit(MOST_TOLD)
                .toList();
        if (!found.equals(ids)) {
            ids = found;
            LOG.atInfo().addKeyValue("models", ids.size()).log("models held");
            onChange.run();
        }
        timer = scheduler.after(AGAIN, this::look);
    }

    void stop() {
        stopped = true;
        cancelTimer();
    }

    private void cancelTimer() {
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }
}
