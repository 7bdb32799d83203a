/**
 * What may happen to a job, and when. Everything here runs as {@link io.aitbc.coordinator.store.Work} or as part of a
 * batch, on the writer's thread, so none of it needs a lock; time comes in from outside.
 *
 * <pre>
 *               grant                       proof
 *   QUEUED ──────────────▶ RUNNING ────────────────────▶ COMPLETED (credited, once)
 *    │ ▲ │                  │  │ │
 *    │ │ └─ late proof ─────┼──┼─┼─────────────────────▶ COMPLETED
 *    │ │                    │  │ └─ failed, or given back with no attempt left ──▶ FAILED
 *    │ └── lease ran out, ──┘  │
 *    │     or given back,      └─ lease ran out, no attempt left ───────────────▶ EXPIRED
 *    │     attempts left
 *    └─ cancel ──▶ CANCELED ◀── cancel was asked, and the miner obeyed or its lease ran out
 * </pre>
 *
 * A lease that ran out stays written on the job while it is queued: its holder may come back to it, by a renewal or by
 * a proof, until somebody else is given the job.
 */
@NullMarked
package io.aitbc.coordinator.jobs;

import org.jspecify.annotations.NullMarked;
