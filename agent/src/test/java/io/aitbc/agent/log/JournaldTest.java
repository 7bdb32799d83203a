package io.aitbc.agent.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournaldTest {
    @TempDir
    Path directory;

    @Test
    void knowsItsStreamByDeviceAndInode() throws Exception {
        Path file = Files.writeString(directory.resolve("stream"), "");
        Path link = Files.createSymbolicLink(directory.resolve("fd"), file);
        String name = Files.getAttribute(file, "unix:dev") + ":" + Files.getAttribute(file, "unix:ino");
        assertThat(Journald.reads(file, name)).isTrue();
        assertThat(Journald.reads(link, name)).isTrue();
        assertThat(Journald.reads(file, name + "0")).isFalse();
        assertThat(Journald.reads(file, "")).isFalse();
        assertThat(Journald.reads(file, "nonsense")).isFalse();
        assertThat(Journald.reads(directory.resolve("none"), name)).isFalse();
    }

    @Test
    void readsAttributesOfTheStandardStreamsThroughProc() {
        assertThat(Path.of("/proc/self/fd/2")).exists();
        assertThat(Journald.reads(Path.of("/proc/self/fd/2"), "1:1")).isFalse();
    }
}
