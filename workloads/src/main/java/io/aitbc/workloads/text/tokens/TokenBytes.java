package io.aitbc.workloads.text.tokens;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Map;
import java.util.Optional;

/**
 * What each token adds to a text, in bytes: a token may hold half a character, and then no text says what it is. Two
 * ways of spelling bytes in a vocabulary are known here: a letter for each byte, as GPT-2 and its heirs do it, and
 * plain text with {@code U+2581} for spaces, where tokens such as {@code <0xE4>} stand for the bytes of characters that
 * the vocabulary lacks.
 */
final class TokenBytes {
    /** How a vocabulary spells. */
    enum Spelling {
        LETTERS,
        SPACES
    }

    private static final char SPACE = '\u2581';
    private static final int HEX_AT = 3;
    private static final int HEX_END = 5;

    private final byte[] all;
    /** Where in {@link #all} a token's bytes begin, by id. */
    private final int[] begins;
    /** -1 for ids that stand for nothing. */
    private final int[] lengths;

    /**
     * @param pieces by id; without control tokens, which add nothing
     * @param singles ids that stand for one byte each, in {@link Spelling#SPACES}
     */
    TokenBytes(Map<Integer, String> pieces, Spelling spelling, BitSet singles) {
        int size = 1 + pieces.keySet().stream().mapToInt(id -> id).max().orElse(-1);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        begins = new int[size];
        lengths = new int[size];
        Arrays.fill(lengths, -1);
        pieces.forEach((id, piece) -> {
            begins[id] = bytes.size();
            if (singles.get(id)) {
                bytes.write(Integer.parseInt(piece.substring(HEX_AT, HEX_END), 16));
            } else {
                bytes.writeBytes(spelling == Spelling.LETTERS ? lettered(piece) : spaced(piece));
            }
            lengths[id] = bytes.size() - begins[id];
        });
        all = bytes.toByteArray();
    }

    /** Empty for a control token, and for an id that no token has. */
    Optional<byte[]> of(int id) {
        return id < lengths.length && lengths[id] >= 0
                ? Optional.of(Arrays.copyOfRange(all, begins[id], begins[id] + lengths[id]))
                : Optional.empty();
    }

    private static byte[] spaced(String piece) {
        return piece.replace(SPACE, ' ').getBytes(StandardCharsets.UTF_8);
    }

    /** A piece with anything but such letters was added as it is to be read. */
    private static byte[] lettered(String piece) {
        byte[] bytes = new byte[piece.length()];
        for (int at = 0; at < bytes.length; at++) {
            int value = valueOf(piece.charAt(at));
            if (value < 0) {
                return piece.getBytes(StandardCharsets.UTF_8);
            }
            bytes[at] = (byte) value;
        }
        return bytes;
    }

    /**
     * The byte that a letter stands for, or -1. Bytes that are printable in Latin-1 are their own letters, the others
     * have those from U+0100 on, in their order: 0 to 32, 127 to 160, 173.
     */
    private static int valueOf(char letter) {
        if (letter < 0x100) {
            return isPrintable(letter) ? letter : -1;
        }
        int number = letter - 0x100;
        if (number <= 32) {
            return number;
        }
        if (number <= 32 + 34) {
            return number - 33 + 127;
        }
        return number == 32 + 34 + 1 ? 173 : -1;
    }

    private static boolean isPrintable(char letter) {
        return (letter > 32 && letter < 127) || (letter > 160 && letter != 173);
    }
}
