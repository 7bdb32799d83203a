package io.aitbc.agent.ops;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What can be read off the machine now; null, or an empty list, where it says nothing.
 *
 * @param cpuCelsius the processor's temperature
 * @param memoryUsedMb of the machine, MiB: all but what the kernel could give away at once
 * @param memoryTotalMb of the machine, MiB
 * @param runnerMemoryMb what the runners hold, MiB; 0 while none is up
 * @param cards in the driver's order
 */
public record Readings(
        @Nullable Double cpuCelsius,
        @Nullable Long memoryUsedMb,
        @Nullable Long memoryTotalMb,
        long runnerMemoryMb,
        List<Card> cards) {
    public Readings {
        cards = List.copyOf(cards);
    }

    /** @param memoryUsedMb of the card, MiB */
    public record Card(@Nullable Double celsius, @Nullable Long memoryUsedMb) {}
}
