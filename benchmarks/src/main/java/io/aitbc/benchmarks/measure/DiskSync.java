package io.aitbc.benchmarks.measure;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * What the disk's promise costs: 4 KiB appended to a file and forced (fdatasync), as a journal's commit does at least
 * once.
 */
public final class DiskSync {
    private static final int PAGE = 4096;
    private static final int WARM_UP = 10;

    private DiskSync() {}

    /**
     * Appends and syncs in a file in {@code directory} that is removed again.
     *
     * @param inRow how many of them, one after another, make up one sample
     * @return milliseconds
     */
    public static Stats measure(Path directory, int times, int inRow) throws IOException {
        Path file = Files.createTempFile(directory, "sync-", ".bin");
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            ByteBuffer page = ByteBuffer.allocateDirect(PAGE);
            double[] millis = new double[times];
            for (int i = -WARM_UP; i < times; i++) {
                long begun = System.nanoTime();
                for (int sync = 0; sync < inRow; sync++) {
                    append(channel, page.clear());
                }
                if (i >= 0) {
                    millis[i] = (System.nanoTime() - begun) / 1e6;
                }
            }
            return Stats.of(millis);
        } finally {
            Files.delete(file);
        }
    }

    private static void append(FileChannel channel, ByteBuffer page) throws IOException {
        while (page.hasRemaining()) {
            channel.write(page);
        }
        channel.force(false);
    }
}
