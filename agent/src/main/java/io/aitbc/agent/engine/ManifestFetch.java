package io.aitbc.agent.engine;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.URI;

/** Fetches a manifest. It names digests, so it must come from somebody who can show who he is. */
public final class ManifestFetch {
    private static final int LIMIT_MILLIS = 15_000;

    private ManifestFetch() {}

    /** @throws IOException when the address is not {@code https://} (or this machine), or does not give a manifest */
    public static EngineManifest from(String address, Way way) throws IOException {
        URI url = EngineManifest.address(address);
        if (!"https".equalsIgnoreCase(url.getScheme())
                && !InetAddress.getByName(url.getHost()).isLoopbackAddress()) {
            throw new IOException("--manifest " + url + " must begin with https://: it says what is trusted");
        }
        HttpURLConnection connection = way.open(url);
        try {
            connection.setConnectTimeout(LIMIT_MILLIS);
            connection.setReadTimeout(LIMIT_MILLIS);
            if (connection.getResponseCode() != HttpURLConnection.HTTP_OK) {
                throw new IOException(url + " answers with status " + connection.getResponseCode());
            }
            try (InputStream in = connection.getInputStream()) {
                return EngineManifest.read(url.toString(), in.readNBytes(EngineManifest.MAX_BYTES + 1));
            }
        } finally {
            connection.disconnect();
        }
    }
}
