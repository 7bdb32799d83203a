package io.aitbc.workloads.text.sample;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The definitions, one after another, on full sorted lists: slow, plain, and written without the real one in mind. */
final class SlowSampler {
    record Choice(int id, float score, double weight) {}

    private SlowSampler() {}

    static int next(SamplingOptions options, float[] logits, int[] tokens, int length) {
        float[] scores = logits.clone();
        Set<Integer> seen = new HashSet<>();
        for (int at = 0; at < length; at++) {
            seen.add(tokens[at]);
        }
        for (int id : seen) {
            float penalty = (float) options.repetitionPenalty();
            scores[id] = scores[id] < 0 ? scores[id] * penalty : scores[id] / penalty;
        }
        if (options.temperature() == 0) {
            return best(scores);
        }
        List<Choice> left = kept(options, scores);
        left.sort(Comparator.comparingInt(Choice::id));
        double target = SeededDraw.uniform(options.seed(), length) * total(left);
        double sum = 0;
        for (Choice choice : left) {
            sum += choice.weight();
            if (sum > target) {
                return choice.id();
            }
        }
        throw new AssertionError("nothing drawn");
    }

    /** What is left after top-k, top-p and min-p. */
    static List<Choice> kept(SamplingOptions options, float[] logits) {
        float most = logits[best(logits)] / (float) options.temperature();
        List<Choice> all = new ArrayList<>();
        for (int id = 0; id < logits.length; id++) {
            float score = logits[id] / (float) options.temperature();
            all.add(new Choice(id, score, StrictMath.exp((double) score - most)));
        }
        List<Choice> ranked = new ArrayList<>(all);
        ranked.sort(
                Comparator.comparingDouble((Choice choice) -> -choice.score()).thenComparingInt(Choice::id));
        if (options.topK() > 0 && options.topK() < ranked.size()) {
            float least = ranked.get(options.topK() - 1).score();
            ranked.removeIf(choice -> choice.score() < least);
        }
        if (options.topP() < 1) {
            List<Choice> byId = new ArrayList<>(ranked);
            byId.sort(Comparator.comparingInt(Choice::id));
            double enough = options.topP() * total(byId);
            List<Choice> likeliest = new ArrayList<>();
            double before = 0;
            for (Choice choice : ranked) {
                if (likeliest.isEmpty() || before < enough) {
                    likeliest.add(choice);
                }
                before += choice.weight();
            }
            ranked = likeliest;
        }
        ranked.removeIf(choice -> choice.weight() < options.minP());
        return ranked;
    }

    private static double total(List<Choice> choices) {
        double total = 0;
        for (Choice choice : choices) {
            total += choice.weight();
        }
        return total;
    }

    private static int best(float[] scores) {
        int best = 0;
        for (int id = 1; id < scores.length; id++) {
            best = scores[id] > scores[best] ? id : best;
        }
        return best;
    }
}
