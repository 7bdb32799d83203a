package io.aitbc.workloads.text.jinja;

/** An expression, ready to be evaluated. */
@FunctionalInterface
interface Expr {
    Object eval(Scope scope);
}
