package io.aitbc.workloads.text.jinja;

/** A function, a method bound to its value, or a macro. */
@FunctionalInterface
interface Callable {
    Object call(Args args, Budget budget);
}
