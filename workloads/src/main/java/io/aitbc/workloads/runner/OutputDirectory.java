package io.aitbc.workloads.runner;

import io.aitbc.api.outcome.Failure;
import io.aitbc.api.outcome.FailureCode;
import io.aitbc.api.port.Workload;
import io.aitbc.api.port.Workload.WorkFailedException;
import io.aitbc.ipc.FromRunner.ProducedFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/** A run's directory: tried before the work, looked through after it. */
record OutputDirectory(Path path) {
    private static final String PROBE = ".probe";
    private static final int PROBE_BYTES = 4096;

    /** Writes a page and removes it, so that a full or closed directory costs no work. */
    void require() throws WorkFailedException {
        Path probe = path.resolve(PROBE);
        try {
            Files.write(probe, new byte[PROBE_BYTES], StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            Files.delete(probe);
        } catch (IOException e) {
            throw new WorkFailedException(
                    new Failure(FailureCode.E_NO_SPACE, "the output directory is full or cannot be written"));
        }
    }

    /** The files that a result names, which must be plain files right inside the directory, the primary one first. */
    List<ProducedFile> collect(Workload.Result result) throws WorkFailedException {
        List<ProducedFile> files = new ArrayList<>();
        files.add(produced(result.primary(), result.mediaType()));
        for (var part : result.parts().entrySet()) {
            files.add(produced(part.getKey(), part.getValue()));
        }
        return files;
    }

    private ProducedFile produced(Path file, String mediaType) throws WorkFailedException {
        if (path.equals(file.getParent()) && Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            try {
                return new ProducedFile(path.relativize(file).toString(), mediaType);
            } catch (IllegalArgumentException e) {
                throw unfit("an output's name must be plain and at most 100 characters");
            }
        }
        throw unfit("an output must be a file in the run's own directory");
    }

    private static WorkFailedException unfit(String problem) {
        return new WorkFailedException(new Failure(FailureCode.E_OUTPUT, problem));
    }
}
