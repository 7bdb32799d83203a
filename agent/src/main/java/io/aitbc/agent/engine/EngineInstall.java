package io.aitbc.agent.engine;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Installs an engine: fetched or copied, checked, unpacked aside, and put in its place by a rename. However it ends
 * before that, what was installed is as it was.
 */
public final class EngineInstall {
    /** What an archive of libraries unpacks to, at most, as a multiple of its size; PyTorch's own are at 1.5 to 2. */
    private static final int EXPANSION = 2;

    private static final long SPARE = 64L << 20;
    private static final long MAX_BYTES = 32L << 30;

    private final EngineStore store;
    private final Way way;
    private final ToLongFunction<Path> freeSpace;
    private final Watcher watcher;
    private final Pause pause;
    private final Transfer.Limits limits;

    /** @param freeSpace bytes that this user may still write where a directory lies */
    public EngineInstall(EngineStore store, Way way, ToLongFunction<Path> freeSpace, Watcher watcher, Pause pause) {
        this(store, way, freeSpace, watcher, pause, Transfer.Limits.USUAL);
    }

    EngineInstall(
            EngineStore store,
            Way way,
            ToLongFunction<Path> freeSpace,
            Watcher watcher,
            Pause pause,
            Transfer.Limits limits) {
        this.store = store;
        this.way = way;
        this.freeSpace = freeSpace;
        this.watcher = watcher;
        this.pause = pause;
        this.limits = limits;
    }

    /**
     * What to install.
     *
     * @param sha256 of the archive, or of a directory's {@code SHA256SUMS}
     * @param copy an archive, or a directory of libraries, on this machine; null to fetch it
     */
    public record Order(
            EngineOffer offer, String sha256, @Nullable Path copy) {}

    /** @throws IOException when it cannot be done; the message says why, and what to do */
    public InstalledEngine install(Order order) throws IOException, InterruptedException {
        try (EngineStore.Turn turn = store.turn()) {
            Path copy = order.copy();
            if (copy == null) {
                Path fetched = new Download(way, store.parts(), limits, this::mustFit, watcher, pause)
                        .fetch(order.offer().url(), order.sha256());
                InstalledEngine engine = unpacked(turn, order, archive(order, fetched));
                EngineStore.remove(store.parts());
                return engine;
            }
            return unpacked(
                    turn, order, Files.isDirectory(copy) ? directory(order, copy) : checkedArchive(order, copy));
        }
    }

    private EngineSource checkedArchive(Order order, Path copy) throws IOException {
        watcher.begins("checking", 0, 0);
        if (!Files.isRegularFile(copy)) {
            throw new IOException("--from " + copy + " is no file and no directory");
        }
        String digest = Digests.of(copy);
        if (!digest.equals(order.sha256())) {
            throw new IOException(copy + " has the SHA-256 " + digest + " and not " + order.sha256()
                    + ": it is damaged or another file; nothing was installed");
        }
        return archive(order, copy);
    }

    private static EngineSource archive(Order order, Path file) throws IOException {
        return ZipSource.open(file, order.offer().folder(), order.offer().skip());
    }

    private EngineSource directory(Order order, Path copy) throws IOException {
        watcher.begins("checking", 0, 0);
        return DirectorySource.open(copy, order.sha256());
    }

    private InstalledEngine unpacked(EngineStore.Turn turn, Order order, EngineSource opened) throws IOException {
        Path aside = turn.aside();
        try (EngineSource source = opened) {
            mustHave(Unpack.announced(source), "unpack it");
            Path libraries = Files.createDirectory(InstalledEngine.librariesIn(aside));
            List<EngineRecord.Library> files = new Unpack(MAX_BYTES, watcher).into(libraries, source);
            EngineOffer offer = order.offer();
            Unpack.mustBeWhole(libraries, offer.flavor());
            Path copy = order.copy();
            EngineRecord record = new EngineRecord(
                    offer.name(),
                    offer.version(),
                    offer.flavor(),
                    offer.cuda(),
                    copy == null
                            ? offer.url().toString()
                            : copy.toAbsolutePath().toString(),
                    order.sha256(),
                    files);
            write(aside.resolve(EngineRecord.FILE), record.json());
            turn.publish(aside, offer.id());
            return new InstalledEngine(store.directory().resolve(offer.id()), record);
        } finally {
            EngineStore.remove(aside);
        }
    }

    private static void write(Path file, byte[] bytes) throws IOException {
        Files.write(file, bytes);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
    }

    private void mustFit(long left, long total) throws IOException {
        mustHave(left + EXPANSION * total, "download and unpack it");
    }

    private void mustHave(long bytes, String what) throws IOException {
        long free = freeSpace.applyAsLong(store.directory());
        if (free < bytes + SPARE) {
            throw new GivenUpException("to " + what + " takes " + ((bytes + SPARE) >> 20) + " MiB, and " + (free >> 20)
                    + " MiB are free in " + store.directory() + ": make room there, or name another STATE_DIR");
        }
    }
}
