package io.aitbc.agent.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ApiKeyReaderTest {
    private static final String REST = "COORD_URL=http://127.0.0.1:8080\nWALLET_ADDR=wallet_demo\n";

    @TempDir
    Path directory;

    private ConfigFixture fixture;

    @BeforeEach
    void setUp() {
        fixture = new ConfigFixture(directory).file(REST);
    }

    private Path keyFile(String name, String text) throws IOException {
        Path file = Files.writeString(directory.resolve(name), text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        return file;
    }

    private String key() throws ConfigException {
        LoadedConfig loaded = fixture.read();
        assertThat(loaded.effective().get(ConfigKey.API_KEY).shown()).isEqualTo("***");
        return loaded.config().apiKey().value();
    }

    @Test
    void takesTheKeyFromAFileOfItsOwn() throws Exception {
        fixture.file(REST + "API_KEY_FILE=" + keyFile("key", "from-file\n"));
        assertThat(key()).isEqualTo("from-file");
        assertThat(fixture.read().warnings()).isEmpty();
    }

    @Test
    void environmentThenCredentialThenFile() throws Exception {
        keyFile("api_key", "from-credential");
        fixture.file(REST + "API_KEY=from-config");
        assertThat(key()).isEqualTo("from-config");
        fixture.env("CREDENTIALS_DIRECTORY", directory.toString());
        assertThat(key()).isEqualTo("from-credential");
        assertThat(fixture.read().effective().get(ConfigKey.API_KEY).origin()).isEqualTo(Origin.CREDENTIAL);
        fixture.env("API_KEY_FILE", keyFile("other", "from-environment").toString());
        assertThat(key()).isEqualTo("from-environment");
    }

    @Test
    void aCredentialDirectoryWithoutTheKeyIsNoMatter() throws Exception {
        fixture.file(REST + "API_KEY=from-config").env("CREDENTIALS_DIRECTORY", directory.toString());
        assertThat(key()).isEqualTo("from-config");
    }

    @Test
    void bothInOnePlaceIsAMistake() throws Exception {
        fixture.file(REST + "API_KEY=a\nAPI_KEY_FILE=" + keyFile("key", "b"));
        assertThat(fixture.problems())
                .containsExactly("line 4: API_KEY_FILE is set, and so is API_KEY (line 3); keep one of the two");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "two words", "two\nlines", "tab\tbed", "grün", "\u0000"})
    void refusesAFileThatHoldsNoKey(String text) throws Exception {
        fixture.file(REST + "API_KEY_FILE=" + keyFile("key", text));
        assertThat(fixture.problems())
                .containsExactly(
                        "line 3: API_KEY_FILE holds a key that is not 1 to 4096 printable ASCII characters without"
                                + " spaces; copy the key again");
    }

    @Test
    void refusesAKeyThatIsTooLongOrAFileThatIsNone() throws Exception {
        fixture.env("API_KEY", "x".repeat(4096));
        assertThat(key()).hasSize(4096);
        assertThat(fixture.env("API_KEY", "x".repeat(4097)).problems()).hasSize(1);
        fixture.without("API_KEY").file(REST + "API_KEY_FILE=" + directory.resolve("none"));
        assertThat(fixture.problems()).singleElement().asString().contains("none does not exist; put the key there");
        assertThat(fixture.file(REST + "API_KEY_FILE=" + directory).problems())
                .singleElement()
                .asString()
                .contains("is a directory");
        assertThat(fixture.file(REST + "API_KEY_FILE=key").problems())
                .singleElement()
                .asString()
                .contains("API_KEY_FILE \"key\" is not the absolute path");
    }

    @Test
    void warnsAboutAKeyFileThatEverybodyMayRead() throws Exception {
        Path file = keyFile("key", "k");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        fixture.file(REST + "API_KEY_FILE=" + file);
        assertThat(fixture.warnings()).singleElement().asString().contains("API_KEY stands in " + file);
    }

    @ParameterizedTest
    @ValueSource(strings = {"CHANGE_ME", "REPLACE_WITH_WALLET_API_KEY"})
    void warnsAboutTheGuidesPlaceholders(String key) throws Exception {
        fixture.file(REST + "API_KEY=" + key);
        assertThat(fixture.warnings()).singleElement().asString().contains("still the guide's placeholder");
    }
}
