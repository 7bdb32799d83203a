package io.aitbc.models;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A model that lies in {@code MODEL_DIR}.
 *
 * @param directory where its files are: for a directory of the hub's cache the snapshot in it
 */
public record StoredModel(ModelId id, Path directory, Kind kind) {
    static final String CONFIG = "config.json";
    static final String PIPELINE = "model_index.json";
    private static final int MAX_COMPONENTS = 32;

    /** How a model's directory is laid out. */
    public enum Kind {
        /** {@code config.json} and weights: a language model, say. */
        CHECKPOINT,
        /** {@code model_index.json} and a directory for each component, as diffusers lays it out. */
        PIPELINE
    }

    /**
     * Its parts: itself alone, or what {@code model_index.json} names.
     *
     * @throws ModelException when that names a directory that is not here
     */
    public List<Component> components() throws ModelException {
        if (kind == Kind.CHECKPOINT) {
            return List.of(new Component("", directory));
        }
        JsonConfig index = JsonConfig.read(directory.resolve(PIPELINE));
        List<Component> components = new ArrayList<>();
        for (String name : index.names()) {
            // [library, class] is a component, [null, null] one that the model does without; the rest are settings
            if (index.raw(name) instanceof List<?> pair && pair.size() == 2 && pair.get(0) instanceof String) {
                if (!ModelId.isPart(name) || !Files.isDirectory(directory.resolve(name))) {
                    throw ModelException.broken(index.where() + " names a component " + Named.shown(name)
                            + ", and there is no such directory beside it; download it");
                }
                components.add(new Component(name, directory.resolve(name)));
            }
        }
        if (components.isEmpty() || components.size() > MAX_COMPONENTS) {
            throw ModelException.broken(
                    index.where() + " names " + components.size() + " components; download the model again");
        }
        return components;
    }

    /**
     * The component of that name.
     *
     * @throws ModelException when the model has none
     */
    public Component component(String name) throws ModelException {
        return components().stream()
                .filter(component -> component.name().equals(name))
                .findFirst()
                .orElseThrow(() -> ModelException.broken(id + " has no component " + Named.shown(name)));
    }

    @Override
    public String toString() {
        return id.value();
    }
}
