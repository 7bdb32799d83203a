package io.aitbc.coordinator.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataDirTest {
    @TempDir
    private Path directory;

    @Test
    void it_is_created_for_its_owner_alone_and_locked_for_one() throws Exception {
        Path data = directory.resolve("a/b");
        try (DataDir held = DataDir.lock(data)) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(held.root())))
                    .isEqualTo("rwx------");
            assertThatThrownBy(() -> DataDir.lock(data))
                    .isInstanceOf(DataDir.UnusableException.class)
                    .hasMessageContaining("another aitbc-coordinator (process "
                            + ProcessHandle.current().pid() + ") is using " + data);
        }
        DataDir.lock(data).close();
    }

    @Test
    void a_file_in_its_place_is_named_with_the_fix() throws Exception {
        Path file = Files.writeString(directory.resolve("file"), "");
        assertThatThrownBy(() -> DataDir.lock(file))
                .isInstanceOf(DataDir.UnusableException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining("give another --data directory");
        assertThatThrownBy(() -> DataDir.lock(file.resolve("below")))
                .isInstanceOf(DataDir.UnusableException.class)
                .hasMessageContaining("cannot create");
    }

    @Test
    void a_place_that_cannot_be_written_is_named_with_the_fix() {
        Path proc = Path.of("/proc/1/fd-of-nobody"); // not writable for anybody, root included
        assertThatThrownBy(() -> DataDir.lock(proc))
                .isInstanceOf(DataDir.UnusableException.class)
                .hasMessageContaining("cannot create the data directory " + proc);
    }
}
