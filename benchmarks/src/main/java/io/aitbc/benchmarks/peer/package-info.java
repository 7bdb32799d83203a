/** The programs that ours is measured beside: each the least that does the thing at all. */
@NullMarked
package io.aitbc.benchmarks.peer;

import org.jspecify.annotations.NullMarked;
