package io.aitbc.agent.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A small file on disk that must be read with care: bounded, regular, and told apart when it is missing or closed to
 * us.
 */
final class ConfFile {
    private ConfFile() {}

    /**
     * Reads at most {@code limit} bytes and one more, so that a larger file shows.
     *
     * @throws NoSuchFileException when there is none
     * @throws IOException when it cannot be read; the message says why, in words for a person
     */
    static byte[] read(Path file, int limit) throws IOException {
        if (!Files.exists(file)) {
            throw new NoSuchFileException(file.toString(), null, "does not exist");
        }
        if (!Files.isRegularFile(file)) {
            throw new IOException(Files.isDirectory(file) ? "is a directory" : "is not a regular file");
        }
        try (InputStream in = Files.newInputStream(file)) {
            return in.readNBytes(limit + 1);
        } catch (AccessDeniedException e) {
            throw new IOException("may not be read by this user", e);
        }
    }

    /**
     * What is wrong with who may read or change {@code file}, which holds a secret; empty on file systems without
     * permissions.
     */
    static List<Problem> exposure(Path file, String key) {
        Set<PosixFilePermission> permissions;
        try {
            permissions = Files.getPosixFilePermissions(file);
        } catch (IOException | UnsupportedOperationException e) {
            return List.of();
        }
        List<Problem> problems = new ArrayList<>();
        String fix = "type: chmod o-rwx " + file;
        if (permissions.contains(PosixFilePermission.OTHERS_READ)) {
            problems.add(Problem.warning(
                    Origin.FILE, key, "stands in " + file + ", which every user of this machine may read", fix));
        }
        if (permissions.contains(PosixFilePermission.OTHERS_WRITE)) {
            problems.add(Problem.warning(Origin.FILE, "", file + " may be changed by every user of this machine", fix));
        }
        return problems;
    }
}
