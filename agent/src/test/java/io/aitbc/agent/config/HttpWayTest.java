package io.aitbc.agent.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aitbc.testkit.net.FaultServer;
import io.aitbc.testkit.net.HttpReply;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The names here have no address, so nothing gets through without the proxy. */
class HttpWayTest {
    private static int status(String url, Map<String, String> environment) throws IOException {
        HttpURLConnection connection = HttpWay.open(URI.create(url), environment);
        try {
            return connection.getResponseCode();
        } finally {
            connection.disconnect();
        }
    }

    @Test
    void aProxyIsToldWhoAsksWhenItWantsToKnow() throws IOException {
        HttpReply who = new HttpReply(407, List.of("Proxy-Authenticate: Basic realm=\"p\""), new byte[0]);
        HttpReply there = new HttpReply(200, List.of(), new byte[0]);
        try (FaultServer proxy =
                FaultServer.start().otherwise(request -> request.header("proxy-authorization") == null ? who : there)) {
            Map<String, String> environment = Map.of("http_proxy", "http://alice:s%20ecret@127.0.0.1:" + proxy.port());
            assertThat(status("http://engines.invalid/cuda.zip", environment)).isEqualTo(200);
            assertThat(proxy.requests().get(1).target()).isEqualTo("http://engines.invalid/cuda.zip");
            assertThat(proxy.requests().get(1).header("proxy-authorization")).isEqualTo("Basic YWxpY2U6cyBlY3JldA==");
        }
    }

    @Test
    void whatIsExemptIsReachedStraight() throws IOException {
        try (FaultServer server =
                FaultServer.start().otherwise(request -> new HttpReply(200, List.of(), new byte[0]))) {
            assertThat(status(server.url() + "/x", Map.of("all_proxy", "http://proxy.invalid:1")))
                    .isEqualTo(200);
        }
    }

    @Test
    void tlsGoesThroughATunnel() throws IOException {
        try (ServerSocket proxy = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            CompletableFuture<String> asked = CompletableFuture.supplyAsync(() -> firstLine(proxy));
            Map<String, String> environment = Map.of("HTTPS_PROXY", "127.0.0.1:" + proxy.getLocalPort());
            assertThatThrownBy(() -> status("https://engines.invalid/cuda.zip", environment))
                    .isInstanceOf(IOException.class);
            assertThat(asked.orTimeout(40, TimeUnit.SECONDS).join()).isEqualTo("CONNECT engines.invalid:443 HTTP/1.1");
        }
    }

    private static String firstLine(ServerSocket proxy) {
        try (Socket socket = proxy.accept();
                BufferedReader lines =
                        new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))) {
            return lines.readLine();
        } catch (IOException e) {
            throw new CompletionException(e);
        }
    }

    @Test
    void whatIsNoProxysAddressIsSaidWithoutIt() {
        assertThatThrownBy(() -> status("https://engines.invalid/", Map.of("https_proxy", "socks5://u:s3cret@p:1")))
                .isInstanceOf(HttpProxy.UnfitException.class)
                .hasMessageContaining("https_proxy is not the address of an HTTP proxy with its port; write")
                .hasMessageNotContaining("s3cret");
    }
}
