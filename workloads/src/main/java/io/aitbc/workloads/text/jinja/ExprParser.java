package io.aitbc.workloads.text.jinja;

import io.aitbc.workloads.text.jinja.Token.Kind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads expressions, the loosest binding first: {@code if else}, {@code or}, {@code and}, {@code not}, comparisons …
 */
final class ExprParser {
    private static final List<String> COMPARISONS = List.of("==", "!=", "<", "<=", ">", ">=");

    private final Tokens tokens;
    private final OperandParser operands;

    ExprParser(Tokens tokens) {
        this.tokens = tokens;
        this.operands = new OperandParser(tokens, this);
    }

    Expr expression() {
        Expr value = or();
        while (tokens.takeName("if")) {
            Expr whenTrue = value;
            Expr test = or();
            Expr otherwise = tokens.takeName("else") ? expression() : scope -> new Undefined("the value of an if");
            value = scope -> Values.truth(test.eval(scope)) ? whenTrue.eval(scope) : otherwise.eval(scope);
        }
        return value;
    }

    /** One expression, or several with commas, which make a list. */
    Expr tuple() {
        return tuple(expression());
    }

    /** The same without {@code if else}, which would take a loop's filter for its own. */
    Expr tupleOfOr() {
        return tuple(or());
    }

    private Expr tuple(Expr first) {
        if (!tokens.peek().isOperator(",")) {
            return first;
        }
        List<Expr> items = new ArrayList<>(List.of(first));
        while (tokens.takeOperator(",") && startsExpression()) {
            items.add(expression());
        }
        return OperandParser.list(items);
    }

    boolean startsExpression() {
        Token next = tokens.peek();
        return switch (next.kind()) {
            case NAME, STRING, WHOLE, FRACTION -> true;
            case OPERATOR -> "([{-+".contains(next.text());
            default -> false;
        };
    }

    Expr or() {
        Expr left = and();
        while (tokens.takeName("or")) {
            Expr first = left;
            Expr second = and();
            left = scope -> {
                Object value = first.eval(scope);
                return Values.truth(value) ? value : second.eval(scope);
            };
        }
        return left;
    }

    private Expr and() {
        Expr left = not();
        while (tokens.takeName("and")) {
            Expr first = left;
            Expr second = not();
            left = scope -> {
                Object value = first.eval(scope);
                return Values.truth(value) ? second.eval(scope) : value;
            };
        }
        return left;
    }

    private Expr not() {
        if (!tokens.takeName("not")) {
            return comparison();
        }
        return tokens.nested(() -> {
            Expr value = not();
            return scope -> !Values.truth(value.eval(scope));
        });
    }

    /** A chain such as {@code 0 < n <= 9} compares neighbours and is true when all of them are. */
    private Expr comparison() {
        Expr first = sum();
        List<String> signs = new ArrayList<>();
        List<Expr> others = new ArrayList<>();
        for (String sign = comparisonSign(); sign != null; sign = comparisonSign()) {
            signs.add(sign);
            others.add(sum());
        }
        if (signs.isEmpty()) {
            return first;
        }
        return scope -> {
            Object left = first.eval(scope);
            for (int at = 0; at < signs.size(); at++) {
                Object right = others.get(at).eval(scope);
                if (!compare(signs.get(at), left, right, scope.budget())) {
                    return false;
                }
                left = right;
            }
            return true;
        };
    }

    private @Nullable String comparisonSign() {
        Token next = tokens.peek();
        if (next.kind() == Kind.OPERATOR && COMPARISONS.contains(next.text())) {
            return tokens.take().text();
        }
        if (tokens.takeName("in")) {
            return "in";
        }
        if (next.isName("not") && tokens.peek(1).isName("in")) {
            tokens.take();
            tokens.take();
            return "not in";
        }
        return null;
    }

    private static boolean compare(String sign, Object left, Object right, Budget budget) {
        return switch (sign) {
            case "==" -> Values.equal(left, right, budget);
            case "!=" -> !Values.equal(left, right, budget);
            case "<" -> Values.compare(left, right, budget) < 0;
            case "<=" -> Values.compare(left, right, budget) <= 0;
            case ">" -> Values.compare(left, right, budget) > 0;
            case ">=" -> Values.compare(left, right, budget) >= 0;
            case "in" -> Values.contains(right, left, budget);
            default -> !Values.contains(right, left, budget);
        };
    }

    private Expr sum() {
        Expr left = concatenation();
        while (tokens.peek().isOperator("+") || tokens.peek().isOperator("-")) {
            left = operation(tokens.take().text(), left, concatenation());
        }
        return left;
    }

    private Expr concatenation() {
        Expr first = product();
        if (!tokens.peek().isOperator("~")) {
            return first;
        }
        List<Expr> parts = new ArrayList<>(List.of(first));
        while (tokens.takeOperator("~")) {
            parts.add(product());
        }
        return scope -> {
            Printer printer = new Printer(scope.budget());
            List<Text> texts = new ArrayList<>();
            long length = 0;
            for (Expr part : parts) {
                Text text = printer.print(part.eval(scope));
                length += text.chars().length();
                texts.add(text);
            }
            scope.budget().characters(length);
            return Text.join(texts);
        };
    }

    private Expr product() {
        Expr left = power();
        while (tokens.peek().kind() == Kind.OPERATOR
                && List.of("*", "/", "//", "%").contains(tokens.peek().text())) {
            left = operation(tokens.take().text(), left, power());
        }
        return left;
    }

    private Expr power() {
        Expr left = operands.signed(true);
        while (tokens.takeOperator("**")) {
            left = operation("**", left, operands.signed(true));
        }
        return left;
    }

    private static Expr operation(String sign, Expr left, Expr right) {
        return scope -> {
            scope.budget().spend(1);
            return Numbers.apply(sign, left.eval(scope), right.eval(scope), scope.budget());
        };
    }

    /** What stands between the parentheses of a call, the opening one taken already. */
    Arguments arguments() {
        List<Expr> positional = new ArrayList<>();
        Map<String, Expr> named = new LinkedHashMap<>();
        while (!tokens.takeOperator(")")) {
            if (tokens.peek().kind() == Kind.NAME && tokens.peek(1).isOperator("=")) {
                String name = tokens.take().text();
                tokens.take();
                named.put(name, expression());
            } else {
                positional.add(expression());
            }
            if (!tokens.peek().isOperator(")")) {
                tokens.expectOperator(",");
            }
        }
        return new Arguments(positional, named);
    }

    /** Arguments still to be evaluated. */
    record Arguments(List<Expr> positional, Map<String, Expr> named) {
        static final Arguments NONE = new Arguments(List.of(), Map.of());

        Args eval(Scope scope) {
            List<Object> values = new ArrayList<>();
            positional.forEach(argument -> values.add(argument.eval(scope)));
            Map<String, Object> byName = new LinkedHashMap<>();
            named.forEach((name, argument) -> byName.put(name, argument.eval(scope)));
            return new Args(values, byName);
        }
    }
}
