package io.aitbc.ipc;

import io.aitbc.api.job.Params;
import io.aitbc.api.param.InvalidParamsException;
import io.aitbc.api.param.ParamSpec;
import io.aitbc.api.param.WorkloadSpec;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads workload declarations: one JSON file for each kind of work, named after it, which both the agent and the runner
 * check jobs against.
 *
 * <pre>
 * {"name": "torch_bench", "description": "…", "exclusive": true, "params": [
 *   {"name": "size", "type": "int", "min": 16, "max": 16384, "default": 1024, "description": "…"},
 *   {"name": "dtype", "type": "choice", "choices": ["float32", "float64"], "default": "float32", "description": "…"},
 *   {"name": "prompt", "type": "text", "max_length": 8000, "required": true, "description": "…"} ]}
 * </pre>
 *
 * The types are {@code int} and {@code number} (with {@code min} and {@code max}), {@code bool}, {@code text} (with
 * {@code max_length}) and {@code choice} (with {@code choices}); and, without defaults, the lists {@code texts} (with
 * {@code max_items} and {@code max_length} of each), {@code ints} (with {@code max_items}, {@code min} and {@code max})
 * and {@code messages} (with {@code max_items}, {@code max_length} of all contents and {@code roles}). A default must
 * itself be allowed, and a required parameter has none. The type {@code file} (with {@code max_bytes} and
 * {@code media_types}, without a default) is an input file: the job's value is its SHA-256, 64 lower-case hex digits.
 * {@code "one_of": [["prompt", "messages"]]} beside {@code params} says that a job gives exactly one of them. Every
 * error is an {@link IOException} that names the file and the field.
 */
