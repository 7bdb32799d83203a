package io.aitbc.models;

import io.aitbc.api.outcome.FailureCode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * {@code MODEL_DIR}. A model is a directory with {@code config.json} or {@code model_index.json}: {@code NAME/},
 * {@code ORG/NAME/}, or as the hub's own programs keep it, {@code models--ORG--NAME/snapshots/REVISION/} (the revision
 * in {@code refs/main}, or the only one).
 *
 * <p>Links may lead from a model's directory to anywhere in {@code MODEL_DIR}, as the hub's cache needs it, and not out
 * of it: a downloaded directory must not make this miner read another file of its machine. {@code MODEL_DIR} itself may
 * be a link. Nothing is written.
 *
 * <p>Looking opens no weights, so that it costs a few file system calls for each model. Thread-safe.
 */
public final class ModelStore {
    private static final int MAX_ENTRIES = 10_000;
    private static final int MAX_REVISION = 128;

    private final Path root;

    public ModelStore(Path root) {
        this.root = root;
    }

    /** What can be used, in the order of their ids; the rest is in {@link #inventory}. */
    public List<StoredModel> list() throws ModelException {
        return inventory().models();
    }

    /** @throws ModelException when {@code MODEL_DIR} is there and cannot be read */
    public Inventory inventory() throws ModelException {
        Map<String, StoredModel> models = new TreeMap<>();
        Map<String, String> problems = new TreeMap<>();
        if (Files.exists(root)) {
            for (Path entry : directories(root)) {
                String name = String.valueOf(entry.getFileName());
                if (name.startsWith(ModelId.CACHE_PREFIX)) {
                    take(name, idOfCache(name), entry, models, problems);
                } else if (isModel(entry) || !ModelId.isPart(name)) {
                    take(name, name, entry, models, problems);
                } else {
                    takeOrganisation(name, entry, models, problems);
                }
            }
        }
        lookAtEntries(models, problems);
        return new Inventory(
                List.copyOf(models.values()),
                problems.entrySet().stream()
                        .map(each -> new Inventory.Problem(each.getKey(), each.getValue()))
                        .toList());
    }

    /**
     * The model of that id. Only the marks of a model are looked at, not its weights.
     *
     * @throws ModelException {@code E_MODEL} when it is not here, or cannot be used
     */
    public StoredModel find(ModelId id) throws ModelException {
        Path plain = root.resolve(id.value());
        String cacheName = ModelId.CACHE_PREFIX + id.value().replace("/", "--");
        Path cached = root.resolve(cacheName);
        boolean isPlain = isModel(plain);
        boolean isCached = idOfCache(cacheName).equals(id.value()) && Files.isDirectory(cached);
        if (isPlain && isCached) {
            throw ModelException.broken(twice(id.value(), plain, cached));
        }
        if (isPlain || isCached) {
            return stored(id, isPlain ? plain : snapshot(cached));
        }
        if (Files.isDirectory(plain) && looksLikeModel(plain)) {
            throw ModelException.broken(id + " has no config.json; download it");
        }
        throw new ModelException(
                FailureCode.E_MODEL,
                "this miner has no model " + id + "; aitbc-miner models list names those that it has");
    }

    /** What the owner has set for models. */
    public ModelEntries entries() throws ModelException {
        return ModelEntries.in(root);
    }

    private void lookAtEntries(Map<String, StoredModel> models, Map<String, String> problems) {
        try {
            for (String id : entries().ids()) {
                if (!models.containsKey(id)) {
                    problems.put(ModelEntries.FILE, "sets something for " + id + ", and there is no such model");
                }
            }
        } catch (ModelException e) {
            problems.put(ModelEntries.FILE, String.valueOf(e.getMessage()));
        }
    }

    private void takeOrganisation(
            String name, Path directory, Map<String, StoredModel> models, Map<String, String> problems) {
        try {
            List<Path> inside = directories(directory);
            boolean any = false;
            for (Path entry : inside) {
                if (looksLikeModel(entry)) {
                    any = true;
                    String id = name + "/" + entry.getFileName();
                    take(id, id, entry, models, problems);
                }
            }
            if (!any) {
                problems.put(name, "holds no config.json and no model_index.json, and no directory with one");
            }
        } catch (ModelException e) {
            problems.put(name, String.valueOf(e.getMessage()));
        }
    }

    private void take(
            String name, String id, Path directory, Map<String, StoredModel> models, Map<String, String> problems) {
        try {
            if (!ModelId.isId(id)) {
                throw ModelException.broken(
                        "cannot be a model's id: rename the directory, with letters, digits, . _ -");
            }
            Path place = name.startsWith(ModelId.CACHE_PREFIX) ? snapshot(directory) : directory;
            if (!isModel(place)) {
                throw ModelException.broken("has no config.json; download it");
            }
            StoredModel before = models.get(id);
            if (before != null) {
                throw ModelException.broken(twice(id, before.directory(), place));
            }
            models.put(id, stored(new ModelId(id), place));
        } catch (ModelException e) {
            problems.put(name, String.valueOf(e.getMessage()));
        }
    }

