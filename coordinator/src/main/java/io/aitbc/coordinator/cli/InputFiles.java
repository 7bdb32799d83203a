package io.aitbc.coordinator.cli;

import io.aitbc.api.outcome.Sha256;
import io.aitbc.coordinator.cli.Commands.UsageException;
import io.aitbc.protocols.v1.InputReceipt;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The input files of a command line, {@code FILE} or {@code NAME=FILE}. */
final class InputFiles {
    private static final Pattern NAMED = Pattern.compile("([a-z][a-z0-9_]{0,63})=(.+)");
    private static final int PIECE = 64 * 1024;

    private InputFiles() {}

    /** @param param the parameter that is to name it, or null */
    private record Given(@Nullable String param, Path file) {}

    /**
     * Uploads them.
     *
     * @param params those that a NAME stands for are set here
     * @return their SHA-256, each once
     */
    static List<String> upload(ApiClient client, List<String> options, Map<String, @Nullable Object> params)
            throws UsageException, ApiClient.ApiException, IOException, InterruptedException {
        List<Given> given = new ArrayList<>();
        for (String option : options) {
            given.add(given(option));
        }
        Set<String> names = new LinkedHashSet<>();
        for (Given each : given) {
            String sha256 = sha256(each.file());
            InputReceipt kept = client.upload(each.file());
            if (!kept.sha256().equals(sha256)) {
                throw new IOException("the coordinator got " + each.file() + " with the SHA-256 " + kept.sha256()
                        + ", here it has " + sha256);
            }
            names.add(sha256);
            if (each.param() != null) {
                params.put(each.param(), sha256);
            }
        }
        return List.copyOf(names);
    }

    private static Given given(String option) throws UsageException {
        Matcher named = NAMED.matcher(option);
        Given given =
                named.matches() ? new Given(named.group(1), Path.of(named.group(2))) : new Given(null, Path.of(option));
        if (!Files.isRegularFile(given.file()) || !Files.isReadable(given.file())) {
            throw new UsageException("--input " + given.file() + " is no file that can be read");
        }
        return given;
    }

    private static String sha256(Path file) throws IOException {
        MessageDigest digest = Sha256.begin();
        byte[] piece = new byte[PIECE];
        try (InputStream in = Files.newInputStream(file)) {
            for (int n = in.read(piece); n >= 0; n = in.read(piece)) {
                digest.update(piece, 0, n);
            }
        }
        return Sha256.hex(digest);
    }
}
