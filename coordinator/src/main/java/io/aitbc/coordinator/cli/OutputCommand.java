package io.aitbc.coordinator.cli;

import io.aitbc.api.outcome.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code output}: a job's file, checked against the hash that its miner proved. */
@Command(
        name = "output",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        header = "Fetch what a job produced.",
        footer = {
            "",
            "Examples:",
            "  aitbc-coordinator output j-7kq2mzl4x5b3c6wd",
            "  aitbc-coordinator output j-7kq2mzl4x5b3c6wd -o picture.png"
        })
final class OutputCommand implements Callable<Integer> {
    private static final int PIECE = 64 * 1024;

    private final Surroundings around;

    @Parameters(paramLabel = "ID", description = "As submit printed it.")
    private String id = "";

    @Option(
            names = {"-o", "--out"},
            paramLabel = "FILE",
            description = "Write there, and only if it arrives whole; standard output if not given.")
    private @Nullable Path file;

    @Option(names = "--part", paramLabel = "SHA256", description = "Not the primary file but this one of its parts.")
    private @Nullable String part;

    @Mixin
    private ClientOptions options = new ClientOptions();

    OutputCommand(Surroundings around) {
        this.around = around;
    }

    @Override
    public Integer call() throws Exception {
        String path = "v1/jobs/" + JobIds.checked(id) + (part == null ? "/output" : "/outputs/" + part);
        HttpResponse<InputStream> response = options.client(around).open(path);
        String expected = response.headers().firstValue("ETag").orElse("").replace("\"", "");
        try (InputStream body = response.body()) {
            String actual = file == null ? copy(body, around.bytes()) : save(body, file);
            if (!expected.isEmpty() && !expected.equals(actual)) {
                around.err()
                        .println("aitbc-coordinator: error: what arrived has the SHA-256 " + actual + ", not "
                                + expected);
                return Commands.FAILED;
            }
        }
        return Commands.DONE;
    }

    private static String save(InputStream body, Path file) throws IOException {
        Path begun = file.resolveSibling(file.getFileName() + ".part");
        try (OutputStream out = Files.newOutputStream(begun)) {
            String sha = copy(body, out);
            Files.move(begun, file, StandardCopyOption.REPLACE_EXISTING);
            return sha;
        } catch (IOException e) {
            Files.deleteIfExists(begun);
            throw new IOException("cannot write " + file + ": " + e.getMessage(), e);
        }
    }

    private static String copy(InputStream body, OutputStream out) throws IOException {
        MessageDigest digest = Sha256.begin();
        byte[] piece = new byte[PIECE];
        for (int n = body.read(piece); n >= 0; n = body.read(piece)) {
            digest.update(piece, 0, n);
            out.write(piece, 0, n);
        }
        out.flush();
        return Sha256.hex(digest);
    }
}
