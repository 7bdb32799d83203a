package io.aitbc.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/**
 * A file system of its own that can be filled up: a tmpfs. Tests that need one are skipped where mounting is not
 * allowed.
 */
public final class SmallDisk implements AutoCloseable {
    private static final String FILLER = "filler";
    private static final int BLOCK = 4096;

    private final Path at;

    private SmallDisk(Path at) {
        this.at = at;
    }

    /** Mounts one at {@code at}, which is made, or skips the calling test and says why. */
    public static SmallDisk mount(Path at, String size) throws IOException {
        Files.createDirectories(at);
        boolean mounted = run("mount", "-t", "tmpfs", "-o", "size=" + size + ",mode=700", "tmpfs", at.toString());
        Assumptions.assumeTrue(mounted, "skipped: this user may not mount a tmpfs, so no disk can be filled up");
        return new SmallDisk(at);
    }

    public Path path() {
        return at;
    }

    /** Leaves no byte free. */
    public void fill() throws IOException {
        byte[] block = new byte[BLOCK];
        try (var out = Files.newOutputStream(at.resolve(FILLER))) {
            while (true) {
                out.write(block);
            }
        } catch (IOException full) {
            if (at.toFile().getUsableSpace() > 0) {
                throw full;
            }
        }
    }

    /** Gives it back. */
    public void free() throws IOException {
        Files.delete(at.resolve(FILLER));
    }

    private static boolean run(String... command) throws IOException {
        try {
            Process process = new ProcessBuilder(List.of(command))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Override
    public void close() throws IOException {
        run("umount", "-l", at.toString());
    }
}
