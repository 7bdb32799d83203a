package io.aitbc.agent.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The proxy on the way to the coordinator, as curl and apt are told of it: {@code https_proxy} or {@code http_proxy},
 * after the coordinator's scheme, else {@code all_proxy}; {@code no_proxy} names hosts that are reached without one.
 * Each is read in lower case first, then in upper case. This machine itself is never reached through a proxy.
 *
 * @param host without brackets
 * @param user empty for none
 */
public record HttpProxy(String host, int port, String user, Secret password) {
    private static final String FIX = "write http://HOST:PORT, or http://USER:PASSWORD@HOST:PORT; or take it out";
    private static final int HIGHEST_PORT = 65_535;

    /** Empty where there is none; a problem, without the value, where what is said is no proxy's address. */
    static Optional<HttpProxy> read(Fields fields, ConfigContext context, URI target) {
        Map<String, String> environment = context.environment();
        String host = bare(target.getHost());
        if (CoordUrl.isLoopback(host) || isExempt(host, target, value(environment, "no_proxy"))) {
            return Optional.empty();
        }
        for (String name : List.of(target.getScheme() + "_proxy", "all_proxy")) {
            String text = value(environment, name);
            if (!text.isEmpty()) {
                Optional<HttpProxy> proxy = parse(text);
                if (proxy.isEmpty()) {
                    fields.add(Problem.error(
                            Origin.ENVIRONMENT, name, "is not the address of an HTTP proxy with its port", FIX));
                }
                return proxy;
            }
        }
        return Optional.empty();
    }

    private static String value(Map<String, String> environment, String name) {
        String lower = environment.getOrDefault(name, "").strip();
        return lower.isEmpty()
                ? environment.getOrDefault(name.toUpperCase(Locale.ROOT), "").strip()
                : lower;
    }

    private static Optional<HttpProxy> parse(String text) {
        try {
            URI uri = new URI(text.contains("://") ? text : "http://" + text);
            boolean usable = "http".equalsIgnoreCase(uri.getScheme())
                    && uri.getHost() != null
                    && uri.getPort() > 0
                    && uri.getPort() <= HIGHEST_PORT;
            if (!usable) {
                return Optional.empty();
            }
            String[] who = (uri.getRawUserInfo() == null ? "" : uri.getRawUserInfo()).split(":", 2);
            String password = who.length > 1 ? decoded(who[1]) : "";
            return Optional.of(
                    new HttpProxy(bare(uri.getHost()), uri.getPort(), decoded(who[0]), new Secret(password)));
        } catch (URISyntaxException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    /** A name stands for itself and all below it, with or without a dot before it; {@code *} for every host. */
    private static boolean isExempt(String host, URI target, String exempt) {
        int port = target.getPort() >= 0 ? target.getPort() : target.getScheme().equals("https") ? 443 : 80;
        for (String entry : exempt.toLowerCase(Locale.ROOT).split("[,\\s]+")) {
            String name = entry.endsWith(":" + port) ? entry.substring(0, entry.lastIndexOf(':')) : entry;
            name = bare(name.startsWith(".") ? name.substring(1) : name);
            if (name.equals("*") || (!name.isEmpty() && (host.equals(name) || host.endsWith("." + name)))) {
                return true;
            }
        }
        return false;
    }

    private static String bare(String host) {
        String lower = host.toLowerCase(Locale.ROOT);
        return lower.startsWith("[") && lower.endsWith("]") ? lower.substring(1, lower.length() - 1) : lower;
    }

    /** Without who may use it. */
    @Override
    public String toString() {
        return host + ":" + port;
    }
}
