package io.aitbc.benchmarks.measure;

import io.aitbc.benchmarks.measure.AgentLine.Event;
import io.aitbc.e2e.harness.Program;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;

/**
 * When an agent said what of which job, on this process's own {@link System#nanoTime}: the moment at which its line was
 * read from its pipe. So a stage's end is never stamped too early, only late by the time that a line takes through a
 * pipe.
 */
public final class JobClock {
    private final Map<String, Map<Event, Long>> stamps = new HashMap<>();

    /** Listens to {@code miner}, in the place of whoever listened before. */
    public static JobClock on(Program miner) {
        JobClock clock = new JobClock();
        miner.onLine(clock::heard);
        return clock;
    }

    private void heard(String line) {
        long now = System.nanoTime();
        AgentLine.parse(line).ifPresent(said -> stamp(said, now));
    }

    private synchronized void stamp(AgentLine said, long now) {
        stamps.computeIfAbsent(said.job(), job -> new EnumMap<>(Event.class)).putIfAbsent(said.event(), now);
        notifyAll();
    }

    /**
     * Waits until the coordinator has the job's outcome.
     *
     * @return all stamps of the job
     * @throws IllegalStateException when the job failed, or nothing came within {@code seconds}
     */
    public synchronized Map<Event, Long> awaitEnd(String job, int seconds) throws InterruptedException {
        long until = System.nanoTime() + seconds * 1_000_000_000L;
        while (true) {
            Map<Event, Long> soFar = stamps.getOrDefault(job, Map.of());
            if (soFar.containsKey(Event.FAILED)) {
                throw new IllegalStateException("job " + job + " failed: see the miner's log");
            }
            if (soFar.containsKey(Event.ACKNOWLEDGED)) {
                return Map.copyOf(soFar);
            }
            long left = (until - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                throw new IllegalStateException("job " + job + " did not end within " + seconds + " s; seen: " + soFar);
            }
            wait(left);
        }
    }
}
