package io.aitbc.protocols.v1;

/** {@code POST /v1/inputs} answers this: 201 when the file was kept, 200 when it was there already. */
public record InputReceipt(String sha256, long bytes) {}
