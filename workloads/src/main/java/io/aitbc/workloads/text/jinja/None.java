package io.aitbc.workloads.text.jinja;

/** The template language's {@code none}. */
public enum None {
    NONE
}
