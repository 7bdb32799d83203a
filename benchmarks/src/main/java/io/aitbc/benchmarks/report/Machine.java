package io.aitbc.benchmarks.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What was measured on, and how busy it was: figures of a busy machine are no figures.
 *
 * @param loads the load averages over 1, 5 and 15 minutes when the run began
 */
public record Machine(String cpu, int cores, long ramMib, String kernel, String java, String loads) {
    /** @param proc {@code /proc} */
    public static Machine look(Path proc) throws IOException {
        String loads = Files.readString(proc.resolve("loadavg"));
        return new Machine(
                after(proc.resolve("cpuinfo"), "model name"),
                Runtime.getRuntime().availableProcessors(),
                Long.parseLong(after(proc.resolve("meminfo"), "MemTotal").replace(" kB", "")) / 1024,
                "Linux "
                        + Files.readString(proc.resolve("sys/kernel/osrelease")).strip(),
                System.getProperty("java.vm.name") + " " + System.getProperty("java.vm.version"),
                String.join(" ", List.of(loads.split(" ", -1)).subList(0, 3)));
    }

    private static String after(Path file, String key) throws IOException {
        return Files.readAllLines(file).stream()
                .filter(line -> line.startsWith(key))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .findFirst()
                .orElse("0");
    }

    /** True when others wanted more than a quarter of its cores while the run began. */
    public boolean busy() {
        return Double.parseDouble(loads.split(" ", -1)[0]) > 0.25 * cores;
    }

    /** One line. */
    public String shown() {
        return cpu + ", " + cores + " cores, " + ramMib + " MiB, " + kernel + ", " + java + ", load " + loads;
    }

    Map<String, Object> json() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("cpu", cpu);
        json.put("cores", cores);
        json.put("ram_mib", ramMib);
        json.put("kernel", kernel);
        json.put("java", java);
        json.put("load", loads);
        return json;
    }
}
