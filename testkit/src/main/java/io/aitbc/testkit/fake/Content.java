package io.aitbc.testkit.fake;

import io.aitbc.api.outcome.OutputFile;
import io.aitbc.api.outcome.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Bytes of outputs. */
final class Content {
    private Content() {}

    static boolean matches(Path file, OutputFile said) {
        try {
            byte[] bytes = Files.readAllBytes(file);
            return bytes.length == said.bytes() && Sha256.of(bytes).equals(said.sha256());
        } catch (IOException e) {
            return false;
        }
    }
}
