package io.aitbc.workloads.text.jinja;

import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The functions that every template may call. */
final class Builtins {
    private static final int MAX_RANGE = 100_000;
    private static final int MAX_REFUSAL = 500;
    private static final int MAX_FORMAT = 100;

    /** Steps that each character of a date's format costs: half of them may be fields, which are dear to write. */
    private static final int DATE_SIGN = 10;

    private Builtins() {}

    /** @param now what {@code strftime_now} takes for the time */
    static Map<String, Object> all(LocalDateTime now) {
        Map<String, Object> functions = new HashMap<>();
        functions.put("range", (Callable) Builtins::range);
        functions.put("namespace", (Callable) (args, budget) -> new Namespace(merged(args, budget)));
        functions.put("dict", (Callable) (args, budget) -> merged(args, budget));
        functions.put("raise_exception", (Callable) Builtins::refuse);
        functions.put("strftime_now", (Callable) (args, budget) ->
                Text.own(Strftime.format(format(args.text(0, "format"), budget), now)));
        return functions;
    }

    private static String format(Text pattern, Budget budget) {
        if (pattern.chars().length() > MAX_FORMAT) {
            throw new TemplateException("strftime_now takes at most " + MAX_FORMAT + " characters");
        }
        budget.spend((pattern.chars().length() + 1) * DATE_SIGN);
        return pattern.chars();
    }

    private static Map<String, Object> merged(Args args, Budget budget) {
        Map<String, Object> values = new LinkedHashMap<>();
        for (Object from : args.positional()) {
            if (!(from instanceof Map<?, ?> map)) {
                throw Values.wrong(from, "a mapping");
            }
            map.forEach((name, value) -> {
                String key = String.valueOf(name);
                budget.looked(key.length());
                values.put(key, value);
            });
        }
        values.putAll(args.named());
        return values;
    }

    private static Object range(Args args, Budget budget) {
        boolean one = args.positional().size() == 1;
        long from = one ? 0 : args.whole(0, "start", 0);
        long to = args.whole(one ? 0 : 1, "stop", 0);
        long step = args.whole(2, "step", 1);
        if (step == 0) {
            throw new TemplateException("a range in steps of 0");
        }
        List<Object> numbers = new ArrayList<>();
        for (long at = from; step > 0 ? at < to : at > to; at = Math.addExact(at, step)) {
            if (numbers.size() == MAX_RANGE) {
                throw new TemplateException("a range of more than " + MAX_RANGE + " numbers");
            }
            budget.spend(1);
            numbers.add(at);
        }
        return numbers;
    }

    private static Object refuse(Args args, Budget budget) {
        String message = new Printer(budget).print(args.required(0, "message")).chars();
        throw TemplateException.refusal(message.length() > MAX_REFUSAL ? message.substring(0, MAX_REFUSAL) : message);
    }
}
