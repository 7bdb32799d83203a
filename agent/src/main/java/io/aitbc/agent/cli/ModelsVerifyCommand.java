package io.aitbc.agent.cli;

import io.aitbc.models.Inventory;
import io.aitbc.models.ModelCheck;
import io.aitbc.models.ModelDigest;
import io.aitbc.models.ModelException;
import io.aitbc.models.StoredModel;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code models verify}. */
@Command(
        name = "verify",
        sortOptions = false,
        header = "Read models from end to end, and say what is damaged or missing.",
        description = {
            "",
            "Checks every header against its file, the shards against their index, and reads all files for the digest,"
                    + " whatever is remembered of it; in a directory of the hub's cache, compares large files with the"
                    + " SHA-256 that the hub published. Without NAME: everything in MODEL_DIR.",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  aitbc-miner models verify",
            "  aitbc-miner models verify demo-llm --values",
            "",
            "Exit codes: 0 all is well; 1 something is damaged; 2 there is none of that name."
        })
final class ModelsVerifyCommand implements Callable<Integer> {
    private final Surroundings around;
    private final Supplier<OwnerTools> tools;

    @Parameters(arity = "0..*", paramLabel = "NAME", description = "Those that models list names.")
    private List<String> names = List.of();

    @Mixin
    private ConfigOption config = new ConfigOption();

    @Option(names = "--values", description = "Look for weights that are no numbers, too; takes twice as long.")
    private boolean values;

    @Mixin
    private JsonOption json = new JsonOption();

    ModelsVerifyCommand(Surroundings around, Supplier<OwnerTools> tools) {
        this.around = around;
        this.tools = tools;
    }

    /** @param digest null when the model has none, because files are missing or cannot be read */
    private record Verdict(String name, @Nullable ModelDigest digest, List<String> faults) {}

    @Override
    public Integer call() throws Exception {
        ModelsPlace place = ModelsPlace.of(around, config.source());
        List<StoredModel> models = new ArrayList<>();
        List<Verdict> verdicts = new ArrayList<>();
        if (names.isEmpty()) {
            Inventory inventory = place.inventory();
            models.addAll(inventory.models());
            inventory.problems().forEach(problem -> verdicts.add(unusable(problem.name(), problem.text())));
        }
        for (String name : names) {
            try {
                models.add(place.named(name));
            } catch (ModelException e) {
                if (!e.code().givesBack()) {
                    throw e;
                }
                verdicts.add(unusable(name, String.valueOf(e.getMessage())));
            }
        }
        verdicts.forEach(this::tell);
        for (StoredModel model : models) {
            Verdict verdict = verify(place, model);
            verdicts.add(verdict);
            tell(verdict);
        }
        if (json.asked()) {
            List<Object> told =
                    verdicts.stream().<Object>map(ModelsVerifyCommand::tree).toList();
            JsonOption.print(around, Map.of("models", told));
        } else if (verdicts.isEmpty()) {
            around.out()
                    .println("in " + place.directory() + ": no models; aitbc-miner models --help says what goes there");
        }
        return verdicts.stream().allMatch(verdict -> verdict.faults().isEmpty()) ? Complaint.DONE : Complaint.FAILED;
    }

    private static Verdict unusable(String name, String problem) {
        return new Verdict(name, null, List.of(problem));
    }

    private Verdict verify(ModelsPlace place, StoredModel model) {
        List<String> faults = new ArrayList<>(ModelCheck.structure(model));
        ModelDigest digest = null;
        PatientProgress progress = new PatientProgress(
                model.toString(),
                () -> new ProgressBar(around.err(), tools.get().terminal(), System::nanoTime),
                System::nanoTime);
        try {
            if (faults.isEmpty()) {
                digest = place.freshDigests().of(model, progress);
                faults.addAll(ModelCheck.againstHub(model, digest));
                if (values) {
                    faults.addAll(ModelCheck.values(model, progress));
                }
            }
        } catch (ModelException e) {
            faults.add(String.valueOf(e.getMessage()));
        } finally {
            progress.end();
        }
        return new Verdict(model.toString(), digest, faults);
    }

    private void tell(Verdict verdict) {
        if (json.asked()) {
            return;
        }
        ModelDigest digest = verdict.digest();
        if (verdict.faults().isEmpty() && digest != null) {
            around.out().println(verdict.name() + ": whole, " + digest.text());
        }
        verdict.faults().forEach(fault -> Complaint.say(around, Plain.text(verdict.name()) + ": " + Plain.text(fault)));
        around.out().flush();
    }

    private static Map<String, @Nullable Object> tree(Verdict verdict) {
        ModelDigest digest = verdict.digest();
        Map<String, @Nullable Object> tree = new LinkedHashMap<>();
        tree.put("name", verdict.name());
        tree.put("well", verdict.faults().isEmpty());
        tree.put("faults", verdict.faults());
        tree.put("digest", digest == null ? null : digest.text());
        return tree;
    }
}
