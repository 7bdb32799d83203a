package io.aitbc.workloads.diffusion;

import io.aitbc.workloads.diffusion.schedule.Scheduler;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.function.LongSupplier;
import java.util.zip.CRC32C;
import java.util.zip.CheckedOutputStream;
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
    private static final int BUFFER = 1 << 16;

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
        Path file = directory.resolve(FILE);
        try {
            mustBeWhole(file, MOST_COPIES * (long) Float.BYTES * latents.length + BESIDE);
            try (DataInputStream in = new DataInputStream(new BufferedInputStream(open(file), BUFFER))) {
                in.skipNBytes(identity.length);
                int calls = in.readInt();
                if (calls < 1 || calls > scheduler.timesteps().length || in.readInt() != latents.length) {
                    return 0;
                }
                for (int i = 0; i < latents.length; i++) {
                    latents[i] = in.readFloat();
                }
                draws.restore(in);
                scheduler.restore(in);
                in.readInt(); // the checksum
                return in.read() < 0 ? calls : 0;
            }
        } catch (IOException e) {
            LOG.atDebug().addKeyValue("cause", e.getMessage()).log("nothing is gone on from");
            return 0;
        }
    }

    /** Looks at all of the file before anybody takes something of it for granted. */
    private void mustBeWhole(Path file, long most) throws IOException {
        CRC32C sum = new CRC32C();
        try (DataInputStream bytes = new DataInputStream(open(file))) {
            long left = Files.size(file) - Integer.BYTES;
            byte[] first = bytes.readNBytes(identity.length);
            sum.update(first);
            left -= first.length;
            if (!Arrays.equals(first, identity) || left < Integer.BYTES || left > most) {
                throw new IOException("it is of something else");
            }
            byte[] buffer = new byte[BUFFER];
            while (left > 0) {
                int got = bytes.readNBytes(buffer, 0, (int) Math.min(buffer.length, left));
                sum.update(buffer, 0, got);
                left = got == 0 ? 0 : left - got;
            }
            if (bytes.readInt() != (int) sum.getValue()) {
                throw new IOException("it is damaged");
            }
        }
    }

    private static InputStream open(Path file) throws IOException {
        return Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS);
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
            try (OutputStream file =
                    Files.newOutputStream(next, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
                encode(file, calls, latents, scheduler, draws);
            }
            Files.move(next, directory.resolve(FILE), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            givenUp = true;
            LOG.atWarn().addKeyValue("cause", e.getMessage()).log("latents are not kept for a next run");
        }
    }

    /** Through a small buffer: the latents of sixteen large pictures and what a scheduler remembers fill a heap. */
    private void encode(OutputStream file, int calls, float[] latents, Scheduler scheduler, Draws draws)
            throws IOException {
        CheckedOutputStream summed = new CheckedOutputStream(file, new CRC32C());
        DataOutputStream out = new DataOutputStream(new BufferedOutputStream(summed, BUFFER));
        out.write(identity);
        out.writeInt(calls);
        out.writeInt(latents.length);
        for (float latent : latents) {
            out.writeFloat(latent);
        }
        draws.save(out);
        scheduler.save(out);
        out.flush();
        out.writeInt((int) summed.getChecksum().getValue());
        out.flush();
    }
}
