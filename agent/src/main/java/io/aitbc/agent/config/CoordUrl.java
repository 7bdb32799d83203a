package io.aitbc.agent.config;

import io.aitbc.agent.config.RawConfig.Value;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Reads {@code COORD_URL}. */
final class CoordUrl {
    private static final String EXAMPLE = "COORD_URL=\"https://coordinator.example.net\"";
    private static final Set<String> LOOPBACK = Set.of("localhost", "[::1]", "::1", "ip6-localhost");
    private static final int HIGHEST_PORT = 65_535;

    private final Fields fields;

    private CoordUrl(Fields fields) {
        this.fields = fields;
    }

    /** The address without a slash at the end; empty after a problem. */
    static Optional<URI> read(Fields fields) {
        return fields.required(ConfigKey.COORD_URL, EXAMPLE).flatMap(new CoordUrl(fields)::check);
    }

    private Optional<URI> check(Value value) {
        String text = value.text().strip();
        URI uri;
        try {
            uri = new URI(text);
        } catch (URISyntaxException e) {
            return wrong(value, EXAMPLE);
        }
        String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
        if (!scheme.equals("http") && !scheme.equals("https")) {
            return wrong(value, text.contains("://") ? EXAMPLE : "the scheme too, for example " + EXAMPLE);
        }
        if (uri.getHost() == null || uri.getPort() == 0 || uri.getPort() > HIGHEST_PORT) {
            return wrong(value, "a host, and a port from 1 to " + HIGHEST_PORT + " if any, for example " + EXAMPLE);
        }
        if (uri.getRawUserInfo() != null) {
            fields.error(
                    value.origin(),
                    ConfigKey.COORD_URL,
                    "holds a user name or password",
                    "remove what stands before the @; the key belongs into API_KEY");
            return Optional.empty();
        }
        if (uri.getRawQuery() != null || uri.getRawFragment() != null) {
            return wrong(value, "the address without ? and #, for example " + EXAMPLE);
        }
        return Optional.of(accepted(scheme, uri, value));
    }

    private URI accepted(String scheme, URI uri, Value value) {
        String path = uri.getRawPath() == null ? "" : uri.getRawPath();
        while (path.endsWith("/")) {
            path = path.substring(0, path.length() - 1);
        }
        String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
        URI base = URI.create(scheme + "://" + uri.getHost() + port + path);
        fields.hold(ConfigKey.COORD_URL, base.toString(), value.origin());
        if (scheme.equals("http") && !isLoopback(uri.getHost())) {
            fields.warn(
                    value.origin(),
                    ConfigKey.COORD_URL,
                    "is http:// to another machine, so the API key travels in clear",
                    "use https:// unless the network between is yours alone");
        }
        if (uri.getHost().equals("coordinator.example.net")) {
            fields.warn(
                    value.origin(),
                    ConfigKey.COORD_URL,
                    "is still the guide's example",
                    "write your coordinator's address");
        }
        return base;
    }

    static boolean isLoopback(String host) {
        return LOOPBACK.contains(host.toLowerCase(Locale.ROOT)) || host.matches("127(\\.[0-9]{1,3}){3}");
    }

    private Optional<URI> wrong(Value value, String fix) {
        // An address may hold a password that stands in a wrong place: show it only when it cannot.
        boolean plain = value.text().indexOf('@') < 0;
        fields.error(
                value.origin(),
                ConfigKey.COORD_URL,
                (plain ? Shown.quoted(value.text()) : "value") + " is not " + ConfigKey.COORD_URL.allowed(),
                "write " + fix);
        return Optional.empty();
    }
}
