package io.aitbc.coordinator.keys;

import java.util.Arrays;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whoever holds a key.
 *
 * @param id stays the same for a key; never the key itself
 * @param roles what it may do
 * @param wallet where its credits go whatever a heartbeat says; null when the heartbeat decides
 */
public record Principal(
        String id, Set<Role> roles, @Nullable String wallet) {
    public Principal {
        roles = Set.copyOf(roles);
    }

    public boolean isAny(Role... wanted) {
        return Arrays.stream(wanted).anyMatch(roles::contains);
    }

    /** True when it sees only the jobs that it submitted. */
    public boolean seesOnlyItsOwn() {
        return !roles.contains(Role.ADMIN);
    }
}
