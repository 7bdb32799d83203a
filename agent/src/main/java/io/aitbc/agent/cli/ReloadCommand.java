package io.aitbc.agent.cli;

import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code reload}. */
@Command(
        name = "reload",
        sortOptions = false,
        header = "Let the running miner read its configuration again.",
        description = {
            "",
            "What systemctl reload does, and it answers: what changed, what waits for a restart, or everything that is"
                    + " wrong with the configuration (exit code 1), and then the old one holds. Jobs are not"
                    + " disturbed.",
            ""
        })
final class ReloadCommand implements Callable<Integer> {
    private final Surroundings around;

    @Mixin
    private MinerOption miner = new MinerOption();

    ReloadCommand(Surroundings around) {
        this.around = around;
    }

    @Override
    public Integer call() throws Exception {
        Map<String, @Nullable Object> answer = miner.client(around).call("POST", "/reload", Map.of());
        miner.print(around, answer, () -> {
            say("changed", answer.get("changed"));
            say("waits for a restart (sudo systemctl restart aitbc-miner)", answer.get("waits_for_restart"));
            if (List.of().equals(answer.get("changed")) && List.of().equals(answer.get("waits_for_restart"))) {
                around.out().println("the configuration was read again, and nothing changed");
            }
        });
        return Complaint.DONE;
    }

    private void say(String title, @Nullable Object changes) {
        if (changes instanceof List<?> list && !list.isEmpty()) {
            around.out().println(title);
            Columns columns = new Columns("  ");
            for (Object each : list) {
                Map<?, ?> change = each instanceof Map<?, ?> map ? map : Map.of();
                columns.row(word(change, "key"), word(change, "before") + " → " + word(change, "after"));
            }
            columns.print(around.out());
        }
    }

    private static String word(Map<?, ?> change, String name) {
        Object value = change.get(name);
        return value == null || value.equals("") ? "(nothing)" : Plain.text(value.toString());
    }
}
