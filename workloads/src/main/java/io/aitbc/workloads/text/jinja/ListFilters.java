package io.aitbc.workloads.text.jinja;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;

/** Filters that take a list, or anything that can be gone over. */
final class ListFilters {
    private ListFilters() {}

    static Map<String, Filter> all() {
        Map<String, Filter> filters = new HashMap<>();
        filters.put("first", (value, args, budget) -> end(value, false, budget));
        filters.put("last", (value, args, budget) -> end(value, true, budget));
        filters.put("list", (value, args, budget) -> Values.items(value, budget));
        filters.put("join", ListFilters::joined);
        filters.put("reverse", ListFilters::reversed);
        filters.put(
                "items",
                (value, args, budget) -> value instanceof Map<?, ?> map
                        ? Access.pairs(map, budget)
                        : Values.items(new Undefined("items"), budget));
        filters.put("dictsort", (value, args, budget) -> sorted(value, budget));
        filters.put("sort", ListFilters::sort);
        filters.put("unique", ListFilters::unique);
        filters.put("sum", ListFilters::sum);
        filters.put("min", (value, args, budget) -> extreme(value, -1, budget));
        filters.put("max", (value, args, budget) -> extreme(value, 1, budget));
        filters.put("map", ListFilters::map);
        filters.put("select", (value, args, budget) -> selected(value, args, false, true, budget));
        filters.put("reject", (value, args, budget) -> selected(value, args, false, false, budget));
        filters.put("selectattr", (value, args, budget) -> selected(value, args, true, true, budget));
        filters.put("rejectattr", (value, args, budget) -> selected(value, args, true, false, budget));
        return filters;
    }

    private static Object end(Object value, boolean last, Budget budget) {
        List<Object> items = Values.items(value, budget);
        return items.isEmpty() ? new Undefined("an item of nothing") : items.get(last ? items.size() - 1 : 0);
    }

    private static Object joined(Object value, Args args, Budget budget) {
        Text between = new Printer(budget).print(args.get(0, "d", Text.EMPTY));
        Object attribute = args.get(1, "attribute", None.NONE);
        List<Object> items = Values.items(value, budget);
        if (attribute != None.NONE) {
            items.replaceAll(item -> attribute(item, attribute, budget));
        }
        return TextMethods.joined(between, items, budget);
    }

    private static Object reversed(Object value, Args args, Budget budget) {
        List<Object> items = Values.items(value, budget);
        Collections.reverse(items);
        return value instanceof Text
                ? Text.join(items.stream().map(Text.class::cast).toList())
                : items;
    }

    private static Object sorted(Object value, Budget budget) {
        if (!(value instanceof Map<?, ?> map)) {
            throw Values.wrong(value, "a mapping");
        }
        List<Object> pairs = Access.pairs(map, budget);
        pairs.sort(Comparator.comparing(
                pair -> ((List<?>) pair).get(0), (left, right) -> order(left, right, false, budget)));
        return pairs;
    }

    private static Object sort(Object value, Args args, Budget budget) {
        boolean exact = args.flag(1, "case_sensitive");
        Object attribute = args.get(2, "attribute", None.NONE);
        List<Object> items = Values.items(value, budget);
        Comparator<Object> order = (left, right) -> order(
                attribute == None.NONE ? left : attribute(left, attribute, budget),
                attribute == None.NONE ? right : attribute(right, attribute, budget),
                exact,
                budget);
        items.sort(args.flag(0, "reverse") ? order.reversed() : order);
        return items;
    }

    private static int order(Object left, Object right, boolean exact, Budget budget) {
        return exact
                ? Values.compare(left, right, budget)
                : Values.compare(folded(left, budget), folded(right, budget), budget);
    }

    private static Object folded(Object value, Budget budget) {
        return value instanceof Text text ? budget.made(text.changed(chars -> chars.toLowerCase(Locale.ROOT))) : value;
    }

    private static Object unique(Object value, Args args, Budget budget) {
        List<Object> kept = new ArrayList<>();
        for (Object item : Values.items(value, budget)) {
            if (kept.stream().noneMatch(other -> Values.equal(folded(other, budget), folded(item, budget), budget))) {
                kept.add(item);
            }
        }
        return kept;
    }

    private static Object sum(Object value, Args args, Budget budget) {
        Object attribute = args.get(0, "attribute", None.NONE);
        Object sum = args.get(1, "start", 0L);
        for (Object item : Values.items(value, budget)) {
            sum = Numbers.apply("+", sum, attribute == None.NONE ? item : attribute(item, attribute, budget), budget);
        }
        return sum;
    }

    private static Object extreme(Object value, int sign, Budget budget) {
        List<Object> items = Values.items(value, budget);
        if (items.isEmpty()) {
            return new Undefined("the extreme of nothing");
        }
        Object found = items.get(0);
        for (Object item : items) {
            found = order(item, found, false, budget) * sign > 0 ? item : found;
        }
        return found;
    }

    private static Object map(Object value, Args args, Budget budget) {
        List<Object> items = Values.items(value, budget);
        Object attribute = args.named().get("attribute");
        if (attribute != null) {
            Object otherwise = args.named().getOrDefault("default", None.NONE);
            items.replaceAll(item -> {
                Object found = attribute(item, attribute, budget);
                return found instanceof Undefined && args.named().containsKey("default") ? otherwise : found;
            });
            return items;
        }
        Filter filter = Filters.named(args.text(0, "filter").chars(), 0);
        items.replaceAll(item -> filter.apply(item, args.rest(), budget));
        return items;
    }

    private static Object selected(Object value, Args args, boolean byAttribute, boolean wanted, Budget budget) {
        Args rest = byAttribute ? args.rest() : args;
        Predicate<Object> holds = rest.positional().isEmpty() ? Values::truth : test(rest, budget);
        List<Object> items = Values.items(value, budget);
        items.removeIf(item -> {
            budget.spend(1);
            return holds.test(byAttribute ? attribute(item, args.required(0, "attribute"), budget) : item) != wanted;
        });
        return items;
    }

    private static Predicate<Object> test(Args args, Budget budget) {
        Tests.Test test = Tests.named(args.text(0, "test").chars(), 0);
        Args rest = args.rest();
        return item -> test.holds(item, rest, budget);
    }

    /** {@code a.b} or {@code a.0}: members of members. */
    private static Object attribute(Object item, Object path, Budget budget) {
        if (path instanceof Long) {
            return Access.item(item, path, budget);
        }
        Object value = item;
        for (String name : budget.made(Values.text(path)).chars().split("\\.", -1)) {
            boolean index =
                    !name.isEmpty() && name.length() < 10 && name.chars().allMatch(Character::isDigit);
            value = Access.item(value, index ? (Object) Long.valueOf(name) : Text.own(name), budget);
        }
        return value;
    }
}
