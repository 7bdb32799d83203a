package io.aitbc.agent.engine;

import io.aitbc.ipc.PlainJson;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What was written down when an engine was installed, beside its libraries.
 *
 * @param source where it came from, for a person
 * @param sha256 of the archive
 * @param files every library with its size and digest
 */
public record EngineRecord(
        String name,
        String version,
        String flavor,
        @Nullable String cuda,
        String source,
        String sha256,
        List<Library> files) {
    /** The file that holds it. */
    static final String FILE = "engine.json";

    private static final int MOST_FILES = 1000;

    public EngineRecord {
        files = List.copyOf(files);
    }

    /** One library. */
    public record Library(String name, long bytes, String sha256) {}

    public long bytes() {
        return files.stream().mapToLong(Library::bytes).sum();
    }

    byte[] json() throws IOException {
        Map<String, @Nullable Object> top = new LinkedHashMap<>();
        top.put("format", 1L);
        top.put("name", name);
        top.put("version", version);
        top.put("flavor", flavor);
        top.put("cuda", cuda);
        top.put("source", source);
        top.put("sha256", sha256);
        List<Object> listed = new ArrayList<>();
        for (Library file : files) {
            Map<String, @Nullable Object> item = new LinkedHashMap<>();
            item.put("name", file.name());
            item.put("bytes", file.bytes());
            item.put("sha256", file.sha256());
            listed.add(item);
        }
        top.put("files", listed);
        return PlainJson.write(top);
    }

    /** @throws IOException when {@code json} is no such record */
    static EngineRecord read(byte[] json) throws IOException {
        Members top = Members.read(FILE, json);
        if (top.whole("format", 1000) != 1) {
            throw new IOException(FILE + " has a format that this program does not know");
        }
        List<Library> files = new ArrayList<>();
        for (Object item : top.list("files", MOST_FILES)) {
            Members file = Members.of(FILE + ", file " + (files.size() + 1), item);
            files.add(new Library(
                    file.text("name", Forms.LIBRARY),
                    file.whole("bytes", Long.MAX_VALUE),
                    file.text("sha256", Forms.SHA256)));
        }
        return new EngineRecord(
                top.text("name", Forms.NAME),
                top.text("version", Forms.VERSION),
                top.text("flavor", Forms.FLAVOR),
                top.optionalText("cuda", Forms.CUDA),
                top.text("source", Forms.ANY),
                top.text("sha256", Forms.SHA256),
                files);
    }
}
