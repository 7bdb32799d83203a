package io.aitbc.workloads.engine.tensor;

import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The C library's heap, from which the engine takes memory for tensors on the processor. */
public final class NativeHeap {
    private static final Logger LOG = LoggerFactory.getLogger(NativeHeap.class);
    private static final long HUGE_PAGE = 2L << 20;
    private static final int MADV_COLLAPSE = 25;

    private NativeHeap() {}

    /** What is asked of the C library. */
    interface Libc extends Library {
        int malloc_trim(long pad);

        int madvise(Pointer from, long length, int advice);
    }

    /**
     * Gives free pages back to the system. Tensors of a few megabytes that come and go while others stay leave holes;
     * while a model is loaded those holes would add up to its size. Without effect where the C library has no such
     * call.
     */
    public static void trim() {
        try {
            Native.load("c", Libc.class).malloc_trim(0);
        } catch (UnsatisfiedLinkError e) {
            LOG.atDebug().setCause(e).log("the C library does not trim its heap");
        }
    }

    /**
     * Puts the heap's pages together to huge ones, which {@link #trim} has taken apart: what is read all over again, as
     * weights are, is found faster there. Without effect where the kernel has no such call (Linux before 6.1) or no
     * huge page to give.
     */
    public static void collapse() {
        try {
            Libc libc = Native.load("c", Libc.class);
            for (String line : Files.readAllLines(Path.of("/proc/self/maps"))) {
                if (line.endsWith("[heap]")) {
                    int dash = line.indexOf('-');
                    long from = Long.parseUnsignedLong(line, 0, dash, 16);
                    long to = Long.parseUnsignedLong(line, dash + 1, line.indexOf(' '), 16);
                    long first = (from + HUGE_PAGE - 1) / HUGE_PAGE * HUGE_PAGE;
                    long length = (to - first) / HUGE_PAGE * HUGE_PAGE;
                    if (length > 0) {
                        libc.madvise(new Pointer(first), length, MADV_COLLAPSE);
                    }
                }
            }
        } catch (UnsatisfiedLinkError | IOException e) {
            LOG.atDebug().setCause(e).log("the heap stays on small pages");
        }
    }
}
