package io.aitbc.coordinator.cli;

import io.aitbc.protocols.v1.WalletBalance;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code wallet}. */
@Command(
        name = "wallet",
        mixinStandardHelpOptions = true,
        header = "Show what a wallet was credited.",
        footer = {"", "Example:", "  aitbc-coordinator wallet wallet_demo"})
final class WalletCommand implements Callable<Integer> {
    private final Surroundings around;

    @Parameters(
            paramLabel = "WALLET",
            arity = "0..1",
            description = "Whose; without it the key's own, or in dev mode the one that a miner named last.")
    private @Nullable String wallet;

    @Mixin
    private ClientOptions options = new ClientOptions();

    WalletCommand(Surroundings around) {
        this.around = around;
    }

    @Override
    public Integer call() throws Exception {
        String query = wallet == null ? "" : "?wallet=" + URLEncoder.encode(wallet, StandardCharsets.UTF_8);
        WalletBalance balance = options.client(around).get("v1/wallet/balance" + query, WalletBalance.class);
        around.out()
                .println(
                        options.json()
                                ? ClientOptions.line(balance)
                                : Table.text(balance.wallet()) + "  " + balance.balance() + " " + balance.unit()
                                        + " for " + balance.jobsCredited() + " jobs");
        return Commands.DONE;
    }
}
