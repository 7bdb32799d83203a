package io.aitbc.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.aitbc.benchmarks.measure.Stats;
import io.aitbc.benchmarks.report.Figure.Aim;
import io.aitbc.protocols.v1.WireJson;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ReportTest {
    private static final Stats NOISE = Stats.of(80, 78, 91.5);
    private static final Figure RSS =
            Figure.median("idle.rss", "MiB", NOISE).aim(Aim.atMost(90)).beside("bare JVM", 64);

    @Test
    void a_figure_knows_whether_its_aim_is_met_and_how_it_compares() {
        assertThat(RSS.value()).isEqualTo(80);
        assertThat(RSS.met()).isTrue();
        assertThat(RSS.ratio()).isEqualTo(1.25);
        assertThat(RSS.aim(Aim.atMost(79.9)).met()).isFalse();
        assertThat(RSS.aim(Aim.atLeast(80)).met()).isTrue();
        assertThat(Figure.median("x", "s", NOISE).met()).isNull();
        assertThat(RSS.beside("nothing", 0).ratio()).isNull();
    }

    @Test
    void the_table_has_a_line_for_each_figure() {
        assertThat(Table.lines(List.of(RSS, Figure.median("x", "s", Stats.of(0.0421)))))
                .containsExactly(
                        "figure    value   unit  min / median / max (n)        aim    met  ratio  measured beside it",
                        "idle.rss  80      MiB   78 / 80 / 91.5 (3)            <= 90  yes  1.25   bare JVM: 64",
                        "x         0.0421  s     0.0421 / 0.0421 / 0.0421 (1)");
    }

    @Test
    void a_missed_aim_is_loud() {
        assertThat(Table.lines(List.of(RSS.aim(Aim.atMost(1)))).get(1)).contains("  NO  ");
    }

    @Test
    void numbers_have_three_digits_and_no_exponent() {
        assertThat(Numbers.shown(0)).isEqualTo("0");
        assertThat(Numbers.shown(0.000012345)).isEqualTo("0.0000123");
        assertThat(Numbers.shown(1234.5)).isEqualTo("1234");
        assertThat(Numbers.shown(100_000)).isEqualTo("100000");
    }

    @Test
    void the_json_can_be_read_back() throws Exception {
        Machine machine = new Machine("some cpu", 2, 1024, "Linux 6", "JVM 17", "0.10 0.20 0.30");
        Map<?, ?> json = (Map<?, ?>)
                WireJson.readValue(new Report(machine, List.of(RSS)).json().getBytes(StandardCharsets.UTF_8));
        Map<?, ?> figure = (Map<?, ?>) ((List<?>) json.get("figures")).get(0);
        assertThat(figure.get("name")).isEqualTo("idle.rss");
        assertThat(((Number) figure.get("ratio")).doubleValue()).isEqualTo(1.25);
        assertThat(figure.get("met")).isEqualTo(true);
        assertThat(((Map<?, ?>) json.get("machine")).get("load")).isEqualTo("0.10 0.20 0.30");
    }

    @Test
    void a_machine_is_busy_when_others_use_a_quarter_of_it() {
        assertThat(new Machine("c", 2, 1, "k", "j", "0.50 9 9").busy()).isFalse();
        assertThat(new Machine("c", 2, 1, "k", "j", "0.51 0 0").busy()).isTrue();
    }
}
