package io.aitbc.benchmarks.peer;

import io.aitbc.api.lint.SuppressForbidden;

/** A JVM that starts and says so: no start of a Java program can be quicker. */
public final class HelloPeer {
    private HelloPeer() {}

    @SuppressForbidden("a program's main")
    public static void main(String[] args) {
        System.out.println("hello");
    }
}
