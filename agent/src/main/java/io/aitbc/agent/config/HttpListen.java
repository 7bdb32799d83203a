package io.aitbc.agent.config;

import io.aitbc.agent.config.RawConfig.Value;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where the miner answers health checks and scrapers: an address of this machine's loopback, or nowhere.
 *
 * @param host {@code localhost}, an IPv4 address in 127.0.0.0/8, or {@code ::1}; null for nowhere
 * @param port 0 for any that is free
 */
public record HttpListen(@Nullable String host, int port) {
    public static final HttpListen OFF = new HttpListen(null, 0);

    private static final int HIGHEST_PORT = 65_535;
    private static final Pattern FORM =
            Pattern.compile("(localhost|127(?:\\.[0-9]{1,3}){3}|\\[::1]):([0-9]{1,5})", Pattern.CASE_INSENSITIVE);

    static HttpListen read(Fields fields) {
        ConfigKey key = ConfigKey.HTTP_LISTEN;
        Optional<Value> value = fields.value(key);
        String text = value.map(Value::text).orElse(key.defaultText()).strip();
        Optional<HttpListen> listen = parse(text);
        if (listen.isPresent()) {
            fields.hold(key, listen.get().toString(), value.map(Value::origin).orElse(Origin.DEFAULT));
            return listen.get();
        }
        value.ifPresent(wrong -> fields.notAllowed(
                key,
                wrong,
                key + "=\"" + key.defaultText() + "\" or " + key + "=\"off\"; to ask from another machine, put a proxy"
                        + " that checks who asks in front of it"));
        return OFF;
    }

    private static Optional<HttpListen> parse(String text) {
        if (text.equalsIgnoreCase("off")) {
            return Optional.of(OFF);
        }
        Matcher form = FORM.matcher(text);
        if (!form.matches() || Integer.parseInt(form.group(2)) > HIGHEST_PORT) {
            return Optional.empty();
        }
        String host = form.group(1).toLowerCase(Locale.ROOT).replace("[", "").replace("]", "");
        HttpListen listen = new HttpListen(host, Integer.parseInt(form.group(2)));
        return isLoopback(host) ? Optional.of(listen) : Optional.empty();
    }

    /** An address is taken as it is written, and {@code localhost} as IPv4: no name is looked up. */
    private static boolean isLoopback(String host) {
        try {
            return host.equals("localhost") || InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false; // such as 127.0.0.999
        }
    }

    /** What to bind; empty for nowhere. */
    public Optional<InetSocketAddress> address() {
        return host == null
                ? Optional.empty()
                : Optional.of(new InetSocketAddress(host.equals("localhost") ? "127.0.0.1" : host, port));
    }

    /** As it would be written. */
    @Override
    public String toString() {
        if (host == null) {
            return "off";
        }
        return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
    }
}
