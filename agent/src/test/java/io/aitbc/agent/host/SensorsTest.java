package io.aitbc.agent.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SensorsTest {
    @TempDir
    Path root;

    private void file(String path, String text) throws IOException {
        Files.createDirectories(root.resolve(path).getParent());
        Files.writeString(root.resolve(path), text);
    }

    @Test
    void theProcessorsChipIsReadAndNoOther() throws IOException {
        file("sys/class/hwmon/hwmon0/name", "nvme\n");
        file("sys/class/hwmon/hwmon0/temp1_input", "30000\n");
        file("sys/class/hwmon/hwmon1/name", "k10temp\n");
        file("sys/class/hwmon/hwmon1/temp1_input", "54500\n");
        assertThat(new Sensors(root).cpuCelsius()).hasValue(54.5);
    }

    @Test
    void aThermalZoneStandsInForAChip() throws IOException {
        file("sys/class/thermal/thermal_zone0/type", "acpitz\n");
        file("sys/class/thermal/thermal_zone0/temp", "20000\n");
        file("sys/class/thermal/thermal_zone1/type", "x86_pkg_temp\n");
        file("sys/class/thermal/thermal_zone1/temp", "61000\n");
        assertThat(new Sensors(root).cpuCelsius()).hasValue(61.0);
    }

    @Test
    void whatIsNotThereOrNonsenseIsNotSaid() throws IOException {
        assertThat(new Sensors(root).cpuCelsius()).isEmpty();
        assertThat(new Sensors(root).memory()).isEmpty();
        file("sys/class/hwmon/hwmon1/name", "coretemp\n");
        file("sys/class/hwmon/hwmon1/temp1_input", "9999999\n");
        file("proc/meminfo", "MemTotal: lots\n");
        assertThat(new Sensors(root).cpuCelsius()).isEmpty();
        assertThat(new Sensors(root).memory()).isEmpty();
    }

    @Test
    void memoryInUseIsAllThatIsNotAvailable() throws IOException {
        file("proc/meminfo", "MemTotal:       8388608 kB\nMemFree: 1 kB\nMemAvailable:   2097152 kB\n");
        assertThat(new Sensors(root).memory()).hasValue(new Sensors.Memory(6144, 8192));
    }

    @Test
    void cardsSayWhatTheyCan() {
        assertThat(CardSensors.parse("45, 1024\n[N/A], 17\n\n"))
                .containsExactly(
                        new CardSensors.Card(OptionalLong.of(45), OptionalLong.of(1024)),
                        new CardSensors.Card(OptionalLong.empty(), OptionalLong.of(17)));
        assertThat(new CardSensors("/no/such/tool", Duration.ofSeconds(5)).read())
                .isEmpty();
    }
}
