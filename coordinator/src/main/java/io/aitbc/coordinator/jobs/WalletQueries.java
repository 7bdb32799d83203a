package io.aitbc.coordinator.jobs;

import io.aitbc.coordinator.keys.Principal;
import io.aitbc.coordinator.keys.Role;
import io.aitbc.coordinator.store.Sql;
import io.aitbc.coordinator.wallet.WalletTable;
import io.aitbc.coordinator.wallet.WalletTable.Balance;
import io.aitbc.protocols.v1.ErrorCode;
import io.aitbc.protocols.v1.WalletBalance;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Questions about wallets. A miner sees the wallets that it earns for; whoever pays, and whoever asks in dev mode, sees
 * all.
 */
public final class WalletQueries {
    private static final String UNIT = "credit";

    private WalletQueries() {}

    /**
     * @param asker null for somebody without a key, which only dev mode lets in
     * @param wallet null for the asker's own: its key's, or the one that its miners last named
     */
    public static WalletBalance balance(Sql sql, @Nullable Principal asker, @Nullable String wallet, Instant now) {
        String shown = wallet == null ? ownWallet(sql, asker) : Names.wallet("wallet", wallet);
        refuseOthers(sql, asker, shown);
        Balance balance = WalletTable.balance(sql, shown);
        return new WalletBalance(shown, balance.balance(), UNIT, balance.jobsCredited(), now);
    }

    private static String ownWallet(Sql sql, @Nullable Principal asker) {
        if (asker != null && asker.wallet() != null) {
            return asker.wallet();
        }
        boolean anybodys = asker == null || asker.isAny(Role.ADMIN);
        Optional<String> last = asker == null ? Optional.empty() : MinerTable.lastWallet(sql, asker.id());
        return last.or(() -> anybodys ? MinerTable.lastWallet(sql, null) : Optional.empty())
                .orElseThrow(() -> new Refusal(
                                ErrorCode.NOT_FOUND, "no miner has named a wallet yet; ask for one with ?wallet=NAME")
                        .at("wallet"));
    }

    private static void refuseOthers(Sql sql, @Nullable Principal asker, String wallet) {
        if (asker == null || asker.isAny(Role.ADMIN, Role.CLIENT) || wallet.equals(asker.wallet())) {
            return;
        }
        if (!MinerTable.earnsFor(sql, asker.id(), wallet)) {
            throw new Refusal(ErrorCode.FORBIDDEN_ROLE, "this key may not see that wallet").at("wallet");
        }
    }
}
