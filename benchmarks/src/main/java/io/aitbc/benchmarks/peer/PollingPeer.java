package io.aitbc.benchmarks.peer;

import io.aitbc.api.lint.SuppressForbidden;
import io.aitbc.benchmarks.measure.Pause;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;

/**
 * {@code PollingPeer URL}: a JVM that asks a server once a second, with the JDK's smallest client, and does nothing
 * else.
 */
public final class PollingPeer {
    private PollingPeer() {}

    @SuppressForbidden("a program's main")
    public static void main(String[] args) throws IOException, InterruptedException {
        URI server = URI.create(args[0]);
        while (true) {
            System.out.println("answered " + ask(server));
            Pause.millis(1000);
        }
    }

    /** @return the status */
    private static int ask(URI server) throws IOException {
        HttpURLConnection call = (HttpURLConnection) server.toURL().openConnection();
        call.setRequestProperty("Authorization", "Bearer key-of-peer");
        int status = call.getResponseCode();
        try (InputStream body = status < 400 ? call.getInputStream() : call.getErrorStream()) {
            if (body != null) {
                body.readAllBytes(); // so that the connection is kept
            }
        }
        return status;
    }
}
