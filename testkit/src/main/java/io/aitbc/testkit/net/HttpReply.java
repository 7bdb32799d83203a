package io.aitbc.testkit.net;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A well-formed answer.
 *
 * @param headers lines such as {@code Retry-After: 7}; the length is added
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record HttpReply(int status, List<String> headers, byte[] body) implements Reply {
    public HttpReply {
        headers = List.copyOf(headers);
    }

    public static HttpReply of(int status, String contentType, String body) {
        return new HttpReply(status, List.of("Content-Type: " + contentType), body.getBytes(StandardCharsets.UTF_8));
    }

    /** @param line such as {@code Retry-After: 7} */
    public HttpReply with(String line) {
        List<String> more = new ArrayList<>(headers);
        more.add(line);
        return new HttpReply(status, more, body);
    }

    @Override
    public List<Step> steps() {
        return List.of(new Step.Write(bytes(body.length, body.length)));
    }

    /** Announces the whole body, sends so many bytes of it, and closes. */
    public Reply cutAfter(int bodyBytes) {
        return Reply.fault(new Step.Write(bytes(body.length, bodyBytes)), new Step.Close());
    }

    /**
     * Announces no length, sends so many bytes of the body, and closes: nothing but the body itself tells that it is
     * cut.
     */
    public Reply cutUnnoticed(int bodyBytes) {
        return Reply.fault(new Step.Write(bytes(-1, bodyBytes)), new Step.Close());
    }

    private byte[] bytes(int announced, int sent) {
        StringBuilder head = new StringBuilder("HTTP/1.1 " + status + " Scripted\r\n");
        headers.forEach(line -> head.append(line).append("\r\n"));
        boolean bodiless = status == 204 || status == 304 || status < 200;
        if (announced >= 0 && !bodiless) {
            head.append("Content-Length: ").append(announced).append("\r\n");
        } else if (announced < 0) {
            head.append("Connection: close\r\n");
        }
        head.append("\r\n");
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(head.toString().getBytes(StandardCharsets.ISO_8859_1));
        bytes.writeBytes(Arrays.copyOf(body, sent));
        return bytes.toByteArray();
    }
}
