package io.aitbc.models;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The header of a safetensors file: eight bytes with its length, little-endian, then JSON that names each tensor with
 * its type, its shape and its place in the bytes that follow. Accepted only when the tensors fill those bytes exactly,
 * from the first to the last, without overlap or hole.
 *
 * @param dataStart where in the file the tensors' bytes begin
 */
record SafetensorsHeader(long dataStart, Map<String, Placed> tensors) {
    /** Longer ones are lies; a real one has some 100 bytes for each tensor. */
    static final long MAX_LENGTH = 100_000_000;
    /** The largest published checkpoints have half as many in all their files. */
    static final int MAX_TENSORS = 200_000;

    private static final int LENGTH_BYTES = 8;
    private static final int MAX_DIMENSIONS = 8;
    private static final String METADATA = "__metadata__";
    private static final Set<String> FOREIGN_LAYOUTS = Set.of("tf", "flax");

    /** @param begin of its bytes, counted from the beginning of the file */
    record Placed(TensorInfo info, long begin) {}

    /** @param file what the file is called in messages */
    static SafetensorsHeader read(FileChannel channel, String file) throws ModelException {
        try {
            long size = channel.size();
            if (size < LENGTH_BYTES + 2) {
                throw ModelException.broken(
                        file + " has " + size + " bytes, too few for a safetensors file; download it again");
            }
            ByteBuffer first = ByteBuffer.allocate(LENGTH_BYTES).order(ByteOrder.LITTLE_ENDIAN);
            while (first.hasRemaining() && channel.read(first, first.position()) >= 0) {
                // a read may be short
            }
            long length = first.flip().getLong();
            if (length < 2 || length > MAX_LENGTH || length > size - LENGTH_BYTES) {
                throw ModelException.broken(file + " says that its header has " + Long.toUnsignedString(length)
                        + " bytes, and the file has "
                        + size + " (at most " + MAX_LENGTH
                        + " are believed): it is cut short or no safetensors file; download it again");
            }
            long dataStart = LENGTH_BYTES + length;
            String where = file + ": the header";
            try (JsonTokens json = new JsonTokens(where, new FileRange(channel, LENGTH_BYTES, length))) {
                Map<String, Placed> tensors = new Reader(where, json, dataStart, size).tensors();
                mustFill(file, tensors, dataStart, size);
                return new SafetensorsHeader(dataStart, tensors);
            }
        } catch (IOException e) {
            throw ModelException.broken(
                    file + " cannot be read: " + Named.cause(e) + "; look at it, or download it again");
        }
    }

    private record Reader(String where, JsonTokens json, long dataStart, long size) {
        Map<String, Placed> tensors() throws ModelException {
            Map<String, Placed> tensors = new LinkedHashMap<>();
            boolean described = false;
            json.object("it");
            for (String name = json.name(); name != null; name = json.name()) {
                if (name.equals(METADATA)) {
                    if (described) {
                        throw twice(METADATA);
                    }
                    described = true;
                    metadata();
                } else if (tensors.put(name, tensor(name)) != null) {
                    throw twice(name);
                } else if (tensors.size() > MAX_TENSORS) {
                    throw ModelException.broken(where + " names more than " + MAX_TENSORS
                            + " tensors, which no real model has; download the file again");
                }
            }
            json.end();
            return tensors;
        }

        private ModelException twice(String name) {
            return ModelException.broken(where + " names " + Named.shown(name) + " twice; download the file again");
        }

        private void metadata() throws ModelException {
            json.object(METADATA);
            for (String name = json.name(); name != null; name = json.name()) {
                if (!name.equals("format")) {
                    json.skipText(METADATA + "." + name);
                    continue;
                }
                String format = json.text(METADATA + ".format");
                if (FOREIGN_LAYOUTS.contains(format)) {
                    throw ModelException.broken(where + " says that the tensors are laid out for " + format
                            + "; get the model's PyTorch safetensors (format pt)");
                }
            }
        }

