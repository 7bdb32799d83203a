package io.aitbc.agent.config;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The names that Linux gives: the kernel's own, and the resolver's canonical one within {@value #RESOLVER_SECONDS}
 * seconds.
 */
public final class SystemHostNames implements HostNames {
    private static final Path KERNEL_NAME = Path.of("/proc/sys/kernel/hostname");
    private static final int RESOLVER_SECONDS = 3;

    @Override
    public String plain() throws IOException {
        return Files.readString(KERNEL_NAME).strip();
    }

    @Override
    public String full() throws IOException {
        String name = plain();
        FutureTask<String> lookup =
                new FutureTask<>(() -> InetAddress.getByName(name).getCanonicalHostName());
        Thread thread = new Thread(lookup, "hostname-lookup");
        thread.setDaemon(true);
        thread.start();
        try {
            return lookup.get(RESOLVER_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new IOException("the resolver did not answer within " + RESOLVER_SECONDS + " s", e);
        } catch (ExecutionException e) {
            throw new IOException("the resolver does not know " + name, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while asking the resolver", e);
        }
    }
}
