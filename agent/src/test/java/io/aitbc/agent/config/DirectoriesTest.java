package io.aitbc.agent.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectoriesTest {
    @TempDir
    Path directory;

    private ConfigFixture fixture;

    @BeforeEach
    void setUp() {
        fixture = new ConfigFixture(directory).file(ConfigFixture.GOOD);
    }

    private void assertDirectories(String work, String state, String models, String cache) throws ConfigException {
        assertThat(fixture.read().config().directories())
                .isEqualTo(new Directories(Path.of(work), Path.of(state), Path.of(models), Path.of(cache)));
    }

    @Test
    void aPersonsLieInTheXdgPlaces() throws ConfigException {
        String state = "/home/alice/.local/state/aitbc-miner";
        assertDirectories(state + "/work", state, state + "/models", "/home/alice/.cache/aitbc-miner");
        fixture.env("XDG_STATE_HOME", "/x/state").env("XDG_CACHE_HOME", "relative/is/ignored");
        assertDirectories(
                "/x/state/aitbc-miner/work",
                "/x/state/aitbc-miner",
                "/x/state/aitbc-miner/models",
                "/home/alice/.cache/aitbc-miner");
    }

    @Test
    void rootsLieUnderVar() throws ConfigException {
        fixture.root();
        assertDirectories(
                "/var/lib/aitbc-miner/work",
                "/var/lib/aitbc-miner",
                "/var/lib/aitbc-miner/models",
                "/var/cache/aitbc-miner");
    }

    /** The service's user has no systemd around him when somebody types a command in his name. */
    @Test
    void whoOwnsADirectoryIsKnown() throws Exception {
        long uid = ((Number) Files.getAttribute(directory, "unix:uid")).longValue();
        ConfigContext owner = new ConfigContext(Map.of(), new FixedHostNames("h"), uid, () -> false);
        ConfigContext other = new ConfigContext(Map.of(), new FixedHostNames("h"), uid + 1, () -> false);
        assertThat(owner.owns(directory)).isTrue();
        assertThat(other.owns(directory)).isFalse();
        assertThat(owner.owns(directory.resolve("none"))).isFalse();
    }

    @Test
    void aUserWithoutAHomeIsADaemon() throws ConfigException {
        fixture.without("HOME");
        assertThat(fixture.read().config().directories().state()).isEqualTo(Path.of("/var/lib/aitbc-miner"));
    }

    @Test
    void systemdsOwnWinOverThoseAndTheKeysOverAll() throws ConfigException {
        fixture.env("STATE_DIRECTORY", "/var/lib/other:/var/lib/second").env("CACHE_DIRECTORY", "/var/cache/other");
        assertDirectories("/var/lib/other/work", "/var/lib/other", "/var/lib/other/models", "/var/cache/other");
        fixture.file(ConfigFixture.GOOD + "STATE_DIR=/srv/a/../b\nMODEL_DIR=/srv/models\n");
        assertDirectories("/srv/b/work", "/srv/b", "/srv/models", "/var/cache/other");
    }

    @Test
    void theWorkDirectoryHoldsNothingThatMustStay() {
        assertThat(fixture.file(ConfigFixture.GOOD + "STATE_DIR=/srv/a\nWORK_DIR=/srv/a/\n")
                        .problems())
                .containsExactly(
                        "line 5: WORK_DIR \"/srv/a\" holds STATE_DIR, and a work directory is cleaned; give it a"
                                + " directory of its own, for example WORK_DIR=\"/srv/a/work\"");
        assertThat(fixture.file(ConfigFixture.GOOD + "WORK_DIR=/srv\nMODEL_DIR=/srv/m\n")
                        .problems())
                .singleElement()
                .asString()
                .contains("holds MODEL_DIR");
        assertThat(fixture.file(ConfigFixture.GOOD + "WORK_DIR=/\n").problems()).hasSize(1);
    }

    @Test
    void warnsWhenTheStatusSocketWouldNotFit() throws ConfigException {
        fixture.file(ConfigFixture.GOOD + "STATE_DIR=/" + "x".repeat(90));
        assertThat(fixture.warnings()).singleElement().asString().contains("too long for a status socket");
    }
}
