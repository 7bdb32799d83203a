package io.aitbc.agent.cli;

import io.aitbc.models.ModelDigest;
import io.aitbc.models.ModelEntry;
import io.aitbc.models.ModelFacts;
import io.aitbc.models.StoredModel;
import io.aitbc.models.TensorInfo;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code models show}. */
@Command(
        name = "show",
        sortOptions = false,
        header = "Say what a model is, with its digest and the files that it is made of.",
        description = {
            "",
            "The digest is in the proof of each job that the model did, and a job may demand it. It is the SHA-256 of a list"
                    + " with name, size and SHA-256 of each file that decides what the model answers: configuration,"
                    + " tokenizer, chat template, weights. Large files are read once and remembered until they change.",
            ""
        },
        footer = {
            "",
            "Example:",
            "  aitbc-miner models show demo-llm --tensors",
            "",
            "Exit codes: 0 done; 1 the model cannot be used; 2 there is none of that name."
        })
final class ModelsShowCommand implements Callable<Integer> {
    private final Surroundings around;
    private final Supplier<OwnerTools> tools;

    @Parameters(paramLabel = "NAME", description = "One that models list names.")
    private String name = "";

    @Mixin
    private ConfigOption config = new ConfigOption();

    @Option(names = "--tensors", description = "Each tensor, too.")
    private boolean tensors;

    @Mixin
    private JsonOption json = new JsonOption();

    ModelsShowCommand(Surroundings around, Supplier<OwnerTools> tools) {
        this.around = around;
        this.tools = tools;
    }

    @Override
    public Integer call() throws Exception {
        ModelsPlace place = ModelsPlace.of(around, config.source());
        StoredModel model = place.named(name);
        ModelFacts facts = ModelFacts.of(model);
        ModelEntry entry = place.entry(model);
        PatientProgress progress = new PatientProgress(
                model.toString(),
                () -> new ProgressBar(around.err(), tools.get().terminal(), System::nanoTime),
                System::nanoTime);
        ModelDigest digest;
        try {
            digest = place.digests().of(model, progress);
        } finally {
            progress.end();
        }
        if (json.asked()) {
            Map<String, @Nullable Object> tree = tree(model, facts, Optional.of(digest));
            tree.put("quantization", entry.quantization().orElse(null));
            tree.put(
                    "files",
                    digest.files().stream().map(ModelsShowCommand::file).toList());
            if (tensors) {
                List<Object> all = new ArrayList<>();
                facts.tensors().forEach((called, info) -> all.add(tensor(called, info)));
                tree.put("tensors", all);
            }
            JsonOption.print(around, tree);
        } else {
            print(model, facts, entry, digest);
        }
        return Complaint.DONE;
    }

    private void print(StoredModel model, ModelFacts facts, ModelEntry entry, ModelDigest digest) {
        Columns columns = new Columns("");
        columns.row("model", model.toString());
        columns.row("directory", Plain.text(model.directory()));
        columns.row("architecture", facts.architecture().isEmpty() ? "-" : Plain.shortened(facts.architecture()));
        columns.row("parameters", String.format(Locale.ROOT, "%,d", facts.parameters()));
        columns.row("weights", Sizes.of(facts.weightBytes()) + " of " + String.join(", ", facts.dtypes()));
        columns.row("context", number(facts.contextLength()));
        columns.row("vocabulary", number(facts.vocabulary()));
        columns.row(
                "quantization",
                entry.quantization().map(set -> set + ", set in models.json").orElse("as a job says"));
        columns.row("digest", digest.text());
        columns.print(around.out());
        around.out().println("files:");
        Columns files = new Columns("  ");
        digest.files().forEach(file -> files.row(Plain.text(file.name()), Sizes.of(file.bytes()), file.sha256()));
        files.print(around.out());
        if (tensors) {
            around.out().println("tensors:");
            Columns all = new Columns("  ");
            facts.tensors()
                    .forEach((called, info) -> all.row(
                            Plain.text(called),
                            info.dtype().name(),
                            info.shape().toString()));
            all.print(around.out());
        }
    }

    private static String number(OptionalInt number) {
        return number.isPresent() ? number.getAsInt() + " tokens" : "-";
    }

    /** What {@code models list --json} says of each model, too. */
    static Map<String, @Nullable Object> tree(StoredModel model, ModelFacts facts, Optional<ModelDigest> digest) {
        Map<String, @Nullable Object> tree = new LinkedHashMap<>();
        tree.put("id", model.toString());
        tree.put("path", model.directory().toString());
        tree.put("kind", model.kind().name().toLowerCase(Locale.ROOT));
        tree.put("architecture", facts.architecture());
        tree.put("parameters", facts.parameters());
        tree.put("weight_bytes", facts.weightBytes());
        tree.put("dtypes", facts.dtypes());
        tree.put("context_length", maybe(facts.contextLength()));
        tree.put("vocabulary", maybe(facts.vocabulary()));
        tree.put("digest", digest.map(ModelDigest::text).orElse(null));
        return tree;
    }

    private static @Nullable Integer maybe(OptionalInt number) {
        return number.isPresent() ? number.getAsInt() : null;
    }

    private static Map<String, Object> file(ModelDigest.FileDigest file) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("name", file.name());
        tree.put("bytes", file.bytes());
        tree.put("sha256", file.sha256());
        return tree;
    }

    private static Map<String, Object> tensor(String called, TensorInfo info) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("name", called);
        tree.put("dtype", info.dtype().name());
        tree.put("shape", info.shape());
        return tree;
    }
}
