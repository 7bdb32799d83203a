package io.aitbc.models;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeSet;

/**
 * {@code *.safetensors.index.json}: which shard holds which tensor.
 *
 * @param file what the index is called in messages
 * @param shardOf the shard's file name for each tensor
 */
record ShardIndex(String file, Map<String, String> shardOf) {
    static final long MAX_BYTES = 64L << 20;
    static final int MAX_SHARDS = 1000;
    static final String SUFFIX = ".safetensors";

    static ShardIndex read(Path path) throws ModelException {
        String file = Named.file(path);
        try (FileChannel channel = FileChannel.open(path)) {
            if (channel.size() > MAX_BYTES) {
                throw ModelException.broken(file + " has " + channel.size() + " bytes, and at most " + MAX_BYTES
                        + " are believed; download it again");
            }
            try (JsonTokens json = new JsonTokens(file, new FileRange(channel, 0, channel.size()))) {
                return new ShardIndex(file, shards(file, json));
            }
        } catch (IOException e) {
            throw Named.unreadable(path, e);
        }
    }

    private static Map<String, String> shards(String file, JsonTokens json) throws ModelException {
        Map<String, String> shardOf = new LinkedHashMap<>();
        boolean found = false;
        json.object("it");
        for (String name = json.name(); name != null; name = json.name()) {
            if (!name.equals("weight_map")) {
                json.skip();
                continue;
            }
            if (found) {
                throw ModelException.broken(file + " has two weight_maps; download it again");
            }
            found = true;
            fill(file, json, shardOf);
        }
        json.end();
        if (shardOf.isEmpty()) {
            throw ModelException.broken(file + " names no tensor in a weight_map; download it again");
        }
        return shardOf;
    }

    private static void fill(String file, JsonTokens json, Map<String, String> shardOf) throws ModelException {
        Map<String, String> once =
                new LinkedHashMap<>(); // a shard's name is kept once, not once for each of its tensors
        json.object("weight_map");
        for (String tensor = json.name(); tensor != null; tensor = json.name()) {
            String shard = json.text(tensor);
            String known = once.get(shard);
            if (known == null) {
                mustBePlain(file, tensor, shard);
                once.put(shard, shard);
                known = shard;
            }
            if (shardOf.put(tensor, known) != null) {
                throw ModelException.broken(file + " names " + Named.shown(tensor) + " twice; download it again");
            }
            if (once.size() > MAX_SHARDS || shardOf.size() > SafetensorsHeader.MAX_TENSORS) {
                throw ModelException.broken(file + " names more than " + MAX_SHARDS + " shards or "
                        + SafetensorsHeader.MAX_TENSORS + " tensors, which no real model has; download it again");
            }
        }
    }

    /** A shard lies beside its index, and nowhere else. */
    private static void mustBePlain(String file, String tensor, String shard) throws ModelException {
        boolean plain = shard.length() <= 255
                && shard.endsWith(SUFFIX)
                && !shard.startsWith(".")
                && shard.chars().noneMatch(c -> c == '/' || c == '\\' || c < 0x20 || c == 0x7f)
                && shard.chars().noneMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE);
        if (!plain) {
            throw ModelException.broken(file + " says that " + Named.shown(tensor) + " lies in \"" + Named.shown(shard)
                    + "\", which is no plain name of a " + SUFFIX + " file beside it; download it again");
        }
    }

    /** The shards' names, in the order of their letters. */
    TreeSet<String> shards() {
        return new TreeSet<>(shardOf.values());
    }

    /** Each tensor lies where the index says, and the index names each. */
    void mustMatch(String shard, String shardFile, SafetensorsHeader header) throws ModelException {
        for (String tensor : header.tensors().keySet()) {
            String wanted = shardOf.get(tensor);
            if (!shard.equals(wanted)) {
                throw ModelException.broken(shardFile + " holds " + Named.shown(tensor) + ", which by "
                        + file + (wanted == null ? " does not exist" : " lies in " + Named.shown(wanted))
                        + ": files of two models, or of two versions; download the model again");
            }
        }
    }
}
