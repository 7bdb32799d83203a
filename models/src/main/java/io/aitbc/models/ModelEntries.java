package io.aitbc.models;

import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * The owner's settings of models: {@code models.json} right in {@code MODEL_DIR}, an object with an entry for each
 * model's id. It is the owner's and no model's: what a downloaded directory says of this is not looked at.
 */
public final class ModelEntries {
    /** Its name in {@code MODEL_DIR}. */
    public static final String FILE = "models.json";

    private static final String FIX = "mend it, or remove it";

    private final Map<String, ModelEntry> entries;

    private ModelEntries(Map<String, ModelEntry> entries) {
        this.entries = entries;
    }

    /** @throws ModelException {@code E_MODEL} when it is there, and anything in it is not as it must be */
    static ModelEntries in(Path root) throws ModelException {
        Path file = root.resolve(FILE);
        Map<String, ModelEntry> entries = new TreeMap<>();
        if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            JsonConfig json = JsonConfig.read(file, FIX);
            for (String id : json.names()) {
                if (!ModelId.isId(id)) {
                    throw json.wrong(id, "is no model's id; write org/name or name");
                }
                JsonConfig entry = json.object(id)
                        .orElseThrow(() -> json.wrong(id, "must be an object, such as {\"quantization\": \"int8\"}"));
                entries.put(id, ModelEntry.of(entry));
            }
        }
        return new ModelEntries(Collections.unmodifiableMap(entries));
    }

    /** What is set for a model, perhaps nothing. */
    public ModelEntry of(ModelId id) {
        return entries.getOrDefault(id.value(), ModelEntry.NONE);
    }

    /** The ids that have an entry. */
    Iterable<String> ids() {
        return entries.keySet();
    }
}
