package io.aitbc.coordinator.cli;

import io.aitbc.coordinator.cli.Commands.UsageException;
import io.aitbc.protocols.v1.WireJson;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What every command that talks to a coordinator takes. */
final class ClientOptions {
    private static final String USUAL_URL = "http://127.0.0.1:8080";

    @Option(
            names = "--url",
            description = "The coordinator, " + USUAL_URL + " if neither this nor AITBC_COORD_URL is given.")
    private @Nullable String url;

    @Option(
            names = "--key",
            description =
                    "A client's or admin's key; better set AITBC_API_KEY, which others on this machine cannot see."
                            + " A coordinator in dev mode takes any.")
    private @Nullable String key;

    @Option(names = "--json", description = "Answer in JSON, one document a line.")
    private boolean json;

    boolean json() {
        return json;
    }

    ApiClient client(Surroundings around) throws UsageException {
        Map<String, String> environment = around.environment();
        String where = url == null ? environment.getOrDefault("AITBC_COORD_URL", USUAL_URL) : url;
        String secret = key == null ? environment.getOrDefault("AITBC_API_KEY", "dev") : key;
        if (secret.isBlank() || !secret.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
            throw new UsageException("a key is plain text without spaces; see --key and AITBC_API_KEY");
        }
        return new ApiClient(base(where), secret);
    }

    private static URI base(String where) throws UsageException {
        try {
            URI base = URI.create(where.endsWith("/") ? where : where + "/");
            if (("http".equals(base.getScheme()) || "https".equals(base.getScheme())) && base.getHost() != null) {
                return base;
            }
        } catch (IllegalArgumentException e) {
            // said below
        }
        throw new UsageException("the coordinator's URL must look like " + USUAL_URL + ", got \"" + where + "\"");
    }

    static String line(Record record) {
        return new String(WireJson.write(record), StandardCharsets.UTF_8);
    }
}
