package io.aitbc.e2e.harness;

import io.aitbc.agent.ops.StatusClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * A coordinator and its miners under one directory, started with the real launchers. All of them share one cache inside
 * the checkout, so that the engine's native libraries are unpacked once and not for each pool.
 */
public final class Pool implements AutoCloseable {
    private static final Pattern LISTENING = Pattern.compile("listening on (http://[0-9.]+:[0-9]+)");
    private static final FileAttribute<?> OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    private static final Duration START = Duration.ofSeconds(60);
    private static final Duration STATUS_LIMIT = Duration.ofSeconds(10);

    private final Path home;
    private final Path directory;
    private Path runner;
    private final List<AutoCloseable> started = new ArrayList<>();
    private Map<String, String> environment = Map.of();
    private String url = "";

    /**
     * @param home the checkout or installation whose {@code bin/} is used
     * @param directory where data, state and logs go
     */
    public Pool(Path home, Path directory) {
        this.home = home;
        this.directory = directory;
        this.runner = shippedRunner();
    }

    private Path shippedRunner() {
        return home.resolve("workloads/target/app");
    }

    /** Variables that the programs started from here on get besides this process's own. */
    public Pool environment(Map<String, String> variables) {
        environment = Map.copyOf(variables);
        return this;
    }

    /** What miners that are started from here on have for a runner's directory, instead of the checkout's. */
    public Pool runner(Path runnerHome) {
        runner = runnerHome;
        return this;
    }

    /** Starts a coordinator on a free loopback port, in development mode, and waits until it listens. */
    public Program startCoordinator(String... options) {
        return startCoordinatorAt("127.0.0.1:0", options);
    }

    /** The same on an address of one's own choice, for a coordinator that comes back after it was killed. */
    public Program startCoordinatorAt(String listen, String... options) {
        List<String> all = new ArrayList<>(List.of("--dev"));
        all.addAll(List.of(options));
        return startCoordinatorThatChecks(listen, all);
    }

    /** A coordinator that takes only keys which were made for it; see {@link #addKey}. */
    public Program startKeyedCoordinator(String... options) {
        return startCoordinatorThatChecks("127.0.0.1:0", List.of(options));
    }

    private Program startCoordinatorThatChecks(String listen, List<String> options) {
        List<String> command = new ArrayList<>(List.of(
                program("aitbc-coordinator"),
                "run",
                "--listen",
                listen,
                "--data",
                coordinatorData().toString()));
        command.addAll(options);
        Program coordinator = start(command, "coordinator.log");
        url = coordinator.awaitLine(LISTENING, START).group(1);
        return coordinator;
    }

    /** Makes a key for the coordinator. */
    public String addKey(String role) {
        return run(
                        "aitbc-coordinator",
                        Map.of(),
                        "keys",
                        "add",
                        "--role",
                        role,
                        "--data",
                        coordinatorData().toString())
                .end(START)
                .out()
                .strip();
    }

    private Path coordinatorData() {
        return directory.resolve("coordinator");
    }

