package io.aitbc.agent.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aitbc.api.outcome.FailureCode;
import io.aitbc.api.outcome.OutputFile;
import io.aitbc.api.outcome.Sha256;
import io.aitbc.ipc.FromRunner.ProducedFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class OutputSealerTest {
    private static final long MOST = 1_000_000;

    @TempDir
    Path root;

    private Path directory;

    @BeforeEach
    void make() throws IOException {
        directory = Files.createDirectory(root.resolve("job"));
    }

    private final OutputSealer sealer = new OutputSealer(() -> MOST);

    private static List<ProducedFile> named(String... names) {
        return Stream.of(names)
                .map(name -> new ProducedFile(name, "text/plain"))
                .toList();
    }

    private void assertUnfit(String... names) {
        assertThatThrownBy(() -> sealer.seal(directory, named(names)))
                .isInstanceOfSatisfying(
                        OutputSealer.UnfitOutputException.class,
                        e -> assertThat(e.failure().code()).isEqualTo(FailureCode.E_OUTPUT));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 63, 64, 65, 262_143, 262_144, 262_145, 999_999})
    void theHashIsThatOfTheBytesOnTheDisk(int size) throws Exception {
        byte[] bytes = new byte[size];
        new SplittableRandom(size).nextBytes(bytes);
        Files.write(directory.resolve("out.bin"), bytes);

        assertThat(sealer.seal(directory, named("out.bin")))
                .containsExactly(new OutputFile("out.bin", "text/plain", size, Sha256.of(bytes)));
    }

    @Test
    void aKnownHash() throws Exception {
        Files.writeString(directory.resolve("abc"), "abc", StandardCharsets.US_ASCII);
        assertThat(sealer.seal(directory, named("abc")).get(0).sha256())
                .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }

    @Test
    void theOrderIsKeptAndThePrimaryFileIsFirst() throws Exception {
        for (String name : List.of("b", "a", "c")) {
            Files.writeString(directory.resolve(name), name);
        }
        assertThat(sealer.seal(directory, named("b", "c", "a")))
                .extracting(OutputFile::name)
                .containsExactly("b", "c", "a");
    }

    @ParameterizedTest
    @MethodSource("badNames")
    void aNameThatIsNoPlainOneIsUnfit(String name) throws Exception {
        Files.writeString(directory.resolveSibling("outside.txt"), "secret");
        Files.createDirectory(directory.resolve("sub"));
        Files.writeString(directory.resolve("sub/inner"), "x");
        Files.writeString(directory.resolve(".hidden"), "x");
        // Most such names do not even make it into a frame's record; the sealer refuses the rest.
        assertThatThrownBy(() -> sealer.seal(directory, named(name)))
                .isInstanceOfAny(OutputSealer.UnfitOutputException.class, IllegalArgumentException.class);
    }

    static Stream<String> badNames() {
        return Stream.of(
                "",
                ".",
                "..",
                "../outside.txt",
                "/etc/passwd",
                "sub/inner",
                "sub",
                ".hidden",
                "a\u0000b",
                "a\nb",
                "n".repeat(101),
                "n".repeat(10_000),
                "ü",
                "\\",
                "missing");
    }

    @Test
    void aLinkIsNoOutputWhereverItLeads() throws Exception {
        Path target = Files.writeString(directory.resolveSibling("target.txt"), "secret");
        Files.createSymbolicLink(directory.resolve("link"), target);
        Files.writeString(directory.resolve("real"), "x");
        Files.createSymbolicLink(directory.resolve("near"), directory.resolve("real"));
        assertUnfit("link");
        assertUnfit("near");
    }

    @Test
    void anEmptyFileIsNoOutput() throws Exception {
        Files.createFile(directory.resolve("empty"));
        assertUnfit("empty");
    }

    @Test
    void theSameFileTwiceIsUnfit() throws Exception {
        Files.writeString(directory.resolve("a"), "x");
        assertUnfit("a", "a");
    }

    @Test
    void thereIsABoundOnAllFilesTogether() throws Exception {
        OutputSealer small = new OutputSealer(() -> 10);
        Files.write(directory.resolve("six"), new byte[6]);
        Files.write(directory.resolve("four"), new byte[4]);
        Files.write(directory.resolve("five"), new byte[5]);
        assertThat(small.seal(directory, named("six", "four"))).hasSize(2);
        assertThatThrownBy(() -> small.seal(directory, named("six", "five")))
                .isInstanceOf(OutputSealer.UnfitOutputException.class)
                .hasMessageContaining("five");
    }

    @Test
    void noFilesAndTooManyAreUnfit() throws Exception {
        assertUnfit();
        String[] many = IntStream.range(0, 66).mapToObj(i -> "f" + i).toArray(String[]::new);
        for (String name : many) {
            Files.writeString(directory.resolve(name), "x");
        }
        assertUnfit(many);
    }
}
