package io.aitbc.protocols.v1.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aitbc.testkit.net.FaultServer;
import io.aitbc.testkit.net.Reply;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BaseUrlTest {
    @ParameterizedTest
    @CsvSource({
        "http://127.0.0.1:8080, false, 127.0.0.1, 8080, '', http://127.0.0.1:8080",
        "http://h, false, h, 80, '', http://h",
        "HTTPS://h/, true, h, 443, '', https://h",
        "https://h:8443/a/b//, true, h, 8443, /a/b, https://h:8443/a/b",
        "'  https://h/a%20b  ', true, h, 443, /a%20b, https://h/a%20b",
        "http://[::1]:80/, false, ::1, 80, '', http://[::1]",
    })
    void readsUrls(String text, boolean tls, String host, int port, String prefix, String shown) {
        BaseUrl url = BaseUrl.parse(text);

        assertThat(url).isEqualTo(new BaseUrl(tls, host, port, prefix));
        assertThat(url).hasToString(shown);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''| must begin with http:// or https://",
                "coordinator.example.net| must begin with http:// or https://",
                "ftp://h| must begin with http:// or https://",
                "http://| is not a URL: Expected authority at character 7",
                "http:///x| names no host; write it like https://coordinator.example.net",
                "http://my_host| names no host; write it like https://coordinator.example.net",
                "http://user:secret@h| must not hold a user or password; the key has its own setting",
                "http://h?x| must end with a host or a path, without ? or #",
                "http://h#x| must end with a host or a path, without ? or #",
                "http://h:0| port must be 1 to 65535, got 0",
                "http://h:65536| port must be 1 to 65535, got 65536",
                "http://h/a b| is not a URL: Illegal character in path at character 10",
            })
    void refusesWhatIsNone(String text, String problem) {
        assertThatThrownBy(() -> BaseUrl.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(problem);
    }

    @Test
    void putsItsPathBeforeEachCall() throws Exception {
        try (FaultServer server = FaultServer.start().otherwise(request -> Reply.empty(204));
                TestClient client = new TestClient(server.url() + "/pool/a%20b/")) {
            TestClient.ok(client.coordinator.next(1, Duration.ZERO));

            assertThat(server.take().path()).isEqualTo("/pool/a%20b/v1/miner/next");
        }
    }
}
