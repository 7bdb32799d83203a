package io.aitbc.agent.main;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One agent for each state directory, which holds its journal, and for each work directory, where it removes what its
 * journal does not name. The kernel drops the lock with the process, however it ends.
 */
final class DirectoryLock implements AutoCloseable {
    /** The file that is locked; a directory that holds it is one of ours. */
    static final String FILE = "agent.lock";

    private static final Logger LOG = LoggerFactory.getLogger(DirectoryLock.class);

    private final FileChannel channel;

    private DirectoryLock(FileChannel channel) {
        this.channel = channel;
    }

    /**
     * @param key what names the directory in the configuration
     * @throws IOException when another agent holds it, naming its process id, or the directory cannot be written
     */
    static DirectoryLock take(Path directory, String key) throws IOException {
        Path file = directory.resolve(FILE);
        FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        try {
            if (tryLock(channel) == null) {
                throw new IOException("another aitbc-miner (process " + holder(channel) + ") uses " + key + " "
                        + directory + ": stop it, or give this one a " + key + " of its own");
            }
            sign(channel);
            return new DirectoryLock(channel);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    /** For whoever finds it locked. A full disk has no room for it, and that is no reason not to start. */
    private static void sign(FileChannel channel) {
        try {
            channel.truncate(0);
            channel.write(
                    ByteBuffer.wrap(Long.toString(ProcessHandle.current().pid()).getBytes(StandardCharsets.US_ASCII)));
        } catch (IOException e) {
            LOG.atDebug().addKeyValue("cause", e).log("lock file cannot be signed");
        }
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            // Not the first bytes: they hold the process id, which others must be able to read.
            return channel.tryLock(1 << 20, 1, false);
        } catch (OverlappingFileLockException e) {
            return null;
        }
    }

    private static String holder(FileChannel channel) throws IOException {
        ByteBuffer pid = ByteBuffer.allocate(20);
        channel.read(pid, 0);
        String text = new String(pid.array(), 0, pid.position(), StandardCharsets.US_ASCII);
        return text.matches("[0-9]+") ? text : "unknown";
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
