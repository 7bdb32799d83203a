package io.aitbc.coordinator.jobs;

import io.aitbc.coordinator.store.Sql;
import io.aitbc.protocols.v1.ErrorCode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Makes room for input files: those that were not used for longest go first, and never one that a job needs. */
public final class InputRoom {
    private static final Duration FULL_RETRY = Duration.ofSeconds(30);
    private static final int AT_ONCE = 1000;

    private InputRoom() {}

    /**
     * Takes a file in that is not here yet.
     *
     * @return what had to make room, whose bytes may go once this is committed
     * @throws Refusal UNAVAILABLE when what jobs need leaves no room
     */
    public static List<String> add(Sql sql, InputTable.Stored file, long maxTotalBytes, Instant now) {
        List<String> gone = new ArrayList<>();
        long excess = InputTable.total(sql) + file.bytes() - maxTotalBytes;
        while (excess > 0) {
            List<InputTable.Stored> idle = InputTable.idle(sql, AT_ONCE);
            if (idle.isEmpty()) {
                throw new Refusal(
                                ErrorCode.UNAVAILABLE,
                                "the input files that jobs here need leave no room for one of " + file.bytes()
                                        + " bytes")
                        .retryAfter(FULL_RETRY);
            }
            for (InputTable.Stored each : idle) {
                if (excess > 0) {
                    InputTable.remove(sql, each.sha256());
                    gone.add(each.sha256());
                    excess -= each.bytes();
                }
            }
        }
        InputTable.add(sql, file, now);
        return gone;
    }
}
