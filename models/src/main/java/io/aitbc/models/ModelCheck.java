package io.aitbc.models;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Everything that can be said of a model's files without running it. */
public final class ModelCheck {
    private static final String BLOBS = "blobs";

    private ModelCheck() {}

    /**
     * Headers and configurations of all components.
     *
     * @return what is wrong; empty when nothing is
     */
    public static List<String> structure(StoredModel model) {
        List<String> faults = new ArrayList<>();
        try {
            for (Component component : model.components()) {
                structure(model, component, faults);
            }
        } catch (ModelException e) {
            faults.add(String.valueOf(e.getMessage()));
        }
        return faults;
    }

    private static void structure(StoredModel model, Component component, List<String> faults) {
        try {
            component.config();
        } catch (ModelException e) {
            faults.add(String.valueOf(e.getMessage()));
        }
        if (model.kind() == StoredModel.Kind.PIPELINE && !component.hasWeights()) {
            return;
        }
        try (Checkpoint checkpoint = component.checkpoint()) {
            checkpoint.tensors();
        } catch (ModelException e) {
            faults.add(String.valueOf(e.getMessage()));
        }
    }

    /**
     * Compares {@code digest} with what the hub's cache says: it calls a large file by the SHA-256 of its bytes.
     *
     * @return what differs; empty when nothing does, or nothing is said
     */
    public static List<String> againstHub(StoredModel model, ModelDigest digest) throws ModelException {
        List<String> faults = new ArrayList<>();
        Map<String, Path> files = ModelFiles.of(model);
        for (ModelDigest.FileDigest file : digest.files()) {
            Path path = files.get(file.name());
            if (path == null) {
                continue;
            }
            Path real = real(path);
            Path parent = real.getParent();
            String blob = String.valueOf(real.getFileName());
            if (parent != null && parent.endsWith(BLOBS) && DigestCache.isDigest(blob) && !blob.equals(file.sha256())) {
                faults.add(Named.shown(file.name()) + " has the SHA-256 " + file.sha256() + ", and the hub published "
                        + blob + "; remove it and download it again");
            }
        }
        return faults;
    }

    private static Path real(Path path) throws ModelException {
        try {
            return path.toRealPath();
        } catch (IOException e) {
            throw Named.unreadable(path, e);
        }
    }

    /**
     * Reads every weight.
     *
     * @return the tensors that hold a value that is no number, or infinite; empty when none does
     */
    public static List<String> values(StoredModel model, ReadProgress progress) throws ModelException {
        List<String> faults = new ArrayList<>();
        for (Component component : model.components()) {
            if (component.hasWeights()) {
                try (Checkpoint checkpoint = component.checkpoint()) {
                    for (String tensor : NotFinite.in(checkpoint, progress)) {
                        faults.add((component.name().isEmpty() ? "" : component.name() + "/") + Named.shown(tensor)
                                + " holds a weight that is no number, or infinite; get another copy of the model");
                    }
                }
            }
        }
        return faults;
    }
}
