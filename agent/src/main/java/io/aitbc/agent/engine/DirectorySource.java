package io.aitbc.agent.engine;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;

/**
 * A directory with libraries, plain or each packed with gzip (as DJL publishes them), and a file {@code SHA256SUMS} in
 * the form of sha256sum(1). The one digest that a person gives is of that file; it vouches for the others.
 */
final class DirectorySource implements EngineSource {
    static final String SUMS = "SHA256SUMS";

    private static final Pattern LINE = Pattern.compile("([0-9a-f]{64}) [ *](?:\\./)?([^/]+)");
    private static final int LARGEST_SUMS = 1024 * 1024;
    private static final String PACKED = ".gz";

    private final Path directory;
    private final List<Entry> entries;

    private DirectorySource(Path directory, List<Entry> entries) {
        this.directory = directory;
        this.entries = List.copyOf(entries);
    }

    /** @throws IOException when {@code SHA256SUMS} is missing or another, or a file differs from it */
    static DirectorySource open(Path directory, String sumsSha256) throws IOException {
        Path sums = directory.resolve(SUMS);
        if (!Files.isRegularFile(sums) || Files.size(sums) > LARGEST_SUMS) {
            throw new IOException("there is no " + SUMS + " in " + directory
                    + "; make it where the files come from: cd " + directory + " && sha256sum *.so* > " + SUMS);
        }
        String digest = Digests.of(sums);
        if (!digest.equals(sumsSha256)) {
            throw new IOException(sums + " has the SHA-256 " + digest + " and not " + sumsSha256);
        }
        List<Entry> entries = new ArrayList<>();
        for (Map.Entry<String, String> sum : read(sums).entrySet()) {
            String file = sum.getKey();
            String name = file.endsWith(PACKED) ? file.substring(0, file.length() - PACKED.length()) : file;
            if (Forms.isLibrary(name)) {
                check(directory.resolve(file), sum.getValue());
                entries.add(new Entry(name, file, file.equals(name) ? Files.size(directory.resolve(file)) : -1));
            }
        }
        return new DirectorySource(directory, entries);
    }

    private static Map<String, String> read(Path sums) throws IOException {
        Map<String, String> read = new LinkedHashMap<>();
        for (String line : Files.readAllLines(sums)) {
            Matcher matcher = LINE.matcher(line.strip());
            if (!line.isBlank() && !matcher.matches()) {
                throw new IOException(sums + " has a line that is not of sha256sum's form");
            } else if (!line.isBlank() && read.put(matcher.group(2), matcher.group(1)) != null) {
                throw new IOException(sums + " names a file twice");
            }
        }
        return read;
    }

    private static void check(Path file, String sha256) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new IOException(file + " stands in " + SUMS + " and is not there");
        }
        if (!Digests.of(file).equals(sha256)) {
            throw new IOException(file + " differs from " + SUMS + ": it is damaged; copy it again");
        }
    }

    @Override
    public List<Entry> entries() {
        return entries;
    }

    @Override
    public InputStream open(Entry entry) throws IOException {
        InputStream in = Files.newInputStream(directory.resolve(entry.path()));
        if (entry.path().equals(entry.name())) {
            return in;
        }
        try {
            return new GZIPInputStream(in, 64 * 1024);
        } catch (IOException e) {
            in.close();
            throw new IOException(directory.resolve(entry.path()) + " is not a gzip file", e);
        }
    }

    @Override
    public void close() {
        // nothing is held open
    }
}
