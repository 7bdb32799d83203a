package io.aitbc.agent.engine;

import io.aitbc.api.outcome.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes libraries into an empty directory, each synced and hashed. Nothing is written outside of it, because names are
 * plain; nothing without bound, because what is more than announced, or than an engine is, ends it.
 */
final class Unpack {
    private static final byte[] ELF = {0x7f, 'E', 'L', 'F'};
    private static final int BUFFER = 128 * 1024;

    private final long maxBytes;
    private final Watcher watcher;

    /** @param maxBytes of everything together */
    Unpack(long maxBytes, Watcher watcher) {
        this.maxBytes = maxBytes;
        this.watcher = watcher;
    }

    /** Bytes that the source says it unpacks to; what it does not say counts nothing. */
    static long announced(EngineSource source) {
        return source.entries().stream()
                .mapToLong(entry -> Math.max(0, entry.bytes()))
                .sum();
    }

    List<EngineRecord.Library> into(Path directory, EngineSource source) throws IOException {
        long total = announced(source);
        if (total > maxBytes) {
            throw tooLarge();
        }
        watcher.begins("unpacking", 0, total);
        List<EngineRecord.Library> written = new ArrayList<>();
        long done = 0;
        for (EngineSource.Entry entry : source.entries()) {
            long most = entry.bytes() >= 0 ? entry.bytes() : maxBytes - done;
            EngineRecord.Library library = write(directory, source, entry, most, done, total);
            written.add(library);
            done += library.bytes();
        }
        EngineStore.sync(directory);
        return written;
    }

    private EngineRecord.Library write(
            Path directory, EngineSource source, EngineSource.Entry entry, long most, long before, long total)
            throws IOException {
        MessageDigest digest = Sha256.begin();
        long bytes = 0;
        Path file = directory.resolve(entry.name());
        try (InputStream in = source.open(entry);
                FileChannel out = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            byte[] buffer = in.readNBytes(ELF.length);
            if (!java.util.Arrays.equals(buffer, ELF)) {
                throw new IOException(entry.path() + " is no library; nothing was installed");
            }
            for (int read = buffer.length; read >= 0; read = in.read(buffer)) {
                bytes += read;
                if (bytes > most) {
                    throw entry.bytes() >= 0
                            ? new IOException(
                                    entry.path() + " unpacks to more than it announces; nothing was installed")
                            : tooLarge();
                }
                digest.update(buffer, 0, read);
                writeAll(out, ByteBuffer.wrap(buffer, 0, read));
                watcher.at(before + bytes, Math.max(total, before + bytes));
                buffer = buffer.length == BUFFER ? buffer : new byte[BUFFER];
            }
            if (entry.bytes() >= 0 && bytes != entry.bytes()) {
                throw new IOException(entry.path() + " is shorter than it announces; nothing was installed");
            }
            out.force(true);
        }
        return new EngineRecord.Library(entry.name(), bytes, Sha256.hex(digest));
    }

    private static void writeAll(FileChannel out, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            out.write(bytes);
        }
    }

    private IOException tooLarge() {
        return new IOException(
                "it unpacks to more than " + (maxBytes >> 20) + " MiB, which no engine does; nothing was installed");
    }

    /** @throws IOException when what was unpacked is no PyTorch of that flavor */
    static void mustBeWhole(Path libraries, String flavor) throws IOException {
        List<String> needed = flavor.startsWith("cu")
                ? List.of("libc10.so", "libtorch_cpu.so", "libtorch.so", "libc10_cuda.so", "libtorch_cuda.so")
                : List.of("libc10.so", "libtorch_cpu.so", "libtorch.so");
        List<String> missing = needed.stream()
                .filter(name -> !Files.isRegularFile(libraries.resolve(name)))
                .toList();
        if (!missing.isEmpty()) {
            throw new IOException("there is no " + String.join(", no ", missing) + " in it, so it is no PyTorch for "
                    + flavor + "; nothing was installed");
        }
    }
}
