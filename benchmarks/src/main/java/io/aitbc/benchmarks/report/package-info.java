/** Figures, and how they are shown to a person and to a program. */
@NullMarked
package io.aitbc.benchmarks.report;

import org.jspecify.annotations.NullMarked;
