package io.aitbc.models;

import java.nio.file.Path;

/**
 * A part of a model that has a directory of its own: the whole of a language model, the UNet or the text encoder of a
 * diffusers model.
 *
 * @param name the directory's name below the model's; empty for the whole
 */
public record Component(String name, Path directory) {
    /** What a component's configuration is called, by what it is. */
    private static final String[] CONFIGS = {
        "config.json", "scheduler_config.json", "tokenizer_config.json", "preprocessor_config.json"
    };

    /** True when it has weights; a scheduler and a tokenizer have none. Nothing is opened. */
    public boolean hasWeights() {
        return WeightFiles.areIn(directory);
    }

    /** {@code config.json}, or what a scheduler or a tokenizer has instead. */
    public JsonConfig config() throws ModelException {
        for (String file : CONFIGS) {
            if (directory.resolve(file).toFile().exists()) {
                return JsonConfig.read(directory.resolve(file));
            }
        }
        return JsonConfig.read(directory.resolve(CONFIGS[0]));
    }

    /** Its weights, checked; to be closed. */
    public Checkpoint checkpoint() throws ModelException {
        return Checkpoint.open(directory);
    }
}
