/** Time that passes when a test says so. */
@NullMarked
package io.aitbc.testkit.time;

import org.jspecify.annotations.NullMarked;
