package io.aitbc.agent.config;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/**
 * Makes a directory that only the miner's user can enter, or takes over one that is there. Whoever can write into a
 * shared place such as {@code /tmp} may have put a directory or a link there first, so neither is used unless it
 * belongs to us; a link may also be root's.
 */
public final class PrivateDirectory {
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rwx------");
    private static final Set<PosixFilePermission> OTHERS =
            EnumSet.complementOf(EnumSet.copyOf(PosixFilePermissions.fromString("rwx------")));

    /** Shared places such as {@code /tmp} have this bit. */
    private static final int STICKY = 0x200;

    /** What a disk's own root directory holds from the start. */
    private static final String OF_THE_FILE_SYSTEM = "lost+found";

    private final long uid;

    /** @param uid the user that the miner runs as */
    public PrivateDirectory(long uid) {
        this.uid = uid;
    }

    /**
     * Makes sure that {@code directory} is there, is ours, can be written and is closed to others. One that others may
     * enter is closed only when it is empty or holds what we left there: whatever else somebody keeps in it, it is not
     * ours to lock away.
     *
     * @param ours names of files that only a miner leaves there
     * @throws IOException when it is not and cannot be made so; the message names it, the problem and the fix
     */
    public void prepare(Path directory, Set<String> ours) throws IOException {
        try {
            Files.createDirectories(directory, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
        } catch (IOException e) {
            if (!Files.isDirectory(directory)) {
                throw refusal(
                        directory, "cannot be made (" + reason(e) + ")", "make it for this user, or name another");
            }
        }
        if (Files.isSymbolicLink(directory) && !isOursOrRoots(directory)) {
            throw refusal(directory, "is a link that another user made", "remove it, or name another");
        }
        if (owner(directory) != uid) {
            throw refusal(
                    directory,
                    "belongs to another user",
                    "type: chown " + uid + " " + directory + " — or name another");
        }
        close(directory, ours);
        if (!Files.isWritable(directory) || !Files.isExecutable(directory)) {
            throw refusal(directory, "cannot be written", "make it writable for this user, or name another");
        }
    }

    private static void close(Path directory, Set<String> ours) throws IOException {
        Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(directory);
        if (permissions.removeAll(OTHERS)) {
            int mode = (Integer) Files.getAttribute(directory, "unix:mode");
            if ((mode & STICKY) != 0 || !isEmptyOr(directory, ours)) {
                throw refusal(
                        directory,
                        "is open to others and is not this miner's alone",
                        "name one of its own, or type: chmod 700 " + directory);
            }
            Files.setPosixFilePermissions(directory, permissions);
        }
    }

    private static boolean isEmptyOr(Path directory, Set<String> ours) throws IOException {
        boolean empty = true;
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
            for (Path entry : entries) {
                String name = entry.getFileName().toString();
                if (ours.contains(name)) {
                    return true;
                }
                empty = empty && name.equals(OF_THE_FILE_SYSTEM);
            }
        }
        return empty;
    }

    private boolean isOursOrRoots(Path link) throws IOException {
        long owner = owner(link, LinkOption.NOFOLLOW_LINKS);
        return owner == uid || owner == 0;
    }

    private static long owner(Path path, LinkOption... options) throws IOException {
        Map<String, Object> attributes = Files.readAttributes(path, "unix:uid", options);
        return ((Number) attributes.getOrDefault("uid", -1)).longValue();
    }

    private static String reason(IOException e) {
        String name = e.getClass().getSimpleName().replace("Exception", "");
        return e instanceof java.nio.file.FileSystemException ? name : String.valueOf(e.getMessage());
    }

    private static IOException refusal(Path directory, String problem, String fix) {
        return new IOException("directory " + directory + " " + problem + "; " + fix);
    }
}
