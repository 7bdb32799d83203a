package io.aitbc.agent.doctor;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/** Runs checks at the same time, each on a thread of its own and within its own bound. */
final class Examination {
    private static final Duration LOOK = Duration.ofMillis(250);

    private final List<Check> checks;

    Examination(List<Check> checks) {
        this.checks = List.copyOf(checks);
    }

    private record Running(Check check, CompletableFuture<Finding> finding) {}

    /** @param waitingFor told several times a second which checks are still under way */
    List<Report.Line> run(Consumer<List<String>> waitingFor) throws InterruptedException {
        long start = System.nanoTime();
        List<Running> all = checks.stream().map(Examination::start).toList();
        List<Report.Line> lines = new ArrayList<>();
        for (Running running : all) {
            while (!over(running, start)) {
                waitingFor.accept(all.stream()
                        .filter(each -> !each.finding().isDone())
                        .map(each -> each.check().id())
                        .toList());
            }
            lines.add(new Report.Line(running.check().id(), running.finding().getNow(overdue(running.check()))));
        }
        return lines;
    }

    /** Waits a moment for one of them. */
    private static boolean over(Running running, long start) throws InterruptedException {
        long left = running.check().limit().toNanos() - (System.nanoTime() - start);
        try {
            running.finding().get(Math.max(0, Math.min(left, LOOK.toNanos())), TimeUnit.NANOSECONDS);
            return true;
        } catch (TimeoutException e) {
            return left <= LOOK.toNanos();
        } catch (ExecutionException e) {
            throw new IllegalStateException("a check always ends with a finding", e);
        }
    }

    private static Finding overdue(Check check) {
        return Finding.fail(
                "no answer within " + check.limit().toSeconds() + " s",
                "see what hangs there: the log, dmesg, or strace");
    }

    private static Running start(Check check) {
        CompletableFuture<Finding> finding = new CompletableFuture<>();
        Thread thread = new Thread(() -> finding.complete(found(check)), "check-" + check.id());
        thread.setDaemon(true);
        thread.start();
        return new Running(check, finding);
    }

    @SuppressWarnings("CatchingUnchecked") // whatever a check meets is its finding, and spoils no other
    private static Finding found(Check check) {
        try {
            return check.examine();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Finding.skip("interrupted");
        } catch (Exception e) {
            String why = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
            return Finding.fail("cannot be looked at: " + why, "mend that, then ask again");
        }
    }
}
