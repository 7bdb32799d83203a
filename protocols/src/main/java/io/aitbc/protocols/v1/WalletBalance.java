package io.aitbc.protocols.v1;

import java.time.Instant;

/**
 * {@code GET /v1/wallet/balance}.
 *
 * @param balance in the smallest unit
 * @param unit the unit's name, such as {@code credit}
 * @param jobsCredited how many jobs it was paid for
 */
public record WalletBalance(String wallet, long balance, String unit, long jobsCredited, Instant asOf) {}
