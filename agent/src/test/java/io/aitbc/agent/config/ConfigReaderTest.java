package io.aitbc.agent.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aitbc.api.port.Safety;
import io.aitbc.api.wire.MinerIdentity;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigReaderTest {
    @TempDir
    Path directory;

    private ConfigFixture fixture;

    @BeforeEach
    void setUp() {
        fixture = new ConfigFixture(directory);
    }

    @Test
    void readsTheGuidesSampleAsPrinted() throws ConfigException {
        LoadedConfig loaded = fixture.file(GuideSample.TEXT).root().read();
        assertThat(loaded.config())
                .isEqualTo(new MinerConfig(
                        URI.create("https://coordinator.example.net"),
                        new MinerIdentity("node7-gpu0", "wallet1qxy2kgdygjrsqtzq2n0yrf..."),
                        new Secret("REPLACE_WITH_WALLET_API_KEY"),
                        new Directories(
                                Path.of("/tmp/aitbc-work"),
                                Path.of("/var/lib/aitbc-miner"),
                                Path.of("/var/lib/aitbc-miner/models"),
                                Path.of("/var/cache/aitbc-miner")),
                        new Pace(
                                Duration.ofSeconds(20),
                                Duration.ofSeconds(3),
                                Duration.ofSeconds(60),
                                Duration.ofSeconds(300)),
                        new JobLimits(1, Duration.ofHours(1), null, 256, Safety.FLAG),
                        AccelSetting.AUTO,
                        LogLevel.INFO,
                        new Outlets(new HttpListen("127.0.0.1", 8980), null),
                        Optional.empty()));
        assertThat(loaded.warnings())
                .extracting(Problem::toString)
                .containsExactly(
                        "line 2: COORD_URL is still the guide's example; write your coordinator's address",
                        "line 3: WALLET_ADDR \"wallet1qxy2kgdygjrsqtzq2n0yrf...\" ends in dots, as the guide's"
                                + " shortened example does; write your whole payout address",
                        "line 4: API_KEY is still the guide's placeholder; write the key of your wallet; only a"
                                + " coordinator started with --dev takes any");
    }

    @Test
    void tellsEveryProblemAtOnceInTheOrderOfTheFile() {
        fixture.file("""
            COORD_URL="coordinator.example.net"
            WALLET_ADR="w"
            HEARTBEAT_SECS=abc
            JOB_POLL_SECS=3
            JOB_POLL_SECS=4
            ACCEL_MODE=cuda
            MINER_ID="$(whoami)"
            WORK_DIR=work
            """);
        assertThat(fixture.problems())
                .containsExactly(
                        "WALLET_ADDR is missing; write WALLET_ADDR=\"your payout address\"",
                        "API_KEY is missing; write API_KEY=\"the key of your wallet or coordinator\"",
                        "line 1: COORD_URL \"coordinator.example.net\" is not an http:// or https:// address; write"
                                + " the scheme too, for example COORD_URL=\"https://coordinator.example.net\"",
                        "line 2: \"WALLET_ADR\" is not a key of this file; did you mean WALLET_ADDR?",
                        "line 3: HEARTBEAT_SECS \"abc\" is not a whole number of seconds from 1 to 3600; write for"
                                + " example HEARTBEAT_SECS=20",
                        "line 5: JOB_POLL_SECS is set again after line 4; keep one of the two lines",
                        "line 6: ACCEL_MODE \"cuda\" is not one of auto, gpu, cpu; write for example ACCEL_MODE=auto",
                        "line 7: MINER_ID uses \"$(whoami)\"; " + HostSubstitution.FIX,
                        "line 8: WORK_DIR \"work\" is not an absolute path; write for example"
                                + " WORK_DIR=\"/home/alice/.local/state/aitbc-miner/work\"");
    }

    @Test
    void theMessageOfTheExceptionHoldsAllOfIt() {
        fixture.file("JOB_POLL_SECS=0\n");
        assertThatThrownBy(fixture::read)
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith(fixture.path() + ": 4 problems\n  COORD_URL is missing;")
                .hasMessageContaining("\n  line 1: JOB_POLL_SECS \"0\" is not a whole number");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "HEARTBEAT_SECS|0|3601|1|3600",
                "JOB_POLL_SECS|0|3601|1|3600",
                "MAX_CONCURRENCY|0|65|1|64",
                "DRAIN_SECS|-1|86401|0|86400",
                "MAX_RUNTIME_SECS|0|604801|1|604800",
                "MAX_RAM_MB|63|16777217|64|16777216",
                "MAX_OUTPUT_MB|0|1048577|1|1048576",
                "RUNNER_IDLE_SECS|-1|86401|0|86400",
            })
    void keepsNumbersWithinTheirBounds(String key, String low, String high, String min, String max)
            throws ConfigException {
        for (String wrong : new String[] {low, high, "1.5", "1e3", "20s", "99999999999999999999", "0x10", "+5", "²"}) {
            assertThat(fixture.file(ConfigFixture.GOOD + key + "=\"" + wrong + "\"")
                            .problems())
                    .singleElement()
                    .asString()
                    .startsWith("line 4: " + key + " \"" + wrong + "\" is not a whole number");
        }
        for (String right : new String[] {min, max, " " + max + " ", "000" + min}) {
            LoadedConfig loaded = fixture.file(ConfigFixture.GOOD + key + "=\"" + right + "\"")
                    .read();
            assertThat(loaded.effective().get(ConfigKey.valueOf(key)).shown())
                    .isEqualTo(right.strip().equals("000" + min) ? min : right.strip());
        }
    }

    @Test
    void environmentWinsOverTheFileAndUnknownVariablesAreNoBusinessOfOurs() throws ConfigException {
        LoadedConfig loaded = fixture.file(ConfigFixture.GOOD + "JOB_POLL_SECS=7\nHEARTBEAT_SECS=8\n")
                .env("JOB_POLL_SECS", "9")
                .env("HEARTBEAT_SECS", "")
                .env("HEARTBEAT_SEC", "x")
                .read();
        assertThat(loaded.config().pace().poll()).isEqualTo(Duration.ofSeconds(9));
        assertThat(loaded.config().pace().heartbeat()).isEqualTo(Duration.ofSeconds(8));
        assertThat(loaded.effective().get(ConfigKey.JOB_POLL_SECS).origin()).isEqualTo(Origin.ENVIRONMENT);
        assertThat(loaded.effective().get(ConfigKey.HEARTBEAT_SECS).origin()).isEqualTo(Origin.line(5));
        assertThat(loaded.effective().get(ConfigKey.DRAIN_SECS).origin()).isEqualTo(Origin.DEFAULT);
    }

    @Test
    void aWrongVariableIsNamedAsSuch() {
        assertThat(fixture.file(ConfigFixture.GOOD)
                        .env("MAX_CONCURRENCY", "many")
                        .problems())
                .containsExactly(
                        "environment: MAX_CONCURRENCY \"many\" is not a whole number from 1 to 64; write for example"
                                + " MAX_CONCURRENCY=1");
    }

    @Test
    void aLiteralHostnameOutOfAnEnvironmentFileIsWorkedOut() throws ConfigException {
        LoadedConfig loaded = fixture.file(ConfigFixture.GOOD)
                .env("MINER_ID", "$(hostname)-gpu0")
                .env("API_KEY", "a$(hostname)b")
                .read();
        assertThat(loaded.config().identity().minerId()).isEqualTo("node7-gpu0");
        assertThat(loaded.config().apiKey().value()).isEqualTo("a$(hostname)b");
    }

    @Test
    void everythingMayComeFromTheEnvironmentWhenTheUsualFileIsNotThere() throws ConfigException {
        fixture.env("COORD_URL", "http://localhost:1").env("WALLET_ADDR", "w").env("API_KEY", "k");
        ConfigReader reader = new ConfigReader(fixture.context());
        Path missing = directory.resolve("missing.conf");
        assertThat(reader.read(new ConfigSource(missing, false)).config().coordinator())
                .isEqualTo(URI.create("http://localhost:1"));
        assertThatThrownBy(() -> reader.read(ConfigSource.named(missing)))
                .hasMessageContaining("the file does not exist; check the path after --config");
        assertThatThrownBy(() -> reader.read(ConfigSource.named(directory)))
                .hasMessageContaining("the file is a directory");
        assertThatThrownBy(() -> reader.read(ConfigSource.named(Path.of("/dev/zero"))))
                .hasMessageContaining("the file is not a regular file");
    }

    @ParameterizedTest
    @CsvSource({
        "http://127.0.0.1:8080, http://127.0.0.1:8080",
        "HTTPS://Pool.Example/, https://Pool.Example",
        "https://pool.example/base//, https://pool.example/base",
        "http://[::1]:9/, http://[::1]:9",
    })
    void tidiesTheCoordinatorsAddress(String given, String expected) throws ConfigException {
        LoadedConfig loaded =
                fixture.file(ConfigFixture.GOOD).env("COORD_URL", given).read();
        assertThat(loaded.config().coordinator()).isEqualTo(URI.create(expected));
        assertThat(loaded.warnings()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ftp://pool.example",
                "pool.example",
                "https://",
                "https:///x",
                "https://pool.example:70000",
                "https://pool.example:0",
                "https://pool.example?x=1",
                "https://pool.example#x",
                "https://pool example",
                "https://pool_example:80:80",
                "https://user:hunter2@pool.example",
                "user:hunter2@pool.example",
                "::::",
            })
    void refusesWhatIsNoCoordinatorAddress(String given) {
        assertThat(fixture.file(ConfigFixture.GOOD).env("COORD_URL", given).problems())
                .singleElement()
                .asString()
                .startsWith("environment: COORD_URL ")
                .doesNotContain("hunter2");
    }

    @ParameterizedTest
    @CsvSource({
        "http://pool.example, true",
        "http://10.0.0.7:80, true",
        "http://127.0.0.1.example, true",
        "http://127.evil.example, true",
        "https://pool.example, false",
        "http://localhost, false",
        "http://127.1.2.3, false",
        "http://[::1], false",
    })
    void warnsWhenTheKeyWouldTravelInClear(String url, boolean warned) throws ConfigException {
        fixture.file(ConfigFixture.GOOD).env("COORD_URL", url);
        assertThat(fixture.warnings().stream().anyMatch(w -> w.contains("travels in clear")))
                .isEqualTo(warned);
    }

    @Test
    void defaultsTheLabelToHostAndAccelerator() throws ConfigException {
        fixture.file(ConfigFixture.GOOD);
        assertThat(fixture.read().config().identity().minerId()).isEqualTo("node7-cpu0");
        fixture.gpu();
        assertThat(fixture.read().config().identity().minerId()).isEqualTo("node7-gpu0");
        fixture.env("ACCEL_MODE", "CPU");
        assertThat(fixture.read().config().identity().minerId()).isEqualTo("node7-cpu0");
    }

    @ParameterizedTest
    @CsvSource({"MINER_ID, a b", "MINER_ID, ../x", "MINER_ID, -x", "MINER_ID, ü", "WALLET_ADDR, a b"})
    void refusesLabelsThatDoNotTravel(String key, String value) {
        assertThat(fixture.file(ConfigFixture.GOOD).env(key, value).problems())
                .singleElement()
                .asString()
                .contains(key + " \"" + value + "\" is not 1 to ");
    }

    /** The wire takes 128; a longer one would be refused with every heartbeat. */
    @Test
    void refusesAWalletThatTheWireDoesNotTake() {
        assertThat(fixture.file(ConfigFixture.GOOD)
                        .env("WALLET_ADDR", "w".repeat(128))
                        .problems())
                .isEmpty();
        assertThat(fixture.env("WALLET_ADDR", "w".repeat(129)).problems())
                .singleElement()
                .asString()
                .contains("is not 1 to 128 printable characters");
    }

    @Test
    void anEmptyRequiredValueIsMissing() {
        assertThat(fixture.file("COORD_URL=http://localhost\nWALLET_ADDR=\"\"\nAPI_KEY=\n")
                        .problems())
                .containsExactly(
                        "line 2: WALLET_ADDR is empty; write WALLET_ADDR=\"your payout address\"",
                        "line 3: API_KEY is empty; write API_KEY=\"the key of your wallet or coordinator\"");
    }

    @Test
    void warnsWhenOthersMayReadOrChangeTheKey() throws Exception {
        fixture.file(ConfigFixture.GOOD);
        Files.setPosixFilePermissions(
                fixture.path(), java.nio.file.attribute.PosixFilePermissions.fromString("rw-r--rw-"));
        assertThat(fixture.warnings())
                .containsExactly(
                        "API_KEY stands in " + fixture.path()
                                + ", which every user of this machine may read; type: chmod o-rwx " + fixture.path(),
                        fixture.path() + " may be changed by every user of this machine; type: chmod o-rwx "
                                + fixture.path());
        assertThat(fixture.env("API_KEY", "other").warnings()).isEmpty();
    }

    @Test
    void aManMayAskForTheStateDirectoryOfAFileWithMistakes() throws ConfigException {
        fixture.file("STATE_DIR=/srv/a\nNONSENSE=1\nAPI_KEY='\n");
        assertThat(new ConfigReader(fixture.context()).stateDirectory(ConfigSource.named(fixture.path())))
                .isEqualTo(Path.of("/srv/a"));
    }

    @Test
    void workOnThisMachineNeedsNoCoordinator() throws ConfigException {
        ConfigReader reader = new ConfigReader(
                fixture.file("ACCEL_MODE=cpu\nMAX_RAM_MB=2000\nAPI_KEY=\n").context());
        LocalConfig local = reader.readLocal(ConfigSource.named(fixture.path()));
        assertThat(local.accel()).isEqualTo(AccelSetting.CPU);
        assertThat(local.limits().maxRamMb()).isEqualTo(2000);
        assertThat(reader.readLocal(new ConfigSource(directory.resolve("missing"), false))
                        .accel())
                .isEqualTo(AccelSetting.AUTO);
        fixture.file("ACCEL_MOD=cpu\nMAX_RAM_MB=x\n\"\n");
        assertThatThrownBy(() -> reader.readLocal(ConfigSource.named(fixture.path())))
                .hasMessageContaining(": 3 problems");
    }

    /** Nothing that a configuration, its problems or its listing prints ever holds the key. */
    @Test
    void theKeyIsNeverShown() throws ConfigException {
        LoadedConfig loaded = fixture.file(ConfigFixture.GOOD).read();
        assertThat(loaded.toString() + loaded.config() + loaded.effective()).doesNotContain("k-0123456789");
        assertThat(loaded.effective().get(ConfigKey.API_KEY).shown()).isEqualTo("***");
        fixture.file("API_KEY=\"hunter2 hunter2\"\n");
        assertThatThrownBy(fixture::read).message().doesNotContain("hunter2").contains("API_KEY");
    }
}
