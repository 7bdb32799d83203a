package io.aitbc.agent.doctor;

import io.aitbc.agent.config.MinerConfig;
import io.aitbc.api.wire.Answer;
import java.io.IOException;

/** Makes one call to the coordinator that needs the key and changes nothing. */
@FunctionalInterface
public interface KeyTrial {
    /** @throws IOException when the call cannot be made at all */
    Answer<?> ask(MinerConfig config) throws IOException, InterruptedException;
}
