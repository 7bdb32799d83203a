package io.aitbc.agent.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The log of a real process, which finds its setup by itself. */
@Timeout(60)
class LogSetupTest {
    /** What that process does. */
    static final class Program {
        private Program() {}

        public static void main(String[] arguments) {
            Logger logger = LoggerFactory.getLogger("io.aitbc.agent.Program");
            Logging.ofProcess().protect(new io.aitbc.agent.config.Secret("hunter2-hunter2"));
            logger.atInfo().addKeyValue("key", "hunter2-hunter2").log("started");
            logger.debug("not seen");
            LoggerFactory.getLogger("io.netty.x").info("not seen");
        }
    }

    private static String standardErrorOf(List<String> prefix) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(prefix);
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Program.class.getName()));
        Process process = new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        process.getErrorStream().transferTo(bytes);
        assertThat(process.waitFor()).isZero();
        return bytes.toString(StandardCharsets.UTF_8);
    }

    @Test
    void writesPlainLinesToStandardError() throws Exception {
        assertThat(standardErrorOf(List.of())).matches("20\\S+Z INFO  started key=\\*\\*\\*\n");
    }

    /** A shell learns what its standard error is and says it as systemd would. */
    @Test
    void writesPrioritiesWhenItsStandardErrorIsTheJournals() throws Exception {
        String likeSystemd = "JOURNAL_STREAM=$(stat -L -c '%d:%i' /proc/self/fd/2) exec \"$@\"";
        assertThat(standardErrorOf(List.of("/bin/sh", "-c", likeSystemd, "sh"))).isEqualTo("<6>started key=***\n");
    }

    @Test
    void thisProcessHasARedactorWhateverItsLinesLookLike() {
        assertThat(Logging.ofProcess().redactor().clean("x")).isEqualTo("x");
    }
}
