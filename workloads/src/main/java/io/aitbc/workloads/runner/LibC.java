package io.aitbc.workloads.runner;

import com.sun.jna.Library;
import com.sun.jna.Native;

/** The few calls of the C library that the JDK has no door to. */
interface LibC extends Library {
    LibC INSTANCE = Native.load("c", LibC.class);

    int dup(int descriptor);

    int dup2(int from, int to);

    int close(int descriptor);
}
