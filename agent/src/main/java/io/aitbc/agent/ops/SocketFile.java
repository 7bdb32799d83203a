package io.aitbc.agent.ops;

import java.io.IOException;
import java.net.ConnectException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;

/**
 * A listening Unix socket under a name: put there whole (made under another name, closed to others, then renamed), in
 * place of one that nobody listens on any more, and taken away again only while it is still ours.
 */
final class SocketFile implements AutoCloseable {
    /** Linux: {@code sun_path} with its ending zero. */
    private static final int LONGEST_PATH = 107;

    private final Path path;
    private final ServerSocketChannel channel;
    private final @Nullable Object fileKey;

    private SocketFile(Path path, ServerSocketChannel channel) throws IOException {
        this.path = path;
        this.channel = channel;
        this.fileKey = key(path);
    }

    /**
     * @throws IOException when somebody answers there, something else has the name, or it cannot be made; the message
     *     says which and what to do
     */
    static SocketFile listen(SocketPlace place) throws IOException {
        Path path = place.path();
        Path fresh = path.resolveSibling(".agent.new");
        if (path.toString().length() > LONGEST_PATH || fresh.toString().length() > LONGEST_PATH) {
            throw new IOException("the path of the status socket " + path + " is longer than " + LONGEST_PATH
                    + " characters; choose a shorter STATE_DIR");
        }
        refuseWhatIsNotStale(path);
        Files.deleteIfExists(fresh);
        ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            channel.bind(UnixDomainSocketAddress.of(fresh));
            Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString(place.mode()));
            Files.move(fresh, path, StandardCopyOption.ATOMIC_MOVE);
            return new SocketFile(path, channel);
        } catch (IOException e) {
            channel.close();
            throw new IOException("cannot listen on the status socket " + path + " (" + e.getMessage() + ")", e);
        }
    }

    private static void refuseWhatIsNotStale(Path path) throws IOException {
        if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        if (!Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                .isOther()) {
            throw new IOException(path + " is in the way of the status socket and is no socket; move it away");
        }
        if (somebodyAnswers(path)) {
            throw new IOException(
                    path + " is the status socket of another miner that is running; stop it, or give this one"
                            + " a STATE_DIR of its own");
        }
    }

    private static boolean somebodyAnswers(Path path) throws IOException {
        try (SocketChannel other = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
            return other.isConnected();
        } catch (ConnectException refused) {
            return false; // whoever made it is gone
        }
    }

    ServerSocketChannel channel() {
        return channel;
    }

    /** Stops listening; who waits in {@code accept} is woken. Harmless when repeated. */
    @Override
    public void close() throws IOException {
        boolean open = channel.isOpen();
        channel.close();
        if (open && fileKey != null && fileKey.equals(key(path))) {
            Files.deleteIfExists(path);
        }
    }

    private static @Nullable Object key(Path path) {
        try {
            return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                    .fileKey();
        } catch (IOException e) {
            return null;
        }
    }
}
