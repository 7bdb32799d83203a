package io.aitbc.workloads.text.model;

/** Room in a decoder's key/value cache for one sequence. */
public interface Place {}
