package io.aitbc.agent.ops.http;

import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which {@code Host} a request may name. A web page whose own name was turned to 127.0.0.1 (DNS rebinding) makes a
 * browser send that name, and gets nothing.
 */
final class LoopbackNames {
    private static final Pattern NAME = Pattern.compile("(localhost|127(\\.[0-9]{1,3}){3}|\\[::1])(:[0-9]{1,5})?");

    private LoopbackNames() {}

    static boolean allow(@Nullable String host) {
        return host != null && NAME.matcher(host.toLowerCase(Locale.ROOT)).matches();
    }
}
