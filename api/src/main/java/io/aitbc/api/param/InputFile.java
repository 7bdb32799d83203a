package io.aitbc.api.param;

/**
 * An input file that a job names.
 *
 * @param field the parameter that names it
 * @param sha256 of its bytes, 64 lower-case hex digits
 * @param maxBytes the most that it may have
 */
public record InputFile(String field, String sha256, long maxBytes) {}
