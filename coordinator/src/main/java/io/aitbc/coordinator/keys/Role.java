package io.aitbc.coordinator.keys;

import java.util.Locale;

/** What a key is for. */
public enum Role {
    /** Takes jobs and proves them. */
    MINER,
    /** Submits jobs and reads its own. */
    CLIENT,
    /** May do everything, and sees everybody's jobs and wallets. */
    ADMIN;

    /** {@code miner}, {@code client} or {@code admin}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
