/**
 * JSON to records and back, strictly. Values of an untrusted body are first read into plain Java values within bounds,
 * then bound to a record whose components say what is allowed: a {@code @Nullable} component may be missing or null,
 * any other is required. Built on Jackson's streaming parser alone: its data binding would cost a starting agent 0.15 s
 * and some 500 classes.
 */
@NullMarked
package io.aitbc.protocols.json;

import org.jspecify.annotations.NullMarked;
