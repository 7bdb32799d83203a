package io.aitbc.workloads.text.jinja;

/** What stands behind a bar. */
@FunctionalInterface
interface Filter {
    Object apply(Object value, Args args, Budget budget);
}
