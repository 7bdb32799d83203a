package io.aitbc.agent.ops;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where the owner's socket lies, and who may open it.
 *
 * @param shared true when the members of the miner's group may open it too
 */
public record SocketPlace(Path path, boolean shared) {
    public static final String NAME = "agent.sock";

    /** What systemd makes for the service. */
    public static final Path SERVICE_RUNTIME = Path.of("/run/aitbc-miner");

    public static final Path SERVICE_STATE = Path.of("/var/lib/aitbc-miner");

    /**
     * In the directory that systemd made for the service, whose mode says who may look into it; else in the state
     * directory, for the miner's user alone.
     *
     * @param runtimeDirectory systemd's {@code RUNTIME_DIRECTORY}, or null
     */
    public static SocketPlace of(@Nullable String runtimeDirectory, Path stateDirectory) {
        String first = runtimeDirectory == null ? "" : runtimeDirectory.split(":", 2)[0];
        return first.startsWith("/")
                ? new SocketPlace(Path.of(first, NAME).normalize(), true)
                : new SocketPlace(stateDirectory.resolve(NAME), false);
    }

    /** Where a miner with this state directory may listen. */
    public static List<Path> places(Path stateDirectory) {
        Path own = stateDirectory.resolve(NAME);
        return stateDirectory.equals(SERVICE_STATE) ? List.of(own, SERVICE_RUNTIME.resolve(NAME)) : List.of(own);
    }

    /** Its permissions, as {@code ls} shows them. */
    String mode() {
        return shared ? "rw-rw----" : "rw-------";
    }
}
