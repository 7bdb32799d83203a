package io.aitbc.workloads.diffusion.noise;

/** The element types that noise is drawn in: torch draws other numbers for each, not the same ones rounded. */
public enum NoiseType {
    FLOAT32(24),
    FLOAT16(11),
    BFLOAT16(8);

    private static final float HALF_MAX = 65520;
    private static final float HALF_NORMAL = 0x1p-14f;

    private final int digits;

    NoiseType(int digits) {
        this.digits = digits;
    }

    /** Binary digits of a number of this type. */
    int digits() {
        return digits;
    }

    /** The nearest number of this type, the even one of two. */
    float rounded(float value) {
        return switch (this) {
            case FLOAT32 -> value;
            case FLOAT16 -> half(value);
            case BFLOAT16 -> cut(value, 16);
        };
    }

    private static float half(float value) {
        if (Math.abs(value) >= HALF_MAX) {
            return Math.copySign(Float.POSITIVE_INFINITY, value);
        }
        if (Math.abs(value) < HALF_NORMAL) {
            return Math.copySign((float) Math.rint(value * 0x1p24) * 0x1p-24f, value);
        }
        return cut(value, 13);
    }

    /** Without the last {@code bits}, rounded; the value is finite. */
    private static float cut(float value, int bits) {
        int raw = Float.floatToRawIntBits(value);
        int even = (raw >>> bits) & 1;
        int rounded = raw + (1 << (bits - 1)) - 1 + even;
        return Float.intBitsToFloat(rounded & (-1 << bits));
    }
}
