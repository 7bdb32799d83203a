package io.aitbc.e2e.inputs;

import io.aitbc.api.outcome.Failure;
import io.aitbc.api.outcome.FailureCode;
import io.aitbc.api.port.Workload;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** A kind of work for these tests: its output is its input file. */
public final class CopyInput implements Workload {
    static final String NAME = "copy_input";

    static final String DECLARATION =
            "{\"name\": \"copy_input\", \"description\": \"copies its input\", \"params\": [{\"name\": \"file\", \"type\":"
                    + " \"file\", \"max_bytes\": 4194304, \"media_types\": [\"application/octet-stream\"], \"required\":"
                    + " true, \"description\": \"what to copy\"}]}";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Result run(Context context) throws WorkFailedException {
        Path input = context.input(String.valueOf(context.params().get("file")));
        Path output = context.directory().resolve("copy.bin");
        try {
            Files.write(output, Files.readAllBytes(input));
        } catch (IOException e) {
            throw new WorkFailedException(new Failure(FailureCode.E_OUTPUT, "cannot be copied: " + e));
        }
        return new Result(output, "application/octet-stream", Map.of(), Map.of(), null, null);
    }
}
