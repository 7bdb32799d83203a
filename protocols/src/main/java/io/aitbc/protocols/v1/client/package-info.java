/**
 * The miner's side of API v1: the {@code Coordinator} port over HTTP.
 *
 * <pre>
 *   V1Coordinator ── Requests (api values to wire) ──▶ Exchange ──▶ HTTP
 *        ▲                                                │
 *        └── Replies (wire to api values) ◀── Sorter ◀── Reply (status and bytes, or why there are none)
 * </pre>
 */
@NullMarked
package io.aitbc.protocols.v1.client;

import org.jspecify.annotations.NullMarked;
