@NullMarked
package io.aitbc.coordinator.jobs;

import org.jspecify.annotations.NullMarked;
