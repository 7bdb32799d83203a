/** How a job ends: a proof of finished work, or a failure with a code. There is no third way. */
@NullMarked
package io.aitbc.api.outcome;

import org.jspecify.annotations.NullMarked;
