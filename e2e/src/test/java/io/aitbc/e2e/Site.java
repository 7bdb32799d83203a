package io.aitbc.e2e;

import io.aitbc.e2e.harness.Pool;
import io.aitbc.e2e.harness.PoolClient;
import io.aitbc.e2e.harness.Program;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Map;

/** A coordinator that runs, a client's view of it, and the miners that a test starts: what most tests begin with. */
public final class Site implements AutoCloseable {
    private final Pool pool;
    private final String[] options;
    private final PoolClient client;
    private final Jobs jobs;
    private Program coordinator;

    /**
     * Starts the coordinator, in development mode.
     *
     * @param directory where everything goes
     * @param options more of the coordinator's
     */
    public Site(Path directory, String... options) {
        this.pool = new Pool(Checkout.home(), directory);
        this.options = options.clone();
        this.coordinator = pool.startCoordinator(options);
        this.client = pool.client();
        this.jobs = new Jobs(client);
    }

    public Pool pool() {
        return pool;
    }

    public PoolClient client() {
        return client;
    }

    public Jobs jobs() {
        return jobs;
    }

    /** SIGKILL to the coordinator; another takes its place, with its data and at its address. */
    public void killCoordinator() {
        coordinator.kill();
        coordinator = pool.startCoordinatorAt(pool.url().substring("http://".length()), options);
    }

    /** SIGSTOP: what is asked from here on waits for an answer. */
    public void holdCoordinator() {
        coordinator.signal("STOP");
    }

    /** It goes on from where it was held. */
    public void releaseCoordinator() {
        coordinator.signal("CONT");
    }

    /** Starts a miner and waits until the coordinator knows it. */
    public Program online(String name, Map<String, String> settings) {
        Program miner = pool.startMiner(name, settings);
        awaitOnline(name);
        return miner;
    }

    /** Waits until the coordinator knows this miner. */
    public void awaitOnline(String name) {
        Eventually.get(
                "being online",
                Jobs.SOON,
                () -> client.miners().miners(),
                seen -> seen.stream().anyMatch(each -> each.minerId().equals(name)));
    }

    /** Waits until a miner's runner is at work on its one job, and holds it there, so that the job cannot end. */
    public Runner holdAtWork(String name, Program miner) {
        Eventually.get("work", Jobs.SOON, () -> progress(name), part -> part > 0);
        Runner runner = Runner.of(miner);
        runner.hold();
        return runner;
    }

    private double progress(String name) {
        try {
            return pool.status(name).progress();
        } catch (UncheckedIOException notYet) {
            return 0; // it has only just been started
        }
    }

    /** Cancels what a test left undone, so that the next one's miner does not get it. */
    public void clear() {
        client.jobs().stream().filter(job -> !job.state().isFinal()).forEach(job -> client.cancel(job.id()));
    }

    @Override
    public void close() {
        pool.close();
    }
}
