package io.aitbc.agent.host;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** Temperature and used memory of each NVIDIA card, asked of the driver's own tool in a bounded child process. */
public final class CardSensors {
    private static final int MAX_BYTES = 64 * 1024;
    private static final int MOST_CARDS = 64;

    private final String program;
    private final Duration limit;

    /** @param program such as {@code nvidia-smi}, looked for on {@code PATH} */
    public CardSensors(String program, Duration limit) {
        this.program = program;
        this.limit = limit;
    }

    /** Whole degrees and MiB; empty where a card does not say. */
    public record Card(OptionalLong celsius, OptionalLong memoryUsedMb) {}

    /** In the driver's order; none when the tool is not there or does not answer in time. Blocks. */
    public List<Card> read() {
        List<String> command =
                List.of(program, "--query-gpu=temperature.gpu,memory.used", "--format=csv,noheader,nounits");
        try {
            BoundedCommand.Output output = new BoundedCommand(command, limit, MAX_BYTES).run();
            return output.exit() == 0 ? parse(output.text()) : List.of();
        } catch (IOException e) {
            return List.of();
        }
    }

    static List<Card> parse(String csv) {
        List<Card> cards = new ArrayList<>();
        csv.lines().filter(line -> !line.isBlank()).limit(MOST_CARDS).forEach(line -> {
            String[] parts = line.split(",", -1);
            cards.add(new Card(number(parts, 0), number(parts, 1)));
        });
        return cards;
    }

    private static OptionalLong number(String[] parts, int at) {
        String text = at < parts.length ? parts[at].strip() : "";
        return text.matches("[0-9]{1,9}") ? OptionalLong.of(Long.parseLong(text)) : OptionalLong.empty();
    }
}
