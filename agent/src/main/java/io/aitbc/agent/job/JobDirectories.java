package io.aitbc.agent.job;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One directory for each job, under {@code WORK_DIR/jobs}, with a name of our own: nothing that a coordinator sends
 * ever becomes part of a path. Blocking; called on the I/O thread.
 */
public final class JobDirectories {
    private static final Logger LOG = LoggerFactory.getLogger(JobDirectories.class);
    private static final String CHECKPOINT = ".checkpoint";
    private static final String INPUTS = ".inputs";
    private static final FileAttribute<?> OWNERS =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
    private static final String PROBE = ".probe";
    private static final int PROBE_BYTES = 64 * 1024;
    private static final Pattern OURS = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

    private final Path root;

    public JobDirectories(Path workDir) {
        this.root = workDir.resolve("jobs");
    }

    /** Where the directory of that name lies; the name is one that the agent made (a UUID). */
    public Path path(String name) {
        if (!OURS.matcher(name).matches()) {
            throw new IllegalArgumentException("not a directory name of ours: " + name.length() + " characters");
        }
        return root.resolve(name);
    }

    /**
     * A directory of that name with nothing in it but {@link #checkpoint} and {@link #inputs}, whatever was there
     * before. These hold what an earlier run of the same job left, and what was fetched for it: the name is a job's
     * from its lease to its end.
     */
    public Path fresh(String name) throws IOException {
        Path directory = path(name);
        Files.createDirectories(root);
        if (Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
            empty(directory);
        } else {
            remove(name);
            Files.createDirectory(directory, OWNERS);
        }
        if (!Files.isDirectory(checkpoint(directory), LinkOption.NOFOLLOW_LINKS)) {
            Files.createDirectory(checkpoint(directory), OWNERS);
        }
        return directory;
    }

    /** Where a job's runs leave what helps the next one, in the job's directory: its name is not one of an output. */
    public static Path checkpoint(Path directory) {
        return directory.resolve(CHECKPOINT);
    }

    /** Where the input files of a job lie, in the job's directory; not there before one was fetched. */
    public static Path inputs(Path directory) {
        return directory.resolve(INPUTS);
    }

    private static void empty(Path directory) throws IOException {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
            for (Path entry : entries) {
                boolean ours = entry.equals(checkpoint(directory)) || entry.equals(inputs(directory));
                if (!ours || !Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
                    Files.walkFileTree(entry, new Deleter());
                }
            }
        } catch (UncheckedIOException | DirectoryIteratorException e) {
            throw new IOException("cannot list " + directory, e);
        }
    }

    /** Tries it with a small file. */
    public boolean canBeWritten() {
        Path probe = root.resolve(PROBE);
        try {
            Files.createDirectories(root);
            Files.write(probe, new byte[PROBE_BYTES]);
            return true;
        } catch (IOException e) {
            LOG.atDebug().addKeyValue("cause", e).log("WORK_DIR cannot be written");
            return false;
        } finally {
            discard(probe);
        }
    }

    private static void discard(Path probe) {
        try {
            Files.deleteIfExists(probe);
        } catch (IOException e) {
            LOG.atDebug().addKeyValue("cause", e).log("probe file cannot be removed");
        }
    }

    /**
     * Deletes the directory with all that is in it; links are deleted, not followed. Nothing happens when it is not
     * there.
     */
    public void remove(String name) throws IOException {
        Path directory = path(name);
        if (Files.exists(directory, LinkOption.NOFOLLOW_LINKS)) {
            Files.walkFileTree(directory, new Deleter());
        }
    }

    /** Deletes the directories that no open job in the journal names: what a crash left between two arrows. */
    public void sweep(Set<String> keep) throws IOException {
        if (!Files.isDirectory(root, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(root)) {
            for (Path entry : entries) {
                String name = entry.getFileName().toString();
                if (OURS.matcher(name).matches() && !keep.contains(name)) {
                    remove(name);
                }
            }
        } catch (UncheckedIOException | DirectoryIteratorException e) {
            throw new IOException("cannot list " + root, e);
        }
    }

    private static final class Deleter extends SimpleFileVisitor<Path> {
        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException problem) throws IOException {
            if (problem != null) {
                throw problem;
            }
            Files.delete(directory);
            return FileVisitResult.CONTINUE;
        }
    }
}
