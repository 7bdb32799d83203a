package io.aitbc.agent.ops.http;

import io.aitbc.agent.config.HttpListen;
import io.aitbc.agent.ops.Warning;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The door at the address that the configuration names now. An address that cannot be used is a warning for a person
 * and never stops the miner; a reload tries it again. Used from any thread.
 */
public final class HttpDoor implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HttpDoor.class);

    private final Supplier<Pages> pages;
    private HttpListen wanted = HttpListen.OFF;
    private @Nullable LoopbackServer server;
    private volatile @Nullable Warning warning;

    public HttpDoor(Vitals vitals, Counters counters) {
        pages = () -> new Pages(vitals, counters, LoopbackServer.AGENT_LIMIT);
    }

    /** Answers at {@code listen} from now on, and nowhere else. Does nothing when it does so already. */
    public synchronized void listen(HttpListen listen) {
        if (listen.equals(wanted) && warning == null) {
            return;
        }
        boolean again = listen.equals(wanted);
        close();
        wanted = listen;
        listen.address().ifPresent(address -> open(address, again));
    }

    private synchronized void open(InetSocketAddress address, boolean again) {
        try {
            LoopbackServer opened = LoopbackServer.start(address, pages.get());
            server = opened;
            LOG.atInfo().addKeyValue("url", url(opened.address())).log("health and metrics are answered");
        } catch (IOException e) {
            Warning problem = new Warning(
                    "HTTP_LISTEN " + wanted + " cannot be listened on (" + e.getMessage()
                            + "), so health and metrics are not answered",
                    "set HTTP_LISTEN=127.0.0.1:" + other(address) + " (any free port) or HTTP_LISTEN=off in miner.conf,"
                            + " and reload");
            warning = problem;
            if (!again) {
                LOG.atWarn()
                        .addKeyValue("problem", problem.problem())
                        .addKeyValue("fix", problem.fix())
                        .log("health and metrics");
            }
        }
    }

    private static int other(InetSocketAddress address) {
        return address.getPort() < 65_535 ? address.getPort() + 1 : 8980;
    }

    private static String url(InetSocketAddress address) {
        String host = address.getAddress().getHostAddress();
        return "http://" + (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + address.getPort();
    }

    /** What a person should mend about it. */
    public Optional<Warning> warning() {
        return Optional.ofNullable(warning);
    }

    /** Where it answers; empty when nowhere. */
    public synchronized Optional<InetSocketAddress> address() {
        return Optional.ofNullable(server).map(LoopbackServer::address);
    }

    @Override
    public synchronized void close() {
        LoopbackServer open = server;
        if (open != null) {
            open.close();
        }
        server = null;
        warning = null;
        wanted = HttpListen.OFF;
    }
}
