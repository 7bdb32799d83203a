package io.aitbc.coordinator.cli;

import io.aitbc.coordinator.cli.Commands.UsageException;

/** Where to listen. */
record HostPort(String host, int port) {
    private static final int MAX_PORT = 65_535;

    /** {@code 127.0.0.1:8080}, {@code localhost:0}, {@code [::1]:8080}. */
    static HostPort parse(String text) throws UsageException {
        int colon = text.lastIndexOf(':');
        String host = colon < 0 ? "" : text.substring(0, colon);
        boolean bracketed = host.startsWith("[") && host.endsWith("]");
        if (bracketed) {
            host = host.substring(1, host.length() - 1);
        }
        if (host.isBlank() || (host.contains(":") && !bracketed)) {
            throw wrong(text);
        }
        try {
            int port = Integer.parseInt(text.substring(colon + 1));
            if (port >= 0 && port <= MAX_PORT) {
                return new HostPort(host, port);
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw wrong(text);
    }

    String url() {
        return "http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }

    private static UsageException wrong(String text) {
        return new UsageException(
                "--listen must be HOST:PORT such as 127.0.0.1:8080 or [::1]:8080, got \"" + text + "\"");
    }
}
