/**
 * What was paid, to whom and for which job. A job is paid for at most once: that is a primary key in the database, not
 * a habit of the code.
 */
@NullMarked
package io.aitbc.coordinator.wallet;

import org.jspecify.annotations.NullMarked;
