package io.aitbc.workloads.engine;

import ai.djl.huggingface.tokenizers.jni.TokenizersLibrary;

/**
 * One tokenizer inside of the native library, called directly: DJL's own class around it cuts long text off unless told
 * otherwise, and makes an object of each token's place in the text. One call at a time, from any thread.
 */
public final class NativeTokenizer implements AutoCloseable {
    private final TokenizersLibrary library;
    private long handle;

    /**
     * @param json a {@code tokenizer.json}
     * @throws RuntimeException when the library does not take it
     */
    public NativeTokenizer(String json) {
        this.library = TokenizerLibrary.start();
        this.handle = library.createTokenizerFromString(json);
    }

    /**
     * @param text without unpaired surrogates, which cannot be passed
     * @param framed true to add what the tokenizer puts around each text
     */
    public synchronized int[] encode(String text, boolean framed) {
        long encoding = library.encode(open(), text, framed);
        try {
            return narrow(library.getTokenIds(encoding));
        } finally {
            library.deleteEncoding(encoding);
        }
    }

    public synchronized String decode(int[] ids, boolean skipSpecial) {
        if (ids.length == 0) {
            return "";
        }
        long[] wide = new long[ids.length];
        for (int at = 0; at < ids.length; at++) {
            wide[at] = ids[at];
        }
        return library.decode(open(), wide, skipSpecial);
    }

    @Override
    public synchronized void close() {
        if (handle != 0) {
            library.deleteTokenizer(handle);
            handle = 0;
        }
    }

    private long open() {
        if (handle == 0) {
            throw new IllegalStateException("the tokenizer is closed");
        }
        return handle;
    }

    private static int[] narrow(long[] wide) {
        int[] ids = new int[wide.length];
        for (int at = 0; at < wide.length; at++) {
            ids[at] = (int) wide[at];
        }
        return ids;
    }
}
