package io.aitbc.agent.log;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.LoggerContext;
import io.aitbc.agent.config.Secret;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;

class JournalAppenderTest {
    private final ByteArrayOutputStream lines = new ByteArrayOutputStream();
    private final List<List<String>> entries = new ArrayList<>();
    private final LoggerContext context = new LoggerContext();
    private boolean there = true;

    private Logger logger() {
        LogSetup.installJournal(context, fields -> there && entries.add(fields), lines);
        return context.getLogger("io.aitbc.agent.Test");
    }

    @Test
    void anEntryHasItsLineAndFieldsToSearchBy() {
        logger().atWarn()
                .addKeyValue("job", "j-17")
                .addKeyValue("lease", "l-3")
                .addKeyValue("workload", "torch_bench")
                .addKeyValue("attempt", 2)
                .addKeyValue("output sha-256", "abc")
                .log("attempt failed");
        assertThat(entries)
                .containsExactly(List.of(
                        "MESSAGE=attempt failed job=j-17 lease=l-3 workload=torch_bench attempt=2 output sha-256=abc",
                        "PRIORITY=4",
                        "SYSLOG_IDENTIFIER=aitbc-miner",
                        "JOB_ID=j-17",
                        "LEASE_ID=l-3",
                        "WORKLOAD=torch_bench",
                        "ATTEMPT=2",
                        "AITBC_OUTPUT_SHA_256=abc"));
        assertThat(lines.toString(StandardCharsets.UTF_8)).isEmpty();
    }

    @Test
    void secretsAreInNoFieldAndValuesAreBounded() {
        Logger logger = logger();
        new Logging(context).protect(new Secret("hunter2-hunter2"));
        logger.atInfo()
                .addKeyValue("key", "hunter2-hunter2")
                .addKeyValue("long", "x".repeat(5000))
                .log("with hunter2-hunter2");
        assertThat(entries.get(0))
                .noneMatch(field -> field.contains("hunter2"))
                .allMatch(field -> field.length() < 3500);
        assertThat(entries.get(0)).contains("AITBC_KEY=***");
    }

    @Test
    void whatTheJournalDoesNotTakeIsALineOnStandardError() {
        there = false;
        logger().atInfo().addKeyValue("job", "j-17").log("job leased");
        assertThat(lines.toString(StandardCharsets.UTF_8)).isEqualTo("<6>job leased job=j-17\n");
    }
}
