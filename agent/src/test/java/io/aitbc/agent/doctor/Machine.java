package io.aitbc.agent.doctor;

import io.aitbc.agent.config.ConfigContext;
import io.aitbc.agent.config.ConfigSource;
import io.aitbc.agent.config.SystemHostNames;
import io.aitbc.agent.engine.EngineTrial;
import io.aitbc.agent.host.GpuFindings;
import io.aitbc.agent.host.HostReport;
import io.aitbc.agent.host.MachineFacts;
import io.aitbc.api.wire.Answer;
import io.aitbc.api.wire.RenewReply;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** A machine as a doctor may find it: files under a directory of its own, and everything else as a test says. */
public final class Machine {
    public static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");

    public final Path root;
    public String config = "";
    public long uid;
    public GpuFindings gpus = GpuFindings.NONE;
    public EngineTrial engine = order -> new EngineTrial.Said("pytorch", "2.7.1", order.device(), "EPYC");
    public KeyTrial key = settings -> new Answer.Ok<>(new RenewReply(Map.of(), Set.of()));
    public Systemctl systemctl = arguments -> {
        throw new IOException("cannot be started (not found)");
    };
    public InstantSource clock = InstantSource.fixed(NOW);
    public long free = 100L << 30;
    public final Map<String, String> environment = new LinkedHashMap<>();

    /** One where nothing is wrong, and nothing runs; its coordinator is at {@code url}. */
    public Machine(Path root, String url) throws IOException {
        this.root = root;
        uid = ((Number) Files.getAttribute(root, "unix:uid")).longValue();
        file("proc/meminfo", "MemTotal: 8000000 kB\nMemAvailable: 4000000 kB\n");
        file("proc/self/status", "Gid:\t0\t0\t0\t0\nGroups:\t0 44\n");
        file("etc/passwd", "root:x:0:0::/root:/bin/sh\naitbc:x:990:990::/var/lib/aitbc-miner:/usr/sbin/nologin\n");
        file("etc/group", "root:x:0:\nvideo:x:44:aitbc\nrender:x:105:\naitbc:x:990:\n");
        Files.createDirectories(root.resolve("dev"));
        file("runner/pytorch-jni-2.7.1-0.35.1.jar", "");
        file("runner/pytorch-native-cpu-2.7.1-linux-x86_64.jar", "");
        Files.createDirectories(root.resolve("state/work"));
        environment.put("HOME", "/nowhere");
        environment.put("CACHE_DIRECTORY", root.resolve("cache").toString());
        config = "COORD_URL=" + url + "\nWALLET_ADDR=w\nAPI_KEY=secret-key-0123\nMINER_ID=m\nSTATE_DIR="
                + root.resolve("state") + "\n";
    }

    public Path file(String name, String text) throws IOException {
        Path file = root.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }

    /** What {@code systemctl show} is to say. */
    public void unit(String... properties) {
        systemctl = arguments -> String.join("\n", properties) + "\n";
    }

    public Instruments instruments() {
        return new Instruments(
                new ConfigContext(environment, new SystemHostNames(), uid, () -> false),
                root,
                root.resolve("runner"),
                () -> new HostReport(new MachineFacts("Debian", "EPYC", "amd64", 2, 8000), gpus),
                engine,
                key,
                systemctl,
                clock,
                directory -> free);
    }

    public Report examine() throws IOException, InterruptedException {
        Path file = file("miner.conf", config);
        file.toFile().setReadable(false, false);
        file.toFile().setReadable(true, true);
        return new Doctor(instruments()).examine(ConfigSource.named(file), left -> {});
    }

    public Finding finding(String id) throws IOException, InterruptedException {
        return of(examine(), id);
    }

    public static Finding of(Report report, String id) {
        return report.lines().stream()
                .filter(line -> line.id().equals(id))
                .findFirst()
                .orElseThrow()
                .finding();
    }
}
