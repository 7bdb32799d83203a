package io.aitbc.workloads;

import io.aitbc.ipc.PlainJson;
import io.aitbc.models.Checkpoint;
import io.aitbc.models.TensorInfo;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A model's tensors in memory, to be changed and written again. For tests. */
public final class Rewritten {
    private final Map<String, TensorInfo> infos = new TreeMap<>();
    private final Map<String, ByteBuffer> bytes = new TreeMap<>();
    private String file = "";

    public static Rewritten of(Path model) throws Exception {
        Rewritten all = new Rewritten();
        try (Checkpoint checkpoint = Checkpoint.open(model)) {
            all.file = String.valueOf(checkpoint.files().get(0).getFileName());
            for (TensorInfo info : checkpoint.tensors().values()) {
                ByteBuffer copy = ByteBuffer.allocate((int) info.bytes()).order(ByteOrder.LITTLE_ENDIAN);
                checkpoint.read(info.name(), 0, copy);
                all.put(info.name(), info, copy.flip());
            }
        }
        return all;
    }

    private void put(String name, TensorInfo info, ByteBuffer content) {
        infos.put(name, new TensorInfo(name, info.dtype(), info.shape(), info.bytes()));
        bytes.put(name, content);
    }

    /** A tensor's bytes, to be changed in place. */
    public ByteBuffer bytes(String name) {
        return bytes.get(name);
    }

    public Rewritten without(String name) {
        infos.remove(name);
        bytes.remove(name);
        return this;
    }

    public Rewritten rename(String from, String to) {
        TensorInfo info = infos.get(from);
        ByteBuffer content = bytes.get(from);
        return without(from).with(to, info, content);
    }

    public Rewritten with(String name, TensorInfo like, ByteBuffer content) {
        put(name, like, content);
        return this;
    }

    public TensorInfo info(String name) {
        return infos.get(name);
    }

    public List<String> names() {
        return List.copyOf(infos.keySet());
    }

    /** Replaces the weights in {@code model} by one file. */
    public void write(Path model) throws Exception {
        write(model.resolve(file), names());
    }

    /** Replaces the weights in {@code model} by so many shards and their index. */
    public void writeShards(Path model, int count) throws Exception {
        Files.delete(model.resolve(file));
        Map<String, Object> map = new LinkedHashMap<>();
        List<String> all = names();
        for (int shard = 0; shard < count; shard++) {
            String file = "model-0000" + (shard + 1) + "-of-0000" + count + ".safetensors";
            List<String> part = all.subList(all.size() * shard / count, all.size() * (shard + 1) / count);
            write(model.resolve(file), part);
            part.forEach(name -> map.put(name, file));
        }
        long size = infos.values().stream().mapToLong(TensorInfo::bytes).sum();
        Files.write(
                model.resolve("model.safetensors.index.json"),
                PlainJson.write(Map.of("metadata", Map.of("total_size", size), "weight_map", map)));
    }

    private void write(Path file, List<String> names) throws Exception {
        Map<String, Object> header = new LinkedHashMap<>();
        long at = 0;
        for (String name : names) {
            TensorInfo info = infos.get(name);
            header.put(
                    name,
                    Map.of(
                            "dtype", info.dtype().name(),
                            "shape", info.shape(),
                            "data_offsets", List.of(at, at + info.bytes())));
            at += info.bytes();
        }
        byte[] json = PlainJson.write(header);
        try (OutputStream out = Files.newOutputStream(file)) {
            out.write(ByteBuffer.allocate(Long.BYTES)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putLong(json.length)
                    .array());
            out.write(json);
            for (String name : names) {
                out.write(bytes.get(name).array());
            }
        }
    }
}
