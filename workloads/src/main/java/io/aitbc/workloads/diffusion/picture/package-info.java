/**
 * Pictures as bytes: PNG files written so that the same pixels give the same bytes on every machine, and PNG and JPEG
 * files from elsewhere read within bounds.
 */
@NullMarked
package io.aitbc.workloads.diffusion.picture;

import org.jspecify.annotations.NullMarked;
