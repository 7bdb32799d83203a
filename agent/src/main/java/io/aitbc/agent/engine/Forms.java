package io.aitbc.agent.engine;

import java.util.regex.Pattern;

/** The forms of what is read from manifests, records and archives: nothing else gets near a path. */
final class Forms {
    static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,31}");
    static final Pattern VERSION = Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){1,3}");
    static final Pattern FLAVOR = Pattern.compile("cpu|cu[0-9]{3}");
    static final Pattern CUDA = Pattern.compile("[0-9]{1,2}\\.[0-9]{1,2}");
    static final Pattern PLATFORM = Pattern.compile("linux-(x86_64|aarch64)");
    static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");
    static final Pattern FOLDER = Pattern.compile("([A-Za-z0-9_-][A-Za-z0-9._-]{0,99}/){0,8}");
    static final Pattern ANY = Pattern.compile(".{1,2000}");

    /** A shared library's plain name, such as {@code libc10.so} or {@code libcudart-218eec4c.so.12}. */
    static final Pattern LIBRARY = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._+-]{0,99}\\.so(\\.[0-9]{1,4}){0,3}");

    private Forms() {}

    static boolean isLibrary(String name) {
        return LIBRARY.matcher(name).matches();
    }

    static boolean isSha256(String text) {
        return SHA256.matcher(text).matches();
    }
}
