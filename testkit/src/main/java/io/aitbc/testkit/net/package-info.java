/**
 * A server with real faults on a real loopback socket: what stands in for a coordinator, for the network before it, or
 * (with {@link io.aitbc.testkit.net.Forward}) between two programs. Speaks HTTP/1.1 by hand, because it has to speak it
 * wrongly.
 */
@NullMarked
package io.aitbc.testkit.net;

import org.jspecify.annotations.NullMarked;
