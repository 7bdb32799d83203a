package io.aitbc.agent.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import io.aitbc.agent.config.Secret;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileLogTest {
    private final LoggerContext context = new LoggerContext();
    private final ByteArrayOutputStream error = new ByteArrayOutputStream();

    @TempDir
    Path directory;

    private Path file;
    private Logging logging;
    private Logger log;

    @BeforeEach
    void setUp() {
        LogSetup.install(context, LineFormat.Style.JOURNAL, error);
        logging = new Logging(context);
        log = context.getLogger(LogSetup.OURS + ".Test");
        file = directory.resolve("miner.log");
    }

    @Test
    void linesGoThereToo() throws IOException {
        logging.protect(new Secret("k-0123456789"));
        logging.file(file);
        log.atInfo().addKeyValue("key", "k-0123456789").log("first");
        assertThat(Files.readString(file))
                .matches("20[^ ]*Z INFO  first key=.*\n")
                .doesNotContain("k-0123");
        assertThat(error.toString(java.nio.charset.StandardCharsets.UTF_8)).startsWith("<6>first");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-r-----");
    }

    @Test
    void aFileThatWasMovedAwayIsMadeAnew() throws IOException {
        logging.file(file);
        log.info("one");
        Path old = Files.move(file, directory.resolve("miner.log.1"));
        log.info("two");
        logging.file(file);
        log.info("three");
        assertThat(Files.readAllLines(old)).hasSize(2);
        assertThat(Files.readAllLines(file)).singleElement().asString().endsWith("three");
    }

    @Test
    void itIsAppendedTo() throws IOException {
        Files.writeString(file, "before\n");
        logging.file(file);
        log.info("one");
        logging.file(null);
        log.info("two");
        assertThat(Files.readAllLines(file)).hasSize(2).first().isEqualTo("before");
    }

    @Test
    void whatCannotBeOpenedLeavesTheLogAsItIs() throws IOException {
        assertThatThrownBy(() -> logging.file(directory.resolve("no/such"))).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> logging.file(directory)).isInstanceOf(IOException.class);
        log.info("one");
        assertThat(error.toString(java.nio.charset.StandardCharsets.UTF_8)).isEqualTo("<6>one\n");
    }
}
