@NullMarked
package io.aitbc.coordinator.http;

import org.jspecify.annotations.NullMarked;
