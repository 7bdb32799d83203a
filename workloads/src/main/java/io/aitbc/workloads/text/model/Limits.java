package io.aitbc.workloads.text.model;

/**
 * What no real model exceeds: a configuration beyond these is a mistake or an attack, and is refused before it costs.
 */
final class Limits {
    static final int WIDTH = 1 << 17;
    static final int INNER = 1 << 19;
    static final int LAYERS = 1024;
    static final int HEADS = 1024;
    static final int HEAD_SIZE = 1024;
    static final int VOCAB = 1 << 22;
    static final int CONTEXT = 1 << 27;

    private Limits() {}
}
