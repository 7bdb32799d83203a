package io.aitbc.workloads.runner;

import io.aitbc.api.lint.SuppressForbidden;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;

/**
 * Keeps the process's standard output for frames alone: native code and careless Java that print go to standard error
 * instead. Java's own {@code System.out} is one variable; what native code uses is file descriptor 1, which takes a
 * {@code dup2}.
 */
record Stdio(InputStream in, OutputStream out) {
    private static final int STDOUT = 1;
    private static final int STDERR = 2;

    /** Must be the first thing that the process does, and once. */
    @SuppressForbidden("this is where the console is handed over")
    static Stdio take() {
        OutputStream frames = frames();
        PrintStream err = System.err;
        System.setOut(err);
        return new Stdio(new FileInputStream(FileDescriptor.in), frames);
    }

    @SuppressForbidden("nothing logs yet, and the person who reads standard error should know")
    private static OutputStream frames() {
        try {
            return descriptorOfItsOwn();
        } catch (IOException | LinkageError e) {
            System.err.println("runner: standard output cannot be kept from native code: " + e);
            return new FileOutputStream(FileDescriptor.out);
        }
    }

    private static OutputStream descriptorOfItsOwn() throws IOException {
        LibC libc = LibC.INSTANCE;
        int kept = libc.dup(STDOUT);
        if (kept < 0) {
            throw new IOException("dup failed");
        }
        OutputStream frames = new FileOutputStream("/proc/self/fd/" + kept);
        libc.close(kept);
        libc.dup2(STDERR, STDOUT);
        return frames;
    }
}
