package io.aitbc.models;

import io.aitbc.api.outcome.FailureCode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The tensors of one directory: one safetensors file, or all the shards of an index. Opened only when every header
 * agrees with its file, with the others and with the index; no weight is read for that.
 *
 * <p>Usable from any thread; closing it leaves buffers that were given out as they are. The files must not be changed
 * while it is open: a mapped file that is cut short takes the process with it, so where the owner may do that, use
 * {@link #read}.
 */
public final class Checkpoint implements AutoCloseable {
    private final List<Path> files;
    private final List<FileChannel> channels;
    private final Map<String, Held> held;
    private final Map<String, TensorInfo> tensors;
    private final long weightBytes;

    private record Held(FileChannel channel, Path file, SafetensorsHeader.Placed placed) {}

    private Checkpoint(List<Path> files, List<FileChannel> channels, Map<String, Held> held) {
        this.files = files;
        this.channels = channels;
        this.held = held;
        Map<String, TensorInfo> infos = new LinkedHashMap<>();
        held.forEach((name, each) -> infos.put(name, each.placed().info()));
        this.tensors = Collections.unmodifiableMap(infos);
        this.weightBytes = infos.values().stream().mapToLong(TensorInfo::bytes).sum();
    }

    /** @throws ModelException {@code E_MODEL} with the first thing that is wrong */
    public static Checkpoint open(Path directory) throws ModelException {
        WeightFiles weights = WeightFiles.find(directory);
        List<FileChannel> channels = new ArrayList<>();
        try {
            Map<String, Held> held = new LinkedHashMap<>();
            Path index = weights.index();
            Optional<ShardIndex> shards = index == null ? Optional.empty() : Optional.of(ShardIndex.read(index));
            for (Path file : weights.files()) {
                FileChannel channel = FileChannel.open(file);
                channels.add(channel);
                add(file, channel, shards, held);
            }
            if (shards.isPresent()) {
                mustHaveAll(shards.get(), held);
            }
            return new Checkpoint(weights.files(), List.copyOf(channels), held);
        } catch (IOException e) {
            closeAll(channels);
            throw Named.unreadable(directory, e);
        } catch (ModelException | RuntimeException | Error e) {
            closeAll(channels);
            throw e;
        }
    }

    private static void add(Path file, FileChannel channel, Optional<ShardIndex> index, Map<String, Held> held)
            throws ModelException {
        String called = Named.file(file);
        SafetensorsHeader header = SafetensorsHeader.read(channel, called);
        for (SafetensorsHeader.Placed placed : header.tensors().values()) {
            String name = placed.info().name();
            Held before = held.put(name, new Held(channel, file, placed));
            if (before != null) {
                throw ModelException.broken(Named.shown(name) + " lies in " + Named.file(before.file()) + " and in "
                        + called + ": files of two models, or of two versions; download the model again");
            }
        }
        if (index.isPresent()) {
            index.get().mustMatch(String.valueOf(file.getFileName()), called, header);
        }
    }

    private static void mustHaveAll(ShardIndex index, Map<String, Held> held) throws ModelException {
        for (Map.Entry<String, String> each : index.shardOf().entrySet()) {
            if (!held.containsKey(each.getKey())) {
                throw ModelException.broken(index.file() + " says that " + Named.shown(each.getKey()) + " lies in "
                        + Named.shown(each.getValue())
                        + ", and it does not: files of two versions; download the model again");
            }
        }
    }

    /** In the order of their files, and there of the headers. */
    public Map<String, TensorInfo> tensors() {
        return tensors;
    }

    /** Of all tensors; the headers not counted. */
    public long weightBytes() {
        return weightBytes;
    }

    /** The weight files, in the order of their names. */
    public List<Path> files() {
        return files;
    }

    /**
     * A tensor's bytes, mapped into memory: read-only, little-endian. They are read from the disk as they are looked
     * at, and the mapping goes when the buffer is garbage; so many of them beside a copy of the weights count twice.
     *
     * @throws ModelException when there is no such tensor, or it has more than 2 GiB: take it in parts then
     */
    public ByteBuffer bytes(String name) throws ModelException {
        Held tensor = held(name);
        long bytes = tensor.placed().info().bytes();
        if (bytes > Integer.MAX_VALUE) {
            throw ModelException.broken(Named.shown(name) + " of " + Named.file(tensor.file()) + " has " + bytes
                    + " bytes, and at most " + Integer.MAX_VALUE + " are mapped at once; this miner cannot use it");
        }
        return bytes(name, 0, (int) bytes);
    }

    /** Part of a tensor's bytes, otherwise as {@link #bytes(String)}. */
    public ByteBuffer bytes(String name, long from, int length) throws ModelException {
        Held tensor = held(name);
        within(tensor, from, length);
        try {
            return tensor.channel()
                    .map(FileChannel.MapMode.READ_ONLY, tensor.placed().begin() + from, length)
                    .order(ByteOrder.LITTLE_ENDIAN);
        } catch (IOException e) {
            if (e.getCause() instanceof OutOfMemoryError) {
                throw new ModelException(
                        FailureCode.E_OOM,
                        Named.file(tensor.file()) + " does not fit into this process' address space");
            }
            throw Named.unreadable(tensor.file(), e);
        }
    }

    /**
     * Copies a tensor's bytes from {@code from} on into {@code target}, until that is full. Unlike a mapping it leaves
     * nothing behind in this process.
     */
    public void read(String name, long from, ByteBuffer target) throws ModelException {
        Held tensor = held(name);
        within(tensor, from, target.remaining());
        try {
            long at = tensor.placed().begin() + from;
            while (target.hasRemaining()) {
                int read = tensor.channel().read(target, at);
                if (read < 0) {
                    throw ModelException.broken(
                            Named.file(tensor.file()) + " became shorter while it was read; download it again");
                }
                at += read;
            }
        } catch (IOException e) {
            throw Named.unreadable(tensor.file(), e);
        }
    }

    private Held held(String name) throws ModelException {
        Held tensor = held.get(name);
        if (tensor == null) {
            throw ModelException.broken(Named.file(files.get(0)) + (files.size() == 1 ? "" : " and its other shards")
                    + " have no tensor " + Named.shown(name)
                    + "; the model is of another kind than its config.json says,"
                    + " or not whole");
        }
        return tensor;
    }

    private static void within(Held tensor, long from, long length) {
        if (from < 0 || length < 0 || from > tensor.placed().info().bytes() - length) {
            throw new IndexOutOfBoundsException(
                    "bytes " + from + " + " + length + " of " + tensor.placed().info());
        }
    }

    @Override
    public void close() {
        closeAll(channels);
    }

    private static void closeAll(List<FileChannel> channels) {
        for (FileChannel channel : channels) {
            try {
                channel.close();
            } catch (IOException ignored) {
                // it was only read from
            }
        }
    }
}
