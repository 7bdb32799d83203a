package io.aitbc.agent.cli;

import io.aitbc.agent.cli.Complaint.MisusedException;
import io.aitbc.agent.config.ConfigException;
import io.aitbc.agent.config.ConfigReader;
import io.aitbc.agent.config.ConfigSource;
import io.aitbc.agent.config.Directories;
import io.aitbc.agent.config.NearMatch;
import io.aitbc.api.lint.SuppressForbidden;
import io.aitbc.models.DigestCache;
import io.aitbc.models.Inventory;
import io.aitbc.models.ModelDigests;
import io.aitbc.models.ModelEntry;
import io.aitbc.models.ModelException;
import io.aitbc.models.ModelId;
import io.aitbc.models.ModelStore;
import io.aitbc.models.StoredModel;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;

/** {@code MODEL_DIR} as the models commands see it. */
final class ModelsPlace {
    /** The runner's place for what it remembers of models, below the cache. */
    private static final String CACHE = "models";

    private final Path directory;
    private final Path cache;
    private final long uid;
    private final ModelStore store;

    private ModelsPlace(Directories directories, long uid) {
        this.directory = directories.models();
        this.cache = directories.cache();
        this.uid = uid;
        this.store = new ModelStore(directory);
    }

    /** @throws IOException when whoever asks may not look there */
    static ModelsPlace of(Surroundings around, ConfigSource source) throws ConfigException, IOException {
        Directories directories =
                new ConfigReader(around.context()).readLocal(source).directories();
        Path models = directories.models();
        try {
            Files.getLastModifiedTime(models);
        } catch (NoSuchFileException ignored) {
            // then there are no models
        } catch (AccessDeniedException e) {
            throw new IOException(
                    "MODEL_DIR " + models + " is closed to you; ask as root: sudo aitbc-miner models list");
        }
        return new ModelsPlace(directories, around.context().uid());
    }

    Path directory() {
        return directory;
    }

    Inventory inventory() throws ModelException {
        return store.inventory();
    }

    /** What is set for a model. */
    ModelEntry entry(StoredModel model) throws ModelException {
        return store.entries().of(model.id());
    }

    /** The model that somebody typed. */
    StoredModel named(String text) throws ModelException, MisusedException {
        ModelId id = ModelId.of(text);
        try {
            return store.find(id);
        } catch (ModelException e) {
            Inventory inventory = inventory();
            List<String> known =
                    inventory.models().stream().map(StoredModel::toString).toList();
            boolean isThere = known.contains(text) || Files.exists(directory.resolve(text));
            if (isThere || inventory.problems().stream().anyMatch(problem -> isCacheOf(problem.name(), text))) {
                throw e;
            }
            throw new MisusedException("there is no model " + id + " in " + directory + "; "
                    + NearMatch.of(text, known)
                            .map(near -> "did you mean " + near + "?")
                            .orElse("aitbc-miner models list names those that there are"));
        }
    }

    private static boolean isCacheOf(String name, String id) {
        return name.equals("models--" + id.replace("/", "--"));
    }

    /** Remembers what it read where the miner does, if that is this user's. */
    ModelDigests digests() {
        Path place = cache.resolve(CACHE);
        return new ModelDigests(
                isOwn(cache) && made(place) ? DigestCache.in(place) : DigestCache.readOnlyIn(place), clock());
    }

    /** Reads everything. */
    ModelDigests freshDigests() {
        return new ModelDigests(DigestCache.none(), clock());
    }

    private boolean made(Path place) {
        try {
            Files.createDirectories(place);
            return isOwn(place);
        } catch (IOException e) {
            return false; // then nothing is remembered
        }
    }

    private boolean isOwn(Path path) {
        try {
            return ((Number) Files.getAttribute(path, "unix:uid")).longValue() == uid;
        } catch (IOException e) {
            return false;
        }
    }

    @SuppressForbidden("this is where the time of day comes in")
    private static InstantSource clock() {
        return InstantSource.system();
    }
}
