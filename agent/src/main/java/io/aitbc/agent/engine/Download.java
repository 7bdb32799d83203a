package io.aitbc.agent.engine;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Fetches a file whose digest is known. A connection that breaks or stalls is taken up again where it was, at once and
 * then ever later; what came stays for the next time this is tried.
 */
final class Download {
    /** Attempts in a row that brought next to nothing. */
    private static final int PATIENCE = 5;

    private static final long PROGRESS = 1024 * 1024;
    private static final Duration FIRST_WAIT = Duration.ofSeconds(1);

    private final Way way;
    private final Path parts;
    private final Transfer.Limits limits;
    private final Transfer.Room room;
    private final Watcher watcher;
    private final Pause pause;

    /** @param parts where part files lie */
    Download(Way way, Path parts, Transfer.Limits limits, Transfer.Room room, Watcher watcher, Pause pause) {
        this.way = way;
        this.parts = parts;
        this.limits = limits;
        this.room = room;
        this.watcher = watcher;
        this.pause = pause;
    }

    /**
     * Returns the whole file, which has that digest.
     *
     * @throws IOException when it cannot be had; the message says why and what to do
     */
    Path fetch(URI url, String sha256) throws IOException, InterruptedException {
        Files.createDirectories(parts);
        try (PartFile part = PartFile.open(parts, sha256)) {
            if (part.size() > 0) {
                watcher.note("going on after " + part.size() + " bytes of an earlier download");
            }
            transfer(url, part);
            String digest = part.finish();
            if (!digest.equals(sha256)) {
                part.delete();
                throw new IOException("what came from " + url + " has the SHA-256 " + digest + " and not " + sha256
                        + ": it is damaged or another file, and was thrown away; nothing was installed");
            }
            return part.file();
        }
    }

    private void transfer(URI url, PartFile part) throws IOException, InterruptedException {
        Transfer transfer = new Transfer(way, url, limits, room, watcher);
        long most = part.size();
        int idle = 0;
        while (true) {
            try {
                transfer.run(part);
                return;
            } catch (GivenUpException e) {
                throw e;
            } catch (IOException e) {
                idle = part.size() >= most + PROGRESS ? 1 : idle + 1;
                most = Math.max(most, part.size());
                if (idle >= PATIENCE) {
                    throw new IOException(brokenOff(url, part, e), e);
                }
                watcher.note(cause(e) + "; trying again");
                pause.sleep(FIRST_WAIT.multipliedBy(1L << (idle - 1)));
            }
        }
    }

    private static String brokenOff(URI url, PartFile part, IOException e) {
        String kept = part.size() == 0
                ? ""
                : " What came (" + part.size() + " bytes) is kept: the same command goes on from there.";
        return url + " cannot be fetched: " + cause(e) + "." + kept
                + " Without a network, fetch it elsewhere and type: aitbc-miner engine install cuda --from FILE";
    }

    private static String cause(IOException e) {
        if (e instanceof java.net.UnknownHostException) {
            return "the name " + e.getMessage() + " has no address here";
        } else if (e instanceof java.net.SocketTimeoutException) {
            return "the connection stands still";
        } else if (e instanceof javax.net.ssl.SSLException) {
            return "the server cannot show who it is (" + e.getMessage() + ")";
        }
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }
}
