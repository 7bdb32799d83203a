package io.aitbc.agent.main;

import io.aitbc.agent.lifecycle.Pause;
import io.aitbc.api.port.Journal;
import io.aitbc.ipc.PlainJson;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a pause in {@code paused.json} in the state directory: put there whole, synced, and gone when there is none.
 */
final class PauseMemory implements Pause.Memory {
    private static final Logger LOG = LoggerFactory.getLogger(PauseMemory.class);
    private static final int MOST_BYTES = 4096;
    private static final FileAttribute<?> OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private final Path file;
    private final Journal journal;
    private final Executor disk;

    /** @param disk one thread */
    PauseMemory(Path stateDir, Journal journal, Executor disk) {
        this.file = stateDir.resolve("paused.json");
        this.journal = journal;
        this.disk = disk;
    }

    /**
     * What the last process kept. A file that cannot be understood still means that somebody paused this miner: it
     * holds until its owner resumes. Blocks.
     */
    Pause.@Nullable Held kept() throws IOException {
        if (!Files.exists(file)) {
            return null;
        }
        try (var in = Files.newInputStream(file)) {
            Map<?, ?> tree = PlainJson.read(in.readNBytes(MOST_BYTES)) instanceof Map<?, ?> map ? map : Map.of();
            Object until = tree.get("until");
            return new Pause.Held(
                    Instant.parse(String.valueOf(tree.get("since"))),
                    until == null ? null : Instant.parse(until.toString()),
                    Boolean.TRUE.equals(tree.get("now")));
        } catch (IOException | DateTimeException e) {
            LOG.atWarn()
                    .addKeyValue("file", file)
                    .addKeyValue("cause", e)
                    .log("a pause is noted that cannot be read, so it holds until: aitbc-miner resume");
            return new Pause.Held(Files.getLastModifiedTime(file).toInstant(), null, false);
        }
    }

    @Override
    public CompletionStage<Void> keep(Pause.@Nullable Held held) {
        return CompletableFuture.runAsync(
                () -> {
                    try {
                        write(held);
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                },
                disk);
    }

    private void write(Pause.@Nullable Held held) throws IOException {
        if (held == null) {
            if (Files.deleteIfExists(file)) {
                syncDirectory();
            }
            return;
        }
        Map<String, @Nullable Object> tree = new LinkedHashMap<>();
        tree.put("since", held.since().toString());
        tree.put("until", held.until() == null ? null : held.until().toString());
        tree.put("now", held.now());
        Path fresh = file.resolveSibling("paused.json.new");
        Files.deleteIfExists(fresh);
        try (FileChannel channel =
                FileChannel.open(fresh, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), OWNER_ONLY)) {
            ByteBuffer bytes = ByteBuffer.wrap(PlainJson.write(tree));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        syncDirectory();
    }

    private void syncDirectory() throws IOException {
        try (FileChannel directory = FileChannel.open(file.resolveSibling("."), StandardOpenOption.READ)) {
            directory.force(true);
        }
    }

    @Override
    public CompletionStage<List<Journal.Entry>> open() {
        return CompletableFuture.supplyAsync(journal::open, disk);
    }
}
