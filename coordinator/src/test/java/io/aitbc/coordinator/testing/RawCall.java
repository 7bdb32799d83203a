package io.aitbc.coordinator.testing;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** Requests that no HTTP client would send. */
public final class RawCall {
    private static final int PATIENCE_MILLIS = 20_000;

    private RawCall() {}

    /** What came back, and everything after its head. */
    public record Reply(int status, String body) {}

    /** A GET with exactly this path, as the holder of some key. */
    public static Reply get(int port, String path) throws IOException {
        return send(
                port, "GET " + path + " HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer key\r\nConnection: close\r\n\r\n");
    }

    /** Sends this and reads until the other side closes. */
    public static Reply send(int port, String request) throws IOException {
        try (Socket socket = connect(port)) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            String all = read(socket.getInputStream());
            int head = all.indexOf("\r\n\r\n");
            if (!all.startsWith("HTTP/1.") || head < 0) {
                throw new IOException("no answer but: " + all);
            }
            return new Reply(Integer.parseInt(all.substring(9, 12)), all.substring(head + 4));
        }
    }

    public static Socket connect(int port) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(PATIENCE_MILLIS);
        return socket;
    }

    private static String read(InputStream in) throws IOException {
        return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
}
