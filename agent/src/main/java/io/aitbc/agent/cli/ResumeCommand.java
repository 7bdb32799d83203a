package io.aitbc.agent.cli;

import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code resume}. */
@Command(
        name = "resume",
        sortOptions = false,
        header = "End a pause: take jobs again.",
        description = {"", "Harmless when the miner is not paused. Says what it does from now on.", ""})
final class ResumeCommand implements Callable<Integer> {
    private final Surroundings around;

    @Mixin
    private MinerOption miner = new MinerOption();

    ResumeCommand(Surroundings around) {
        this.around = around;
    }

    @Override
    public Integer call() throws Exception {
        Map<String, @Nullable Object> answer = miner.client(around).call("POST", "/resume", Map.of());
        miner.print(
                around,
                answer,
                () -> around.out()
                        .println((Boolean.TRUE.equals(answer.get("was_paused")) ? "resumed" : "it was not paused")
                                + "; now: " + Plain.text(String.valueOf(answer.get("activity")))));
        return Complaint.DONE;
    }
}
