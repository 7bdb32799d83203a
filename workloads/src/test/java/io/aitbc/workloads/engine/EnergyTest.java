package io.aitbc.workloads.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class EnergyTest {
    @TempDir
    Path powercap;

    private void zone(String name, long counted) throws IOException {
        Path zone = Files.createDirectories(powercap.resolve(name));
        Files.writeString(zone.resolve("energy_uj"), counted + "\n");
        Files.writeString(zone.resolve("max_energy_range_uj"), "10000000\n");
    }

    @Test
    void addsUpWholeProcessorsAndKnowsThatCountersRunOver() throws IOException {
        zone("intel-rapl:0", 1_000_000);
        zone("intel-rapl:0:0", 500_000);
        zone("intel-rapl:1", 9_000_000);
        Energy.Reading before = new Energy(powercap).now();
        zone("intel-rapl:0", 3_500_000);
        zone("intel-rapl:0:0", 900_000);
        zone("intel-rapl:1", 500_000);
        assertThat(before.joulesSince().orElseThrow()).isCloseTo(2.5 + 1.5, within(1e-9));
    }

    @Test
    void saysNothingWhereNothingCanBeRead() {
        assertThat(new Energy(powercap).now().joulesSince()).isEmpty();
        assertThat(new Energy(powercap.resolve("none")).now().joulesSince()).isEmpty();
    }
}
