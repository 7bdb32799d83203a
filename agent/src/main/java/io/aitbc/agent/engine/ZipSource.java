package io.aitbc.agent.engine;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/**
 * The libraries in one folder of a zip archive. An archive with names that would leave a directory is refused whole.
 */
final class ZipSource implements EngineSource {
    private static final int MOST_ENTRIES = 100_000;

    private final ZipFile zip;
    private final List<Entry> entries;

    private ZipSource(ZipFile zip, List<Entry> entries) {
        this.zip = zip;
        this.entries = List.copyOf(entries);
    }

    static ZipSource open(Path file, String folder, Set<String> skip) throws IOException {
        ZipFile zip = zip(file);
        try {
            return new ZipSource(zip, libraries(zip, folder, skip));
        } catch (IOException e) {
            zip.close();
            throw e;
        }
    }

    private static ZipFile zip(Path file) throws IOException {
        try {
            return new ZipFile(file.toFile());
        } catch (ZipException e) {
            throw new IOException(file + " is not a zip archive (" + e.getMessage() + ")", e);
        }
    }

    private static List<Entry> libraries(ZipFile zip, String folder, Set<String> skip) throws IOException {
        if (zip.size() > MOST_ENTRIES) {
            throw new IOException("the archive holds " + zip.size() + " files, which no engine does");
        }
        List<Entry> found = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (ZipEntry entry : Collections.list(zip.entries())) {
            String path = entry.getName();
            refuseStray(path);
            String name = path.startsWith(folder) ? path.substring(folder.length()) : "";
            if (Forms.isLibrary(name) && !skip.contains(name)) {
                if (!names.add(name)) {
                    throw new IOException("the archive holds " + path + " twice");
                }
                found.add(new Entry(name, path, entry.getSize()));
            }
        }
        return found;
    }

    private static void refuseStray(String path) throws IOException {
        boolean stray = path.startsWith("/")
                || path.indexOf('\\') >= 0
                || path.indexOf('\0') >= 0
                || List.of(path.split("/", -1)).contains("..");
        if (stray) {
            throw new IOException("the archive holds a name that leads out of a directory; it was not made by honest"
                    + " people, and nothing was installed");
        }
    }

    @Override
    public List<Entry> entries() {
        return entries;
    }

    @Override
    public InputStream open(Entry entry) throws IOException {
        InputStream in = zip.getInputStream(zip.getEntry(entry.path()));
        if (in == null) {
            throw new IOException("the archive has lost " + entry.path());
        }
        return in;
    }

    @Override
    public void close() throws IOException {
        zip.close();
    }
}
