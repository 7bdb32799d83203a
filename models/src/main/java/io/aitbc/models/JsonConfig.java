package io.aitbc.models;

import io.aitbc.ipc.BadJsonException;
import io.aitbc.ipc.PlainJson;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A configuration file of a model, such as {@code config.json}: at most {@value #MAX_BYTES} bytes of strict JSON (where
 * numbers may be NaN or infinite, as Python writes them), one object. Each value is asked for by name, kind and range;
 * null counts as absent. What nobody asked for stays visible ({@link #unasked}), because a configuration may ask for
 * what the code lacks. Not for several threads.
 */
public final class JsonConfig {
    static final int MAX_BYTES = 1 << 20;
    private static final int MAX_ITEMS = 4096;
    private static final String FIX = "download it again";

    private final String where;
    private final String prefix;
    private final Map<?, ?> values;
    private final Set<String> asked = new HashSet<>();

    private JsonConfig(String where, String prefix, Map<?, ?> values) {
        this.where = where;
        this.prefix = prefix;
        this.values = values;
    }

    /** @throws ModelException {@code E_MODEL} when it is not there or not such a file */
    public static JsonConfig read(Path file) throws ModelException {
        return read(file, MAX_BYTES);
    }

    /** A file of up to {@code maxBytes}, such as a vocabulary; otherwise as {@link #read(Path)}. */
    public static JsonConfig read(Path file, int maxBytes) throws ModelException {
        return read(file, maxBytes, FIX);
    }

    /** @param fix what to do about a file that is none */
    static JsonConfig read(Path file, String fix) throws ModelException {
        return read(file, MAX_BYTES, fix);
    }

    private static JsonConfig read(Path file, int maxBytes, String fix) throws ModelException {
        String where = Named.file(file);
        try {
            if (Files.exists(file) && !Files.isRegularFile(file)) {
                throw ModelException.broken(where + " is no regular file; " + fix);
            }
            byte[] bytes;
            try (InputStream in = Files.newInputStream(file)) {
                bytes = in.readNBytes(maxBytes + 1);
            }
            if (bytes.length > maxBytes) {
                throw ModelException.broken(where + " has more than " + maxBytes + " bytes; " + fix);
            }
            return of(where, PlainJson.readPython(bytes), fix);
        } catch (BadJsonException e) {
            throw ModelException.broken(where + ": " + e.getMessage() + "; " + fix);
        } catch (IOException e) {
            throw Named.unreadable(file, e);
        }
    }

    /**
     * @param where what it is called in messages
     * @param json a plain value, as {@link PlainJson} reads it
     */
    public static JsonConfig of(String where, @Nullable Object json) throws ModelException {
        return of(where, json, FIX);
    }

    private static JsonConfig of(String where, @Nullable Object json, String fix) throws ModelException {
        if (!(json instanceof Map<?, ?> object)) {
            throw ModelException.broken(where + " must hold a JSON object; " + fix);
        }
        return new JsonConfig(where, "", object);
    }

    /** What the file is called in messages. */
    public String where() {
        return where;
    }

    /** True when the value is there and not null; this is not asking for it. */
    public boolean has(String name) {
        return values.get(name) != null;
    }

    /** All names, with or without a value. */
    public Set<String> names() {
        Set<String> names = new TreeSet<>();
        values.keySet().forEach(name -> names.add(String.valueOf(name)));
        return names;
    }

    /** Those with a value that nobody has asked for. */
    public Set<String> unasked() {
        Set<String> names = names();
        names.removeIf(name -> asked.contains(name) || values.get(name) == null);
        return names;
    }

    /** Declares that these values change nothing of what is computed. */
    public JsonConfig ignore(String... names) {
        asked.addAll(Arrays.asList(names));
        return this;
    }

    public int requiredInt(String name, int min, int max) throws ModelException {
        return toInt(name, required(name, whole(min, max)), min, max);
    }

    public int intOr(String name, int absent, int min, int max) throws ModelException {
        Object value = value(name);
        return value == null ? absent : toInt(name, value, min, max);
    }

    public double requiredDouble(String name, double min, double max) throws ModelException {
        return toDouble(name, required(name, number(min, max)), min, max);
    }

    public double doubleOr(String name, double absent, double min, double max) throws ModelException {
        Object value = value(name);
        return value == null ? absent : toDouble(name, value, min, max);
    }

    public boolean boolOr(String name, boolean absent) throws ModelException {
        Object value = value(name);
        if (value == null || value instanceof Boolean) {
            return value == null ? absent : (Boolean) value;
        }
        throw wrong(name, "must be true or false");
    }

    public String requiredText(String name) throws ModelException {
        return optionalText(name).orElseThrow(() -> wrong(name, "is missing; it must be text"));
    }

    public Optional<String> optionalText(String name) throws ModelException {
        Object value = value(name);
        if (value == null || value instanceof String) {
            return Optional.ofNullable((String) value);
        }
        throw wrong(name, "must be text");
    }

    /** A list of texts; empty when it is absent. */
    public List<String> texts(String name) throws ModelException {
        List<String> texts = new ArrayList<>();
        for (Object item : list(name, value(name))) {
            if (!(item instanceof String text)) {
                throw wrong(name, "must hold texts only");
            }
            texts.add(text);
        }
        return texts;
    }

    /** A list of whole numbers, or one alone; empty when it is absent. */
    public List<Integer> ints(String name, int min, int max) throws ModelException {
        Object value = value(name);
        List<Integer> ints = new ArrayList<>();
        for (Object item : value instanceof Number ? List.of(value) : list(name, value)) {
            ints.add(toInt(name, item, min, max));
        }
        return ints;
    }

    /** A list of numbers, or one alone; empty when it is absent. */
    public List<Double> doubles(String name, double min, double max) throws ModelException {
        Object value = value(name);
        List<Double> doubles = new ArrayList<>();
        for (Object item : value instanceof Number ? List.of(value) : list(name, value)) {
            doubles.add(toDouble(name, item, min, max));
        }
        return doubles;
    }

    /** An object inside of this one, whose values are asked for on their own. */
    public Optional<JsonConfig> object(String name) throws ModelException {
        Object value = value(name);
        if (value == null) {
            return Optional.empty();
        }
        if (value instanceof Map<?, ?> map) {
            return Optional.of(new JsonConfig(where, prefix + name + ".", map));
        }
        throw wrong(name, "must be an object");
    }

    /** The value as it stands there; null when it is absent. */
    public @Nullable Object raw(String name) {
        return value(name);
    }

    /**
     * Refuses a configuration that asks for something else: the value must be absent or one of {@code allowed} (texts,
     * booleans, numbers).
     */
    public void only(String name, Object... allowed) throws ModelException {
        Object value = value(name);
        if (value == null) {
            return;
        }
        List<String> known = new ArrayList<>();
        for (Object each : allowed) {
            if (same(each, value)) {
                return;
            }
            known.add(String.valueOf(each));
        }
        throw wrong(
                name,
                known.isEmpty()
                        ? "is not supported by this miner"
                        : "must be " + String.join(" or ", known) + " (this miner supports nothing else)");
    }

    /** What is wrong with a value, to be thrown. */
    public ModelException wrong(String name, String problem) {
        Object value = values.get(name);
        boolean scalar = value instanceof String || value instanceof Number || value instanceof Boolean;
        return ModelException.broken(where + ": " + Named.shown(prefix + name)
                + (scalar ? " is " + Named.shown(value) + ", and " : " ") + problem);
    }

    private static boolean same(Object allowed, Object value) {
        if (allowed instanceof Number wanted && value instanceof Number given) {
            return Double.compare(wanted.doubleValue(), given.doubleValue()) == 0;
        }
        return allowed.equals(value);
    }

    private @Nullable Object value(String name) {
        asked.add(name);
        return values.get(name);
    }

    private Object required(String name, String form) throws ModelException {
        Object value = value(name);
        if (value == null) {
            throw wrong(name, "is missing; it must be " + form);
        }
        return value;
    }

    private List<?> list(String name, @Nullable Object value) throws ModelException {
        if (value == null) {
            return List.of();
        }
        if (value instanceof List<?> list && list.size() <= MAX_ITEMS) {
            return list;
        }
        throw wrong(name, "must be a list of at most " + MAX_ITEMS + " values");
    }

    private int toInt(String name, @Nullable Object value, int min, int max) throws ModelException {
        if (value instanceof Number number && !(value instanceof BigInteger)) {
            double asDouble = number.doubleValue();
            if (asDouble == Math.rint(asDouble) && asDouble >= min && asDouble <= max) {
                return (int) asDouble;
            }
        }
        throw wrong(name, "must be " + whole(min, max));
    }

    private double toDouble(String name, @Nullable Object value, double min, double max) throws ModelException {
        if (value instanceof Number number && number.doubleValue() >= min && number.doubleValue() <= max) {
            return number.doubleValue();
        }
        throw wrong(name, "must be " + number(min, max));
    }

    private static String whole(int min, int max) {
        return "a whole number from " + min + " to " + max;
    }

    private static String number(double min, double max) {
        return "a number from " + min + " to " + max;
    }
}
