package io.aitbc.e2e.demo;

import io.aitbc.e2e.harness.PoolClient;
import io.aitbc.protocols.json.JsonLimits;
import io.aitbc.protocols.json.JsonReader;
import io.aitbc.protocols.json.WireFormatException;
import io.aitbc.protocols.v1.JobState;
import io.aitbc.protocols.v1.JobView;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;

/** What the language model wrote, as the coordinator hands it out. */
final class Texts {
    static final String WORKLOAD = "llm_gen";

    private final PoolClient client;
    private final PrintStream out;

    Texts(PoolClient client, PrintStream out) {
        this.client = client;
        this.out = out;
    }

    void print(List<JobView> jobs) {
        jobs.stream()
                .filter(job -> job.workload().equals(WORKLOAD) && job.state() == JobState.COMPLETED)
                .forEach(job -> out.println("\n" + Report.param(job, "model") + " wrote:\n  "
                        + Report.param(job, "prompt") + text(job).replace("\n", "\n  ") + "\n"));
    }

    private String text(JobView job) {
        try {
            Object output = new JsonReader(JsonLimits.WIRE).read(client.output(job.id()));
            return output instanceof Map<?, ?> fields ? String.valueOf(fields.get("text")) : "";
        } catch (WireFormatException e) {
            return " (an output that is no JSON: " + e.getMessage() + ")";
        }
    }
}
