package io.aitbc.protocols.v1.client;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.file.AsyncFile;
import io.vertx.core.file.OpenOptions;
import io.vertx.core.http.HttpClientRequest;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A file on its way into a request, one chunk after the other: the next is read when the one before has left. Lives on
 * its call's event loop.
 */
final class FileBody {
    private static final int CHUNK = 64 * 1024;

    private final Vertx vertx;
    private final Ask.Stream stream;
    private @Nullable AsyncFile file;
    private long position;
    private boolean closed;

    FileBody(Vertx vertx, Ask.Stream stream) {
        this.vertx = vertx;
        this.stream = stream;
    }

    /** Opens the file; fails when it is not as long as the one that was hashed. */
    Future<Void> open() {
        OpenOptions reading = new OpenOptions().setWrite(false).setCreate(false);
        return vertx.fileSystem()
                .open(stream.file().toString(), reading)
                .compose(opened -> {
                    file = opened;
                    return opened.size();
                })
                .compose(size -> size == stream.bytes()
                        ? Future.succeededFuture()
                        : Future.<Void>failedFuture(
                                "the output file has " + size + " bytes, " + stream.bytes() + " were hashed"))
                .onFailure(why -> stream.spoiled().set(true));
    }

    /** False while a part of the file has not been handed to the request. */
    boolean isSent() {
        return position == stream.bytes();
    }

    /** Sends the file and ends the request. */
    void sendTo(HttpClientRequest request, Consumer<Throwable> onTrouble) {
        AsyncFile from = file;
        if (closed || from == null) {
            return;
        } else if (isSent()) {
            request.end(); // only of an empty file
            return;
        }
        int length = (int) Math.min(CHUNK, stream.bytes() - position);
        from.read(Buffer.buffer(length), 0, position, length)
                .onFailure(why -> spoiled(why, onTrouble))
                .onSuccess(chunk -> sendChunk(chunk, request, onTrouble));
    }

    private void spoiled(Throwable why, Consumer<Throwable> onTrouble) {
        if (!closed) { // a call that is over closes the file under the read
            stream.spoiled().set(true);
            onTrouble.accept(why);
        }
    }

    private void sendChunk(Buffer chunk, HttpClientRequest request, Consumer<Throwable> onTrouble) {
        if (closed) {
            return;
        } else if (chunk.length() == 0) {
            spoiled(new IllegalStateException("the output file became shorter while it was sent"), onTrouble);
            return;
        }
        position += chunk.length();
        if (isSent()) {
            request.end(chunk);
        } else {
            request.write(chunk).onFailure(onTrouble::accept).onSuccess(left -> sendTo(request, onTrouble));
        }
    }

    void close() {
        closed = true;
        if (file != null) {
            file.close();
            file = null;
        }
    }
}
