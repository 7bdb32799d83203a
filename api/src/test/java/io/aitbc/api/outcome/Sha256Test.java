package io.aitbc.api.outcome;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.junit.jupiter.api.Test;

final class Sha256Test {
    private static final byte[] ABC = "abc".getBytes(StandardCharsets.US_ASCII);
    /** As FIPS 180-4's examples have it. */
    private static final String OF_ABC = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    @Test
    void digestsAsTheStandardDoes() {
        assertThat(Sha256.of(ABC)).isEqualTo(OF_ABC);
    }

    @Test
    void aDigestThatWasToldBeginsAnew() {
        MessageDigest digest = Sha256.begin();
        digest.update(ABC, 0, 1);
        digest.update(ABC, 1, 2);
        assertThat(Sha256.hex(digest)).isEqualTo(OF_ABC);
        digest.update(ABC);
        assertThat(Sha256.hex(digest)).isEqualTo(OF_ABC);
    }
}
