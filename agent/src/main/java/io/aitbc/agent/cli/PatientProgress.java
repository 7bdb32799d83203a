package io.aitbc.agent.cli;

import io.aitbc.models.ReadProgress;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Shows how far the reading is once it takes longer than two seconds. */
final class PatientProgress implements ReadProgress {
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final String what;
    private final Supplier<ProgressBar> maker;
    private final LongSupplier nanoTime;
    private final long began;
    private @Nullable ProgressBar bar;

    /**
     * @param what is read
     * @param maker asked when there is something to show
     */
    PatientProgress(String what, Supplier<ProgressBar> maker, LongSupplier nanoTime) {
        this.what = what;
        this.maker = maker;
        this.nanoTime = nanoTime;
        this.began = nanoTime.getAsLong();
    }

    @Override
    public void at(long done, long total) {
        ProgressBar shown = bar;
        if (shown == null) {
            if (done >= total || nanoTime.getAsLong() - began < PATIENCE_NANOS) {
                return;
            }
            shown = maker.get();
            shown.begins("reading " + what, done, total);
            bar = shown;
        }
        shown.at(done, total);
    }

    void end() {
        if (bar != null) {
            bar.end();
        }
    }
}
