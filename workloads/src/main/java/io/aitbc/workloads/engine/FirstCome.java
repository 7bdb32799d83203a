package io.aitbc.workloads.engine;

import io.aitbc.api.port.Workload;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CountDownLatch;

/**
 * A line of those who want the same thing: whoever came first has it. Looking up meanwhile costs nobody their place.
 */
public final class FirstCome implements Workload.Turns {
    private final Deque<CountDownLatch> line = new ArrayDeque<>(); // the first of them is open

    @Override
    public Workload.Turn take(Runnable checkCanceled) {
        CountDownLatch place = new CountDownLatch(1);
        Workload.Turn turn = () -> leave(place); // made before there is something to lose
        join(place);
        try {
            Waiting.until(place, checkCanceled);
        } catch (RuntimeException | Error e) {
            leave(place);
            throw e;
        }
        return turn;
    }

    private synchronized void join(CountDownLatch place) {
        line.addLast(place);
        open();
    }

    private synchronized void leave(CountDownLatch place) {
        line.remove(place);
        open();
    }

    private void open() {
        CountDownLatch first = line.peekFirst();
        if (first != null) {
            first.countDown();
        }
    }
}