    private String twice(String id, Path one, Path other) {
        return "two directories are called " + id + ", " + Named.shown(root.relativize(one)) + " and "
                + Named.shown(root.relativize(other)) + "; remove one";
    }

    /** {@code models--org--name} is org/name, {@code models--name} is name. */
    private static String idOfCache(String directory) {
        return directory.substring(ModelId.CACHE_PREFIX.length()).replaceFirst("--", "/");
    }

    private Path snapshot(Path cached) throws ModelException {
        Path snapshots = cached.resolve("snapshots");
        Path main = cached.resolve("refs").resolve("main");
        if (Files.isRegularFile(main)) {
            mustLead(main, real(root)); // before it is read: what it holds may be told
            String revision = revision(main);
            if (!ModelId.isPart(revision) || !Files.isDirectory(snapshots.resolve(revision))) {
                throw ModelException.broken("refs/main names " + Named.shown(revision)
                        + ", and snapshots has no such directory; download the model again");
            }
            return snapshots.resolve(revision);
        }
        List<Path> all = Files.isDirectory(snapshots) ? directories(snapshots) : List.of();
        if (all.size() != 1) {
            throw ModelException.broken(
                    "has " + all.size() + " snapshots and no refs/main that names one; download the model again");
        }
        return all.get(0);
    }

    private static String revision(Path main) throws ModelException {
        try (Stream<String> lines = Files.lines(main)) {
            return Files.size(main) > MAX_REVISION
                    ? ""
                    : lines.findFirst().orElse("").strip();
        } catch (IOException e) {
            throw Named.unreadable(main, e);
        } catch (UncheckedIOException e) {
            throw ModelException.broken("refs/main is no text; download the model again");
        }
    }

    private StoredModel stored(ModelId id, Path directory) throws ModelException {
        StoredModel.Kind kind = Files.exists(directory.resolve(StoredModel.PIPELINE))
                ? StoredModel.Kind.PIPELINE
                : StoredModel.Kind.CHECKPOINT;
        StoredModel model = new StoredModel(id, directory, kind);
        Path real = real(root);
        mustLeadInside(directory, real);
        for (Component component : model.components()) {
            if (kind == StoredModel.Kind.PIPELINE) {
                mustLeadInside(component.directory(), real);
            } else if (!component.hasWeights()) {
                WeightFiles.find(directory); // which says what is wrong
            }
        }
        return model;
    }

    /** The directory, and the files in it that are read. */
    private static void mustLeadInside(Path directory, Path into) throws ModelException {
        mustLead(directory, into);
        for (Path entry : entries(directory)) {
            if (Files.isSymbolicLink(entry) && ModelFiles.isPart(String.valueOf(entry.getFileName()))) {
                mustLead(entry, into);
            }
        }
    }

    private static void mustLead(Path path, Path into) throws ModelException {
        if (!Files.exists(path)) {
            throw ModelException.broken(Named.file(path) + " is a link that leads nowhere; download the model again");
        }
        if (!real(path).startsWith(into)) {
            throw ModelException.broken(
                    Named.file(path) + " is a link that leads out of MODEL_DIR; put the files themselves there");
        }
    }

    private static Path real(Path path) throws ModelException {
        try {
            return path.toRealPath();
        } catch (IOException e) {
            throw Named.unreadable(path, e);
        }
    }

    private static boolean isModel(Path directory) {
        return Files.exists(directory.resolve(StoredModel.CONFIG))
                || Files.exists(directory.resolve(StoredModel.PIPELINE));
    }

    /** With weights and without a configuration it is a model that is not whole, and not a directory of models. */
    private static boolean looksLikeModel(Path directory) {
        return isModel(directory) || WeightFiles.areIn(directory);
    }

    private static List<Path> directories(Path parent) throws ModelException {
        return entries(parent).stream()
                .filter(entry -> !String.valueOf(entry.getFileName()).startsWith(".") && Files.isDirectory(entry))
                .toList();
    }

    private static List<Path> entries(Path directory) throws ModelException {
        try (Stream<Path> entries = Files.list(directory)) {
            List<Path> all = new ArrayList<>(entries.limit(MAX_ENTRIES + 1L).toList());
            if (all.size() > MAX_ENTRIES) {
                throw ModelException.broken(Named.shown(String.valueOf(directory.getFileName())) + " has more than "
                        + MAX_ENTRIES + " entries; MODEL_DIR is for models alone");
            }
            all.sort(Comparator.naturalOrder());
            return all;
        } catch (UncheckedIOException e) {
            throw Named.unreadable(directory, new IOException(e));
        } catch (IOException e) {
            throw Named.unreadable(directory, e);
        }
    }
}
