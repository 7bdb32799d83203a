package io.aitbc.agent.main;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectoryLockTest {
    @TempDir
    Path directory;

    @Test
    void aDirectoryHasOneMinerAtATimeAndIsFreeAfterwards() throws IOException {
        try (DirectoryLock first = DirectoryLock.take(directory, "WORK_DIR")) {
            assertThat(first).isNotNull();
            assertThatThrownBy(() -> DirectoryLock.take(directory, "WORK_DIR"))
                    .isInstanceOf(IOException.class)
                    .hasMessage("another aitbc-miner (process "
                            + ProcessHandle.current().pid() + ") uses WORK_DIR " + directory
                            + ": stop it, or give this one a WORK_DIR of its own");
        }
        DirectoryLock.take(directory, "WORK_DIR").close();
    }
}
