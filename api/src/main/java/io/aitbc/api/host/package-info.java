/** What this machine is and can do, as it is told to a coordinator. */
@NullMarked
package io.aitbc.api.host;

import org.jspecify.annotations.NullMarked;
