package io.aitbc.workloads.text.jinja;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What stands behind {@code is}. */
final class Tests {
    @FunctionalInterface
    interface Test {
        boolean holds(Object value, Args args, Budget budget);
    }

    private static final Map<String, Test> TESTS = Map.ofEntries(
            Map.entry("defined", (value, args, budget) -> !(value instanceof Undefined)),
            Map.entry("undefined", (value, args, budget) -> value instanceof Undefined),
            Map.entry("none", (value, args, budget) -> value == None.NONE),
            Map.entry("string", (value, args, budget) -> value instanceof Text),
            Map.entry("number", (value, args, budget) -> Values.isNumber(value)),
            Map.entry("integer", (value, args, budget) -> value instanceof Long),
            Map.entry("float", (value, args, budget) -> value instanceof Double),
            Map.entry("boolean", (value, args, budget) -> value instanceof Boolean),
            Map.entry("true", (value, args, budget) -> Boolean.TRUE.equals(value)),
            Map.entry("false", (value, args, budget) -> Boolean.FALSE.equals(value)),
            Map.entry("mapping", (value, args, budget) -> value instanceof Map<?, ?>),
            Map.entry("callable", (value, args, budget) -> value instanceof Callable),
            Map.entry("iterable", (value, args, budget) -> isSequence(value) || value instanceof Undefined),
            Map.entry("sequence", (value, args, budget) -> isSequence(value) || value instanceof Undefined),
            Map.entry("odd", (value, args, budget) -> Math.floorMod(Values.whole(value), 2) == 1),
            Map.entry("even", (value, args, budget) -> Math.floorMod(Values.whole(value), 2) == 0),
            Map.entry("divisibleby", Tests::isDivisible),
            Map.entry(
                    "upper",
                    (value, args, budget) ->
                            isCased(text(value, budget), text(value, budget).toUpperCase(Locale.ROOT))),
            Map.entry(
                    "lower",
                    (value, args, budget) ->
                            isCased(text(value, budget), text(value, budget).toLowerCase(Locale.ROOT))),
            Map.entry("sameas", Tests::isEqual),
            Map.entry("equalto", Tests::isEqual),
            Map.entry("eq", Tests::isEqual),
            Map.entry("ne", (value, args, budget) -> !isEqual(value, args, budget)),
            Map.entry("lt", (value, args, budget) -> Values.compare(value, args.required(0, "other"), budget) < 0),
            Map.entry("le", (value, args, budget) -> Values.compare(value, args.required(0, "other"), budget) <= 0),
            Map.entry("gt", (value, args, budget) -> Values.compare(value, args.required(0, "other"), budget) > 0),
            Map.entry("ge", (value, args, budget) -> Values.compare(value, args.required(0, "other"), budget) >= 0),
            Map.entry("in", (value, args, budget) -> Values.contains(args.required(0, "seq"), value, budget)));

    private Tests() {}

    static Test named(String name, int line) {
        Test test = TESTS.get(name);
        if (test == null) {
            throw new TemplateException("there is no test called " + name + " here").at(line);
        }
        return test;
    }

    private static boolean isSequence(Object value) {
        return value instanceof List<?> || value instanceof Map<?, ?> || value instanceof Text;
    }

    private static boolean isEqual(Object value, Args args, Budget budget) {
        return Values.equal(value, args.required(0, "other"), budget);
    }

    private static boolean isDivisible(Object value, Args args, Budget budget) {
        Object remainder = Numbers.apply("%", value, args.required(0, "num"), budget);
        return Numbers.compare(remainder, 0L) == 0;
    }

    private static boolean isCased(String text, String changed) {
        return text.equals(changed) && changed.codePoints().anyMatch(Character::isLetter);
    }

    private static String text(Object value, Budget budget) {
        return budget.made(Values.text(value)).chars();
    }
}
