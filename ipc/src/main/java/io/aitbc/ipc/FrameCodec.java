package io.aitbc.ipc;

import io.aitbc.api.job.Params;
import io.aitbc.api.outcome.Failure;
import io.aitbc.api.outcome.FailureCode;
import io.aitbc.ipc.FromRunner.ProducedFile;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The bodies of frames: one JSON object each, its {@code type} first. Decoding is strict: an unknown type, an unknown
 * or missing field, a value of the wrong kind or out of bounds is a {@link BadJsonException}, and the side that reads
 * it hangs up.
 */
public final class FrameCodec {
    private static final int NAME = 200;
    private static final int TEXT = 2000;
    private static final int PATH = 4096;
    private static final int MAX_FILES = 1000;
    private static final int MAX_WORKLOADS = 1000;

    private FrameCodec() {}

    /** @throws BadJsonException when it holds something that is not a plain JSON value */
    public static byte[] encode(ToRunner message) throws BadJsonException {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        if (message instanceof ToRunner.Run run) {
            fields.put("type", "run");
            fields.put("run", run.run());
            fields.put("workload", run.workload());
            fields.put("params", run.params().values());
            fields.put("directory", run.directory());
            fields.put("checkpoint", run.checkpoint());
            fields.put("inputs", run.inputs());
            fields.put("memory_limit_bytes", run.memoryLimitBytes());
        } else if (message instanceof ToRunner.Cancel cancel) {
            fields.put("type", "cancel");
            fields.put("run", cancel.run());
        } else {
            fields.put("type", "stop");
        }
        return PlainJson.write(fields);
    }

    /** @throws BadJsonException when it holds something that is not a plain JSON value */
    public static byte[] encode(FromRunner message) throws BadJsonException {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        if (message instanceof FromRunner.Hello hello) {
            putHello(fields, hello);
        } else if (message instanceof FromRunner.Started started) {
            fields.put("type", "started");
            fields.put("run", started.run());
        } else if (message instanceof FromRunner.Waiting waiting) {
            fields.put("type", "waiting");
            fields.put("run", waiting.run());
        } else if (message instanceof FromRunner.Progress progress) {
            fields.put("type", "progress");
            fields.put("run", progress.run());
            fields.put("fraction", progress.fraction());
            fields.put("message", progress.message());
        } else if (message instanceof FromRunner.Done done) {
            putDone(fields, done);
        } else if (message instanceof FromRunner.Failed failed) {
            fields.put("type", "failed");
            fields.put("run", failed.run());
            fields.put("code", failed.failure().code().name());
            fields.put("message", failed.failure().message());
            fields.put("field", failed.failure().field());
        }
        return PlainJson.write(fields);
    }

    public static ToRunner decodeToRunner(byte[] body) throws BadJsonException {
        Fields fields = new Fields("frame", PlainJson.read(body));
        String type = fields.text("type", NAME);
        ToRunner message = switch (type) {
            case "run" -> run(fields);
            case "cancel" -> new ToRunner.Cancel(fields.text("run", NAME));
            case "stop" -> new ToRunner.Stop();
            default -> throw fields.bad("type", "must be run, cancel or stop");
        };
        fields.end();
        return message;
    }

    public static FromRunner decodeFromRunner(byte[] body) throws BadJsonException {
        Fields fields = new Fields("frame", PlainJson.read(body));
        String type = fields.text("type", NAME);
        FromRunner message = switch (type) {
            case "hello" -> hello(fields);
            case "started" -> new FromRunner.Started(fields.text("run", NAME));
            case "waiting" -> new FromRunner.Waiting(fields.text("run", NAME));
            case "progress" -> progress(fields);
            case "done" -> done(fields);
            case "failed" -> failed(fields);
            default -> throw fields.bad("type", "must be hello, started, waiting, progress, done or failed");
        };
        fields.end();
        return message;
    }

    private static ToRunner run(Fields fields) throws BadJsonException {
        return new ToRunner.Run(
                fields.text("run", NAME),
                fields.text("workload", NAME),
                new Params(named(fields.map("params"))),
                fields.text("directory", PATH),
                fields.text("checkpoint", PATH),
                fields.text("inputs", PATH),
                fields.whole("memory_limit_bytes", 0, Long.MAX_VALUE));
    }

    private static FromRunner progress(Fields fields) throws BadJsonException {
        return new FromRunner.Progress(
                fields.text("run", NAME), fields.number("fraction", 0, 1), fields.text("message", TEXT));
    }

    private static FromRunner failed(Fields fields) throws BadJsonException {
        return new FromRunner.Failed(
                fields.text("run", NAME),
                new Failure(code(fields), fields.text("message", TEXT), fields.optionalText("field", NAME)));
    }

    private static void putHello(Map<String, @Nullable Object> fields, FromRunner.Hello hello) {
        fields.put("type", "hello");
        fields.put("version", hello.version());
        fields.put("pid", hello.pid());
        fields.put("engine", hello.engine());
        fields.put("engine_version", hello.engineVersion());
        fields.put("device", hello.device());
        fields.put("device_name", hello.deviceName());
        fields.put("workloads", hello.workloads());
    }

    private static FromRunner hello(Fields fields) throws BadJsonException {
        return new FromRunner.Hello(
                (int) fields.whole("version", 1, Integer.MAX_VALUE),
                fields.whole("pid", 1, Long.MAX_VALUE),
                fields.text("engine", NAME),
                fields.text("engine_version", NAME),
                fields.text("device", NAME),
                fields.text("device_name", NAME),
                fields.texts("workloads", MAX_WORKLOADS, NAME));
    }

    private static void putDone(Map<String, @Nullable Object> fields, FromRunner.Done done) {
        List<Object> files = new ArrayList<>();
        for (ProducedFile file : done.files()) {
            files.add(Map.of("name", file.name(), "media_type", file.mediaType()));
        }
        fields.put("type", "done");
        fields.put("run", done.run());
        fields.put("files", files);
        fields.put("metrics", done.metrics());
        fields.put("model_digest", done.modelDigest());
        fields.put("seed", done.seed());
    }

    private static FromRunner done(Fields fields) throws BadJsonException {
        List<ProducedFile> files = new ArrayList<>();
        for (Object item : fields.list("files", MAX_FILES)) {
            Fields file = new Fields("frame.files[" + files.size() + "]", item);
            files.add(produced(file));
            file.end();
        }
        if (files.isEmpty()) {
            throw fields.bad("files", "must name at least the primary file");
        }
        return new FromRunner.Done(
                fields.text("run", NAME),
                files,
                named(fields.map("metrics")),
                fields.optionalText("model_digest", NAME),
                fields.optionalBig("seed"));
    }

    private static ProducedFile produced(Fields file) throws BadJsonException {
        try {
            return new ProducedFile(file.text("name", NAME), file.text("media_type", NAME));
        } catch (IllegalArgumentException e) {
            throw file.bad("name", "must be a plain file name");
        }
    }

    private static FailureCode code(Fields fields) throws BadJsonException {
        String name = fields.text("code", NAME);
        for (FailureCode code : FailureCode.values()) {
            if (code.name().equals(name)) {
                return code;
            }
        }
        throw fields.bad("code", "is not a failure code");
    }

    private static Map<String, @Nullable Object> named(Map<?, ?> map) {
        Map<String, @Nullable Object> named = new LinkedHashMap<>();
        map.forEach((name, value) -> named.put(String.valueOf(name), value));
        return named;
    }
}
