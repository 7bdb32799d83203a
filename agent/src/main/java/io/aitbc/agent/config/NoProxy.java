package io.aitbc.agent.config;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The hosts that {@code no_proxy} names: a name stands for itself and all below it, with or without a dot before it; an
 * address for itself; {@code 10.0.0.0/8} for the addresses of that network; {@code *} for every host. A port after it
 * makes it hold for that port only. No name is looked up, so a network exempts hosts that are written as addresses.
 */
final class NoProxy {
    private static final String BYTE = "(25[0-5]|2[0-4][0-9]|1[0-9]{2}|[0-9]{1,2})";
    private static final Pattern ADDRESS = Pattern.compile(BYTE + "(\\." + BYTE + "){3}|[0-9a-f.]*:[0-9a-f:.]*");
    private static final Pattern BITS = Pattern.compile("[0-9]{1,3}");

    private final List<String> entries;

    private NoProxy(List<String> entries) {
        this.entries = entries;
    }

    static NoProxy of(String text) {
        return new NoProxy(Arrays.stream(text.toLowerCase(Locale.ROOT).split("[,\\s]+", -1))
                .filter(entry -> !entry.isEmpty())
                .toList());
    }

    /** @param host in lower case, without brackets */
    boolean exempts(String host, int port) {
        return entries.stream().anyMatch(entry -> exempts(entry, host, port));
    }

    /** Those that look like a network and are none. */
    List<String> unusable() {
        return entries.stream()
                .filter(entry -> entry.contains("/") && Network.of(entry).isEmpty())
                .toList();
    }

    private static boolean exempts(String entry, String host, int port) {
        if (entry.contains("/")) {
            return Network.of(entry).filter(network -> network.holds(host)).isPresent();
        }
        String name = HttpProxy.bare(withoutPort(entry, port));
        name = name.startsWith(".") ? name.substring(1) : name;
        return name.equals("*") || (!name.isEmpty() && (host.equals(name) || host.endsWith("." + name)));
    }

    /** A colon may belong to an address. */
    private static String withoutPort(String entry, int port) {
        String suffix = ":" + port;
        String rest = entry.endsWith(suffix) ? entry.substring(0, entry.length() - suffix.length()) : entry;
        return rest.endsWith("]") || !rest.contains(":") ? rest : entry;
    }

    /** Never asks a name server: what is no address stays a name. */
    private static Optional<byte[]> address(String text) {
        try {
            return ADDRESS.matcher(text).matches()
                    ? Optional.of(InetAddress.getByName(text).getAddress())
                    : Optional.empty();
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }

    /** The addresses whose first {@code bits} are those of {@code base}. */
    private static final class Network {
        private final byte[] base;
        private final int bits;

        private Network(byte[] base, int bits) {
            this.base = base;
            this.bits = bits;
        }

        static Optional<Network> of(String entry) {
            int slash = entry.indexOf('/');
            String bits = entry.substring(slash + 1);
            if (!BITS.matcher(bits).matches()) {
                return Optional.empty();
            }
            return address(HttpProxy.bare(entry.substring(0, slash)))
                    .map(base -> new Network(base, Integer.parseInt(bits)))
                    .filter(network -> network.bits <= network.base.length * Byte.SIZE);
        }

        boolean holds(String host) {
            return address(host).filter(this::holds).isPresent();
        }

        private boolean holds(byte[] address) {
            boolean same = address.length == base.length;
            for (int bit = 0; same && bit < bits; bit++) {
                int mask = 0x80 >> (bit % Byte.SIZE);
                same = ((base[bit / Byte.SIZE] ^ address[bit / Byte.SIZE]) & mask) == 0;
            }
            return same;
        }
    }
}
