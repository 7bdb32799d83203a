package io.aitbc.agent.config;

import java.io.IOException;
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
 * after the target's scheme, else {@code all_proxy}; {@link NoProxy} says what is reached without one. Each is read in
 * lower case first, then in upper case. This machine itself is never reached through a proxy.
 *
 * @param host without brackets
 * @param user empty for none
 */
public record HttpProxy(String host, int port, String user, Secret password) {
    private static final String PROBLEM = "is not the address of an HTTP proxy with its port";
    private static final String FIX = "write http://HOST:PORT, or http://USER:PASSWORD@HOST:PORT; or take it out";
    private static final int HIGHEST_PORT = 65_535;

    /** A variable that names a proxy and holds no proxy's address; the message does not show it. */
    public static final class UnfitException extends IOException {
        private final String variable;

        private UnfitException(String variable) {
            super(variable + " " + PROBLEM + "; " + FIX);
            this.variable = variable;
        }
    }

    /** Empty where there is none; a problem, without the value, where what is said is no proxy's address. */
    static Optional<HttpProxy> read(Fields fields, ConfigContext context, URI target) {
        try {
            Optional<HttpProxy> proxy = towards(target, context.environment());
            if (proxy.isPresent()) {
                exempt(context.environment())
                        .unusable()
                        .forEach(entry -> fields.add(Problem.warning(
                                Origin.ENVIRONMENT,
                                "no_proxy",
                                Shown.quoted(entry) + " names no network, so it exempts nothing",
                                "write ADDRESS/BITS, such as 10.0.0.0/8")));
            }
            return proxy;
        } catch (UnfitException e) {
            fields.add(Problem.error(Origin.ENVIRONMENT, e.variable, PROBLEM, FIX));
            return Optional.empty();
        }
    }

    /**
     * The one that these variables name for the way to {@code target}; empty for none.
     *
     * @throws UnfitException when one is named, and not by its address
     */
    public static Optional<HttpProxy> towards(URI target, Map<String, String> environment) throws UnfitException {
        String host = bare(target.getHost());
        if (CoordUrl.isLoopback(host) || exempt(environment).exempts(host, port(target))) {
            return Optional.empty();
        }
        for (String name : List.of(target.getScheme().toLowerCase(Locale.ROOT) + "_proxy", "all_proxy")) {
            String text = value(environment, name);
            if (!text.isEmpty()) {
                return Optional.of(parse(text).orElseThrow(() -> new UnfitException(name)));
            }
        }
        return Optional.empty();
    }

    private static NoProxy exempt(Map<String, String> environment) {
        return NoProxy.of(value(environment, "no_proxy"));
    }

    private static int port(URI target) {
        return target.getPort() >= 0 ? target.getPort() : "https".equalsIgnoreCase(target.getScheme()) ? 443 : 80;
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

    /** In lower case and without brackets. */
    static String bare(String host) {
        String lower = host.toLowerCase(Locale.ROOT);
        return lower.startsWith("[") && lower.endsWith("]") ? lower.substring(1, lower.length() - 1) : lower;
    }

    /** Without who may use it. */
    @Override
    public String toString() {
        return host + ":" + port;
    }
}
