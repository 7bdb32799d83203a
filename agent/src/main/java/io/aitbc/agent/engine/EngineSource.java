package io.aitbc.agent.engine;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/** Where libraries are unpacked from. */
interface EngineSource extends AutoCloseable {
    /** The libraries in it, by plain names. */
    List<Entry> entries();

    /** Reads one of them. */
    InputStream open(Entry entry) throws IOException;

    @Override
    void close() throws IOException;

    /**
     * A library.
     *
     * @param path where the source has it
     * @param bytes what it says to unpack to; negative when it does not say
     */
    record Entry(String name, String path, long bytes) {}
}
