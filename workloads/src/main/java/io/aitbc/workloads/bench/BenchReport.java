package io.aitbc.workloads.bench;

import io.aitbc.ipc.BadJsonException;
import io.aitbc.ipc.PlainJson;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Map;
import java.util.TreeMap;

/**
 * The primary output, {@code out.json}: one JSON object in ASCII, names in order, no blanks, no times and no paths.
 * Sums carry nine significant digits, written through BigDecimal because the JDKs 17 and 21 print doubles differently.
 */
final class BenchReport {
    /** Version of the chain that this package describes; a change to it is a change of this number. */
    private static final int FORMULA = 1;

    private static final MathContext DIGITS = new MathContext(9, RoundingMode.HALF_EVEN);

    private BenchReport() {}

    /** @throws BadJsonException when a sum is not finite, which the chain excludes */
    static byte[] json(BenchPlan plan, FinalState last) throws BadJsonException {
        Map<String, Object> values = new TreeMap<>();
        values.put("first", rounded(last.first()));
        values.put("norm", rounded(last.norm()));
        values.put("sum", rounded(last.sum()));
        values.put("trace", rounded(last.trace()));

        Map<String, Object> report = new TreeMap<>();
        report.put("checksum", last.checksum());
        report.put("dtype", plan.dtype().name().toLowerCase(java.util.Locale.ROOT));
        report.put("formula", FORMULA);
        report.put("iterations", plan.iterations());
        report.put("seed", plan.seed());
        report.put("size", plan.size());
        report.put("values", values);
        report.put("workload", TorchBench.NAME);
        return PlainJson.write(report);
    }

    private static BigDecimal rounded(double value) throws BadJsonException {
        if (!Double.isFinite(value)) {
            throw new BadJsonException("the matrix is not finite");
        }
        return new BigDecimal(value).round(DIGITS).stripTrailingZeros();
    }
}
