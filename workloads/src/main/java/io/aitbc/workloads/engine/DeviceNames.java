package io.aitbc.workloads.engine;

import ai.djl.Device;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Models of processors and cards, read from {@code /proc}: the engine does not tell them. The engine counts the cards
 * that {@code CUDA_VISIBLE_DEVICES} lists, by UUID or by number; without that, all of them. Numbers follow the PCI
 * addresses, as under {@code CUDA_DEVICE_ORDER=PCI_BUS_ID}.
 */
final class DeviceNames {
    private static final String UUID_PREFIX = "GPU-";

    private final Path proc;
    private final List<String> visible;

    /**
     * @param proc {@code /proc}, or a copy of it in a test
     * @param visible what {@code CUDA_VISIBLE_DEVICES} says; empty when it says nothing
     */
    DeviceNames(Path proc, String visible) {
        this.proc = proc;
        this.visible = visible.isBlank() ? List.of() : List.of(visible.split(",", -1));
    }

    /** Of this machine. */
    static DeviceNames here() {
        return new DeviceNames(Path.of("/proc"), Objects.requireNonNullElse(System.getenv("CUDA_VISIBLE_DEVICES"), ""));
    }

    /** What of a device decides an answer's bits: its model, and of a processor what it can do. */
    String kind(Device device) {
        return of(device)
                + (device.isGpu()
                        ? ""
                        : valueOf("flags", proc.resolve("cpuinfo"))
                                .map(flags -> " " + flags)
                                .orElse(""));
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
            List<Path> all =
                    cards.map(card -> card.resolve("information")).sorted().toList();
            return seen(index, all).flatMap(card -> valueOf("Model", card));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** The card that the engine calls {@code index}. */
    private Optional<Path> seen(int index, List<Path> all) {
        if (visible.isEmpty()) {
            return all.stream().skip(index).findFirst();
        }
        String named = index < visible.size() ? visible.get(index).strip() : "";
        if (named.startsWith(UUID_PREFIX)) {
            return all.stream()
                    .filter(card -> valueOf("GPU UUID", card)
                            .filter(uuid -> uuid.startsWith(named))
                            .isPresent())
                    .findFirst();
        }
        return named.matches("[0-9]{1,3}")
                ? all.stream().skip(Integer.parseInt(named)).findFirst()
                : Optional.empty();
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
