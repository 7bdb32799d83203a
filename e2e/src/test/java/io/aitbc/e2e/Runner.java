package io.aitbc.e2e;

import io.aitbc.e2e.harness.Program;
import io.aitbc.e2e.harness.Signals;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** A real miner's runner, as a process among its children. */
public final class Runner {
    private static final String MAIN = "io.aitbc.workloads.runner.RunnerMain";

    private final ProcessHandle process;

    private Runner(ProcessHandle process) {
        this.process = process;
    }

    /** The one that a miner has now; waits until it has one. */
    public static Runner of(Program miner) {
        return new Runner(Eventually.get("a runner", Jobs.SOON, () -> find(miner), Optional::isPresent)
                .orElseThrow());
    }

    private static Optional<ProcessHandle> find(Program miner) {
        return miner.handle().children().filter(Runner::isRunner).findFirst();
    }

    /** A miner has other children, such as the one that looks at the machine. */
    private static boolean isRunner(ProcessHandle child) {
        try {
            Path file = Path.of("/proc", Long.toString(child.pid()), "cmdline");
            return Files.readString(file, StandardCharsets.ISO_8859_1).contains(MAIN);
        } catch (IOException gone) {
            return false;
        }
    }

    public long pid() {
        return process.pid();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** SIGSTOP: it does nothing, not even obey. */
    public void hold() {
        Signals.send(process.pid(), "STOP");
    }

    /** It goes on from where it was held. */
    public void release() {
        Signals.send(process.pid(), "CONT");
    }

    /** SIGKILL, and waits until it is gone. */
    public void kill() {
        process.destroyForcibly();
        awaitEnd();
    }

    public void awaitEnd() {
        Eventually.get("the runner's end", Jobs.SOON, process::isAlive, alive -> !alive);
    }
}
