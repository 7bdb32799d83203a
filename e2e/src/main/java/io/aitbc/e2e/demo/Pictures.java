package io.aitbc.e2e.demo;

import io.aitbc.e2e.harness.PoolClient;
import io.aitbc.protocols.v1.JobState;
import io.aitbc.protocols.v1.JobView;
import io.aitbc.protocols.v1.OutputPart;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/** What the picture model drew: fetched from the coordinator and laid where a person can open it. */
final class Pictures {
    static final String WORKLOAD = "sd_infer";

    private final PoolClient client;
    private final Path directory;
    private final PrintStream out;

    /** @param directory where the files go; made when there is one */
    Pictures(PoolClient client, Path directory, PrintStream out) {
        this.client = client;
        this.directory = directory;
        this.out = out;
    }

    void save(List<JobView> jobs) {
        jobs.stream()
                .filter(job -> job.workload().equals(WORKLOAD) && job.state() == JobState.COMPLETED)
                .forEach(this::save);
    }

    private void save(JobView job) {
        JobView.Output output = Objects.requireNonNull(job.output(), "a finished job names its output");
        List<OutputPart> parts = output.parts() == null ? List.of() : output.parts();
        try {
            Files.createDirectories(directory);
            for (OutputPart part : parts) {
                Path file = directory.resolve(job.id() + "-" + part.name());
                Files.write(file, client.part(job.id(), part.sha256()));
                out.println(Report.param(job, "model") + " drew \"" + Report.param(job, "prompt") + "\":\n  " + file
                        + "\n");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
