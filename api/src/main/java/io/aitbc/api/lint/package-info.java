/** Marks that the build's own checks read. */
@NullMarked
package io.aitbc.api.lint;

import org.jspecify.annotations.NullMarked;
