package io.aitbc.workloads.text.jinja;

/** A piece of a template, ready to be run. */
@FunctionalInterface
interface Statement {
    Flow run(Scope scope, Output output);

    /** How a loop goes on after a statement of its body. */
    enum Flow {
        NEXT,
        CONTINUE,
        BREAK
    }
}
