package io.aitbc.agent.host;

import io.aitbc.api.host.Gpu;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads what {@code nvidia-smi --query-gpu=index,name,memory.total,driver_version,uuid --format=csv,noheader,nounits}
 * writes.
 */
final class NvidiaSmiCsv {
    static final String QUERY = "index,name,memory.total,driver_version,uuid";
    private static final int FIELDS = 5;
    private static final int MOST_GPUS = 64;
    private static final long MOST_MEBIBYTES = 16L * 1024 * 1024;

    private NvidiaSmiCsv() {}

    static GpuFindings parse(String output) {
        List<FoundGpu> found = new ArrayList<>();
        List<String> failures = new ArrayList<>();
        for (String line : output.split("\n", -1)) {
            if (!line.isBlank()) {
                Optional<FoundGpu> gpu = found.size() < MOST_GPUS ? gpu(line) : Optional.empty();
                gpu.ifPresent(found::add);
                if (gpu.isEmpty() && failures.isEmpty()) {
                    failures.add("nvidia-smi: cannot read \"" + DeviceText.clean(line) + "\"");
                }
            }
        }
        if (found.isEmpty() && failures.isEmpty()) {
            failures.add("nvidia-smi: names no GPU");
        }
        return new GpuFindings(found, failures);
    }

    /** A name may hold commas of its own; the fields around it do not. */
    private static Optional<FoundGpu> gpu(String line) {
        String[] fields = line.split(",", -1);
        int extra = fields.length - FIELDS;
        if (extra < 0) {
            return Optional.empty();
        }
        Optional<Long> index = number(fields[0], MOST_GPUS - 1);
        String name = DeviceText.clean(String.join(",", List.of(fields).subList(1, 2 + extra)));
        Optional<Long> memory = memory(fields[2 + extra].strip());
        if (index.isEmpty() || name.isEmpty() || memory.isEmpty()) {
            return Optional.empty();
        }
        String driver = DeviceText.clean(fields[3 + extra]);
        String uuid = DeviceText.clean(fields[4 + extra]);
        return Optional.of(
                new FoundGpu(new Gpu(index.get().intValue(), "NVIDIA", name, memory.get(), driver, null), uuid));
    }

    /** Cards that share the host's memory say {@code [N/A]}: 0. */
    private static Optional<Long> memory(String text) {
        return text.startsWith("[") ? Optional.of(0L) : number(text, MOST_MEBIBYTES);
    }

    private static Optional<Long> number(String text, long max) {
        String digits = text.strip();
        if (digits.isEmpty() || digits.length() > 12 || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return Optional.empty();
        }
        return Optional.of(Long.parseLong(digits)).filter(number -> number <= max);
    }
}
