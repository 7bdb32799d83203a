package io.aitbc.workloads.text.jinja;

import io.aitbc.workloads.text.jinja.ExprParser.Arguments;
import io.aitbc.workloads.text.jinja.Token.Kind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads literals, names, and what follows them: members, items, calls, filters, tests. */
final class OperandParser {
    private final Tokens tokens;
    private final ExprParser expressions;

    OperandParser(Tokens tokens, ExprParser expressions) {
        this.tokens = tokens;
        this.expressions = expressions;
    }

    /** @param withFilters false right after a sign, which binds closer than a filter */
    Expr signed(boolean withFilters) {
        return tokens.nested(() -> {
            Expr value;
            if (tokens.takeOperator("-")) {
                Expr positive = signed(false);
                value = scope -> Numbers.apply("-", 0L, positive.eval(scope), scope.budget());
            } else if (tokens.takeOperator("+")) {
                value = signed(false);
            } else {
                value = postfixed(primary());
            }
            return withFilters ? filtered(value) : value;
        });
    }

    static Expr list(List<Expr> items) {
        return scope -> {
            scope.budget().spend(items.size() + 1);
            List<Object> values = new ArrayList<>();
            items.forEach(item -> values.add(item.eval(scope)));
            return values;
        };
    }

    private Expr primary() {
        Token token = tokens.take();
        return switch (token.kind()) {
            case NAME -> name(token);
            case STRING -> string(token);
            case WHOLE -> number(token, Long::valueOf);
            case FRACTION -> number(token, Double::valueOf);
            case OPERATOR ->
                switch (token.text()) {
                    case "(" -> parenthesis();
                    case "[" -> list(items("]"));
                    case "{" -> map();
                    default -> throw unexpected(token);
                };
            default -> throw unexpected(token);
        };
    }

    private static TemplateException unexpected(Token token) {
        return new TemplateException(token + " where a value is expected").at(token.line());
    }

    private static Expr name(Token token) {
        return switch (token.text()) {
            case "true", "True" -> constant(true);
            case "false", "False" -> constant(false);
            case "none", "None" -> constant(None.NONE);
            default ->
                scope -> {
                    scope.budget().spend(1);
                    return scope.get(token.text());
                };
        };
    }

    /** Literals side by side are one. */
    private Expr string(Token first) {
        StringBuilder whole = new StringBuilder(first.text());
        while (tokens.peek().kind() == Kind.STRING) {
            whole.append(tokens.take().text());
        }
        return constant(Text.own(whole.toString()));
    }

    /** Counts as any other operand does, or an expression of nothing else would be free. */
    private static Expr constant(Object value) {
        return scope -> {
            scope.budget().spend(1);
            return value;
        };
    }

    private static Expr number(Token token, java.util.function.Function<String, Object> read) {
        try {
            return constant(read.apply(token.text().replace("_", "")));
        } catch (NumberFormatException e) {
            throw new TemplateException(token + " is no number that fits").at(token.line());
        }
    }

    private Expr parenthesis() {
        if (tokens.takeOperator(")")) {
            return list(List.of());
        }
        Expr value = expressions.tuple();
        tokens.expectOperator(")");
        return value;
    }

    private List<Expr> items(String end) {
        List<Expr> items = new ArrayList<>();
        while (!tokens.takeOperator(end)) {
            items.add(expressions.expression());
            if (!tokens.peek().isOperator(end)) {
                tokens.expectOperator(",");
            }
        }
        return items;
    }

    private Expr map() {
        Map<Expr, Expr> entries = new LinkedHashMap<>();
        while (!tokens.takeOperator("}")) {
            Expr key = expressions.expression();
            tokens.expectOperator(":");
            entries.put(key, expressions.expression());
            if (!tokens.peek().isOperator("}")) {
                tokens.expectOperator(",");
            }
        }
        return scope -> {
            scope.budget().spend(entries.size() + 1);
            Map<String, Object> values = new LinkedHashMap<>();
            entries.forEach((key, value) -> {
                String name = Values.text(key.eval(scope)).chars();
                scope.budget().looked(name.length());
                values.put(name, value.eval(scope));
            });
            return values;
        };
    }

