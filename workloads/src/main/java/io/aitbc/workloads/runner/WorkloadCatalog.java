package io.aitbc.workloads.runner;

import io.aitbc.api.param.WorkloadSpec;
import io.aitbc.api.port.Workload;
import io.aitbc.ipc.WorkloadDeclarations;
import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;

/** Every kind of work on the class path, with the declaration that lies beside it in its jar. */
final class WorkloadCatalog {
    private static final String DECLARATIONS = "/META-INF/aitbc/workloads/";

    private final Map<String, Entry> entries;

    private WorkloadCatalog(Map<String, Entry> entries) {
        this.entries = Map.copyOf(entries);
    }

    record Entry(Workload workload, WorkloadSpec spec) {}

    /** @throws IOException when a workload has no declaration or a wrong one, or two have the same name */
    static WorkloadCatalog find() throws IOException {
        return of(ServiceLoader.load(Workload.class));
    }

    /** The same for workloads that are already at hand. */
    static WorkloadCatalog of(Iterable<Workload> workloads) throws IOException {
        Map<String, Entry> entries = new LinkedHashMap<>();
        for (Workload workload : workloads) {
            String file = workload.name() + ".json";
            try (InputStream in = workload.getClass().getResourceAsStream(DECLARATIONS + file)) {
                if (in == null) {
                    throw new IOException("workload " + workload.name() + " has no declaration " + DECLARATIONS + file);
                }
                Entry entry = new Entry(workload, WorkloadDeclarations.read(file, in));
                if (entries.put(workload.name(), entry) != null) {
                    throw new IOException("two workloads are called " + workload.name());
                }
            }
        }
        return new WorkloadCatalog(entries);
    }

    Optional<Entry> get(String name) {
        return Optional.ofNullable(entries.get(name));
    }

    /** Every other kind of work gives back what it keeps ready. */
    void makeRoomFor(String name) {
        entries.forEach((other, entry) -> {
            if (!other.equals(name)) {
                entry.workload().makeRoom();
            }
        });
    }

    /** What every other kind of work holds together. */
    long heldBeside(String name) {
        return entries.entrySet().stream()
                .filter(entry -> !entry.getKey().equals(name))
                .mapToLong(entry -> entry.getValue().workload().heldBytes())
                .sum();
    }

    /** In alphabetical order. */
    List<String> names() {
        return entries.keySet().stream().sorted().toList();
    }
}
