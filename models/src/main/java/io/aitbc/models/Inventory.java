package io.aitbc.models;

import java.util.List;

/**
 * What lies in {@code MODEL_DIR}.
 *
 * @param models in the order of their ids
 * @param problems what is there and cannot be used, in the order of their names
 */
public record Inventory(List<StoredModel> models, List<Problem> problems) {
    public Inventory {
        models = List.copyOf(models);
        problems = List.copyOf(problems);
    }

    /** @param name of the directory below {@code MODEL_DIR} */
    public record Problem(String name, String text) {}
}
