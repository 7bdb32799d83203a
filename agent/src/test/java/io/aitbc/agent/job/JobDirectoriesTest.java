package io.aitbc.agent.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JobDirectoriesTest {
    private static final String NAME = "0123abcd-0000-4000-8000-00000000000f";
    private static final String OTHER = "0123abcd-0000-4000-8000-00000000000e";

    @TempDir
    Path root;

    private JobDirectories directories;

    @BeforeEach
    void open() {
        directories = new JobDirectories(root.resolve("work"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "..", "../x", "job-1", "0123ABCD-0000-4000-8000-00000000000f", "/etc", NAME + "/x"})
    void onlyNamesOfOurOwnAreUsed(String name) {
        assertThatThrownBy(() -> directories.path(name)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> directories.fresh(name)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> directories.remove(name)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aFreshDirectoryHoldsNothingButTheCheckpointAndIsOursAlone() throws IOException {
        Path first = directories.fresh(NAME);
        Files.createDirectories(first.resolve("deep/er"));
        Files.writeString(first.resolve("deep/er/file"), "x");
        Files.writeString(first.resolve("out.json"), "x");
        Files.writeString(JobDirectories.checkpoint(first).resolve("tokens"), "x");
        Path second = directories.fresh(NAME);

        assertThat(second).isEqualTo(first);
        assertThat(second.toFile().list()).containsExactly(".checkpoint");
        assertThat(JobDirectories.checkpoint(second).resolve("tokens")).hasContent("x");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(JobDirectories.checkpoint(second))))
                .isEqualTo("rwx------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(second)))
                .isEqualTo("rwx------");
    }

    @Test
    void aFreshDirectoryTakesThePlaceOfAFile() throws IOException {
        Files.createDirectories(root.resolve("work/jobs"));
        Files.writeString(root.resolve("work/jobs").resolve(NAME), "x");
        assertThat(directories.fresh(NAME).toFile().list()).containsExactly(".checkpoint");
    }

    @Test
    void aCheckpointThatIsALinkOrAFileIsNone() throws IOException {
        Path precious = Files.createDirectory(root.resolve("precious"));
        Files.writeString(precious.resolve("file"), "x");
        Path checkpoint = JobDirectories.checkpoint(directories.fresh(NAME));
        Files.delete(checkpoint);
        Files.createSymbolicLink(checkpoint, precious);
        assertThat(JobDirectories.checkpoint(directories.fresh(NAME))).isEmptyDirectory();
        assertThat(precious.resolve("file")).exists();

        Files.delete(checkpoint);
        Files.writeString(checkpoint, "x");
        assertThat(JobDirectories.checkpoint(directories.fresh(NAME))).isEmptyDirectory();
    }

    @Test
    void theCheckpointGoesWithTheJob() throws IOException {
        Path directory = directories.fresh(NAME);
        Files.writeString(JobDirectories.checkpoint(directory).resolve("tokens"), "x");
        directories.remove(NAME);
        assertThat(directory).doesNotExist();
    }

    @Test
    void removingFollowsNoLink() throws IOException {
        Path precious = Files.createDirectory(root.resolve("precious"));
        Files.writeString(precious.resolve("file"), "x");
        Path directory = directories.fresh(NAME);
        Files.createSymbolicLink(directory.resolve("link"), precious);
        directories.remove(NAME);
        assertThat(directory).doesNotExist();
        assertThat(precious.resolve("file")).exists();

        Files.createSymbolicLink(directories.path(OTHER), precious);
        directories.remove(OTHER);
        assertThat(directories.path(OTHER)).doesNotExist();
        assertThat(precious.resolve("file")).exists();
    }

    @Test
    void removingWhatIsNotThereIsNothing() throws IOException {
        directories.remove(NAME);
        assertThat(root.resolve("work")).doesNotExist();
    }

    @Test
    void theSweepTakesOursThatNobodyNamesAndNothingElse() throws IOException {
        directories.sweep(Set.of());
        Path kept = directories.fresh(NAME);
        Path swept = directories.fresh(OTHER);
        Files.writeString(swept.resolve("file"), "x");
        Path foreign = Files.createDirectory(root.resolve("work/jobs/notes"));
        directories.sweep(Set.of(NAME));

        assertThat(kept).exists();
        assertThat(swept).doesNotExist();
        assertThat(foreign).exists();
    }

    @Test
    void aWorkDirectoryThatIsAFileIsSaidToBeUnusable() throws IOException {
        Files.writeString(root.resolve("work"), "x");
        assertThatThrownBy(() -> directories.fresh(NAME)).isInstanceOf(IOException.class);
    }
}
