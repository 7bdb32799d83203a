/** What every adapter of a port must do, as tests to inherit. */
@NullMarked
package io.aitbc.testkit;

import org.jspecify.annotations.NullMarked;
