package io.aitbc.testkit.net;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * An HTTP server on a loopback port of its own that answers by script, with any fault, and records what it was sent.
 * What has no script is a 404 without an error code: by itself it is a coordinator that knows no call at all.
 *
 * <pre>
 *   server.on("POST", "/v1/miner/proof", Reply.drop(), Reply.json(200, "{}"));   // the first answer is lost
 * </pre>
 */
public final class FaultServer implements AutoCloseable {
    private static final long PATIENCE_SECS = 10;

    private final ServerSocket listener;
    private final Script script = new Script();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Set<Socket> connections = ConcurrentHashMap.newKeySet();
    private final AtomicLong accepted = new AtomicLong();
    private final AtomicLong sent = new AtomicLong();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition came = lock.newCondition();
    private final List<Recorded> requests = new ArrayList<>();
    private int taken;

    private FaultServer(ServerSocket listener) {
        this.listener = listener;
    }

    public static FaultServer start() throws IOException {
        FaultServer server = new FaultServer(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
        daemon("fault-server", server::accept);
        return server;
    }

    public int port() {
        return listener.getLocalPort();
    }

    /** Such as {@code http://127.0.0.1:40123}. */
    public String url() {
        return "http://127.0.0.1:" + port();
    }

    /**
     * Answers a call with these, in turn; the last one stays. Replaces what was said about the call before.
     *
     * @param path without the query
     */
    public FaultServer on(String method, String path, Reply... replies) {
        script.set(method, path, Script.always(replies));
        return this;
    }

    /** The same with answers that depend on the request. */
    public FaultServer on(String method, String path, Responder responder) {
        script.set(method, path, List.of(responder));
        return this;
    }

    /** Answers every other call. */
    public FaultServer otherwise(Responder responder) {
        script.otherwise(responder);
        return this;
    }

    /** All requests so far, in the order in which they were read. */
    public List<Recorded> requests() {
        lock.lock();
        try {
            return List.copyOf(requests);
        } finally {
            lock.unlock();
        }
    }

    /** The first request that was not taken yet; waits for it up to ten seconds. */
    public Recorded take() throws InterruptedException {
        long left = TimeUnit.SECONDS.toNanos(PATIENCE_SECS);
        lock.lock();
        try {
            while (taken >= requests.size()) {
                if (left <= 0) {
                    throw new AssertionError("no request came within " + PATIENCE_SECS + " s");
                }
                left = came.awaitNanos(left);
            }
            return requests.get(taken++);
        } finally {
            lock.unlock();
        }
    }

    /** Connections accepted so far. */
    public long connections() {
        return accepted.get();
    }

    /** Bytes written to connections so far; those that nobody read may still be in the system's buffers. */
    public long bytesSent() {
        return sent.get();
    }

    void record(Recorded request) {
        lock.lock();
        try {
            requests.add(request);
            came.signalAll();
        } finally {
            lock.unlock();
        }
    }

    Script script() {
        return script;
    }

    CountDownLatch closing() {
        return closing;
    }

    AtomicLong sent() {
        return sent;
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = listener.accept();
                accepted.incrementAndGet();
                connections.add(socket);
                daemon("fault-connection", () -> serve(socket));
            }
        } catch (IOException closed) {
            // close() ends the loop this way
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            new FaultConnection(this, socket).serve();
        } catch (IOException gone) {
            // the other side closed, or close() did
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            connections.remove(socket);
        }
    }

    private static void daemon(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() {
        closing.countDown();
        closeQuietly(listener);
        connections.forEach(FaultServer::closeQuietly);
    }

    private static void closeQuietly(AutoCloseable thing) {
        try {
            thing.close();
        } catch (Exception e) {
            throw new IllegalStateException("cannot close " + thing, e);
        }
    }
}