public final class WorkloadDeclarations {
    private static final int MAX_BYTES = 256 * 1024;
    private static final int MAX_FILES = 1000;
    private static final int MAX_PARAMS = 100;
    private static final int MAX_CHOICES = 1000;
    private static final int MAX_WORD = 200;
    private static final int MAX_DESCRIPTION = 1000;
    private static final int MAX_TEXT = 1_000_000;
    private static final int MAX_ITEMS = 100_000;
    private static final long MAX_FILE_BYTES = 1L << 30;
    private static final String SUFFIX = ".json";
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]{0,63}");

    private WorkloadDeclarations() {}

    /**
     * Reads every {@code *.json} file in {@code directory}, in the order of their names. Other files there are ignored.
     */
    public static List<WorkloadSpec> readAll(Path directory) throws IOException {
        List<WorkloadSpec> specs = new ArrayList<>();
        for (String file : names(directory)) {
            try (InputStream in = Files.newInputStream(directory.resolve(file))) {
                specs.add(read(file, in));
            }
        }
        return List.copyOf(specs);
    }

    private static List<String> names(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> directory.relativize(file).toString())
                    .filter(name -> name.endsWith(SUFFIX))
                    .sorted()
                    .limit(MAX_FILES)
                    .toList();
        }
    }

    /** @param file the file's name, {@code <workload>.json}, also used in errors */
    public static WorkloadSpec read(String file, InputStream in) throws IOException {
        byte[] bytes = in.readNBytes(MAX_BYTES + 1);
        if (bytes.length > MAX_BYTES) {
            throw new BadJsonException(file + ": larger than " + MAX_BYTES + " bytes");
        }
        try {
            WorkloadSpec spec = workload(PlainJson.read(bytes));
            if (!file.equals(spec.name() + SUFFIX)) {
                throw new BadJsonException("declaration.name must be the file's name without " + SUFFIX);
            }
            return spec;
        } catch (BadJsonException e) {
            throw new BadJsonException(file + ": " + e.getMessage());
        }
    }

    private static WorkloadSpec workload(@Nullable Object json) throws BadJsonException {
        Fields fields = new Fields("declaration", json);
        String name = name(fields);
        String description = fields.text("description", MAX_DESCRIPTION);
        boolean exclusive = fields.flag("exclusive", false);
        Map<String, ParamSpec> params = new LinkedHashMap<>();
        int index = 0;
        for (Object item : fields.list("params", MAX_PARAMS)) {
            Fields param = new Fields("params[" + index++ + "]", item);
            ParamSpec spec = param(param);
            if (params.putIfAbsent(spec.name(), spec) != null) {
                throw param.bad("name", "is declared twice");
            }
            checkDefault(param, spec);
        }
        List<List<String>> oneOf = oneOf(fields, params);
        fields.end();
        return new WorkloadSpec(name, description, exclusive, List.copyOf(params.values()), oneOf);
    }

    private static List<List<String>> oneOf(Fields fields, Map<String, ParamSpec> params) throws BadJsonException {
        List<List<String>> groups = new ArrayList<>();
        if (fields.optional("one_of") == null) {
            return groups;
        }
        for (Object item : fields.list("one_of", MAX_PARAMS)) {
            if (!(item instanceof List<?> group)
                    || group.size() < 2
                    || group.stream().distinct().count() < group.size()) {
                throw fields.bad("one_of", "must hold lists of at least two parameters, none twice");
            }
            List<String> names = new ArrayList<>();
            for (Object name : group) {
                ParamSpec spec = name instanceof String text ? params.get(text) : null;
                if (spec == null || spec.required() || spec.defaultValue() != null) {
                    throw fields.bad("one_of", "must name declared parameters that are neither required nor default");
                }
                names.add(spec.name());
            }
            groups.add(names);
        }
        return groups;
    }

    private static String name(Fields fields) throws BadJsonException {
        String name = fields.text("name", MAX_WORD);
        if (!NAME.matcher(name).matches()) {
            throw fields.bad("name", "must be 1 to 64 characters of a-z 0-9 _ beginning with a letter");
        }
        return name;
    }

    private static ParamSpec param(Fields fields) throws BadJsonException {
        String name = name(fields);
        String about = fields.text("description", MAX_DESCRIPTION);
        boolean required = fields.flag("required", false);
        String type = fields.text("type", MAX_WORD);
        ParamSpec spec = switch (type) {
            case "int" -> whole(fields, name, about, required);
            case "number" -> number(fields, name, about, required);
            case "bool" -> new ParamSpec.Bool(name, about, required, fields.optionalFlag("default"));
            case "text" -> text(fields, name, about, required);
            case "choice" -> choice(fields, name, about, required);
            case "texts" -> new ParamSpec.Texts(name, about, required, maxItems(fields), maxLength(fields));
            case "ints" -> ints(fields, name, about, required);
            case "messages" ->
                new ParamSpec.Messages(
                        name, about, required, maxItems(fields), maxLength(fields), words(fields, "roles"));
            case "file" -> file(fields, name, about, required);
            default ->
                throw fields.bad("type", "must be int, number, bool, text, choice, file, texts, ints or messages");
        };
        fields.end();
        return spec;
    }

    private static ParamSpec.Int whole(Fields fields, String name, String about, boolean required)
            throws BadJsonException {
        BigInteger min = fields.big("min");
        BigInteger max = fields.big("max");
        if (min.compareTo(max) > 0) {
            throw fields.bad("min", "must not be above max");
        }
        return new ParamSpec.Int(name, about, required, fields.optionalBig("default"), min, max);
    }

    private static ParamSpec number(Fields fields, String name, String about, boolean required)
            throws BadJsonException {
        double min = fields.number("min", -Double.MAX_VALUE, Double.MAX_VALUE);
        double max = fields.number("max", -Double.MAX_VALUE, Double.MAX_VALUE);
        if (min > max) {
            throw fields.bad("min", "must not be above max");
        }
        return new ParamSpec.Num(name, about, required, fields.optionalNumber("default"), min, max);
    }

    private static ParamSpec text(Fields fields, String name, String about, boolean required) throws BadJsonException {
        return new ParamSpec.Text(name, about, required, fields.optionalText("default", MAX_TEXT), maxLength(fields));
    }

    private static int maxLength(Fields fields) throws BadJsonException {
        return (int) fields.whole("max_length", 1, MAX_TEXT);
    }

    private static int maxItems(Fields fields) throws BadJsonException {
        return (int) fields.whole("max_items", 1, MAX_ITEMS);
    }

    private static ParamSpec ints(Fields fields, String name, String about, boolean required) throws BadJsonException {
        ParamSpec.Int one = whole(fields, name, about, required);
        if (one.defaultValue() != null) {
            throw fields.bad("default", "must be absent for a list");
        }
        return new ParamSpec.Ints(name, about, required, maxItems(fields), one.min(), one.max());
    }

    private static List<String> words(Fields fields, String field) throws BadJsonException {
        List<String> words = fields.texts(field, MAX_CHOICES, MAX_WORD);
        if (words.isEmpty() || words.stream().distinct().count() < words.size()) {
            throw fields.bad(field, "must hold at least one word and none twice");
        }
        return words;
    }

    private static ParamSpec file(Fields fields, String name, String about, boolean required) throws BadJsonException {
        long maxBytes = fields.whole("max_bytes", 1, MAX_FILE_BYTES);
        return new ParamSpec.File(name, about, required, maxBytes, words(fields, "media_types"));
    }

    private static ParamSpec choice(Fields fields, String name, String about, boolean required)
            throws BadJsonException {
        List<String> choices = words(fields, "choices");
        return new ParamSpec.Choice(name, about, required, fields.optionalText("default", MAX_WORD), choices);
    }

    /** A default goes through the same check as a job's own value. */
    private static void checkDefault(Fields fields, ParamSpec spec) throws BadJsonException {
        Object value = spec.defaultValue();
        if (value == null) {
            return;
        }
        if (spec.required()) {
            throw fields.bad("default", "must be absent for a required parameter");
        }
        try {
            new WorkloadSpec(spec.name(), "", false, List.of(spec)).validate(new Params(Map.of(spec.name(), value)));
        } catch (InvalidParamsException e) {
            throw fields.bad("default", "is not allowed: " + e.getMessage());
        }
    }
}
