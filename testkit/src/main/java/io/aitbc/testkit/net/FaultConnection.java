package io.aitbc.testkit.net;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One connection: reads a request, plays its reply, and again until either side closes. */
final class FaultConnection {
    private static final int LARGEST_REQUEST = 64 * 1024 * 1024;
    private static final int CHUNK = 16 * 1024;

    private final FaultServer server;
    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;

    FaultConnection(FaultServer server, Socket socket) throws IOException {
        this.server = server;
        this.socket = socket;
        this.in = new BufferedInputStream(socket.getInputStream());
        this.out = socket.getOutputStream();
        socket.setTcpNoDelay(true);
    }

    void serve() throws IOException, InterruptedException {
        for (Recorded request = read(); request != null; request = read()) {
            server.record(request);
            for (Step step : server.script().next(request).reply(request).steps()) {
                if (!play(step)) {
                    return;
                }
            }
        }
    }

    /** False when the connection is over. */
    private boolean play(Step step) throws IOException, InterruptedException {
        if (step instanceof Step.Write write) {
            send(write.bytes(), write.bytes().length);
        } else if (step instanceof Step.Fill fill) {
            fill(fill.bytes());
        } else if (step instanceof Step.Pause pause) {
            return !server.closing().await(pause.time().toNanos(), TimeUnit.NANOSECONDS);
        } else if (step instanceof Step.HalfClose) {
            socket.shutdownOutput();
        } else if (step instanceof Step.Hold) {
            in.transferTo(OutputStream.nullOutputStream()); // ends when the other side closes, or close() does
            return false;
        } else if (step instanceof Step.Reset) {
            socket.setSoLinger(true, 0);
            return false;
        }
        return !(step instanceof Step.Close);
    }

    private void fill(long bytes) throws IOException {
        byte[] spaces = new byte[CHUNK];
        Arrays.fill(spaces, (byte) ' ');
        for (long left = bytes; left > 0; left -= CHUNK) {
            send(spaces, (int) Math.min(left, CHUNK));
        }
    }

    private void send(byte[] bytes, int length) throws IOException {
        out.write(bytes, 0, length);
        out.flush();
        server.sent().addAndGet(length);
    }

    private @Nullable Recorded read() throws IOException {
        String line = line();
        if (line == null || line.isEmpty()) {
            return null;
        }
        String[] words = line.split(" ", -1);
        if (words.length != 3) {
            throw new IOException("not a request line");
        }
        Map<String, String> headers = new HashMap<>();
        for (String header = line(); header != null && !header.isEmpty(); header = line()) {
            int colon = header.indexOf(':');
            if (colon < 1) {
                throw new IOException("not a header line");
            }
            headers.put(
                    header.substring(0, colon).toLowerCase(Locale.ROOT),
                    header.substring(colon + 1).strip());
        }
        return new Recorded(words[0], words[1], headers, body(headers));
    }

    private byte[] body(Map<String, String> headers) throws IOException {
        if ("chunked".equalsIgnoreCase(headers.get("transfer-encoding"))) {
            return chunks();
        }
        int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
        return exactly(length);
    }

    private byte[] chunks() throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        while (true) {
            String size = line();
            byte[] chunk = exactly(Integer.parseInt(size == null ? "" : size.strip(), 16));
            line();
            if (chunk.length == 0) {
                return body.toByteArray();
            }
            body.writeBytes(chunk);
        }
    }

    private byte[] exactly(int length) throws IOException {
        if (length > LARGEST_REQUEST) {
            throw new IOException("a request of " + length + " bytes is too large for a test");
        }
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException("the request is cut");
        }
        return bytes;
    }

    /** A line without its end; null when the other side closed before it began. */
    private @Nullable String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                return line.size() == 0 ? null : line.toString(StandardCharsets.ISO_8859_1);
            }
            line.write(c);
        }
        return line.toString(StandardCharsets.ISO_8859_1).stripTrailing();
    }
}
