package io.aitbc.coordinator.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;

/** The {@code --data} directory: the database, the outputs, and a lock that one running coordinator holds. */
public final class DataDir implements AutoCloseable {
    private final Path root;
    private final FileChannel lock;

    private DataDir(Path root, FileChannel lock) {
        this.root = root;
        this.lock = lock;
    }

    /**
     * Creates the directory (0700) when it is missing and takes its lock.
     *
     * @throws UnusableException with one line that names the directory and the fix
     */
    public static DataDir lock(Path root) throws UnusableException {
        Path usable = prepare(root);
        FileChannel channel = null;
        try {
            channel = FileChannel.open(
                    usable.resolve("lock"),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.READ,
                    StandardOpenOption.WRITE);
            if (!tryLock(channel)) {
                String holder = holder(channel);
                channel.close();
                throw new UnusableException("another aitbc-coordinator" + holder + " is using " + root
                        + "; stop it, or give another --data directory");
            }
            channel.truncate(0);
            channel.write(
                    ByteBuffer.wrap(Long.toString(ProcessHandle.current().pid()).getBytes(StandardCharsets.UTF_8)), 0);
            return new DataDir(usable, channel);
        } catch (IOException e) {
            close(channel);
            throw new UnusableException("cannot write in the data directory " + root + " (" + reason(e)
                    + "); make it writable for this user, or give another --data directory");
        }
    }

    /**
     * Creates the directory when it is missing, without taking its lock; for short commands beside a running
     * coordinator.
     */
    public static Path prepare(Path root) throws UnusableException {
        try {
            if (!Files.isDirectory(root)) {
                Files.createDirectories(
                        root, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            }
            if (!Files.isWritable(root)) {
                throw new UnusableException("cannot write in the data directory " + root
                        + "; make it writable for this user, or give another --data directory");
            }
            return root.toAbsolutePath();
        } catch (IOException e) {
            throw new UnusableException("cannot create the data directory " + root + " (" + reason(e)
                    + "); create it for this user, or give another --data directory");
        }
    }

    public Path root() {
        return root;
    }

    public static Path database(Path root) {
        return root.resolve("coordinator.db");
    }

    @Override
    public void close() {
        close(lock);
    }

    private static boolean tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            return false; // held inside this very process
        }
    }

    private static String holder(FileChannel channel) throws IOException {
        ByteBuffer pid = ByteBuffer.allocate(20);
        int length = channel.read(pid, 0);
        return length <= 0 ? "" : " (process " + new String(pid.array(), 0, length, StandardCharsets.UTF_8) + ")";
    }

    private static String reason(IOException e) {
        if (e instanceof FileAlreadyExistsException) {
            return "there is a file of that name";
        }
        return e.getClass().getSimpleName().replace("Exception", "") + ": " + e.getMessage();
    }

    private static void close(@Nullable FileChannel channel) {
        try {
            if (channel != null) {
                channel.close();
            }
        } catch (IOException e) {
            throw new StoreException("cannot release the data directory's lock", e);
        }
    }

    /** The directory cannot be used; the message is for a person and says what to do. */
    public static final class UnusableException extends Exception {
        private UnusableException(String message) {
            super(message);
        }
    }
}
