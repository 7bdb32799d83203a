/** Working stand-ins for ports: small models with real rules, and faults on demand. */
@NullMarked
package io.aitbc.testkit.fake;

import org.jspecify.annotations.NullMarked;