    /** Starts one of the commands of {@code bin/}, which ends by itself. */
    public Invocation run(String launcher, Map<String, String> environment, String... arguments) {
        List<String> command = new ArrayList<>(List.of(program(launcher)));
        command.addAll(List.of(arguments));
        try {
            Files.createDirectories(directory);
            Invocation invocation = Invocation.start(command, shared(environment), directory, started.size());
            started.add(invocation);
            return invocation;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String program(String name) {
        return home.resolve("bin").resolve(name).toString();
    }

    private Map<String, String> shared(Map<String, String> environment) {
        Map<String, String> all = new TreeMap<>(environment);
        all.putIfAbsent("CACHE_DIRECTORY", home.resolve("target/engine-cache").toString());
        if (!runner.equals(shippedRunner())) {
            all.putIfAbsent("MINER_JAVA_OPTS", "-Daitbc.runner.home=" + runner);
        }
        return all;
    }

    /**
     * Starts a miner with its own configuration, state and work directories under {@code name}.
     *
     * @param settings keys of {@code miner.conf} beside or instead of the ones set here
     */
    public Program startMiner(String name, Map<String, String> settings) {
        return startMinerUnder(List.of(), name, settings);
    }

    /** The same with words before the command, such as {@code nohup}. */
    public Program startMinerUnder(List<String> before, String name, Map<String, String> settings) {
        List<String> command = new ArrayList<>(before);
        Path file = configure(name, settings);
        command.addAll(List.of(program("aitbc-miner"), "run", "--config", file.toString()));
        return start(command, name + ".log");
    }

    /**
     * Starts a class of this process's own class path in the launcher's stead, with the configuration file's path
     * before {@code arguments}; everything else is as in {@link #startMiner}.
     */
    public Program startMinerClass(String name, Class<?> main, List<String> arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Daitbc.runner.home=" + runner,
                "-cp",
                System.getProperty("java.class.path"),
                main.getName(),
                configure(name, Map.of()).toString()));
        command.addAll(arguments);
        return start(command, name + ".log");
    }

    /**
     * Writes a miner's configuration and says where; a running miner takes it up at SIGHUP.
     *
     * @param settings keys of {@code miner.conf} beside or instead of the ones set here
     */
    public Path configure(String name, Map<String, String> settings) {
        Path own = directory.resolve(name);
        Map<String, String> conf = new TreeMap<>(Map.of(
                "COORD_URL",
                url,
                "WALLET_ADDR",
                "wallet_" + name,
                "API_KEY",
                "key-of-" + name,
                "MINER_ID",
                name,
                "WORK_DIR",
                own.resolve("work").toString(),
                "STATE_DIR",
                own.resolve("state").toString(),
                "MODEL_DIR",
                own.resolve("models").toString(),
                "HEARTBEAT_SECS",
                "1",
                "JOB_POLL_SECS",
                "1",
                "ACCEL_MODE",
                "cpu"));
        conf.put("HTTP_LISTEN", "off"); // one port for all would be taken by the first
        conf.putAll(settings);
        Path file = own.resolve("miner.conf");
        try {
            Files.createDirectories(own);
            List<String> lines = conf.entrySet().stream()
                    .map(entry -> entry.getKey() + "=\"" + entry.getValue() + "\"")
                    .toList();
            Files.deleteIfExists(file);
            Files.createFile(file, OWNER_ONLY); // it holds a key
            Files.write(file, lines);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return file;
    }

    private Program start(List<String> command, String log) {
        try {
            Files.createDirectories(directory);
            Program program = Program.start(command, shared(environment), directory.resolve(log));
            started.add(program);
            return program;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * What a running miner says of itself, asked through its socket as {@code aitbc-miner status} does.
     *
     * @throws UncheckedIOException when it does not answer
     */
    public MinerStatus status(String name) {
        return statusAt(directory.resolve(name).resolve("state"));
    }

    /** The same for a miner with a {@code STATE_DIR} of one's own choice. */
    public MinerStatus statusAt(Path stateDir) {
        try {
            return new MinerStatus(new StatusClient(stateDir.resolve("agent.sock"), STATUS_LIMIT).status());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The coordinator's address; empty before it listens. */
    public String url() {
        return url;
    }

    /** A client with a key of its own. */
    public PoolClient client() {
        return new PoolClient(url, "key-of-client");
    }

    public Path directory() {
        return directory;
    }

    /** Ends every program that was started here, the last one first. */
    @Override
    public void close() {
        for (int i = started.size() - 1; i >= 0; i--) {
            close(started.get(i));
        }
    }

    private static void close(AutoCloseable program) {
        try {
            program.close();
        } catch (Exception e) {
            throw new IllegalStateException("a program could not be ended", e);
        }
    }
}
