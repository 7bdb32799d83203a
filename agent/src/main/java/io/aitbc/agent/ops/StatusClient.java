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
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Asks a running miner for its status. */
public final class StatusClient {
    private static final int MAX_BYTES = 4 * 1024 * 1024;
    private static final String QUESTION = "GET /status HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";

    private final Path socket;
    private final Duration limit;

    /** @param limit for the whole exchange */
    public StatusClient(Path socket, Duration limit) {
        this.socket = socket;
        this.limit = limit;
    }

    /**
     * The report's JSON object.
     *
     * @throws IOException when there is no report; the message says why and what to do
     */
    public Map<String, @Nullable Object> status() throws IOException {
        String answer = exchange(connect());
        int body = answer.indexOf("\r\n\r\n");
        Map<?, ?> tree = answer.startsWith("HTTP/1.1 ") && body >= 0 ? object(answer.substring(body + 4)) : Map.of();
        if (tree.get("error") instanceof Map<?, ?> error) {
            throw new IOException("the miner says: " + error.get("message"));
        }
        if (tree.isEmpty()) {
            throw new IOException("what listens on " + socket + " is no miner");
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
    private String exchange(SocketChannel connected) throws IOException {
        try (TimedChannel channel = new TimedChannel(connected, limit)) {
            channel.write(ByteBuffer.wrap(QUESTION.getBytes(StandardCharsets.US_ASCII)));
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
        if (!Files.exists(socket, LinkOption.NOFOLLOW_LINKS)
                && canLookInto(socket.toAbsolutePath().getParent())) {
            throw new IOException("no miner is running here (there is no " + socket + "); start one, or name its"
                    + " configuration with --config");
        }
        try {
            return SocketChannel.open(UnixDomainSocketAddress.of(socket));
        } catch (ConnectException e) {
            throw new IOException("no miner is running here (nobody listens on " + socket + "); start it again", e);
        } catch (IOException e) {
            throw new IOException(
                    "the miner's socket " + socket + " cannot be opened (" + e.getMessage()
                            + "); ask as the miner's user (sudo)",
                    e);
        }
    }

    private static boolean canLookInto(@Nullable Path directory) {
        return directory == null || Files.isExecutable(directory) || !Files.exists(directory);
    }
}
