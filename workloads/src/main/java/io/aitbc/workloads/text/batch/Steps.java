package io.aitbc.workloads.text.batch;

import io.aitbc.api.outcome.Failure;
import io.aitbc.api.outcome.FailureCode;
import io.aitbc.api.port.Workload;
import io.aitbc.workloads.text.model.Decoder;
import io.aitbc.workloads.text.model.Place;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the batch does in each step. For one thread. */
final class Steps {
    private static final Logger LOG = LoggerFactory.getLogger(Steps.class);

    private final Decoder decoder;
    private final Cuts cuts;
    private final LongSupplier nanoTime;
    private final Deque<Member> waiting = new ArrayDeque<>();
    private final List<Member> decoding = new ArrayList<>();
    private float[][] logits = new float[0][];
    private @Nullable Member reading;
    private boolean full;
    private boolean broke;

    Steps(Decoder decoder, Cuts cuts, LongSupplier nanoTime) {
        this.decoder = decoder;
        this.cuts = cuts;
        this.nanoTime = nanoTime;
    }

    void join(Member member) {
        waiting.addLast(member);
    }

    /** True once the decoder failed in a way that may have left it unfit for more. */
    boolean broke() {
        return broke;
    }

    /**
     * Lets go whoever is to stop, lets in who has waited longest, feeds one slice of one prompt and one token of each
     * other.
     *
     * @return false when nobody is left
     */
    boolean step() {
        dismiss();
        admit();
        if (reading != null) {
            read(reading);
        }
        if (!decoding.isEmpty()) {
            decode();
        }
        return isAnybodyLeft();
    }

    /** Ends everybody's way with {@code cause}. */
    void abort(Throwable cause) {
        everybody().forEach(member -> leave(member, cause));
    }

    private List<Member> everybody() {
        List<Member> all = new ArrayList<>(waiting);
        all.addAll(decoding);
        if (reading != null) {
            all.add(reading);
        }
        return all;
    }

    /**
     * Lets go whoever is to stop.
     *
     * @return false when nobody is left
     */
    boolean dismiss() {
        for (Member member : everybody()) {
            try {
                member.sequence().checkCanceled();
            } catch (RuntimeException e) {
                leave(member, e);
            }
        }
        return isAnybodyLeft();
    }

    private boolean isAnybodyLeft() {
        return reading != null || !decoding.isEmpty() || !waiting.isEmpty();
    }

    /** Strictly in order: one that needs much room is not passed by for ever by those that need little. */
    private void admit() {
        Member next = waiting.peekFirst();
        if (next == null
                || reading != null
                || full
                || decoding.size() >= decoder.facts().places()) {
            return;
        }
        boolean somebodyAlone = decoding.stream().anyMatch(Member::isAlone);
        if (somebodyAlone || (next.isAlone() && !decoding.isEmpty())) {
            return;
        }
        try {
            Optional<Place> place = decoder.open(next.sequence().room());
            if (place.isPresent()) {
                waiting.removeFirst();
                next.givenPlace(place.get());
                reading = next;
            } else if (decoding.isEmpty()) {
                leave(next, tooLong(next));
            } else {
                full = true; // until somebody leaves
            }
        } catch (Throwable e) { // memory errors included: the others have theirs
            leave(next, e);
        }
    }

    private static Workload.WorkFailedException tooLong(Member member) {
        return new Workload.WorkFailedException(new Failure(
                FailureCode.E_OOM,
                "there is no memory for the keys and values of "
                        + member.sequence().room() + " tokens"));
    }

    private void read(Member member) {
        try {
            int[] slice = member.slice(cuts.slice());
            long begun = nanoTime.getAsLong();
            float[] last = decoder.prefill(member.place(), slice, member.sequence()::checkCanceled);
            member.sliceFed(slice.length, nanoTime.getAsLong() - begun);
            if (member.isPromptFed()) {
                reading = null;
                decoding.add(member);
                choose(member, last);
            }
        } catch (Workload.CanceledException e) {
            leave(member, e);
        } catch (Throwable e) {
            broke = true;
            leave(member, e);
        }
    }

    private void decode() {
        List<Member> rows = List.copyOf(decoding);
        int[] tokens = rows.stream().mapToInt(Member::pending).toArray();
        List<Place> places = rows.stream().map(Member::place).toList();
        long begun = nanoTime.getAsLong();
        try {
            decoder.decode(places, tokens, logitsFor(rows.size()));
        } catch (Throwable e) {
            broke = true;
            failed(rows, e);
            return;
        }
        long nanos = nanoTime.getAsLong() - begun;
        for (int row = 0; row < rows.size(); row++) {
            rows.get(row).stepped(nanos, rows.size());
            choose(rows.get(row), logits[row]);
        }
    }

    private float[][] logitsFor(int rows) {
        if (logits.length != rows) {
            logits = new float[rows][decoder.facts().vocabSize()];
        }
        return logits;
    }

    private void choose(Member member, float[] last) {
        try {
            if (!member.goesOn(last)) {
                complete(member);
            }
        } catch (Throwable e) { // of this one's own making, such as a disk that is full
            leave(member, e);
        }
    }

    /**
     * Nobody knows whose fault it was, nor what the step left in the cache. Each begins again from the tokens that it
     * has, with nobody beside it; one that was alone has failed.
     */
    private void failed(List<Member> rows, Throwable cause) {
        LOG.atWarn()
                .addKeyValue("rows", rows.size())
                .addKeyValue("cause", cause.getClass().getSimpleName())
                .log("a decoding step failed");
        for (int row = rows.size() - 1; row >= 0; row--) {
            Member member = rows.get(row);
            if (rows.size() == 1) {
                leave(member, cause);
            } else {
                release(member);
                decoding.remove(member);
                member.runAlone();
                waiting.addFirst(member);
            }
        }
    }

    private void complete(Member member) {
        forget(member);
        member.end().complete(member.figures());
    }

    private void leave(Member member, Throwable cause) {
        forget(member);
        member.end().completeExceptionally(cause);
    }

    private void forget(Member member) {
        release(member);
        if (waiting.remove(member)) {
            full = false; // it may have been the one that there was no room for
        }
        decoding.remove(member);
        if (member == reading) {
            reading = null;
        }
    }

    private void release(Member member) {
        if (member.hasPlace()) {
            Place place = member.place();
            member.lostPlace();
            full = false;
            try {
                decoder.release(place);
            } catch (RuntimeException e) {
                broke = true;
                LOG.atError().setCause(e).log("the key/value cache does not let go of a sequence");
            }
        }
    }
}
