package io.aitbc.workloads.text;

import io.aitbc.workloads.text.sample.LogProbs;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The tokens that a run chose, on disk, so that the job's next run can go on from them when this one's process dies.
 *
 * <p>The file begins with the identity of what computed the tokens, 32 bytes; then comes one record for each token, in
 * their order: length (4 bytes), content, checksum (4 bytes, of identity, place in the order and content). Each token
 * is one append. Nothing is synced: a process that dies loses nothing that it wrote, and after a power cut what is
 * whole is used. A file of another identity, or what follows the first record that is not whole, is cut off.
 *
 * <p>A log that cannot be written is given up, not the job. For one thread at a time.
 */
final class TokenLog implements AutoCloseable {
    static final String FILE = "tokens";

    private static final Logger LOG = LoggerFactory.getLogger(TokenLog.class);
    private static final int LARGEST_RECORD = 16 * 1024;
    private static final long LARGEST_FILE = 64L << 20;
    private static final int ENTRY_BYTES = Integer.BYTES + Double.BYTES;

    private final FileChannel channel;
    private final byte[] identity;
    private final List<Choice> restored = new ArrayList<>();
    private int count;
    private boolean givenUp;

    private TokenLog(FileChannel channel, byte[] identity) {
        this.channel = channel;
        this.identity = identity;
    }

    /**
     * Opens the log in the job's checkpoint directory, or begins one.
     *
     * @param identity of everything that decides the tokens
     * @param most tokens that there can be
     */
    static TokenLog open(Path directory, byte[] identity, int most) throws IOException {
        FileChannel channel = FileChannel.open(
                directory.resolve(FILE),
                StandardOpenOption.CREATE,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE,
                LinkOption.NOFOLLOW_LINKS);
        TokenLog log = new TokenLog(channel, identity.clone());
        try {
            log.read(most);
            return log;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /** What an earlier run chose, in its order; empty when there is nothing that fits. */
    List<Choice> restored() {
        return List.copyOf(restored);
    }

    /** Forgets everything: what was restored turned out not to fit. */
    void beginAgain() throws IOException {
        restored.clear();
        count = 0;
        channel.truncate(0);
        channel.write(ByteBuffer.wrap(identity), 0);
        channel.position(identity.length);
    }

    void append(Choice choice) {
        if (givenUp) {
            return;
        }
        try {
            ByteBuffer record = record(choice);
            while (record.hasRemaining()) {
                channel.write(record);
            }
        } catch (IOException e) {
            givenUp = true; // the record that was begun is not whole, so a reader stops before it
            LOG.atWarn().addKeyValue("cause", e.getMessage()).log("tokens are not kept for a next run");
        }
    }

    private ByteBuffer record(Choice choice) {
        byte[] content = encode(choice);
        ByteBuffer record = ByteBuffer.allocate(2 * Integer.BYTES + content.length);
        return record.putInt(content.length)
                .put(content)
                .putInt(checksum(count++, content))
                .flip();
    }

    private void read(int most) throws IOException {
        if (channel.size() > LARGEST_FILE || !startsWithIdentity()) {
            beginAgain();
            return;
        }
        ByteBuffer rest = ByteBuffer.allocate((int) (channel.size() - identity.length));
        readFully(rest, identity.length);
        long whole = identity.length;
        while (restored.size() < most && readRecord(rest)) {
            whole = identity.length + (long) rest.position();
        }
        channel.truncate(whole);
        channel.position(whole);
    }

    private boolean startsWithIdentity() throws IOException {
        if (channel.size() < identity.length) {
            return false;
        }
        ByteBuffer head = ByteBuffer.allocate(identity.length);
        readFully(head, 0);
        return Arrays.equals(head.array(), identity);
    }

    private void readFully(ByteBuffer into, long from) throws IOException {
        long at = from;
        while (into.hasRemaining()) {
            int read = channel.read(into, at);
            if (read < 0) {
                throw new IOException("the token log became shorter while it was read");
            }
            at += read;
        }
        into.flip();
    }

    private boolean readRecord(ByteBuffer from) {
        if (from.remaining() < Integer.BYTES) {
            return false;
        }
        int length = from.getInt();
        if (length < Integer.BYTES || length > LARGEST_RECORD || from.remaining() < length + Integer.BYTES) {
            return false;
        }
        byte[] content = new byte[length];
        from.get(content);
        if (from.getInt() != checksum(count, content)) {
            return false;
        }
        count++;
        restored.add(decode(content));
        return true;
    }

    private int checksum(int index, byte[] content) {
        CRC32C crc = new CRC32C();
        crc.update(identity);
        crc.update(ByteBuffer.allocate(Integer.BYTES).putInt(index).flip());
        crc.update(content);
        return (int) crc.getValue();
    }

    private static byte[] encode(Choice choice) {
        LogProbs probs = choice.logProbs();
        if (probs == null) {
            return ByteBuffer.allocate(Integer.BYTES).putInt(choice.token()).array();
        }
        ByteBuffer content = ByteBuffer.allocate(
                Integer.BYTES + ENTRY_BYTES * (1 + probs.top().size()));
        content.putInt(choice.token());
        put(content, probs.chosen());
        probs.top().forEach(entry -> put(content, entry));
        return content.array();
    }

    private static void put(ByteBuffer content, LogProbs.Entry entry) {
        content.putInt(entry.id()).putDouble(entry.logProb());
    }

    private static Choice decode(byte[] bytes) {
        ByteBuffer content = ByteBuffer.wrap(bytes);
        int token = content.getInt();
        List<LogProbs.Entry> entries = new ArrayList<>();
        while (content.remaining() >= ENTRY_BYTES) {
            entries.add(new LogProbs.Entry(content.getInt(), content.getDouble()));
        }
        return new Choice(
                token, entries.isEmpty() ? null : new LogProbs(entries.get(0), entries.subList(1, entries.size())));
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
