package io.aitbc.models;

import java.util.List;
import java.util.Optional;

/**
 * What the owner has set for one model.
 *
 * @param quantization one of {@link #QUANTIZATIONS}, for jobs that do not say; empty when nothing is set
 */
public record ModelEntry(Optional<String> quantization) {
    /** How the weights of linear layers may be kept. */
    public static final List<String> QUANTIZATIONS = List.of("none", "int8", "int4");

    /** Nothing is set. */
    static final ModelEntry NONE = new ModelEntry(Optional.empty());

    static ModelEntry of(JsonConfig json) throws ModelException {
        json.only("quantization", QUANTIZATIONS.toArray());
        Optional<String> quantization = json.optionalText("quantization");
        for (String unknown : json.unasked()) {
            throw json.wrong(unknown, "is nothing that can be set; there is quantization");
        }
        return new ModelEntry(quantization);
    }
}
