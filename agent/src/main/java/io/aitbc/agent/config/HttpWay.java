package io.aitbc.agent.config;

import java.io.IOException;
import java.net.Authenticator;
import java.net.HttpURLConnection;
import java.net.InetSocketAddress;
import java.net.PasswordAuthentication;
import java.net.Proxy;
import java.net.URI;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Opens connections the way that {@link HttpProxy} leads, for whoever asks without the coordinator's client. What the
 * JVM's own properties say of proxies counts for nothing, so that one rule holds everywhere.
 */
public final class HttpWay {
    private HttpWay() {}

    /** @throws HttpProxy.UnfitException when the environment names a proxy, and not by its address */
    public static HttpURLConnection open(URI url, Map<String, String> environment) throws IOException {
        return open(url, HttpProxy.towards(url, environment).orElse(null));
    }

    /** @param proxy null for none */
    public static HttpURLConnection open(URI url, @Nullable HttpProxy proxy) throws IOException {
        if (proxy == null) {
            return (HttpURLConnection) url.toURL().openConnection(Proxy.NO_PROXY);
        }
        Proxy through = new Proxy(Proxy.Type.HTTP, InetSocketAddress.createUnresolved(proxy.host(), proxy.port()));
        HttpURLConnection connection = (HttpURLConnection) url.toURL().openConnection(through);
        if (!proxy.user().isEmpty()) {
            connection.setAuthenticator(new Named(proxy));
        }
        return connection;
    }

    /** Tells the proxy, and nobody behind it, who asks. */
    private static final class Named extends Authenticator {
        private final HttpProxy proxy;

        Named(HttpProxy proxy) {
            this.proxy = proxy;
        }

        @Override
        protected @Nullable PasswordAuthentication getPasswordAuthentication() {
            return getRequestorType() == RequestorType.PROXY
                    ? new PasswordAuthentication(
                            proxy.user(), proxy.password().value().toCharArray())
                    : null;
        }
    }
}
