package io.aitbc.benchmarks.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ProcTextTest {
    @Test
    void processor_time_is_user_and_system_time_whatever_the_name() {
        String stat = "42 (a) S (b) c) S 1 42 42 0 -1 4194560 9000 0 12 0 130 25 3 4 20 0 17 0 100 1000 200 99";
        assertThat(ProcText.cpuTicks(stat)).isEqualTo(155);
    }

    @Test
    void values_are_found_by_their_whole_name() {
        List<String> status =
                List.of("Rss:\t   66840 kB", "nonvoluntary_ctxt_switches:\t3", "voluntary_ctxt_switches:\t17");
        assertThat(ProcText.value(status, "Rss")).isEqualTo(66_840);
        assertThat(ProcText.value(status, "voluntary_ctxt_switches")).isEqualTo(17);
        assertThatThrownBy(() -> ProcText.value(status, "Pss")).hasMessageContaining("Pss:");
    }

    @Test
    void this_very_process_can_be_looked_at() throws IOException {
        ProcSample look = ProcSample.of(ProcessHandle.current().pid());
        assertThat(look.rssMib()).isBetween(20.0, 20_000.0);
        assertThat(look.pssMib()).isBetween(1.0, look.rssMib());
        assertThat(look.cpuTicks()).isPositive();
        assertThat(look.wakeups()).isPositive();
    }

    @Test
    void rates_are_of_the_time_between() {
        ProcSample before = new ProcSample(1_000_000_000, 1, 1, 100, 50);
        ProcSample after = new ProcSample(11_000_000_000L, 1, 1, 103, 90);
        assertThat(after.cpuPercentSince(before)).isEqualTo(0.3);
        assertThat(after.wakeupsPerSecondSince(before)).isEqualTo(4.0);
    }
}
