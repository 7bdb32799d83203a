package io.aitbc.workloads.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class EngineCacheTest {
    @TempDir
    Path directory;

    @Test
    void holdsTheLockDuringTheWorkAndRemovesWhatAKilledProcessLeft() throws IOException {
        Path cache = directory.resolve("deep/cache");
        Files.createDirectories(cache.resolve("tmp123"));
        Files.writeString(cache.resolve("tmp123/libtorch_cpu.so"), "half of it");
        Files.createDirectories(cache.resolve("2.7.1-cpu"));

        boolean locked = new EngineCache(cache).alone(() -> isLocked(cache));

        assertThat(locked).isTrue();
        assertThat(isLocked(cache)).isFalse();
        assertThat(cache.resolve("tmp123")).doesNotExist();
        assertThat(cache.resolve("2.7.1-cpu")).exists();
    }

    @Test
    void worksWithoutALockWhereNothingCanBeWritten() throws IOException {
        Path file = Files.writeString(directory.resolve("file"), "not a directory");
        assertThat(new EngineCache(file.resolve("cache")).alone(() -> 7)).isEqualTo(7);
    }

    private static boolean isLocked(Path cache) {
        try (FileChannel channel = FileChannel.open(cache.resolve("lock"), StandardOpenOption.WRITE)) {
            return channel.tryLock() == null;
        } catch (OverlappingFileLockException e) {
            return true;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
