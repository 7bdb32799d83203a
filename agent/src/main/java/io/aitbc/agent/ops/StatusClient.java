package io.aitbc.agent.ops;

import io.aitbc.ipc.PlainJson;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Asks a running miner for its status, and tells it what its owner wants. */
public final class StatusClient {
    private static final int MAX_BYTES = 4 * 1024 * 1024;

    private final List<Path> sockets;
    private final Duration limit;

    /** @param limit for the whole exchange */
    public StatusClient(Path socket, Duration limit) {
        this(List.of(socket), limit);
    }

    /** @param sockets where a miner may listen; the first one that does is asked */
    public StatusClient(List<Path> sockets, Duration limit) {
        this.sockets = List.copyOf(sockets);
        this.limit = limit;
    }

    /** Nobody listens where a miner would. */
    public static final class NotRunningException extends IOException {
        NotRunningException(String message) {
            super(message);
        }
    }

    /**
     * The report's JSON object.
     *
     * @throws IOException when there is no report; the message says why and what to do
     */
    public Map<String, @Nullable Object> status() throws IOException {
        return call("GET", "/status", Map.of());
    }

    /**
     * One request and the answer's JSON object.
     *
     * @param fields the request's body; none when empty
     * @throws NotRunningException when there is no miner to ask
     * @throws IOException when there is no answer, or the miner refuses; the message says why and what to do
     */
    public Map<String, @Nullable Object> call(String method, String path, Map<String, ?> fields) throws IOException {
        byte[] body = fields.isEmpty() ? new byte[0] : PlainJson.write(fields);
        String head = method + " " + path + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + body.length
                + "\r\nConnection: close\r\n\r\n";
        String answer = exchange(connect(), head + new String(body, StandardCharsets.US_ASCII));
        int end = answer.indexOf("\r\n\r\n");
        Map<?, ?> tree = answer.startsWith("HTTP/1.1 ") && end >= 0 ? object(answer.substring(end + 4)) : Map.of();
        if (tree.get("error") instanceof Map<?, ?> error) {
            throw new IOException("the miner says: " + error.get("message"));
        }
        if (tree.isEmpty()) {
            throw new IOException("what listens on " + places() + " is no miner");
        }
        Map<String, @Nullable Object> status = new LinkedHashMap<>();
        tree.forEach((name, value) -> status.put(String.valueOf(name), value));
        return status;
    }

    /** Empty when {@code json} is no JSON object. */
    private static Map<?, ?> object(String json) {
        try {
            return PlainJson.read(json.getBytes(StandardCharsets.ISO_8859_1)) instanceof Map<?, ?> map ? map : Map.of();
        } catch (IOException e) {
            return Map.of();
        }
    }

    /** What comes back, cut when it is far too much. */
    private String exchange(SocketChannel connected, String question) throws IOException {
        try (TimedChannel channel = new TimedChannel(connected, limit)) {
            channel.write(ByteBuffer.wrap(question.getBytes(StandardCharsets.US_ASCII)));
            ByteArrayOutputStream answer = new ByteArrayOutputStream();
            ByteBuffer buffer = ByteBuffer.allocate(16 * 1024);
            while (answer.size() < MAX_BYTES && channel.read(buffer) >= 0) {
                answer.write(buffer.array(), 0, buffer.position());
                buffer.clear();
            }
            return answer.toString(StandardCharsets.ISO_8859_1);
        } catch (SocketTimeoutException e) {
            throw new IOException(
                    "the miner did not answer within " + limit.toSeconds()
                            + " s; see its log (journalctl -u aitbc-miner)",
                    e);
        } catch (IOException e) {
            throw new IOException("the connection to the miner broke; ask again, or see its log", e);
        }
    }

    private SocketChannel connect() throws IOException {
        boolean closed = false;
        for (Path socket : sockets) {
            if (!Files.exists(socket, LinkOption.NOFOLLOW_LINKS)) {
                closed |= !canLookInto(socket.toAbsolutePath().getParent());
                continue;
            }
            try {
                return SocketChannel.open(UnixDomainSocketAddress.of(socket));
            } catch (IOException e) {
                boolean makerIsGone = e instanceof ConnectException;
                closed |= !makerIsGone && !Files.isWritable(socket);
            }
        }
        throw closed
                ? new IOException("only root and members of the group aitbc may ask this miner: type sudo aitbc-miner"
                        + " …, or sudo adduser $USER aitbc and log in again (" + places() + ")")
                : new NotRunningException("the miner is not running: start it with: sudo systemctl start aitbc-miner"
                        + " (or aitbc-miner run); nobody listens on " + places());
    }

    private String places() {
        return sockets.stream().map(Path::toString).collect(Collectors.joining(" or "));
    }

    private static boolean canLookInto(@Nullable Path directory) {
        return directory == null || Files.isExecutable(directory) || !Files.exists(directory);
    }
}
