package io.aitbc.e2e.systemd;

import com.sun.jna.Function;
import com.sun.jna.Memory;
import com.sun.jna.NativeLibrary;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** The service manager's end of {@code NOTIFY_SOCKET}: a Unix datagram socket, which the JDK does not have. */
final class NotifySocket implements AutoCloseable {
    private static final int AF_UNIX = 1;
    private static final int SOCK_DGRAM = 2;
    private static final int SOCK_CLOEXEC = 0x80000;
    private static final int MSG_DONTWAIT = 0x40;
    private static final int MOST_BYTES = 4096;
    private static final long LOOK_MILLIS = 10;

    private final NativeLibrary libc = NativeLibrary.getInstance("c");
    private final int socket;
    private final List<String> messages = new ArrayList<>();

    NotifySocket(Path path) {
        socket = call("socket", AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
        byte[] name = path.toString().getBytes(StandardCharsets.UTF_8);
        Memory address = new Memory(110);
        address.clear();
        address.setShort(0, (short) AF_UNIX);
        address.write(2, name, 0, name.length);
        if (socket < 0 || call("bind", socket, address, 110) != 0) {
            throw new IllegalStateException("cannot bind " + path);
        }
    }

    private int call(String name, Object... arguments) {
        Function function = libc.getFunction(name);
        return function.invokeInt(arguments);
    }

    /** Waits for a message that {@code wanted} accepts, among those that came and those to come. */
    String await(Predicate<String> wanted, Duration within) throws InterruptedException {
        long until = System.nanoTime() + within.toNanos();
        while (true) {
            receive();
            for (String message : messages) {
                if (wanted.test(message)) {
                    return message;
                }
            }
            if (System.nanoTime() > until) {
                throw new AssertionError("not told; told was " + messages);
            }
            synchronized (this) {
                wait(LOOK_MILLIS);
            }
        }
    }

    /** Everything told so far. */
    List<String> told() {
        receive();
        return List.copyOf(messages);
    }

    void forget() {
        receive();
        messages.clear();
    }

    private void receive() {
        Memory buffer = new Memory(MOST_BYTES);
        for (int length = read(buffer); length >= 0; length = read(buffer)) {
            messages.add(new String(buffer.getByteArray(0, length), StandardCharsets.UTF_8));
        }
    }

    private int read(Memory buffer) {
        return call("recv", socket, buffer, MOST_BYTES, MSG_DONTWAIT);
    }

    @Override
    public void close() {
        call("close", socket);
    }
}
