package io.aitbc.benchmarks.measure;

import static org.assertj.core.api.Assertions.assertThat;

import io.aitbc.benchmarks.measure.AgentLine.Event;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class AgentLineTest {
    @ParameterizedTest
    @CsvSource({
        "2026-01-31T08:15:30.042Z INFO  job leased job=j-17 lease=l-3 workload=torch_bench, LEASED",
        "2026-01-31T08:15:30.042Z DEBUG run started job=j-17, STARTED",
        "<6>job runs job=j-17 lease=l-3 attempt=1, RUNS",
        "<6>outcome acknowledged job=j-17 state=COMPLETED credited=1, ACKNOWLEDGED"
    })
    void says_what_of_which_job(String line, Event event) {
        assertThat(AgentLine.parse(line)).contains(new AgentLine(event, "j-17"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "2026-01-31T08:15:30.042Z INFO  aitbc-miner starts version=0.1.0",
                "2026-01-31T08:15:30.042Z INFO  job given up, its lease is lost job=j-17",
                "2026-01-31T08:15:30.042Z INFO  accelerator chosen mode=cpu"
            })
    void other_lines_say_nothing(String line) {
        assertThat(AgentLine.parse(line)).isEmpty();
    }

    @Test
    void a_job_without_anything_behind_it_is_whole() {
        assertThat(AgentLine.parse("<7>run started job=j-1")).contains(new AgentLine(Event.STARTED, "j-1"));
    }
}
