package io.aitbc.models;

import io.aitbc.api.outcome.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Makes {@link ModelDigest}s, and reads large files once as long as they do not change. Thread-safe. */
public final class ModelDigests {
    private static final int BUFFER = 1 << 20;
    /** Smaller files are read each time: that costs less than remembering them. */
    private static final long REMEMBERED = 1 << 20;

    private final DigestCache cache;
    private final InstantSource clock;

    /** @param clock the time of day, by which a file's last change is judged */
    public ModelDigests(DigestCache cache, InstantSource clock) {
        this.cache = cache;
        this.clock = clock;
    }

    /**
     * The model's digest. Takes seconds for each gigabyte that is not remembered.
     *
     * @throws ModelException when files are missing or unreadable, or change meanwhile
     */
    public ModelDigest of(StoredModel model, ReadProgress progress) throws ModelException {
        Map<String, Path> files = ModelFiles.of(model);
        long total = 0;
        for (Path file : files.values()) {
            total += bytes(file);
        }
        List<ModelDigest.FileDigest> digests = new ArrayList<>();
        long done = 0;
        for (Map.Entry<String, Path> each : files.entrySet()) {
            ModelDigest.FileDigest digest = new Run(each.getKey(), each.getValue(), done, total).digest(progress);
            done += digest.bytes();
            digests.add(digest);
        }
        return ModelDigest.of(digests);
    }

    /** The digest, when that needs no large file to be read. */
    public Optional<ModelDigest> known(StoredModel model) throws ModelException {
        for (Path file : ModelFiles.of(model).values()) {
            FileStamp stamp = stamp(file);
            if (stamp.bytes() >= REMEMBERED && cache.get(stamp).isEmpty()) {
                return Optional.empty();
            }
        }
        return Optional.of(of(model, ReadProgress.NONE));
    }

    private static long bytes(Path file) throws ModelException {
        try {
            return Files.size(file);
        } catch (IOException e) {
            throw Named.unreadable(file, e);
        }
    }

    private static FileStamp stamp(Path file) throws ModelException {
        try {
            return FileStamp.of(file);
        } catch (IOException e) {
            throw Named.unreadable(file, e);
        }
    }

    /** One file of several. */
    private final class Run {
        private final String name;
        private final Path file;
        private final long before;
        private final long total;

        Run(String name, Path file, long before, long total) {
            this.name = name;
            this.file = file;
            this.before = before;
            this.total = total;
        }

        ModelDigest.FileDigest digest(ReadProgress progress) throws ModelException {
            FileStamp stamp = stamp(file);
            boolean remembered = stamp.bytes() >= REMEMBERED;
            Optional<String> known = remembered ? cache.get(stamp) : Optional.empty();
            if (known.isPresent()) {
                progress.at(before + stamp.bytes(), total);
                return new ModelDigest.FileDigest(name, stamp.bytes(), known.get());
            }
            boolean settled = stamp.isSettled(clock.instant());
            String sha256 = read(progress);
            if (!stamp.equals(stamp(file))) {
                throw ModelException.broken(
                        Named.file(file) + " changed while it was read; try again when it is whole");
            }
            if (remembered && settled) {
                cache.put(stamp, sha256);
            }
            return new ModelDigest.FileDigest(name, stamp.bytes(), sha256);
        }

        private String read(ReadProgress progress) throws ModelException {
            MessageDigest digest = Sha256.begin();
            byte[] buffer = new byte[BUFFER];
            long done = before;
            try (InputStream in = Files.newInputStream(file)) {
                for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                    digest.update(buffer, 0, read);
                    done += read;
                    progress.at(done, total);
                }
            } catch (IOException e) {
                throw Named.unreadable(file, e);
            }
            return Sha256.hex(digest);
        }
    }
}
