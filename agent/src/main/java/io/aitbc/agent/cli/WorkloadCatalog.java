package io.aitbc.agent.cli;

import io.aitbc.api.param.WorkloadSpec;
import java.io.IOException;
import java.util.List;

/** Knows the kinds of work that this installation can do, from their declarations; no runner is started. */
@FunctionalInterface
public interface WorkloadCatalog {
    /** @throws IOException when the declarations cannot be read; the message says which and why */
    List<WorkloadSpec> load() throws IOException;
}
