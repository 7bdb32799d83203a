package io.aitbc.agent.ops.http;

import io.aitbc.agent.ops.StatusReport;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** What the door asks the miner. Called on the door's threads; stages may complete on any, or never when it hangs. */
public interface Vitals {
    /** Why no job would be taken now; empty when one would, or one is worked on. Answered by the agent's thread. */
    CompletionStage<Optional<String>> unready();

    CompletionStage<StatusReport> report();
}
