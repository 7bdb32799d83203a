package io.aitbc.agent.engine;

import io.aitbc.testkit.net.HttpReply;
import io.aitbc.testkit.net.Recorded;
import io.aitbc.testkit.net.Reply;
import io.aitbc.testkit.net.Responder;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Serves one file by ranges, as a web server does, with a fault for each of the first requests. */
final class FileServer implements Responder {
    private static final Pattern RANGE = Pattern.compile("bytes=([0-9]+)-");

    private final Deque<Fault> faults;
    private byte[] file;
    private String tag = "\"v1\"";
    boolean ranges = true;

    /** What befalls an answer. */
    interface Fault {
        Reply of(HttpReply whole);
    }

    FileServer(byte[] file, Fault... faults) {
        this.file = file;
        this.faults = new ArrayDeque<>(List.of(faults));
    }

    /** Another version of the file from now on. */
    void replace(byte[] other) {
        file = other;
        tag = "\"v2\"";
    }

    @Override
    public synchronized Reply reply(Recorded request) {
        String wanted = request.header("range");
        Matcher range = RANGE.matcher(wanted == null ? "" : wanted);
        String version = request.header("if-range");
        boolean partial = ranges && range.matches() && (version == null || version.equals(tag));
        HttpReply whole = partial ? part(Integer.parseInt(range.group(1))) : all();
        Fault fault = faults.poll();
        return fault == null ? whole : fault.of(whole);
    }

    private HttpReply all() {
        return new HttpReply(200, List.of("ETag: " + tag, "Content-Type: application/zip"), file);
    }

    private HttpReply part(int from) {
        if (from >= file.length) {
            return new HttpReply(416, List.of("Content-Range: bytes */" + file.length), new byte[0]);
        }
        String range = "Content-Range: bytes " + from + "-" + (file.length - 1) + "/" + file.length;
        return new HttpReply(206, List.of(range, "ETag: " + tag), Arrays.copyOfRange(file, from, file.length));
    }
}
