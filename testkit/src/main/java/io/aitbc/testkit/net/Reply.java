package io.aitbc.testkit.net;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** How one request is answered: an {@link HttpReply}, or a fault. */
public interface Reply {
    List<Step> steps();

    /** A JSON answer. */
    static HttpReply json(int status, String body) {
        return HttpReply.of(status, "application/json; charset=utf-8", body);
    }

    /** An answer without a body. */
    static HttpReply empty(int status) {
        return new HttpReply(status, List.of(), new byte[0]);
    }

    /** A web page, as a proxy or a hotel's network gives. */
    static HttpReply html(int status) {
        return HttpReply.of(status, "text/html", "<!DOCTYPE html><html><body><h1>It works!</h1></body></html>");
    }

    /** A body of so many spaces. */
    static Reply large(int status, long bytes) {
        String head = "HTTP/1.1 " + status + " Large\r\nContent-Type: application/json\r\nContent-Length: " + bytes
                + "\r\n\r\n";
        return fault(write(head), new Step.Fill(bytes));
    }

    /** Closes without a word. */
    static Reply drop() {
        return fault(new Step.Close());
    }

    /** Resets the connection without a word. */
    static Reply reset() {
        return fault(new Step.Reset());
    }

    /** Says that nothing will come, and leaves the connection half open. */
    static Reply halfClose() {
        return fault(new Step.HalfClose(), new Step.Hold());
    }

    /** Takes the request and never answers. */
    static Reply silence() {
        return fault(new Step.Hold());
    }

    /** Answers with something that is not HTTP. */
    static Reply garbage() {
        return fault(write("\u0000\u0001SSH-2.0-x\r\n\r\nnot http\r\n"), new Step.Close());
    }

    /** Does these things in turn. */
    static Reply fault(Step... steps) {
        List<Step> fixed = List.of(steps);
        return () -> fixed;
    }

    private static Step write(String text) {
        return new Step.Write(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** The same, late. */
    default Reply after(Duration delay) {
        List<Step> steps = new ArrayList<>(List.of(new Step.Pause(delay)));
        steps.addAll(steps());
        return () -> steps;
    }

    /** The same twice in a row, on one connection. */
    default Reply twice() {
        List<Step> steps = new ArrayList<>(steps());
        steps.addAll(steps());
        return () -> steps;
    }
}