    private Expr postfixed(Expr first) {
        Expr value = first;
        while (true) {
            if (tokens.takeOperator(".")) {
                value = member(value);
            } else if (tokens.takeOperator("[")) {
                value = subscript(value);
            } else if (tokens.takeOperator("(")) {
                value = call(value);
            } else {
                return value;
            }
        }
    }

    private Expr member(Expr of) {
        Token name = tokens.take();
        if (name.kind() == Kind.WHOLE) {
            Expr index = number(name, Long::valueOf);
            return scope -> Access.item(of.eval(scope), index.eval(scope), scope.budget());
        }
        if (name.kind() != Kind.NAME) {
            throw new TemplateException(name + " where a member's name is expected").at(name.line());
        }
        return scope -> {
            scope.budget().spend(1);
            return Access.member(of.eval(scope), name.text());
        };
    }

    private Expr call(Expr of) {
        int line = tokens.peek().line();
        Arguments arguments = expressions.arguments();
        return scope -> {
            Object called = of.eval(scope);
            if (!(called instanceof Callable function)) {
                throw Values.wrong(called, "a function").at(line);
            }
            scope.budget().spend(1);
            return function.call(arguments.eval(scope), scope.budget());
        };
    }

    private Expr subscript(Expr of) {
        Expr from = tokens.peek().isOperator(":") ? null : expressions.expression();
        if (!tokens.takeOperator(":")) {
            tokens.expectOperator("]");
            Expr key = java.util.Objects.requireNonNull(from);
            return scope -> {
                scope.budget().spend(1);
                return Access.item(of.eval(scope), key.eval(scope), scope.budget());
            };
        }
        Expr to = bound();
        Expr step = tokens.takeOperator(":") ? bound() : null;
        tokens.expectOperator("]");
        return scope -> {
            Long by = index(step, scope);
            return Access.slice(
                    of.eval(scope), index(from, scope), index(to, scope), by == null ? 1 : by, scope.budget());
        };
    }

    private @Nullable Expr bound() {
        return tokens.peek().isOperator(":") || tokens.peek().isOperator("]") ? null : expressions.expression();
    }

    private static @Nullable Long index(@Nullable Expr bound, Scope scope) {
        Object value = bound == null ? None.NONE : bound.eval(scope);
        return value == None.NONE ? null : (Long) Values.whole(value);
    }

    private Expr filtered(Expr first) {
        Expr value = first;
        while (true) {
            if (tokens.takeOperator("|")) {
                value = filter(value);
            } else if (tokens.takeName("is")) {
                value = test(value);
            } else {
                return value;
            }
        }
    }

    /** The filter's name and arguments, the bar taken already. */
    Expr filter(Expr of) {
        int line = tokens.peek().line();
        Filter filter = Filters.named(tokens.expectName(), line);
        Arguments arguments = tokens.takeOperator("(") ? expressions.arguments() : Arguments.NONE;
        return scope -> {
            scope.budget().spend(1);
            try {
                return filter.apply(of.eval(scope), arguments.eval(scope), scope.budget());
            } catch (TemplateException e) {
                throw e.at(line);
            }
        };
    }

    private Expr test(Expr of) {
        boolean negated = tokens.takeName("not");
        int line = tokens.peek().line();
        Tests.Test test = Tests.named(tokens.expectName(), line);
        Arguments arguments = testArguments();
        return scope -> test.holds(of.eval(scope), arguments.eval(scope), scope.budget()) != negated;
    }

    private Arguments testArguments() {
        if (tokens.takeOperator("(")) {
            return expressions.arguments();
        }
        Token next = tokens.peek();
        boolean word = next.kind() == Kind.NAME
                && !List.of("and", "or", "not", "if", "else", "is", "in").contains(next.text());
        boolean value = List.of(Kind.STRING, Kind.WHOLE, Kind.FRACTION).contains(next.kind())
                || next.isOperator("[")
                || next.isOperator("{");
        return word || value ? new Arguments(List.of(postfixed(primary())), Map.of()) : Arguments.NONE;
    }
}
