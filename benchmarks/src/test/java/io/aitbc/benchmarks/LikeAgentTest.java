package io.aitbc.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

final class LikeAgentTest {
    @Test
    void options_are_taken_over_but_for_the_agents_own() {
        String line = String.join(
                "\0",
                "/usr/bin/java",
                "-Xmx64m",
                "-XX:SharedArchiveFile=/app/agent.jsa",
                "-XX:+UseSerialGC",
                "-Daitbc.runner.home=/app",
                "-cp",
                "a.jar",
                "Main",
                "run",
                "");
        assertThat(LikeAgent.flags(line)).containsExactly("-Xmx64m", "-XX:+UseSerialGC");
    }

    @Test
    void a_launcher_that_is_not_java_yet_is_refused() {
        assertThatThrownBy(() -> LikeAgent.flags("/bin/sh\0bin/aitbc-miner\0run\0"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("bin/aitbc-miner");
    }
}
