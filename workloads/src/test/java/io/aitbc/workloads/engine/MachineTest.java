package io.aitbc.workloads.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is read from the machine: names, cores, memory. */
final class MachineTest {
    @TempDir
    Path directory;

    @Test
    void namesProcessorsAndCards() throws IOException {
        write(
                "cpuinfo",
                "processor\t: 0\nmodel name\t: AMD EPYC 9354\nflags\t\t: fpu\nprocessor\t: 1\nmodel name\t: Other\n");
        write("driver/nvidia/gpus/0000:01:00.0/information", "Model: \t\t NVIDIA H200\nIRQ:   \t\t 47\n");
        write("driver/nvidia/gpus/0000:81:00.0/information", "Model: \t\t NVIDIA L4\nGPU UUID: \t GPU-4f-5\n");
        DeviceNames names = new DeviceNames(directory, "");
        assertThat(names.of(Device.cpu())).isEqualTo("AMD EPYC 9354");
        assertThat(names.kind(Device.cpu())).isEqualTo("AMD EPYC 9354 fpu");
        assertThat(names.kind(Device.gpu(0))).isEqualTo("NVIDIA H200");
        assertThat(names.of(Device.gpu(0))).isEqualTo("NVIDIA H200");
        assertThat(names.of(Device.gpu(1))).isEqualTo("NVIDIA L4");
        assertThat(names.of(Device.gpu(2))).isEqualTo("NVIDIA GPU");
        assertThat(new DeviceNames(directory, "GPU-4f-5").of(Device.gpu(0))).isEqualTo("NVIDIA L4");
        assertThat(new DeviceNames(directory, "1,0").of(Device.gpu(1))).isEqualTo("NVIDIA H200");
        assertThat(new DeviceNames(directory, "MIG-7").of(Device.gpu(0))).isEqualTo("NVIDIA GPU");
    }

    @Test
    void namesWhatTheMachineDoesNotName() {
        DeviceNames names = new DeviceNames(directory, "");
        assertThat(names.of(Device.cpu())).isEqualTo(System.getProperty("os.arch"));
        assertThat(names.of(Device.gpu(0))).isEqualTo("NVIDIA GPU");
    }

    @Test
    void countsEachCoreOnceAndNeverMoreThanItMayUse() throws IOException {
        Cores cores = new Cores(directory);
        assertThat(cores.threads(6)).isEqualTo(6);
        for (int cpu = 0; cpu < 8; cpu++) {
            write("cpu" + cpu + "/topology/core_cpus_list", cpu % 4 + "," + (cpu % 4 + 4) + "\n");
        }
        write("cpufreq/boost", "1");
        assertThat(cores.threads(8)).isEqualTo(4);
        assertThat(cores.threads(3)).isEqualTo(3);
    }

    @Test
    void measuresThePeakOfThisProcess() throws IOException {
        PeakMemory peak = new PeakMemory(Path.of("/proc/self"));
        peak.reset();
        long before = peak.bytes().orElseThrow();
        // beside the heap, which may have pages to spare from the tests before
        ByteBuffer held = ByteBuffer.allocateDirect(64 << 20);
        for (int i = 0; i < held.capacity(); i += 4096) {
            held.put(i, (byte) 1);
        }
        assertThat(peak.bytes().orElseThrow()).isGreaterThan(before + (48 << 20));
        assertThat(held.get(0)).isEqualTo((byte) 1);
    }

    @Test
    void saysNothingOfAPeakThatIsNotThere() {
        PeakMemory peak = new PeakMemory(directory.resolve("nowhere"));
        peak.reset();
        assertThat(peak.bytes()).isEqualTo(OptionalLong.empty());
    }

    @Test
    void knowsDevicesByPyTorchsNames() {
        for (String name : new String[] {"cpu", "cuda:0", "cuda:15"}) {
            assertThat(Devices.name(Devices.of(name))).isEqualTo(name);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "gpu", "cuda", "cuda:", "cuda:-1", "cuda:1234", "cpu ", "CPU"})
    void refusesOtherNames(String name) {
        assertThatThrownBy(() -> Devices.of(name)).isInstanceOf(IllegalArgumentException.class);
    }

    private void write(String file, String text) throws IOException {
        Path path = directory.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }
}
