package io.aitbc.workloads.text.batch;

import io.aitbc.workloads.text.model.Place;
import java.util.Arrays;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A sequence in the batch, and how much of it the decoder has been fed. */
final class Member {
    private final Sequence sequence;
    private final CompletableFuture<Figures> end = new CompletableFuture<>();
    private final int promptLength;
    private final int[] tokens;
    private int length;
    private int fed;
    private @Nullable Place place;
    private boolean alone;
    private long fedTokens;
    private long feedNanos;
    private long steps;
    private long stepNanos;
    private long rows;
    private int mostRows;

    Member(Sequence sequence) {
        int[] prompt = sequence.prompt();
        int[] known = sequence.known();
        this.sequence = sequence;
        this.promptLength = prompt.length;
        this.length = prompt.length + known.length;
        this.tokens = Arrays.copyOf(prompt, Math.max(length, sequence.room()) + 1);
        System.arraycopy(known, 0, tokens, prompt.length, known.length);
    }

    Sequence sequence() {
        return sequence;
    }

    CompletableFuture<Figures> end() {
        return end;
    }

    Place place() {
        return Objects.requireNonNull(place, "it has been given a place");
    }

    boolean hasPlace() {
        return place != null;
    }

    /** From here on nothing of it is fed. */
    void givenPlace(Place given) {
        place = given;
        fed = 0;
    }

    void lostPlace() {
        place = null;
    }

    /** Runs with nobody beside it. */
    boolean isAlone() {
        return alone;
    }

    void runAlone() {
        alone = true;
    }

    boolean isPromptFed() {
        return fed >= promptLength;
    }

    /** The next slice of the prompt, at most {@code most} tokens. */
    int[] slice(int most) {
        return Arrays.copyOfRange(tokens, fed, Math.min(promptLength, fed + most));
    }

    void sliceFed(int count, long nanos) {
        fed += count;
        fedTokens += count;
        feedNanos += nanos;
        sequence.reading(fed, promptLength);
    }

    /** The token that the next step feeds. */
    int pending() {
        return tokens[fed];
    }

    void stepped(long nanos, int batch) {
        fed++;
        steps++;
        stepNanos += nanos;
        rows += batch;
        mostRows = Math.max(mostRows, batch);
    }

    /**
     * With what the decoder said after all that was fed: the next token is known already, or chosen now.
     *
     * @return false when the sequence is complete
     */
    boolean goesOn(float[] logits) throws Exception {
        if (fed < length) {
            return true;
        }
        OptionalInt next = sequence.next(logits);
        next.ifPresent(token -> tokens[length++] = token);
        return next.isPresent();
    }

    Figures figures() {
        return new Figures(fedTokens, feedNanos, steps, stepNanos, rows, mostRows);
    }
}
