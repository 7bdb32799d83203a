package io.aitbc.workloads.engine.script;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes the few of Python's pickle opcodes (protocol 2) that an archive's two pickles need: an empty tuple, and one
 * object of a class with its attributes. The opcodes are those of the standard library's {@code pickletools}.
 */
final class Pickle {
    private static final int PROTO = 0x80;
    private static final int NEW_OBJECT = 0x81;
    private static final int TRUE = 0x88;
    private static final int FALSE = 0x89;
    private static final int VERSION = 2;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    private Pickle() {
        out.write(PROTO);
        out.write(VERSION);
    }

    static byte[] emptyTuple() {
        Pickle pickle = new Pickle();
        pickle.out.write(')');
        return pickle.end();
    }

    /**
     * @param name of the class, in the module {@code __torch__}
     * @param attributes booleans, or null for an optional one that holds nothing yet
     */
    static byte[] object(String name, Map<String, @Nullable Boolean> attributes) {
        Pickle pickle = new Pickle();
        pickle.out.writeBytes(("c__torch__\n" + name + "\n").getBytes(StandardCharsets.UTF_8)); // GLOBAL
        pickle.out.write(')');
        pickle.out.write(NEW_OBJECT);
        pickle.out.write('}');
        pickle.out.write('('); // MARK, up to SETITEMS
        attributes.forEach((key, value) -> {
            pickle.text(key);
            pickle.out.write(value == null ? 'N' : value ? TRUE : FALSE);
        });
        pickle.out.write('u'); // SETITEMS
        pickle.out.write('b'); // BUILD
        return pickle.end();
    }

    private void text(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.write('X'); // BINUNICODE
        out.writeBytes(ByteBuffer.allocate(Integer.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(bytes.length)
                .array());
        out.writeBytes(bytes);
    }

    private byte[] end() {
        out.write('.'); // STOP
        return out.toByteArray();
    }
}
