package io.aitbc.benchmarks;

import io.aitbc.benchmarks.report.Figure;
import java.util.List;

/** One thing to measure. */
interface Benchmark {
    /** As it is named on the command line. */
    String name();

    List<Figure> measure(Lab lab) throws Exception;
}
