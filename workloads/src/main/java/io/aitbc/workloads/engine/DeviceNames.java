package io.aitbc.workloads.engine;

import ai.djl.Device;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Models of processors and cards, read from {@code /proc}: the engine does not tell them. Cards are listed there by PCI
 * address, which is the order that CUDA counts in under {@code CUDA_DEVICE_ORDER=PCI_BUS_ID}.
 */
final class DeviceNames {
    private final Path proc;

    /** @param proc {@code /proc}, or a copy of it in a test */
    DeviceNames(Path proc) {
        this.proc = proc;
    }

    /** A name for a person; the kind of device when the machine does not say more. */
    String of(Device device) {
        return device.isGpu()
                ? card(device.getDeviceId()).orElse("NVIDIA GPU")
                : processor().orElse(System.getProperty("os.arch", "cpu"));
    }

    private Optional<String> processor() {
        return valueOf("model name", proc.resolve("cpuinfo"));
    }

    private Optional<String> card(int index) {
        try (Stream<Path> cards = Files.list(proc.resolve("driver/nvidia/gpus"))) {
            List<Path> ordered = cards.sorted().toList();
            return index < ordered.size()
                    ? valueOf("Model", ordered.get(index).resolve("information"))
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static Optional<String> valueOf(String key, Path file) {
        try (Stream<String> lines = Files.lines(file)) {
            return lines.filter(line -> line.startsWith(key) && line.indexOf(':') > 0)
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .filter(value -> !value.isEmpty())
                    .findFirst();
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
