package io.aitbc.protocols.v1.client;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** Answers each connection once, as soon as the first bytes of a request are there; then reads on, or closes. */
final class EarlyServer implements AutoCloseable {
    private final ServerSocket listener;
    private final String answer;
    private final boolean readsOn;

    EarlyServer(String answer, boolean readsOn) throws IOException {
        this.listener = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        this.answer = answer;
        this.readsOn = readsOn;
        daemon(this::accept);
    }

    String url() {
        return "http://127.0.0.1:" + listener.getLocalPort();
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = listener.accept();
                daemon(() -> serve(socket));
            }
        } catch (IOException closed) {
            // close() ends the loop
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            int some = socket.getInputStream().read(new byte[1000]);
            socket.getOutputStream().write(answer.getBytes(StandardCharsets.ISO_8859_1));
            if (some > 0 && readsOn) {
                socket.getInputStream().transferTo(OutputStream.nullOutputStream());
            }
        } catch (IOException gone) {
            // the client closed
        }
    }

    private static void daemon(Runnable work) {
        Thread thread = new Thread(work, "early-server");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
