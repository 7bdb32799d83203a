package io.aitbc.agent.systemd;

import com.sun.jna.Function;
import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The two calls of libsystemd that we make, {@code sd_notify(3)} and {@code sd_journal_sendv(3)}. Thread-safe. */
final class LibSystemd {
    /** The versioned name: the plain one comes with the development package only. */
    private static final String NAME = "libsystemd.so.0";

    private final Function notify;
    private final Function sendv;

    private LibSystemd(NativeLibrary library) {
        notify = library.getFunction("sd_notify");
        sendv = library.getFunction("sd_journal_sendv");
    }

    /**
     * Takes some tens of milliseconds the first time.
     *
     * @throws UnsatisfiedLinkError when there is no such library, or JNA's own part cannot be unpacked
     */
    static LibSystemd load() {
        return new LibSystemd(NativeLibrary.getInstance(NAME));
    }

    /** @return above 0 when it was sent, 0 when there is no {@code NOTIFY_SOCKET}, below 0 an errno */
    int notify(String state) {
        return notify.invokeInt(new Object[] {0, state});
    }

    /**
     * One entry of the journal.
     *
     * @param fields {@code NAME=value} each; a value may hold anything, line ends too
     * @return 0, or below 0 an errno
     */
    int journal(List<String> fields) {
        byte[][] bytes = fields.stream()
                .map(field -> field.getBytes(StandardCharsets.UTF_8))
                .toArray(byte[][]::new);
        long iovec = 2L * Native.POINTER_SIZE;
        long total = iovec * bytes.length;
        long at = total;
        for (byte[] field : bytes) {
            total += field.length;
        }
        try (Memory memory = new Memory(total)) {
            for (int i = 0; i < bytes.length; i++) {
                memory.write(at, bytes[i], 0, bytes[i].length);
                memory.setPointer(i * iovec, memory.share(at));
                memory.setLong(i * iovec + Native.POINTER_SIZE, bytes[i].length);
                at += bytes[i].length;
            }
            return sendv.invokeInt(new Object[] {memory, bytes.length});
        }
    }
}
