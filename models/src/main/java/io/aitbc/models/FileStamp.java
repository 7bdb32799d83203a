package io.aitbc.models;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * What tells a file from itself after a change: where it lies, its size, when its bytes last changed and when anything
 * about it did (which no program can set back), in nanoseconds.
 */
record FileStamp(long device, long inode, long bytes, long modifiedNanos, long changedNanos) {
    /** A change within the grain of a file system's clock might leave no trace. */
    private static final Duration GRAIN = Duration.ofSeconds(2);

    static FileStamp of(Path file) throws IOException {
        Map<String, Object> said = Files.readAttributes(file, "unix:dev,ino,size,lastModifiedTime,ctime");
        return new FileStamp(
                number(said, "dev"),
                number(said, "ino"),
                number(said, "size"),
                nanos(said, "lastModifiedTime"),
                nanos(said, "ctime"));
    }

    private static long number(Map<String, Object> said, String name) throws IOException {
        if (said.get(name) instanceof Number number) {
            return number.longValue();
        }
        throw new IOException("the file system does not tell " + name);
    }

    private static long nanos(Map<String, Object> said, String name) throws IOException {
        if (said.get(name) instanceof FileTime time) {
            return time.to(TimeUnit.NANOSECONDS);
        }
        throw new IOException("the file system does not tell " + name);
    }

    /** True when the last change is so long ago that a later one would show. */
    boolean isSettled(Instant now) {
        long newest = Math.max(modifiedNanos, changedNanos);
        long then = TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano();
        return then - newest > GRAIN.toNanos();
    }

    /** Names this very state of the file. */
    String key() {
        return device + ":" + inode + ":" + bytes + ":" + modifiedNanos + ":" + changedNanos;
    }
}
