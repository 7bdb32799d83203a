package io.aitbc.coordinator.cli;

import io.aitbc.protocols.v1.MinerList;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code miners}. */
@Command(
        name = "miners",
        mixinStandardHelpOptions = true,
        header = "List the miners that were ever heard of, latest first.")
final class MinersCommand implements Callable<Integer> {
    private final Surroundings around;

    @Mixin
    private ClientOptions options = new ClientOptions();

    MinersCommand(Surroundings around) {
        this.around = around;
    }

    @Override
    public Integer call() throws Exception {
        MinerList list = options.client(around).get("v1/miners", MinerList.class);
        if (options.json()) {
            around.out().println(ClientOptions.line(list));
            return Commands.DONE;
        }
        Table table = new Table("MINER", "STATE", "MODE", "RUNNING", "LAST HEARD OF", "WORKLOADS");
        list.miners()
                .forEach(miner -> table.row(
                        miner.minerId(),
                        miner.state(),
                        miner.mode(),
                        miner.running(),
                        miner.lastHeartbeatAt(),
                        String.join(" ", miner.workloads())));
        table.print(around.out());
        return Commands.DONE;
    }
}