        private Placed tensor(String name) throws ModelException {
            @Nullable Dtype dtype = null;
            @Nullable List<Long> shape = null;
            @Nullable List<Long> offsets = null;
            json.object(name);
            for (String field = json.name(); field != null; field = json.name()) {
                boolean again;
                switch (field) {
                    case "dtype" -> {
                        again = dtype != null;
                        dtype = dtype(name);
                    }
                    case "shape" -> {
                        again = shape != null;
                        shape = numbers(name + ".shape", MAX_DIMENSIONS);
                    }
                    case "data_offsets" -> {
                        again = offsets != null;
                        offsets = numbers(name + ".data_offsets", 2);
                    }
                    default ->
                        throw ModelException.broken(where + ": " + Named.shown(name) + " has a field "
                                + Named.shown(field) + ", which safetensors do not have; download the file again");
                }
                if (again) {
                    throw twice(name + "." + field);
                }
            }
            if (dtype == null || shape == null || offsets == null || offsets.size() != 2) {
                throw ModelException.broken(where + ": " + Named.shown(name)
                        + " must have dtype, shape and two data_offsets; download the file again");
            }
            return placed(new TensorInfo(name, dtype, shape, bytes(name, dtype, shape)), offsets);
        }

        private Dtype dtype(String name) throws ModelException {
            String said = json.text(name + ".dtype");
            return Dtype.named(said)
                    .orElseThrow(() -> ModelException.broken(
                            where + ": " + Named.shown(name) + " has the dtype " + Named.shown(said)
                                    + ", which this miner does not know; use a model of another precision"));
        }

        private List<Long> numbers(String what, int most) throws ModelException {
            List<Long> numbers = new ArrayList<>(2);
            json.list(what);
            for (Long number = json.item(what); number != null; number = json.item(what)) {
                numbers.add(number);
                if (numbers.size() > most) {
                    throw ModelException.broken(where + ": " + Named.shown(what) + " has more than " + most
                            + " numbers; download the file again");
                }
            }
            return numbers;
        }

        private long bytes(String name, Dtype dtype, List<Long> shape) throws ModelException {
            long bytes = dtype.bytes();
            try {
                // a zero first: beside it no other dimension can be too large
                for (long dimension : shape.contains(0L) ? List.of(0L) : shape) {
                    bytes = Math.multiplyExact(bytes, dimension);
                }
                return bytes;
            } catch (ArithmeticException e) {
                throw ModelException.broken(where + ": " + Named.shown(name) + " has the shape " + shape
                        + ", larger than any memory; download the file again");
            }
        }

        private Placed placed(TensorInfo info, List<Long> offsets) throws ModelException {
            long begin = offsets.get(0);
            long end = offsets.get(1);
            long room = size - dataStart;
            if (begin > end || end > room) {
                throw ModelException.broken(where + ": " + Named.shown(info.name()) + " lies at " + begin + " to " + end
                        + ", and the file has " + room
                        + " bytes of tensors: it is cut short or damaged; download it again");
            }
            if (end - begin != info.bytes()) {
                throw ModelException.broken(where + ": " + Named.shown(info.name()) + " of " + info.dtype() + " "
                        + info.shape() + " needs " + info.bytes() + " bytes and is given " + (end - begin)
                        + "; download the file again");
            }
            return new Placed(info, dataStart + begin);
        }
    }

    /** From the first byte to the last each belongs to one tensor. */
    private static void mustFill(String file, Map<String, Placed> tensors, long dataStart, long size)
            throws ModelException {
        if (tensors.isEmpty()) {
            throw ModelException.broken(file + " holds no tensor; download it again");
        }
        List<Placed> inOrder = new ArrayList<>(tensors.values());
        inOrder.sort(Comparator.comparingLong(Placed::begin)
                .thenComparingLong(placed -> placed.info().bytes()));
        long at = dataStart;
        String before = "the header";
        for (Placed placed : inOrder) {
            if (placed.begin() != at) {
                throw ModelException.broken(
                        file + ": " + Named.shown(placed.info().name())
                                + (placed.begin() < at ? " overlaps " : " leaves a hole after ") + Named.shown(before)
                                + " (at byte "
                                + placed.begin() + ", expected at " + at + "); download it again");
            }
            at += placed.info().bytes();
            before = placed.info().name();
        }
        if (at != size) {
            throw ModelException.broken(file + " goes on for " + (size - at) + " bytes after its last tensor, "
                    + Named.shown(before) + "; download it again");
        }
    }
}
