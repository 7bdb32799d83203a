package io.aitbc.api.outcome;

/** How a job ended on this machine. */
public sealed interface Outcome permits Proof, Failure {}
