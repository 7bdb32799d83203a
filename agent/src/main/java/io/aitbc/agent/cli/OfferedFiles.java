package io.aitbc.agent.cli;

import io.aitbc.api.job.Params;
import io.aitbc.api.outcome.Sha256;
import io.aitbc.api.param.InputFile;
import io.aitbc.api.param.WorkloadSpec;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The files of {@code --input}: hashed, and matched with what a job names. */
final class OfferedFiles {
    private static final String INPUT = "--input";
    private static final int BUFFER_BYTES = 256 * 1024;

    private final List<Path> files;

    OfferedFiles(List<Path> files) {
        this.files = List.copyOf(files);
    }

    /**
     * @param checked as the declaration filled them in
     * @throws JobFileException when a file is named that was not given
     * @throws JobFileException when a file cannot be read, is too large, or is named by nothing
     */
    Executor.Given forParams(WorkloadSpec spec, Params checked) throws JobFileException {
        List<InputFile> named = spec.inputs(checked);
        Map<String, Path> offered = new LinkedHashMap<>();
        for (Path file : files) {
            String sha256 = sha256(file);
            InputFile input = named.stream()
                    .filter(each -> each.sha256().equals(sha256))
                    .findFirst()
                    .orElseThrow(() -> new JobFileException(
                            INPUT, file + " has the SHA-256 " + sha256 + ", which no parameter of the job names"));
            requireSize(file, input);
            offered.put(sha256, file.toAbsolutePath());
        }
        for (InputFile input : named) {
            if (!offered.containsKey(input.sha256())) {
                throw new JobFileException(
                        "params." + input.field(),
                        "names an input file with the SHA-256 " + input.sha256() + "; give it with --input FILE");
            }
        }
        return new Executor.Given(named, offered);
    }

    private static void requireSize(Path file, InputFile input) throws JobFileException {
        try {
            long bytes = Files.size(file);
            if (bytes > input.maxBytes()) {
                throw new JobFileException(
                        INPUT,
                        file + " has " + bytes + " bytes, " + input.field() + " takes at most " + input.maxBytes());
            }
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    private static String sha256(Path file) throws JobFileException {
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            throw new JobFileException(INPUT, file + " is no plain file");
        }
        byte[] buffer = new byte[BUFFER_BYTES];
        try (InputStream in = Files.newInputStream(file)) {
            MessageDigest digest = Sha256.begin();
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                digest.update(buffer, 0, read);
            }
            return Sha256.hex(digest);
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    private static JobFileException unreadable(Path file, IOException e) {
        return new JobFileException(
                INPUT, file + (e instanceof NoSuchFileException ? " does not exist" : " cannot be read"));
    }
}
