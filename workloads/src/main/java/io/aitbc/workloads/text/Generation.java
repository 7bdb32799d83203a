package io.aitbc.workloads.text;

import io.aitbc.api.port.Workload;
import io.aitbc.workloads.text.batch.Sequence;
import io.aitbc.workloads.text.sample.BadLogitsException;
import io.aitbc.workloads.text.sample.FinishReason;
import io.aitbc.workloads.text.sample.LogProbs;
import io.aitbc.workloads.text.sample.Sampler;
import io.aitbc.workloads.text.sample.StopStrings;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** One job's text as it grows. Made by the job's thread, then the batch's alone until that lets go of it. */
final class Generation implements Sequence {
    private final GenerationTask task;
    private final Workload.Context context;
    private final TokenLog log;
    private final LongSupplier nanoTime;
    private final Sampler sampler;
    private final Words.Reader reader;
    private final StopStrings stops;
    private final StringBuilder text = new StringBuilder();
    private final List<Choice> choices = new ArrayList<>();
    private final int restored;
    private final int[] tokens;
    private long firstNanos;
    private long lastNanos;
    private @Nullable FinishReason reason;

    private Generation(
            GenerationTask task, Workload.Context context, TokenLog log, LongSupplier nanoTime, List<Choice> known) {
        this.task = task;
        this.context = context;
        this.log = log;
        this.nanoTime = nanoTime;
        this.sampler = new Sampler(task.request().sampling());
        this.reader = task.words().reader();
        this.stops = new StopStrings(task.request().stop());
        this.tokens = Arrays.copyOf(task.prompt(), task.promptLength() + task.most());
        this.restored = known.size();
        known.forEach(this::take);
    }

    /** Goes on from what the log holds, as far as that can be what this task chose; else from the beginning. */
    static Generation of(GenerationTask task, Workload.Context context, TokenLog log, LongSupplier nanoTime)
            throws IOException {
        if (!fits(task, context, log, nanoTime)) {
            log.beginAgain();
        }
        return new Generation(task, context, log, nanoTime, log.restored());
    }

    /** Ends only at the last of them, and says as much of each as was asked for. */
    private static boolean fits(GenerationTask task, Workload.Context context, TokenLog log, LongSupplier nanoTime) {
        List<Choice> known = log.restored();
        Integer top = task.request().topLogprobs();
        boolean plausible = known.stream()
                .allMatch(choice -> choice.token() >= 0
                        && choice.token() < task.vocabulary()
                        && (top == null ? choice.logProbs() == null : isComplete(choice.logProbs(), top)));
        if (!plausible || known.isEmpty()) {
            return plausible;
        }
        List<Choice> before = known.subList(0, known.size() - 1);
        return !new Generation(task, context, log, nanoTime, before).isComplete();
    }

    private static boolean isComplete(@Nullable LogProbs probs, int top) {
        return probs != null && probs.top().size() <= top;
    }

    /** True when nothing is left to choose. */
    boolean isComplete() {
        return reason != null;
    }

    /** Tokens that an earlier run had chosen. */
    int restored() {
        return restored;
    }

    @Override
    public int[] prompt() {
        return task.prompt();
    }

    @Override
    public int[] known() {
        return choices.stream().mapToInt(Choice::token).toArray();
    }

    @Override
    public int room() {
        return task.promptLength() + task.most() - 1;
    }

    @Override
    public void checkCanceled() {
        context.checkCanceled();
    }

    @Override
    public void reading(int fed, int of) {
        context.progress(fraction(), "prompt, " + fed + " of " + of + " tokens");
    }

    @Override
    public OptionalInt next(float[] logits) throws Workload.WorkFailedException {
        Choice choice = choose(logits);
        lastNanos = nanoTime.getAsLong();
        firstNanos = choices.size() == restored ? lastNanos : firstNanos;
        log.append(choice);
        take(choice);
        context.progress(fraction(), choices.size() + " of " + task.most() + " tokens");
        return isComplete() ? OptionalInt.empty() : OptionalInt.of(choice.token());
    }

    private Choice choose(float[] logits) throws Workload.WorkFailedException {
        try {
            int token = sampler.next(logits, tokens, task.promptLength() + choices.size());
            Integer top = task.request().topLogprobs();
            return new Choice(token, top == null ? null : LogProbs.of(logits, token, top));
        } catch (BadLogitsException e) {
            throw new Workload.WorkFailedException(e.failure());
        }
    }

    private void take(Choice choice) {
        tokens[task.promptLength() + choices.size()] = choice.token();
        choices.add(choice);
        boolean ends = !task.request().ignoreEos() && task.words().ends().contains(choice.token());
        if (!ends) {
            text.append(stops.push(reader.push(choice.token())));
        }
        if (ends || stops.isStopped()) {
            reason = FinishReason.STOP;
        } else if (choices.size() == task.most()) {
            reason = FinishReason.LENGTH;
        }
        if (isComplete()) {
            finish();
        }
    }

    /** What was held back may still hold a stop text, since a character may have been cut in two. */
    private void finish() {
        if (!stops.isStopped()) {
            text.append(stops.push(reader.flush()));
            text.append(stops.flush());
            reason = stops.isStopped() ? FinishReason.STOP : reason;
        }
    }

    private double fraction() {
        return (double) choices.size() / task.most();
    }

    Answer answer() {
        return new Answer(
                task.promptLength(), choices, text.toString(), Objects.requireNonNull(reason, "it is complete"));
    }

    /** On the clock that it was given; of this run's first token. */
    long firstNanos() {
        return firstNanos;
    }

    /** Of this run's last token. */
    long lastNanos() {
        return lastNanos;
    }
}
