package io.aitbc.workloads.diffusion.parts;

import io.aitbc.api.outcome.FailureCode;
import io.aitbc.models.Checkpoint;
import io.aitbc.models.ModelException;
import io.aitbc.workloads.engine.EngineErrors;
import io.aitbc.workloads.engine.tensor.Weight;
import io.aitbc.workloads.engine.tensor.WeightReader;
import java.util.List;

/** What loading a network of any kind has in common. */
public final class Loading {
    private Loading() {}

    /** Makes a network of weights. */
    @FunctionalInterface
    public interface Work<T> {
        T load() throws ModelException;
    }

    /**
     * Does {@code work}; where memory runs out, that is said.
     *
     * @param network as the message calls it
     */
    public static <T> T of(String network, Checkpoint checkpoint, Work<T> work) throws ModelException {
        try {
            return work.load();
        } catch (RuntimeException | Error e) {
            if (EngineErrors.isOutOfMemory(e)) {
                throw new ModelException(
                        FailureCode.E_OOM,
                        "memory ran out while " + network + " was loaded, " + checkpoint.weightBytes() + " bytes");
            }
            throw e;
        }
    }

    /** Moves weights into the script, one after the other. */
    public static void move(List<Weight> weights, WeightReader reader) throws ModelException {
        for (Weight weight : weights) {
            reader.load(weight);
        }
    }
}
