package io.aitbc.agent.cli;

import io.aitbc.agent.cli.Complaint.MisusedException;
import io.aitbc.agent.config.LocalConfig;
import io.aitbc.agent.engine.EngineChoice;
import io.aitbc.agent.engine.EngineTrial;
import io.aitbc.agent.engine.Engines;
import io.aitbc.agent.engine.InstalledEngine;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code engine verify}. */
@Command(
        name = "verify",
        sortOptions = false,
        header = "Compare an engine with what was installed, and start it.",
        description = {
            "",
            "Reads every file of an installed engine and compares it with the digests that were written down when it was"
                    + " installed; then starts a runner with it and asks what it is and what it runs on. Without NAME: the"
                    + " engine that is used.",
            ""
        },
        footer = {"", "Exit codes: 0 all is well; 1 it is damaged or does not start."})
final class EngineVerifyCommand implements Callable<Integer> {
    private static final Duration START = Duration.ofMinutes(2);

    private final Surroundings around;
    private final Supplier<OwnerTools> tools;

    @Parameters(arity = "0..1", paramLabel = "NAME", description = "One that engine list names.")
    private @Nullable String name;

    @Mixin
    private EngineOption common = new EngineOption();

    @Option(names = "--files-only", description = "Do not start it.")
    private boolean filesOnly;

    EngineVerifyCommand(Surroundings around, Supplier<OwnerTools> tools) {
        this.around = around;
        this.tools = tools;
    }

    @Override
    public Integer call() throws Exception {
        LocalConfig local = common.local(around);
        OwnerTools with = tools.get();
        Engines engines = new Engines(
                with.runnerHome(), local.directories().state(), around.context().environment());
        boolean card = !with.host().probe().gpus().found().isEmpty();
        EngineChoice choice = chosen(engines, card);
        List<String> faults = new ArrayList<>(differences(engines, choice));
        String device = card && isCuda(choice) ? "cuda:0" : "cpu";
        EngineTrial.Said said = null;
        if (faults.isEmpty() && !filesOnly) {
            new OwnState(around.context().uid(), "engine verify")
                    .prepare(
                            "the cache",
                            local.directories().cache(),
                            local.directories().state());
            try {
                said = with.trial()
                        .start(new EngineTrial.Order(
                                choice, device, local.directories().cache().resolve("engine"), List.of(), START));
            } catch (IOException e) {
                faults.add("it does not start: " + e.getMessage());
            }
        }
        if (said != null && device.startsWith("cuda") && !said.device().startsWith("cuda")) {
            faults.add("a card is here, and it runs on " + said.device());
        }
        tell(choice, faults, said);
        return faults.isEmpty() ? Complaint.DONE : Complaint.FAILED;
    }

    private static boolean isCuda(EngineChoice choice) {
        return choice.kind() != EngineChoice.Kind.PACKAGED && !"cpu".equals(choice.flavor());
    }

    private EngineChoice chosen(Engines engines, boolean card) throws MisusedException {
        String wanted = name;
        if (wanted == null) {
            return engines.forDevice(card ? "cuda:0" : "cpu");
        }
        List<InstalledEngine> all = engines.store().installed();
        for (InstalledEngine engine : all) {
            if (engine.id().equals(wanted) || engine.record().name().equals(wanted)) {
                return new EngineChoice(
                        EngineChoice.Kind.INSTALLED,
                        engine.id(),
                        engine.libraries(),
                        engine.record().flavor(),
                        "it was asked for");
            }
        }
        if (wanted.equals("cpu") && engines.packaged().cpu() != null) {
            return new EngineChoice(EngineChoice.Kind.PACKAGED, "", null, null, "it was asked for");
        }
        throw new MisusedException(
                "there is no engine \"" + Plain.shortened(wanted) + "\" here; see: aitbc-miner engine list");
    }

    private static List<String> differences(Engines engines, EngineChoice choice) throws IOException {
        if (choice.kind() == EngineChoice.Kind.NONE) {
            return List.of(choice.why());
        }
        for (InstalledEngine engine : engines.store().installed()) {
            if (choice.kind() == EngineChoice.Kind.INSTALLED && engine.id().equals(choice.id())) {
                return engine.differences();
            }
        }
        return List.of();
    }

    private void tell(EngineChoice choice, List<String> faults, EngineTrial.@Nullable Said said) throws IOException {
        String id = choice.kind() == EngineChoice.Kind.PACKAGED
                ? "cpu"
                : choice.id().isEmpty() ? choice.kind().name().toLowerCase(Locale.ROOT) : choice.id();
        if (common.json()) {
            Map<String, @Nullable Object> tree = new LinkedHashMap<>();
            tree.put("id", id);
            tree.put("well", faults.isEmpty());
            tree.put("faults", faults);
            tree.put("engine", said == null ? null : said.engine());
            tree.put("version", said == null ? null : said.version());
            tree.put("device", said == null ? null : said.device());
            tree.put("device_name", said == null ? null : said.deviceName());
            JsonOption.print(around, tree);
            return;
        }
        if (choice.kind() == EngineChoice.Kind.INSTALLED && faults.isEmpty()) {
            around.out().println(id + ": every file is as it was installed");
        }
        if (said != null) {
            around.out()
                    .println(id + ": " + Plain.text(said.engine()) + " " + Plain.text(said.version()) + " runs on "
                            + Plain.text(said.device()) + ", " + Plain.text(said.deviceName()));
        }
        faults.forEach(fault -> Complaint.say(around, id + ": " + Plain.text(fault)));
        if (!faults.isEmpty() && choice.kind() == EngineChoice.Kind.INSTALLED) {
            around.err().println("put it right with: aitbc-miner engine install cuda");
        }
    }
}
