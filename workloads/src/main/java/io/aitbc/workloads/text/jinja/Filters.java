package io.aitbc.workloads.text.jinja;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The filters by their names. Those of lists are in {@link ListFilters}. */
final class Filters {
    private static final int MAX_INDENT = 40;

    private static final Map<String, Filter> FILTERS = all();

    private Filters() {}

    static Filter named(String name, int line) {
        Filter filter = FILTERS.get(name);
        if (filter == null) {
            throw new TemplateException("there is no filter called " + name + " here").at(line);
        }
        return filter;
    }

    private static Map<String, Filter> all() {
        Map<String, Filter> filters = new HashMap<>(ListFilters.all());
        filters.put("trim", (value, args, budget) -> {
            Object set = args.get(0, "chars", None.NONE);
            return budget.made(
                    print(value, budget).strip(set == None.NONE ? null : Values.text(set), true, true, budget));
        });
        filters.put("length", (value, args, budget) -> (long) Values.length(value, budget));
        filters.put("count", (value, args, budget) -> (long) Values.length(value, budget));
        filters.put("string", (value, args, budget) -> print(value, budget));
        filters.put("safe", (value, args, budget) -> print(value, budget));
        filters.put("upper", (value, args, budget) -> changed(value, "upper", budget));
        filters.put("lower", (value, args, budget) -> changed(value, "lower", budget));
        filters.put("title", (value, args, budget) -> changed(value, "title", budget));
        filters.put("capitalize", (value, args, budget) -> changed(value, "capitalize", budget));
        filters.put(
                "replace",
                (value, args, budget) -> TextMethods.replace(
                        print(value, budget),
                        args.text(0, "old"),
                        args.text(1, "new"),
                        args.whole(2, "count", -1),
                        budget));
        filters.put("default", Filters::byDefault);
        filters.put("d", Filters::byDefault);
        filters.put("tojson", Filters::json);
        filters.put("indent", Filters::indented);
        filters.put("int", Filters::whole);
        filters.put("float", Filters::fraction);
        filters.put(
                "abs",
                (value, args, budget) ->
                        Numbers.compare(value, 0L) < 0 ? Numbers.apply("-", 0L, value, budget) : value);
        filters.put("round", Filters::rounded);
        return filters;
    }

    private static Text print(Object value, Budget budget) {
        return new Printer(budget).print(value);
    }

    private static Object changed(Object value, String method, Budget budget) {
        Callable call = TextMethods.of(print(value, budget), method);
        return call == null ? value : call.call(Args.NONE, budget);
    }

    private static Object byDefault(Object value, Args args, Budget budget) {
        boolean missing = value instanceof Undefined || (args.flag(1, "boolean") && !Values.truth(value));
        return missing ? args.get(0, "default_value", Text.EMPTY) : value;
    }

    private static Object json(Object value, Args args, Budget budget) {
        Object indent = args.get(0, "indent", None.NONE);
        if (value instanceof Undefined undefined) {
            throw undefined.misuse();
        }
        return new Printer(budget).json(value, indent == None.NONE ? -1 : indentOf(indent));
    }

    private static int indentOf(Object value) {
        long indent = Values.whole(value);
        if (indent < 0 || indent > MAX_INDENT) {
            throw new TemplateException("an indent of " + indent);
        }
        return (int) indent;
    }

    private static Object indented(Object value, Args args, Budget budget) {
        Object width = args.get(0, "width", 4L);
        Text indent = width instanceof Text text ? text : Text.own(" ".repeat(indentOf(width)));
        boolean first = args.flag(1, "first");
        boolean blank = args.flag(2, "blank");
        Callable split = TextMethods.of(print(value, budget), "split");
        List<?> lines =
                split == null ? List.of() : (List<?>) split.call(new Args(List.of(Text.own("\n")), Map.of()), budget);
        List<Object> indented = new ArrayList<>();
        for (Object item : lines) {
            Text line = Values.text(item);
            boolean indents = indented.isEmpty() ? first : blank || !line.isEmpty();
            indented.add(indents ? budget.made(indent.plus(line)) : line);
        }
        return TextMethods.joined(Text.own("\n"), indented, budget);
    }

    private static Object whole(Object value, Args args, Budget budget) {
        if (value instanceof Double fraction) {
            return (long) (double) fraction;
        }
        if (value instanceof Text text) {
            try {
                return Long.parseLong(
                        budget.made(text).strip(null, true, true, budget).chars());
            } catch (NumberFormatException e) {
                return args.get(0, "default", 0L);
            }
        }
        return Values.isNumber(value) ? Values.whole(value) : args.get(0, "default", 0L);
    }

    private static Object fraction(Object value, Args args, Budget budget) {
        if (value instanceof Text text) {
            try {
                return Double.parseDouble(budget.made(text).chars());
            } catch (NumberFormatException e) {
                return args.get(0, "default", 0.0);
            }
        }
        return Values.isNumber(value) ? (Object) Numbers.fraction(value) : args.get(0, "default", 0.0);
    }

    private static Object rounded(Object value, Args args, Budget budget) {
        long digits = args.whole(0, "precision", 0);
        String method = budget.made(Values.text(args.get(1, "method", Text.own("common"))))
                .chars()
                .toLowerCase(Locale.ROOT);
        double scale = StrictMath.pow(10, (double) digits);
        double scaled = Numbers.fraction(value) * scale;
        double whole = method.equals("ceil")
                ? Math.ceil(scaled)
                : method.equals("floor") ? Math.floor(scaled) : Math.rint(scaled);
        return whole / scale;
    }
}
