package io.aitbc.models;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which files of a directory hold its weights: {@code model.safetensors}, or the shards that
 * {@code model.safetensors.index.json} names; in the parts of a diffusers model {@code diffusion_pytorch_model} for
 * {@code model}, and where there is nothing else the half-precision variant {@code *.fp16.safetensors}. One file wins
 * over an index, as it does for the libraries that these directories are made for.
 *
 * @param index null when there is one file only
 */
record WeightFiles(List<Path> files, @Nullable Path index) {
    private static final String HALF = ".fp16";
    private static final List<String> STEMS =
            List.of("model", "diffusion_pytorch_model", "model.fp16", "diffusion_pytorch_model.fp16");
    private static final Set<String> PICKLES = Set.of(".bin", ".pt", ".pth", ".ckpt", ".pkl");
    private static final Set<String> OTHERS = Set.of(".gguf", ".h5", ".msgpack", ".onnx", ".tflite", ".npz");
    private static final int SHOWN = 3;

    /** True when a directory seems to have weights; nothing is opened. */
    static boolean areIn(Path directory) {
        return STEMS.stream()
                .anyMatch(stem -> Files.isRegularFile(directory.resolve(stem + ShardIndex.SUFFIX))
                        || Files.isRegularFile(index(directory, stem)));
    }

    static WeightFiles find(Path directory) throws ModelException {
        for (String stem : STEMS) {
            Path single = directory.resolve(stem + ShardIndex.SUFFIX);
            if (Files.exists(single)) {
                return new WeightFiles(List.of(usable(single, "")), null);
            }
            Path index = index(directory, stem);
            if (Files.exists(index)) {
                List<Path> shards = new ArrayList<>();
                for (String shard : ShardIndex.read(usable(index, "")).shards()) {
                    shards.add(usable(directory.resolve(shard), ", which " + Named.file(index) + " names,"));
                }
                return new WeightFiles(List.copyOf(shards), index);
            }
        }
        throw none(directory);
    }

    private static Path index(Path directory, String stem) {
        String variant = stem.endsWith(HALF) ? HALF : "";
        String plain = stem.substring(0, stem.length() - variant.length());
        return directory.resolve(plain + ShardIndex.SUFFIX + ".index" + variant + ".json");
    }

    /** Never a pipe or a device, which could block who opens it. */
    private static Path usable(Path file, String named) throws ModelException {
        if (!Files.exists(file)) {
            throw ModelException.broken(Named.file(file) + named + " is missing; download it");
        }
        if (!Files.isRegularFile(file)) {
            throw ModelException.broken(Named.file(file) + named + " is no regular file; download it again");
        }
        return file;
    }

    private static ModelException none(Path directory) throws ModelException {
        String name = Named.shown(String.valueOf(directory.getFileName()));
        List<String> shards = withEnding(directory, Set.of(ShardIndex.SUFFIX));
        if (!shards.isEmpty()) {
            return ModelException.broken(name + " holds " + some(shards)
                    + " and neither model.safetensors nor model.safetensors.index.json; download the index too");
        }
        List<String> pickles = withEnding(directory, PICKLES);
        if (!pickles.isEmpty()) {
            return ModelException.broken(name + " holds no safetensors but " + some(pickles)
                    + "; pickles are programs and are never opened: download the model's safetensors, or another"
                    + " publication of it that has them");
        }
        List<String> others = withEnding(directory, OTHERS);
        return ModelException.broken(name + " holds no safetensors"
                + (others.isEmpty() ? "" : " but " + some(others))
                + "; download model.safetensors, or all of its shards"
                + " and model.safetensors.index.json");
    }

    private static String some(List<String> names) {
        return Named.shown(String.join(", ", names.subList(0, Math.min(SHOWN, names.size()))))
                + (names.size() > SHOWN ? " and more" : "");
    }

    private static List<String> withEnding(Path directory, Set<String> endings) throws ModelException {
        List<String> names = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
            for (Path entry : entries) {
                String name = String.valueOf(entry.getFileName());
                if (endings.stream().anyMatch(name::endsWith)) {
                    names.add(name);
                }
            }
        } catch (IOException e) {
            throw Named.unreadable(directory, e);
        } catch (DirectoryIteratorException e) {
            throw Named.unreadable(directory, new IOException(e));
        }
        names.sort(null);
        return names;
    }
}
