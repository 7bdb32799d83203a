package io.aitbc.benchmarks.measure;

import io.aitbc.protocols.json.WireFormatException;
import io.aitbc.protocols.v1.JobView;
import io.aitbc.protocols.v1.SubmitRequest;
import io.aitbc.protocols.v1.WireJson;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * Submits one and the same job again and again on one connection, with its request's bytes made beforehand: a client
 * that costs next to nothing, so that what is measured is the pool and not somebody's HTTP library.
 */
public final class SubmitWire implements AutoCloseable {
    private static final int MOST_HEAD_BYTES = 8192;

    private final Socket socket;
    private final InputStream in;
    private final byte[] request;

    private SubmitWire(Socket socket, byte[] request) throws IOException {
        this.socket = socket;
        this.in = new BufferedInputStream(socket.getInputStream());
        this.request = request;
    }

    /** @param url of a coordinator, such as {@code http://127.0.0.1:8080} */
    public static SubmitWire to(URI url, String key, SubmitRequest job) throws IOException {
        byte[] body = WireJson.write(job);
        String head = "POST /v1/jobs HTTP/1.1\r\nHost: " + url.getAuthority() + "\r\nAuthorization: Bearer " + key
                + "\r\nContent-Type: application/json\r\nContent-Length: " + body.length + "\r\n\r\n";
        Socket socket = new Socket(url.getHost(), url.getPort());
        socket.setTcpNoDelay(true);
        return new SubmitWire(
                socket, (head + new String(body, StandardCharsets.UTF_8)).getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Submits the job once more.
     *
     * @return its id
     * @throws IOException also for any answer but 201
     */
    public String submit() throws IOException {
        socket.getOutputStream().write(request);
        String head = head();
        byte[] body = in.readNBytes(length(head));
        if (!head.startsWith("HTTP/1.1 201 ")) {
            throw new IOException("not submitted: " + head.lines().findFirst().orElse("") + " "
                    + new String(body, StandardCharsets.UTF_8));
        }
        try {
            return WireJson.read(body, JobView.class).id();
        } catch (WireFormatException e) {
            throw new IOException("not a job: " + e.getMessage(), e);
        }
    }

    private String head() throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.length() < MOST_HEAD_BYTES) {
            int next = in.read();
            if (next < 0) {
                throw new IOException("the coordinator closed the connection");
            }
            head.append((char) next);
            if (next == '\n' && head.indexOf("\r\n\r\n", head.length() - 4) >= 0) {
                return head.toString();
            }
        }
        throw new IOException("an endless head");
    }

    private static int length(String head) throws IOException {
        return head.lines()
                .map(line -> line.toLowerCase(Locale.ROOT))
                .filter(line -> line.startsWith("content-length:"))
                .map(line -> Integer.parseInt(
                        line.substring("content-length:".length()).strip()))
                .findFirst()
                .orElseThrow(() -> new IOException("an answer without Content-Length"));
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
