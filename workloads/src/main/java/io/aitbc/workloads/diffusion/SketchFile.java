package io.aitbc.workloads.diffusion;

import io.aitbc.workloads.diffusion.schedule.Scheduler;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.function.LongSupplier;
import java.util.zip.CRC32C;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The latents half done, on disk, so that the job's next run can go on from them when this one's process dies.
 *
 * <p>The file holds the identity of what computed them (32 bytes), the number of calls made, the latents, where the
 * draws and the scheduler stand, and a checksum of all that. It is replaced as a whole; one that is damaged, or of
 * another identity, counts as none. Nothing is synced: a process that dies loses nothing that it wrote, and after a
 * power cut a file that is not whole is begun anew. One that cannot be written is given up, not the job. For one
 * thread.
 */
final class SketchFile {
    static final String FILE = "sketch";

    private static final Logger LOG = LoggerFactory.getLogger(SketchFile.class);
    private static final long EVERY_NANOS = 3_000_000_000L;
    private static final long BESIDE = 1 << 20;
    private static final int MOST_COPIES = 8;

    private final Path directory;
    private final byte[] identity;
    private final LongSupplier nanoTime;
    private long written;
    private boolean givenUp;

    /** @param identity of everything that decides the latents, 32 bytes */
    SketchFile(Path directory, byte[] identity, LongSupplier nanoTime) {
        this.directory = directory;
        this.identity = identity.clone();
        this.nanoTime = nanoTime;
        this.written = nanoTime.getAsLong();
    }

    /**
     * What an earlier run left.
     *
     * @param latents filled when the answer is not 0; spoilt perhaps when it is
     * @return calls made; 0 when there is nothing that fits, and scheduler and draws are of no more use then
     */
    int restore(float[] latents, Scheduler scheduler, Draws draws) {
        try {
            byte[] bytes = bytes(MOST_COPIES * (long) Float.BYTES * latents.length + BESIDE);
            int content = bytes.length - Integer.BYTES;
            if (content < identity.length + Integer.BYTES
                    || !Arrays.equals(bytes, 0, identity.length, identity, 0, identity.length)
                    || ByteBuffer.wrap(bytes, content, Integer.BYTES).getInt() != checksum(bytes, content)) {
                return 0;
            }
            DataInputStream in =
                    new DataInputStream(new ByteArrayInputStream(bytes, identity.length, content - identity.length));
            int calls = in.readInt();
            if (calls < 1 || calls > scheduler.timesteps().length || in.readInt() != latents.length) {
                return 0;
            }
            for (int i = 0; i < latents.length; i++) {
                latents[i] = in.readFloat();
            }
            draws.restore(in);
            scheduler.restore(in);
            return in.available() == 0 ? calls : 0;
        } catch (IOException e) {
            LOG.atDebug().addKeyValue("cause", e.getMessage()).log("nothing is gone on from");
            return 0;
        }
    }

    private byte[] bytes(long most) throws IOException {
        try (InputStream in = Files.newInputStream(directory.resolve(FILE), LinkOption.NOFOLLOW_LINKS)) {
            byte[] bytes = in.readNBytes((int) Math.min(Integer.MAX_VALUE - 8, most));
            if (in.read() >= 0) {
                throw new IOException("it is larger than it can be");
            }
            return bytes;
        }
    }

    /** Whether some seconds have gone by since the last one. */
    boolean isDue() {
        return !givenUp && nanoTime.getAsLong() - written >= EVERY_NANOS;
    }

    /** @param calls made */
    void write(int calls, float[] latents, Scheduler scheduler, Draws draws) {
        if (givenUp) {
            return;
        }
        written = nanoTime.getAsLong();
        try {
            Path next = directory.resolve(FILE + ".next");
            Files.deleteIfExists(next);
            Files.write(next, encoded(calls, latents, scheduler, draws));
            Files.move(next, directory.resolve(FILE), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            givenUp = true;
            LOG.atWarn().addKeyValue("cause", e.getMessage()).log("latents are not kept for a next run");
        }
    }

    private byte[] encoded(int calls, float[] latents, Scheduler scheduler, Draws draws) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.write(identity);
        out.writeInt(calls);
        out.writeInt(latents.length);
        ByteBuffer numbers = ByteBuffer.allocate(Float.BYTES * latents.length);
        numbers.asFloatBuffer().put(latents);
        out.write(numbers.array());
        draws.save(out);
        scheduler.save(out);
        byte[] content = bytes.toByteArray();
        out.writeInt(checksum(content, content.length));
        return bytes.toByteArray();
    }

    private static int checksum(byte[] bytes, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, length);
        return (int) crc.getValue();
    }
}
