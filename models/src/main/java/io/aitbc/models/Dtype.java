package io.aitbc.models;

import java.util.Optional;

/** What a tensor's elements are, by their names in safetensors headers. */
public enum Dtype {
    BOOL(1, false),
    U8(1, false),
    I8(1, false),
    F8_E4M3(1, true),
    F8_E5M2(1, true),
    F8_E8M0(1, true),
    I16(2, false),
    U16(2, false),
    F16(2, true),
    BF16(2, true),
    I32(4, false),
    U32(4, false),
    F32(4, true),
    I64(8, false),
    U64(8, false),
    F64(8, true);

    private final int bytes;
    private final boolean floating;

    Dtype(int bytes, boolean floating) {
        this.bytes = bytes;
        this.floating = floating;
    }

    /** Of one element. */
    public int bytes() {
        return bytes;
    }

    public boolean isFloating() {
        return floating;
    }

    static Optional<Dtype> named(String name) {
        for (Dtype dtype : values()) {
            if (dtype.name().equals(name)) {
                return Optional.of(dtype);
            }
        }
        return Optional.empty();
    }
}
