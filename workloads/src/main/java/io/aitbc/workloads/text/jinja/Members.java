package io.aitbc.workloads.text.jinja;

/** A value with named members, such as {@code loop}. */
interface Members {
    /** {@link Undefined} when there is none. */
    Object member(String name);
}
