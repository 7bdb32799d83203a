/**
 * SQLite, held by one writer. Every change to what the coordinator knows is a {@link io.aitbc.coordinator.store.Work}
 * that runs on {@link io.aitbc.coordinator.store.Writer}'s thread; works that wait together are committed together, so
 * that one fsync serves them all.
 */
@NullMarked
package io.aitbc.coordinator.store;

import org.jspecify.annotations.NullMarked;
