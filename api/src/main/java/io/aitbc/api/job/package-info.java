/** What a coordinator asks for: a job, the lease it is held under, and the parameters it carries. */
@NullMarked
package io.aitbc.api.job;

import org.jspecify.annotations.NullMarked;
