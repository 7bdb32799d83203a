package io.aitbc.coordinator.cli;

import io.aitbc.coordinator.cli.Commands.UsageException;
import io.aitbc.coordinator.jobs.Rules;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code run}: serves until it is told to stop. */
@Command(
        name = "run",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        header = "Serve until SIGTERM or Ctrl-C.",
        description = {
            "",
            "Keeps everything in DIR: the database, the output files and a lock. One line on standard output says"
                    + " where it listens; logs go to standard error. On SIGTERM it finishes the answers under way, sends"
                    + " waiting miners home and exits 0.",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  aitbc-coordinator run --data ./data --dev            for trying out: any key will do, this machine only",
            "  aitbc-coordinator run --data /var/lib/pool --listen 0.0.0.0:8080    for a pool; make keys before"
        })
final class RunCommand implements Callable<Integer> {
    private final Surroundings around;
    private final Serving serving;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            required = true,
            description = "Where everything is kept; created if missing.")
    private Path data = Path.of("");

    @Option(
            names = "--listen",
            paramLabel = "HOST:PORT",
            defaultValue = "127.0.0.1:8080",
            description =
                    "Where to listen, ${DEFAULT-VALUE} if not given. Port 0 takes a free one. Anything but loopback needs keys.")
    private String listen = "";

    @Option(names = "--dev", description = "Accept any key for anything, on loopback only: the miner guide's mock.")
    private boolean dev;

    @Option(
            names = "--lease-secs",
            paramLabel = "N",
            defaultValue = "60",
            description = "How long a lease lasts unless renewed (${DEFAULT-VALUE}).")
    private int leaseSecs;

    @Option(
            names = "--guide-lease-secs",
            paramLabel = "N",
            defaultValue = "900",
            description = "The same for miners that know only the guide's calls and cannot renew (${DEFAULT-VALUE}).")
    private int guideLeaseSecs;

    @Option(
            names = "--heartbeat-secs",
            paramLabel = "N",
            defaultValue = "10",
            description = "How often miners are asked for a sign of life (${DEFAULT-VALUE}).")
    private int heartbeatSecs;

    @Option(
            names = "--offline-secs",
            paramLabel = "N",
            defaultValue = "30",
            description = "After how much silence a miner counts as OFFLINE (${DEFAULT-VALUE}).")
    private int offlineSecs;

    @Option(
            names = "--unlisted-secs",
            paramLabel = "N",
            defaultValue = "10",
            description =
                    "A lease older than this that its miner does not name in two heartbeats is taken back (${DEFAULT-VALUE}).")
    private int unlistedSecs;

    @Option(
            names = "--long-poll-secs",
            paramLabel = "N",
            defaultValue = "30",
            description = "How long a miner may wait for a job in one call, 0 to 60 (${DEFAULT-VALUE}).")
    private int longPollSecs;

    @Option(
            names = "--max-queued",
            paramLabel = "N",
            defaultValue = "100000",
            description = "Most jobs that wait at one time (${DEFAULT-VALUE}).")
    private int maxQueued;

    @Option(
            names = "--max-output-mb",
            paramLabel = "N",
            defaultValue = "256",
            description = "Largest output file, MiB (${DEFAULT-VALUE}).")
    private int maxOutputMb;

    @Option(
            names = "--keep-outputs-days",
            paramLabel = "N",
            defaultValue = "30",
            description = "How long outputs are kept after their job has ended (${DEFAULT-VALUE}).")
    private int keepOutputsDays;

    @Option(
            names = "--max-input-mb",
            paramLabel = "N",
            defaultValue = "32",
            description = "Largest input file, MiB (${DEFAULT-VALUE}).")
    private int maxInputMb;

    @Option(
            names = "--max-inputs-mb",
            paramLabel = "N",
            defaultValue = "4096",
            description = "All input files together, MiB; those not used for longest make room (${DEFAULT-VALUE}).")
    private int maxInputsMb;

    RunCommand(Surroundings around, Serving serving) {
        this.around = around;
        this.serving = serving;
    }

    @Override
    public Integer call() throws Exception {
        HostPort where = HostPort.parse(listen);
        RunSettings settings = new RunSettings(where.host(), where.port(), data, dev, rules());
        Surroundings.Stop stop = around.stops().listen();
        Serving.Running running = serving.start(settings);
        try {
            around.out()
                    .println("listening on " + new HostPort(where.host(), running.port()).url()
                            + (dev ? " (dev mode: any key)" : ""));
            around.out().flush();
            stop.await();
        } finally {
            running.stop();
        }
        return Commands.DONE;
    }

    private Rules rules() throws UsageException {
        Rules usual = Rules.DEFAULTS;
        return new Rules(
                seconds("--lease-secs", leaseSecs, 1, 86_400),
                seconds("--guide-lease-secs", guideLeaseSecs, 1, 86_400),
                seconds("--offline-secs", offlineSecs, 1, 86_400),
                seconds("--unlisted-secs", unlistedSecs, 0, 86_400),
                seconds("--long-poll-secs", longPollSecs, 0, 60),
                seconds("--heartbeat-secs", heartbeatSecs, 1, 3_600),
                (int) bounded("--max-queued", maxQueued, 1, 10_000_000),
                usual.maxWaiting(),
                usual.maxMiners(),
                bounded("--max-output-mb", maxOutputMb, 1, 1 << 20) << 20,
                Duration.ofDays(bounded("--keep-outputs-days", keepOutputsDays, 1, 36_500)),
                inputBounds());
    }

    private Rules.InputBounds inputBounds() throws UsageException {
        long one = bounded("--max-input-mb", maxInputMb, 1, 1 << 20);
        return new Rules.InputBounds(
                one << 20, bounded("--max-inputs-mb", maxInputsMb, (int) one, Integer.MAX_VALUE) << 20);
    }

    private static Duration seconds(String option, int value, int min, int max) throws UsageException {
        return Duration.ofSeconds(bounded(option, value, min, max));
    }

    private static long bounded(String option, int value, int min, int max) throws UsageException {
        if (value < min || value > max) {
            throw new UsageException(option + " must be from " + min + " to " + max + ", got " + value);
        }
        return value;
    }
}
