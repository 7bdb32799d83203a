/**
 * The wire of coordinator API v1 (docs/protocol/coordinator-v1.yaml): its messages as records that both sides share,
 * the codec, and the miner's client. A record's components are the JSON fields in camel case; a {@code @Nullable} one
 * is optional on the wire, and the guide's own messages are the ones with every optional field left out.
 */
@NullMarked
package io.aitbc.protocols.v1;

import org.jspecify.annotations.NullMarked;
