package io.aitbc.benchmarks.report;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/** Numbers as a person reads them. */
final class Numbers {
    private static final MathContext DIGITS = new MathContext(3, RoundingMode.HALF_EVEN);

    private Numbers() {}

    /** Three significant digits, whole numbers whole, never with an exponent. */
    static String shown(double value) {
        if (!Double.isFinite(value)) {
            return Double.toString(value);
        }
        BigDecimal exact = new BigDecimal(value);
        BigDecimal rounded = Math.abs(value) >= 100 ? exact.setScale(0, RoundingMode.HALF_EVEN) : exact.round(DIGITS);
        return rounded.signum() == 0 ? "0" : rounded.stripTrailingZeros().toPlainString();
    }
}
