package io.aitbc.workloads.text.model;

/** How the weights of linear layers are kept; all else stays in the type of the computation. */
public enum Quantization {
    NONE,
    /** Eight bits for each weight, one scale for each output. */
    INT8,
    /** Four bits for each weight, a scale and an offset for each group of inputs; the head has eight bits. */
    INT4
}
