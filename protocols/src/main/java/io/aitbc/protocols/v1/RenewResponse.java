package io.aitbc.protocols.v1;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Each lease that was asked for is in one of the two lists. */
public record RenewResponse(List<LeaseTerm> leases, List<Lost> lost) {
    /** @param reason a word for the log, such as {@code expired}, {@code canceled} or {@code unknown} */
    public record Lost(String id, String leaseId, @Nullable String reason) {}
}
