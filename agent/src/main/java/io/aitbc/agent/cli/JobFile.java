package io.aitbc.agent.cli;

import io.aitbc.agent.config.NearMatch;
import io.aitbc.api.job.JobId;
import io.aitbc.api.job.Params;
import io.aitbc.ipc.BadJsonException;
import io.aitbc.ipc.PlainJson;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One job in a file: {@code {"id": "j-1", "workload": "torch_bench", "params": {"size": 512}}}. Read strictly: at most
 * 1 MiB, at most 64 levels deep, no field twice, none that is not known.
 *
 * @param params as they stand in the file
 */
public record JobFile(JobId id, String workload, Params params) {
    static final int MAX_BYTES = 1024 * 1024;
    static final int MAX_DEPTH = 64;

    private static final List<String> FIELDS = List.of("id", "workload", "params");
    private static final String FORM =
            "a job file is one JSON object {\"id\": …, \"workload\": …, \"params\": {…}}, no field twice, at most "
                    + MAX_DEPTH + " levels deep";

    /**
     * @throws JobFileException when the file cannot be read or is not a job; never repeats more than a few characters
     *     of it
     */
    static JobFile read(Path file) throws JobFileException {
        byte[] bytes;
        try (InputStream in = Files.newInputStream(file)) {
            bytes = in.readNBytes(MAX_BYTES + 1);
        } catch (NoSuchFileException e) {
            throw new JobFileException("", "the file " + file + " does not exist");
        } catch (IOException e) {
            throw new JobFileException(
                    "", "the file " + file + (Files.isDirectory(file) ? " is a directory" : " cannot be read"));
        }
        return parse(bytes);
    }

    static JobFile parse(byte[] bytes) throws JobFileException {
        if (bytes.length > MAX_BYTES) {
            throw new JobFileException("", "the file is larger than 1 MiB");
        }
        Object json;
        try {
            json = PlainJson.read(bytes);
        } catch (BadJsonException e) {
            throw new JobFileException("", "the file is " + e.getMessage() + "; " + FORM);
        }
        if (!(json instanceof Map<?, ?> fields) || depth(json) > MAX_DEPTH) {
            throw new JobFileException("", "the file is not a job; " + FORM);
        }
        for (Object name : fields.keySet()) {
            refuseUnknown(String.valueOf(name));
        }
        return new JobFile(id(fields.get("id")), workload(fields.get("workload")), params(fields.get("params")));
    }

    JobFile withParams(Params checked) {
        return new JobFile(id, workload, checked);
    }

    private static void refuseUnknown(String name) throws JobFileException {
        if (!FIELDS.contains(name)) {
            String hint = NearMatch.of(name, FIELDS)
                    .map(near -> "; did you mean " + near + "?")
                    .orElse("; it takes " + String.join(", ", FIELDS));
            throw new JobFileException(Plain.shortened(name), "is not a field of a job file" + hint);
        }
    }

    private static JobId id(@Nullable Object value) throws JobFileException {
        if (!(value instanceof String text)) {
            throw new JobFileException(
                    "id", (value == null ? "is missing" : "is not text") + "; write \"id\": \"job-1\"");
        }
        try {
            return new JobId(text);
        } catch (IllegalArgumentException e) {
            throw new JobFileException("id", "is not usable: " + e.getMessage());
        }
    }

    private static String workload(@Nullable Object value) throws JobFileException {
        if (!(value instanceof String text)) {
            throw new JobFileException(
                    "workload", (value == null ? "is missing" : "is not text") + "; aitbc-miner workloads lists them");
        }
        return text;
    }

    private static Params params(@Nullable Object value) throws JobFileException {
        if (value == null) {
            return Params.EMPTY;
        }
        if (!(value instanceof Map<?, ?> map)) {
            throw new JobFileException("params", "is not an object; write \"params\": {…}");
        }
        Map<String, @Nullable Object> params = new LinkedHashMap<>();
        map.forEach((name, item) -> params.put(String.valueOf(name), item));
        return new Params(params);
    }

    private static int depth(@Nullable Object value) {
        Iterable<?> inside = List.of();
        if (value instanceof Map<?, ?> map) {
            inside = map.values();
        } else if (value instanceof List<?> list) {
            inside = list;
        } else {
            return 0;
        }
        int deepest = 0;
        for (Object item : inside) {
            deepest = Math.max(deepest, depth(item));
        }
        return deepest + 1;
    }
}
