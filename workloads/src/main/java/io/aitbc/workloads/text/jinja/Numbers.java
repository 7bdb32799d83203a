package io.aitbc.workloads.text.jinja;

import java.util.ArrayList;
import java.util.List;

/** Arithmetic as Python does it, on 64-bit whole numbers: beyond them it is an error. */
final class Numbers {
    private Numbers() {}

    static int compare(Object left, Object right) {
        if (left instanceof Double || right instanceof Double) {
            return Double.compare(fraction(left) + 0.0, fraction(right) + 0.0);
        }
        return Long.compare(Values.whole(left), Values.whole(right));
    }

    static double fraction(Object value) {
        return value instanceof Double fraction ? fraction : (double) Values.whole(value);
    }

    static Object apply(String sign, Object left, Object right, Budget budget) {
        if (sign.equals("+") && left instanceof Text first && right instanceof Text second) {
            return budget.made(first.plus(second));
        }
        if (sign.equals("+") && left instanceof List<?> first && right instanceof List<?> second) {
            List<Object> both = new ArrayList<>(first);
            both.addAll(second);
            budget.spend(both.size());
            return both;
        }
        if (sign.equals("*") && left instanceof Text text && right instanceof Long) {
            return repeated(text, Values.whole(right), budget);
        }
        if (!Values.isNumber(left) || !Values.isNumber(right)) {
            boolean rightIsWrong = Values.isNumber(left) || right instanceof Undefined;
            throw Values.wrong(rightIsWrong ? right : left, "a number for " + sign);
        }
        try {
            return left instanceof Double || right instanceof Double || sign.equals("/")
                    ? (Object) fractions(sign, fraction(left), fraction(right))
                    : (Object) wholes(sign, Values.whole(left), Values.whole(right));
        } catch (ArithmeticException e) {
            throw new TemplateException("division by zero, or a whole number beyond 64 bits");
        }
    }

    private static Text repeated(Text text, long times, Budget budget) {
        long length = Math.max(0, times) * (long) text.chars().length();
        if (times > Budget.LENGTH) {
            throw new TemplateException("a string is repeated too often");
        }
        budget.characters(length);
        if (length == 0) {
            return Text.EMPTY;
        }
        List<Text> parts = new ArrayList<>();
        for (long at = 0; at < times; at++) {
            parts.add(text);
        }
        return Text.join(parts);
    }

    private static long wholes(String sign, long left, long right) {
        return switch (sign) {
            case "+" -> Math.addExact(left, right);
            case "-" -> Math.subtractExact(left, right);
            case "*" -> Math.multiplyExact(left, right);
            case "//" -> Math.floorDiv(left, right);
            case "%" -> Math.floorMod(left, right);
            default -> power(left, right);
        };
    }

    private static long power(long base, long exponent) {
        if (exponent < 0 || exponent > 64) {
            throw new ArithmeticException("exponent");
        }
        long product = 1;
        for (long at = 0; at < exponent; at++) {
            product = Math.multiplyExact(product, base);
        }
        return product;
    }

    private static double fractions(String sign, double left, double right) {
        if (right == 0 && "/ // %".contains(sign)) {
            throw new ArithmeticException("zero");
        }
        return switch (sign) {
            case "+" -> left + right;
            case "-" -> left - right;
            case "*" -> left * right;
            case "/" -> left / right;
            case "//" -> Math.floor(left / right);
            case "%" -> left - right * Math.floor(left / right);
            default -> StrictMath.pow(left, right);
        };
    }
}
