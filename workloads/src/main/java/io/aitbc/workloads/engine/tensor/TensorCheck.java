package io.aitbc.workloads.engine.tensor;

import io.aitbc.api.outcome.FailureCode;
import io.aitbc.models.Checkpoint;
import io.aitbc.models.ModelException;
import io.aitbc.models.TensorInfo;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** A checkpoint against what its configuration calls for, in both directions, before any weight is read. */
public final class TensorCheck {
    private TensorCheck() {}

    /**
     * @param needless true for tensors that checkpoints of this kind carry and that nobody needs
     * @param architecture for the message
     * @return the names of the tensors that are wanted
     * @throws ModelException naming a tensor that is missing, of another shape or type, or of no use that we know
     */
    public static Set<String> of(
            Checkpoint checkpoint, List<Weight.Slice> wanted, Predicate<String> needless, String architecture)
            throws ModelException {
        Set<String> used = new HashSet<>();
        for (Weight.Slice slice : wanted) {
            WeightReader.check(checkpoint, slice);
            used.add(slice.tensor());
        }
        for (String tensor : checkpoint.tensors().keySet()) {
            if (!used.contains(tensor) && !needless.test(tensor)) {
                throw new ModelException(
                        FailureCode.E_MODEL,
                        "the weights have a tensor " + tensor + ", which a " + architecture
                                + " with this config.json does not have; this miner would compute something else");
            }
        }
        return used;
    }

    /** How many numbers these tensors have. */
    public static long elements(Checkpoint checkpoint, Set<String> tensors) {
        return checkpoint.tensors().values().stream()
                .filter(info -> tensors.contains(info.name()))
                .mapToLong(TensorInfo::elements)
                .sum();
    }
}
