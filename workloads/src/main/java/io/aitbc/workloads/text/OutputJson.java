package io.aitbc.workloads.text;

import io.aitbc.ipc.BadJsonException;
import io.aitbc.ipc.PlainJson;
import io.aitbc.workloads.text.sample.LogProbs;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The primary output, {@code out.json}: one JSON object in ASCII, names in order, no blanks, no times and no paths.
 * {@code logprobs} is laid out as the OpenAI API does, with the token's {@code id} beside; logarithms have six digits
 * after the point, written through BigDecimal because the JDKs 17 and 21 print doubles differently.
 */
final class OutputJson {
    private static final int DIGITS = 6;

    /** Stands for the logarithm of nothing, as in the OpenAI API. */
    private static final double NEVER = -9999;

    private OutputJson() {}

    /** @param words that the tokens are of */
    static byte[] of(Answer answer, Words words) throws BadJsonException {
        Map<String, Object> usage = new TreeMap<>();
        usage.put("completion_tokens", answer.choices().size());
        usage.put("prompt_tokens", answer.promptTokens());
        usage.put("total_tokens", answer.promptTokens() + answer.choices().size());

        Map<String, Object> output = new TreeMap<>();
        output.put("finish_reason", answer.reason().wireName());
        output.put("text", answer.text());
        output.put("token_ids", answer.choices().stream().map(Choice::token).toList());
        output.put("usage", usage);
        List<Object> content = new ArrayList<>();
        for (Choice choice : answer.choices()) {
            LogProbs probs = choice.logProbs();
            if (probs != null) {
                Map<String, @Nullable Object> entry = entry(probs.chosen(), words);
                entry.put(
                        "top_logprobs",
                        probs.top().stream().map(each -> entry(each, words)).toList());
                content.add(entry);
            }
        }
        if (!content.isEmpty()) {
            output.put("logprobs", new TreeMap<>(Map.of("content", content)));
        }
        return PlainJson.write(output);
    }

    private static Map<String, @Nullable Object> entry(LogProbs.Entry entry, Words words) {
        Map<String, @Nullable Object> json = new TreeMap<>();
        json.put("bytes", words.bytes(entry.id()).map(OutputJson::unsigned).orElse(null));
        json.put("id", entry.id());
        json.put("logprob", rounded(Math.max(NEVER, entry.logProb())));
        json.put("token", words.name(entry.id()));
        return json;
    }

    private static List<Integer> unsigned(byte[] bytes) {
        List<Integer> values = new ArrayList<>();
        for (byte each : bytes) {
            values.add(Byte.toUnsignedInt(each));
        }
        return values;
    }

    private static BigDecimal rounded(double value) {
        BigDecimal rounded =
                new BigDecimal(value).setScale(DIGITS, RoundingMode.HALF_EVEN).stripTrailingZeros();
        return rounded.scale() < 0 ? rounded.setScale(0) : rounded; // 10 and not 1E+1
    }
}
