/** What several tests of the coordinator stand on. */
@NullMarked
package io.aitbc.coordinator.testing;

import org.jspecify.annotations.NullMarked;
