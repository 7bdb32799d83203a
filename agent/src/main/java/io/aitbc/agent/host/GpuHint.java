package io.aitbc.agent.host;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Whether an NVIDIA driver seems to be at work, from the names of a few files: costs well under a millisecond and
 * proves nothing, but where it says no there is nothing to probe.
 */
public final class GpuHint {
    private static final List<String> SIGNS = List.of("proc/driver/nvidia/version", "dev/nvidiactl", "dev/dxg");

    private final Path root;

    /** @param root {@code /}, or a directory that looks like it */
    public GpuHint(Path root) {
        this.root = root;
    }

    public boolean seen() {
        return SIGNS.stream().anyMatch(sign -> Files.exists(root.resolve(sign))) || numberedDevice();
    }

    private boolean numberedDevice() {
        try (DirectoryStream<Path> devices = Files.newDirectoryStream(root.resolve("dev"), "nvidia[0-9]*")) {
            return devices.iterator().hasNext();
        } catch (IOException | DirectoryIteratorException e) {
            return false;
        }
    }
}
