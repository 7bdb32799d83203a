package io.aitbc.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aitbc.api.job.Params;
import io.aitbc.api.outcome.Sha256;
import io.aitbc.api.param.InputFile;
import io.aitbc.api.param.ParamSpec;
import io.aitbc.api.param.WorkloadSpec;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OfferedFilesTest {
    private static final WorkloadSpec SPEC = new WorkloadSpec(
            "draw",
            "draws",
            false,
            List.of(
                    new ParamSpec.File("image", "to go on from", false, 4, List.of("image/png")),
                    new ParamSpec.File("mask", "what to leave", false, 3, List.of("image/png"))));

    @TempDir
    Path directory;

    private Path file(String text) throws IOException {
        return Files.writeString(directory.resolve("file-" + text), text);
    }

    private static String sha(String text) {
        return Sha256.of(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static Executor.Given given(List<Path> files, Map<String, String> params) throws Exception {
        return new OfferedFiles(files).forParams(SPEC, SPEC.validate(new Params(Map.copyOf(params))));
    }

    @Test
    void filesAreMatchedByTheirHashAndNotTheirName() throws Exception {
        Executor.Given given = given(List.of(file("b"), file("a")), Map.of("image", sha("a"), "mask", sha("b")));
        assertThat(given.named())
                .containsExactly(new InputFile("image", sha("a"), 4), new InputFile("mask", sha("b"), 3));
        assertThat(given.offered()).containsEntry(sha("a"), directory.resolve("file-a"));
        assertThat(given(List.of(), Map.of()).named()).isEmpty();
    }

    @Test
    void oneFileForTwoParametersHasTheTighterBound() throws Exception {
        assertThat(given(List.of(file("a")), Map.of("image", sha("a"), "mask", sha("a")))
                        .named())
                .containsExactly(new InputFile("mask", sha("a"), 3));
    }

    @Test
    void whatDoesNotFitIsSaid() throws Exception {
        Map<String, String> a = Map.of("image", sha("a"));
        assertThatThrownBy(() -> given(List.of(), a)).hasMessageContaining("params.image names an input file");
        assertThatThrownBy(() -> given(List.of(file("a"), file("b")), a))
                .hasMessageContaining("no parameter of the job names");
        assertThatThrownBy(() -> given(List.of(directory.resolve("gone")), a)).hasMessageContaining("does not exist");
        assertThatThrownBy(() -> given(List.of(directory), a)).hasMessageContaining("no plain file");
        assertThatThrownBy(() -> given(List.of(file("large")), Map.of("image", sha("large"))))
                .hasMessageContaining("has 5 bytes, image takes at most 4");
    }

    @Test
    void aNameIsSixtyFourLowerCaseHexDigits() {
        for (String name : List.of("", "a", "../../etc/passwd", sha("a").toUpperCase(Locale.ROOT), sha("a") + "0")) {
            assertThatThrownBy(() -> given(List.of(), Map.of("image", name))).hasMessageContaining("64 lower-case hex");
        }
    }
}
