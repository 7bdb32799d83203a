package io.aitbc.protocols.json;

/**
 * Bounds on one JSON document; a body's size is bounded before, by whoever receives it.
 *
 * @param depth how deep objects and lists may nest
 * @param textLength longest text, in characters
 * @param tokens most values, names and brackets in all
 */
public record JsonLimits(int depth, int textLength, int tokens) {
    /**
     * What both sides of the wire allow: a proof with 1 MiB inside as base64, a prompt of some ten thousand token ids.
     */
    public static final JsonLimits WIRE = new JsonLimits(64, 2 * 1024 * 1024, 200_000);

    /** Digits of one number: a seed has 20, a double at most 25 or so. */
    static final int NUMBER_LENGTH = 128;

    static final int NAME_LENGTH = 256;
}
