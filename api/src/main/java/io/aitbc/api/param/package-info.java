/**
 * Declared parameters: a workload says what it takes, with ranges, and whoever holds a job can check it before any
 * memory is taken.
 */
@NullMarked
package io.aitbc.api.param;

import org.jspecify.annotations.NullMarked;
