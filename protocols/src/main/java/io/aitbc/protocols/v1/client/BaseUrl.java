package io.aitbc.protocols.v1.client;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;

/**
 * Where a coordinator is.
 *
 * @param tls true for https
 * @param prefix path before {@code /v1}, without a slash at its end; empty for none
 */
public record BaseUrl(boolean tls, String host, int port, String prefix) {
    private static final int HTTP = 80;
    private static final int HTTPS = 443;

    /**
     * Reads {@code http://} or {@code https://}, a host, and optionally a port and a path; a slash at the end does not
     * matter.
     *
     * @throws IllegalArgumentException saying what is wrong with it, without repeating it: it may hold a password
     */
    public static BaseUrl parse(String text) {
        URI uri;
        try {
            uri = new URI(text.strip());
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("is not a URL: " + e.getReason() + " at character " + e.getIndex(), e);
        }
        String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        if (!scheme.equals("http") && !scheme.equals("https")) {
            throw new IllegalArgumentException("must begin with http:// or https://");
        }
        if (uri.getHost() == null) {
            throw new IllegalArgumentException("names no host; write it like https://coordinator.example.net");
        }
        if (uri.getRawUserInfo() != null) {
            throw new IllegalArgumentException("must not hold a user or password; the key has its own setting");
        }
        if (uri.getRawQuery() != null || uri.getRawFragment() != null) {
            throw new IllegalArgumentException("must end with a host or a path, without ? or #");
        }
        if (uri.getPort() == 0 || uri.getPort() > 0xffff) {
            throw new IllegalArgumentException("port must be 1 to 65535, got " + uri.getPort());
        }
        boolean tls = scheme.equals("https");
        int port = uri.getPort() >= 0 ? uri.getPort() : tls ? HTTPS : HTTP;
        return new BaseUrl(tls, bare(uri.getHost()), port, trimmed(uri.getRawPath()));
    }

    /** An IPv6 address without its brackets. */
    private static String bare(String host) {
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    private static String trimmed(String path) {
        int end = path.length();
        while (end > 0 && path.charAt(end - 1) == '/') {
            end--;
        }
        return path.substring(0, end);
    }

    @Override
    public String toString() {
        String name = host.indexOf(':') >= 0 ? "[" + host + "]" : host;
        boolean usual = port == (tls ? HTTPS : HTTP);
        return (tls ? "https://" : "http://") + name + (usual ? "" : ":" + port) + prefix;
    }
}
