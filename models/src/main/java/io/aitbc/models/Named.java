package io.aitbc.models;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** How things are called in messages. */
final class Named {
    private static final int LONGEST = 120;

    private Named() {}

    /** The file with the directory that it lies in, such as {@code tiny-llama/config.json}. */
    static String file(Path file) {
        Path parent = file.getParent();
        Path directory = parent == null ? null : parent.getFileName();
        return shown((directory == null ? "" : directory + "/") + file.getFileName());
    }

    /** Text from a downloaded file, short and without what a terminal or a log line would stumble over. */
    static String shown(@Nullable Object value) {
        StringBuilder plain = new StringBuilder();
        String text = String.valueOf(value);
        text.codePoints()
                .limit(LONGEST)
                .forEach(
                        c -> plain.appendCodePoint(c < 0x20 || (c >= 0x7f && !Character.isLetterOrDigit(c)) ? '?' : c));
        return text.length() > LONGEST ? plain + "…" : plain.toString();
    }

    /** Why a file could not be read, without its path. */
    static String cause(IOException e) {
        if (e instanceof NoSuchFileException) {
            return "it is not there";
        }
        if (e instanceof AccessDeniedException) {
            return "permission denied";
        }
        if (e instanceof FileSystemLoopException) {
            return "its links lead in a circle";
        }
        return "an error of the disk or the file system (" + e.getClass().getSimpleName() + ")";
    }

    static ModelException unreadable(Path file, IOException e) {
        String fix = e instanceof AccessDeniedException
                ? "; let the miner's user read it (chmod a+r, and a+rx for directories)"
                : "; look at it, or download it again";
        return ModelException.broken(file(file) + " cannot be read: " + cause(e) + fix);
    }
}
