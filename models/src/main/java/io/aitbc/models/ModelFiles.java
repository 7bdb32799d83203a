package io.aitbc.models;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The files that make a model what it is: those that decide what it answers. A licence, a picture or the same weights
 * in another format beside them change nothing.
 */
final class ModelFiles {
    private static final Set<String> NAMES = Set.of(
            "config.json",
            "generation_config.json",
            "model_index.json",
            "scheduler_config.json",
            "preprocessor_config.json",
            "tokenizer.json",
            "tokenizer_config.json",
            "tokenizer.model",
            "special_tokens_map.json",
            "added_tokens.json",
            "vocab.json",
            "merges.txt",
            "chat_template.jinja",
            "chat_template.json");
    private static final String INDEX = ".index.json";

    private ModelFiles() {}

    /** True for a name that such a file may have. */
    static boolean isPart(String name) {
        return NAMES.contains(name) || name.endsWith(ShardIndex.SUFFIX) || name.endsWith(INDEX);
    }

    /** By their names below the model's directory, parted by {@code /}, in the order of those names. */
    static Map<String, Path> of(StoredModel model) throws ModelException {
        Map<String, Path> files = new TreeMap<>();
        addNamed("", model.directory(), files);
        for (Component component : model.components()) {
            String prefix = component.name().isEmpty() ? "" : component.name() + "/";
            addNamed(prefix, component.directory(), files);
            if (model.kind() == StoredModel.Kind.CHECKPOINT || component.hasWeights()) {
                WeightFiles weights = WeightFiles.find(component.directory());
                weights.files().forEach(file -> files.put(prefix + file.getFileName(), file));
                Path index = weights.index();
                if (index != null) {
                    files.put(prefix + index.getFileName(), index);
                }
            }
        }
        return files;
    }

    private static void addNamed(String prefix, Path directory, Map<String, Path> files) {
        for (String name : NAMES) {
            Path file = directory.resolve(name);
            if (Files.isRegularFile(file)) {
                files.put(prefix + name, file);
            }
        }
    }
}
