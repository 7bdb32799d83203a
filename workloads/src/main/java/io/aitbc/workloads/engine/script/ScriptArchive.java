package io.aitbc.workloads.engine.script;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * A TorchScript archive as {@code torch.jit.save} would write it: a zip of stored entries with the version of the
 * format, the code, an empty tuple of constants, and one object of the module's class. It holds no weights; the code
 * takes them as arguments.
 */
public final class ScriptArchive {
    private static final String ROOT = "script/";
    private static final String FORMAT = "10\n";

    private final String code;
    private final String module;
    private final Map<String, @Nullable Boolean> attributes;

    /**
     * @param code classes and functions in TorchScript's subset of Python, as {@link ScriptSource} gives them
     * @param module the class that is the module
     * @param attributes its attributes to begin with, besides {@code training}: booleans, or null for an optional one
     */
    public ScriptArchive(String code, String module, Map<String, @Nullable Boolean> attributes) {
        this.code = code;
        this.module = module;
        this.attributes = new LinkedHashMap<>(attributes);
        this.attributes.put("training", false);
    }

    /** The archive's bytes, the same each time. */
    public byte[] bytes() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(out)) {
            zip.setMethod(ZipOutputStream.STORED);
            add(zip, "version", FORMAT.getBytes(StandardCharsets.US_ASCII));
            add(zip, "code/__torch__.py", code.getBytes(StandardCharsets.UTF_8));
            add(zip, "constants.pkl", Pickle.emptyTuple());
            add(zip, "data.pkl", Pickle.object(module, attributes));
        } catch (IOException e) {
            throw new UncheckedIOException(e); // nothing here does I/O
        }
        return out.toByteArray();
    }

    private static void add(ZipOutputStream zip, String name, byte[] content) throws IOException {
        CRC32 crc = new CRC32();
        crc.update(content);
        ZipEntry entry = new ZipEntry(ROOT + name);
        entry.setTime(0);
        entry.setSize(content.length);
        entry.setCompressedSize(content.length);
        entry.setCrc(crc.getValue());
        zip.putNextEntry(entry);
        zip.write(content);
        zip.closeEntry();
    }
}
