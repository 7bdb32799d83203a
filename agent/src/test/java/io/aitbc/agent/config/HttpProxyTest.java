package io.aitbc.agent.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpProxyTest {
    @TempDir
    Path directory;

    private ConfigFixture to(String url, String... variables) {
        ConfigFixture fixture =
                new ConfigFixture(directory).file("COORD_URL=" + url + "\nWALLET_ADDR=w\nAPI_KEY=k-0123456789\n");
        for (String each : variables) {
            fixture.env(each.substring(0, each.indexOf('=')), each.substring(each.indexOf('=') + 1));
        }
        return fixture;
    }

    private String way(String url, String... variables) throws ConfigException {
        return to(url, variables)
                .read()
                .config()
                .proxy()
                .map(HttpProxy::toString)
                .orElse("straight");
    }

    @Test
    void theSchemesOwnVariableIsReadThenTheOneForAll() throws ConfigException {
        assertThat(way("https://c.example.net")).isEqualTo("straight");
        assertThat(way("https://c.example.net", "http_proxy=http://p:1")).isEqualTo("straight");
        assertThat(way("http://c.example.net", "http_proxy=http://p:1/", "all_proxy=q:2"))
                .isEqualTo("p:1");
        assertThat(way("https://c.example.net", "all_proxy=q:2")).isEqualTo("q:2");
        assertThat(way("https://c.example.net", "HTTPS_PROXY=P:3")).isEqualTo("p:3");
        assertThat(way("https://c.example.net", "HTTPS_PROXY=http://p:3", "https_proxy=http://[fd00::1]:4"))
                .isEqualTo("fd00::1:4");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            c.example.net                | straight
            x, .example.net              | straight
            example.net                  | straight
            EXAMPLE.NET                  | straight
            a b example.net:443          | straight
            *                            | straight
            ample.net                    | p:1
            example.net:8443             | p:1
            net.example                  | p:1
            ,                            | p:1
            10.0.0.0/8, 0.0.0.0/0        | p:1
            """)
    void aNameExemptsItselfAndWhatIsBelowIt(String exempt, String way) throws ConfigException {
        assertThat(way("https://c.example.net", "https_proxy=http://p:1", "no_proxy=" + exempt))
                .isEqualTo(way);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            10.20.30.40   | 10.0.0.0/8               | straight
            10.20.30.40   | 10.20.30.40/32, 1.2.3.0/24 | straight
            10.20.30.40   | 10.20.30.40              | straight
            10.20.30.40   | 0.0.0.0/0                | straight
            10.20.30.40   | 10.20.16.0/20            | straight
            10.20.30.40   | 10.20.32.0/20            | p:1
            10.20.30.40   | 11.0.0.0/8               | p:1
            10.20.30.40   | ::/0                     | p:1
            [fd00:1::7]   | fd00::/16                | straight
            [fd00:1::7]   | [fd00:1::]/32            | straight
            [fd00:1::7]   | fd00:2::/32              | p:1
            [fd00:1::443] | fd00:1::443              | straight
            [fd00:1::7]   | [fd00:1::7]:443          | straight
            """)
    void aNetworkExemptsItsAddresses(String host, String exempt, String way) throws ConfigException {
        assertThat(way("https://" + host, "https_proxy=http://p:1", "no_proxy=" + exempt))
                .isEqualTo(way);
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.0.0.0/33", "10.0.0/8", "10.0.0.0/", "example.net/8", "fd00::/129", "300.0.0.0/8", "/8"})
    void whatIsNoNetworkIsSaid(String exempt) throws ConfigException {
        assertThat(to("https://c.example.net", "https_proxy=http://p:1", "no_proxy=x.example.org," + exempt)
                        .read()
                        .warnings())
                .singleElement()
                .asString()
                .contains("environment: no_proxy", exempt, "names no network", "10.0.0.0/8");
        assertThat(to("https://c.example.net", "no_proxy=" + exempt).read().warnings())
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://127.0.0.1:8080", "http://localhost", "https://[::1]:1", "http://127.9.9.9"})
    void thisMachineIsReachedWithoutOne(String url) throws ConfigException {
        assertThat(way(url, "all_proxy=http://p:1")).isEqualTo("straight");
    }

    @Test
    void whoMayUseItIsKnownAndNotShown() throws ConfigException {
        HttpProxy proxy = to("https://c.example.net", "https_proxy=http://al%20ice:p%40+ss:x@p:1")
                .read()
                .config()
                .proxy()
                .orElseThrow();
        assertThat(List.of(proxy.user(), proxy.password().value())).containsExactly("al ice", "p@+ss:x");
        assertThat(proxy).hasToString("p:1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://s3cret@p", "socks5://u:s3cret@p:1", "s3cret:0", "http://p:s3cret", "s3cret %"})
    void whatIsNoProxysAddressIsAProblemThatShowsNoPassword(String value) {
        assertThat(to("https://c.example.net", "https_proxy=" + value).problems())
                .singleElement()
                .asString()
                .contains("environment: https_proxy is not", "write http://HOST:PORT")
                .doesNotContain("s3cret");
    }
}
