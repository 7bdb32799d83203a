package io.aitbc.workloads.engine.tensor;

import com.sun.jna.Library;
import com.sun.jna.Native;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The C library's heap, from which the engine takes memory for tensors on the processor. */
public final class NativeHeap {
    private static final Logger LOG = LoggerFactory.getLogger(NativeHeap.class);

    private NativeHeap() {}

    /** What {@link #trim} asks of the C library. */
    interface Malloc extends Library {
        int malloc_trim(long pad);
    }

    /**
     * Gives free pages back to the system. Tensors of a few megabytes that come and go while others stay leave holes;
     * while a model is loaded those holes would add up to its size. Without effect where the C library has no such
     * call.
     */
    public static void trim() {
        try {
            Native.load("c", Malloc.class).malloc_trim(0);
        } catch (UnsatisfiedLinkError e) {
            LOG.atDebug().setCause(e).log("the C library does not trim its heap");
        }
    }
}
