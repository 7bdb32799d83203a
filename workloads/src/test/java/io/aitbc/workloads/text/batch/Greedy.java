package io.aitbc.workloads.text.batch;

import io.aitbc.api.port.Workload;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/** Takes the likeliest token, so many times. */
final class Greedy implements Sequence {
    final List<Integer> chosen = new ArrayList<>();
    volatile boolean canceled;
    int throwsAt = -1;
    Runnable onNext = () -> {};

    private final int[] prompt;
    private final int[] known;
    private final int most;

    Greedy(int most, int... prompt) {
        this(most, prompt, new int[0]);
    }

    Greedy(int most, int[] prompt, int[] known) {
        this.prompt = prompt;
        this.known = known;
        this.most = most;
        for (int token : known) {
            chosen.add(token);
        }
    }

    @Override
    public int[] prompt() {
        return prompt;
    }

    @Override
    public int[] known() {
        return known;
    }

    @Override
    public int room() {
        return prompt.length + most - 1;
    }

    @Override
    public void checkCanceled() {
        if (canceled) {
            throw new Workload.CanceledException();
        }
    }

    @Override
    public void reading(int fed, int of) {}

    @Override
    public OptionalInt next(float[] logits) {
        if (chosen.size() == throwsAt) {
            throw new IllegalStateException("of this job's own making");
        }
        int best = 0;
        for (int token = 1; token < logits.length; token++) {
            best = logits[token] > logits[best] ? token : best;
        }
        chosen.add(best);
        onNext.run();
        return chosen.size() < most ? OptionalInt.of(best) : OptionalInt.empty();
    }
}
