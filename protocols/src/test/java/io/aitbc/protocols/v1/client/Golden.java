package io.aitbc.protocols.v1.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.aitbc.testkit.net.Recorded;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeMap;

/**
 * Requests as they once were, byte for byte, in {@code src/test/resources/golden/v1}: what a coordinator in the field
 * may rely on. Of the headers only {@code Host} is left out, its port differs each time. {@code -Dgolden.write=true}
 * writes them anew, for a change that is meant.
 */
final class Golden {
    private static final Path FOLDER = Path.of("src/test/resources/golden/v1");

    private Golden() {}

    static void check(String name, Recorded request) throws IOException {
        Path file = FOLDER.resolve(name + ".http");
        if (Boolean.getBoolean("golden.write")) {
            Files.createDirectories(FOLDER);
            Files.writeString(file, transcript(request));
        }
        assertThat(transcript(request)).isEqualTo(Files.readString(file));
    }

    private static String transcript(Recorded request) {
        StringBuilder text = new StringBuilder(request.method() + " " + request.target() + "\n");
        new TreeMap<>(request.headers()).forEach((name, value) -> {
            if (!name.equals("host")) {
                text.append(name).append(": ").append(value).append('\n');
            }
        });
        return text.append('\n').append(request.bodyText()).append('\n').toString();
    }
}
