package io.aitbc.agent.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OutletsTest {
    @TempDir
    Path directory;

    private ConfigFixture with(String key, String value) {
        return new ConfigFixture(directory).file(ConfigFixture.GOOD).env(key, value);
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1:1,127.0.0.1,1",
        "127.9.9.9:65535,127.9.9.9,65535",
        "127.0.0.1:0,127.0.0.1,0",
        "[::1]:80,::1,80",
        "LocalHost:80,127.0.0.1,80"
    })
    void aLoopbackAddressIsTaken(String text, String host, int port) throws ConfigException {
        assertThat(with("HTTP_LISTEN", text).read().config().outlets().http().address())
                .hasValue(new InetSocketAddress(host, port));
    }

    @Test
    void offIsNowhere() throws ConfigException {
        assertThat(with("HTTP_LISTEN", "off").read().config().outlets().http().address())
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.0.0.0:8980",
                "192.168.1.5:8980",
                "[::]:8980",
                "example.net:80",
                "127.0.0.999:80",
                "127.0.0.1",
                "127.0.0.1:65536",
                "8980",
                "127.0.0.1:-1"
            })
    void anythingElseIsRefusedWithWhatToWrite(String text) {
        assertThat(with("HTTP_LISTEN", text).problems())
                .singleElement()
                .asString()
                .contains("HTTP_LISTEN", text, "loopback", "HTTP_LISTEN=\"127.0.0.1:8980\"", "HTTP_LISTEN=\"off\"");
    }

    @Test
    void aLogFileHasAnAbsolutePath() throws ConfigException {
        assertThat(with("LOG_FILE", "/var/log/m.log").read().config().outlets().logFile())
                .isEqualTo(Path.of("/var/log/m.log"));
        assertThat(with("LOG_FILE", "m.log").problems())
                .singleElement()
                .asString()
                .contains("LOG_FILE", "the absolute path of a file");
    }
}
