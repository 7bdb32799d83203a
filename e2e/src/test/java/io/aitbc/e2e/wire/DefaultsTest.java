package io.aitbc.e2e.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.aitbc.agent.config.ConfigKey;
import io.aitbc.coordinator.jobs.Rules;
import org.junit.jupiter.api.Test;

/** What both sides of the wire do when nobody has told them anything. */
class DefaultsTest {
    @Test
    void aMinerMakesNoOutputThatACoordinatorDoesNotTake() {
        assertThat(Long.parseLong(ConfigKey.MAX_OUTPUT_MB.defaultText()) << 20)
                .isEqualTo(Rules.DEFAULTS.maxOutputBytes());
    }
}
