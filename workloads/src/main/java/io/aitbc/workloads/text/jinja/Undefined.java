package io.aitbc.workloads.text.jinja;

/**
 * What a name or a member that does not exist evaluates to: prints as nothing, is false and empty, and may not be used
 * otherwise.
 */
record Undefined(String name) {
    TemplateException misuse() {
        return new TemplateException(name + " is undefined");
    }
}
