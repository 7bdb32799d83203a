package io.aitbc.workloads.text.model;

import io.aitbc.ipc.PlainJson;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What the library answered, as a golden file keeps it. */
record Golden(double tolerance, List<Case> cases) {
    /** @param margin between the two best of all greedy steps */
    @SuppressWarnings("ArrayRecordComponent") // compared by nobody
    record Case(String name, int[] tokens, double[] logits, int[] greedy, double margin) {
        /** False where rounding alone may turn a greedy choice. */
        boolean isDecided() {
            return margin > 0.001;
        }
    }

    static Golden read(Path file) throws Exception {
        Map<?, ?> root = (Map<?, ?>) PlainJson.read(Files.readAllBytes(file));
        double tolerance = number(((Map<?, ?>) root.get("tolerance")).get("suggested_atol_float32"));
        List<Case> cases = new ArrayList<>();
        for (Object item : (List<?>) root.get("cases")) {
            Map<?, ?> each = (Map<?, ?>) item;
            Object greedy = each.containsKey("greedy_32") ? each.get("greedy_32") : each.get("greedy_48");
            cases.add(new Case(
                    String.valueOf(each.containsKey("name") ? each.get("name") : each.get("prompt")),
                    ints(each.get("input_ids")),
                    doubles(each.get("final_logits")),
                    ints(greedy),
                    number(each.get("greedy_min_top2_margin"))));
        }
        return new Golden(tolerance, cases);
    }

    static double distance(float[] computed, double[] expected) {
        double most = computed.length == expected.length ? 0 : Double.POSITIVE_INFINITY;
        for (int i = 0; i < expected.length; i++) {
            double off = Math.abs(computed[i] - expected[i]);
            most = Double.isNaN(off) ? Double.POSITIVE_INFINITY : Math.max(most, off);
        }
        return most;
    }

    static int best(float[] logits) {
        int best = 0;
        for (int i = 1; i < logits.length; i++) {
            best = logits[i] > logits[best] ? i : best;
        }
        return best;
    }

    static int[] ints(Object list) {
        return ((List<?>) list)
                .stream().mapToInt(each -> ((Number) each).intValue()).toArray();
    }

    static double[] doubles(Object list) {
        return ((List<?>) list).stream().mapToDouble(Golden::number).toArray();
    }

    private static double number(Object value) {
        return ((Number) value).doubleValue();
    }
}
