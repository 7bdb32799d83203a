/** {@code ./dev demo}: see it work. */
@NullMarked
package io.aitbc.e2e.demo;

import org.jspecify.annotations.NullMarked;
