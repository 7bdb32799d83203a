package io.aitbc.agent.engine;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One request for what a part file lacks (RFC 9110, Range and If-Range). A server that knows no ranges, or has another
 * version by now, sends all of it again.
 */
final class Transfer {
    private static final Pattern CONTENT_RANGE =
            Pattern.compile("bytes (?:([0-9]{1,18})-[0-9]{1,18}|\\*)/([0-9]{1,18})");
    private static final int BUFFER = 64 * 1024;

    private final Way way;
    private final URI url;
    private final Limits limits;
    private final Room room;
    private final Watcher watcher;

    /**
     * Bounds of one request.
     *
     * @param connect until a connection stands
     * @param stall how long a connection may bring nothing
     * @param maxBytes of the file
     */
    record Limits(Duration connect, Duration stall, long maxBytes) {
        static final Limits USUAL = new Limits(Duration.ofSeconds(15), Duration.ofSeconds(30), 16L << 30);
    }

    /** Whether there is room for what comes. */
    interface Room {
        /**
         * @param left bytes still to come
         * @param total bytes of the whole file
         * @throws IOException when there is not; the message says how much is missing
         */
        void check(long left, long total) throws IOException;
    }

    Transfer(Way way, URI url, Limits limits, Room room, Watcher watcher) {
        this.way = way;
        this.url = url;
        this.limits = limits;
        this.room = room;
        this.watcher = watcher;
    }

    /**
     * Returns when the file is whole, as far as the server said how long it is.
     *
     * @throws GivenUpException when it is no use to ask again
     * @throws IOException when the connection broke; what came is in {@code part}
     */
    void run(PartFile part) throws IOException {
        HttpURLConnection connection = way.open(url);
        try {
            connection.setConnectTimeout((int) limits.connect().toMillis());
            connection.setReadTimeout((int) limits.stall().toMillis());
            connection.setRequestProperty("Accept-Encoding", "identity");
            connection.setRequestProperty("User-Agent", "aitbc-miner");
            if (part.size() > 0) {
                connection.setRequestProperty("Range", "bytes=" + part.size() + "-");
                if (!part.validator().isEmpty()) {
                    connection.setRequestProperty("If-Range", part.validator());
                }
            }
            receive(connection, part);
        } finally {
            connection.disconnect();
        }
    }

    private void receive(HttpURLConnection connection, PartFile part) throws IOException {
        int status = connection.getResponseCode();
        if (status == HttpURLConnection.HTTP_PARTIAL) {
            Matcher range = range(connection);
            if (range == null || range.group(1) == null || Long.parseLong(range.group(1)) != part.size()) {
                part.restart("");
                throw new IOException("the server sent another part than it was asked for");
            }
            copy(connection, part, Long.parseLong(range.group(2)));
        } else if (status == HttpURLConnection.HTTP_OK) {
            part.restart(validator(connection));
            copy(connection, part, connection.getContentLengthLong());
        } else if (status == 416) {
            Matcher range = range(connection);
            if (range == null || Long.parseLong(range.group(2)) != part.size()) {
                part.restart("");
                throw new IOException("the server has a file of another length");
            }
        } else if (status < 0) {
            throw new IOException("what answers does not speak HTTP");
        } else if (status == 429 || status >= 500) {
            throw new IOException("the server answers with status " + status);
        } else {
            throw new GivenUpException("the server answers with status " + status + " for " + url
                    + "; name another address with --url, or a copy with --from");
        }
    }

    private static @Nullable Matcher range(HttpURLConnection connection) {
        String header = connection.getHeaderField("Content-Range");
        Matcher range = CONTENT_RANGE.matcher(header == null ? "" : header.strip());
        return range.matches() ? range : null;
    }

    /** A weak tag says nothing about bytes. */
    private static String validator(HttpURLConnection connection) {
        String tag = connection.getHeaderField("ETag");
        if (tag != null && tag.startsWith("\"")) {
            return tag;
        }
        String modified = connection.getHeaderField("Last-Modified");
        return modified == null ? "" : modified;
    }

    /** @param total the file's length; negative when the server does not say */
    private void copy(HttpURLConnection connection, PartFile part, long total) throws IOException {
        String type = connection.getContentType();
        if (type != null && type.toLowerCase(Locale.ROOT).contains("html")) {
            throw new GivenUpException(
                    "what answers for " + url + " is a web page and no archive; is the address right?");
        }
        long most = total < 0 ? limits.maxBytes() : total;
        if (most > limits.maxBytes()) {
            throw new GivenUpException(
                    "the file is larger than " + (limits.maxBytes() >> 30) + " GiB, which no engine is");
        }
        room.check(Math.max(0, total - part.size()), Math.max(0, total));
        watcher.begins("downloading", part.size(), Math.max(0, total));
        byte[] buffer = new byte[BUFFER];
        try (InputStream in = connection.getInputStream()) {
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                if (part.size() + read > most) {
                    throw new GivenUpException("the server sends more than the " + most + " bytes that it announced");
                }
                keep(part, buffer, read);
                watcher.at(part.size(), Math.max(0, total));
            }
        }
        if (total >= 0 && part.size() < total) {
            throw new IOException("the connection broke after " + part.size() + " of " + total + " bytes");
        }
    }

    private static void keep(PartFile part, byte[] buffer, int length) throws IOException {
        try {
            part.append(buffer, length);
        } catch (IOException e) {
            throw new GivenUpException("the download cannot be written (" + e.getMessage()
                    + "); make room, and the same command goes on from there");
        }
    }
}
