package io.aitbc.agent.cli;

import io.aitbc.models.Inventory;
import io.aitbc.models.ModelDigest;
import io.aitbc.models.ModelException;
import io.aitbc.models.ModelFacts;
import io.aitbc.models.StoredModel;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code models list}. */
@Command(
        name = "list",
        sortOptions = false,
        header = "List the models in MODEL_DIR, and say what there cannot be used and why.",
        description = {
            "",
            "Reads configurations and headers, no weights. A digest is shown where it is remembered; models show NAME makes"
                    + " it.",
            ""
        })
final class ModelsListCommand implements Callable<Integer> {
    private final Surroundings around;

    @Mixin
    private ConfigOption config = new ConfigOption();

    @Mixin
    private JsonOption json = new JsonOption();

    ModelsListCommand(Surroundings around) {
        this.around = around;
    }

    /** A model for a list. */
    private record Row(StoredModel model, ModelFacts facts, Optional<ModelDigest> digest) {}

    @Override
    public Integer call() throws Exception {
        ModelsPlace place = ModelsPlace.of(around, config.source());
        Inventory inventory = place.inventory();
        List<Row> rows = new ArrayList<>();
        List<Inventory.Problem> problems = new ArrayList<>(inventory.problems());
        for (StoredModel model : inventory.models()) {
            try {
                rows.add(new Row(model, ModelFacts.of(model), place.digests().known(model)));
            } catch (ModelException e) {
                problems.add(new Inventory.Problem(model.toString(), String.valueOf(e.getMessage())));
            }
        }
        if (json.asked()) {
            JsonOption.print(around, tree(place, rows, problems));
        } else {
            print(place, rows, problems);
        }
        return Complaint.DONE;
    }

    private void print(ModelsPlace place, List<Row> rows, List<Inventory.Problem> problems) {
        Columns columns = new Columns("");
        for (Row row : rows) {
            columns.row(
                    row.model().toString(),
                    Plain.shortened(row.facts().architecture()),
                    String.join(" ", row.facts().dtypes()),
                    Sizes.of(row.facts().weightBytes()),
                    row.digest().map(ModelDigest::text).orElse("digest not made yet"));
        }
        columns.print(around.out());
        for (Inventory.Problem problem : problems) {
            around.out().println("cannot be used: " + Plain.text(problem.name()) + ": " + Plain.text(problem.text()));
        }
        String hint = rows.isEmpty() ? "; aitbc-miner models --help says what goes there" : "";
        around.out().println("in " + place.directory() + ": " + count(rows.size()) + hint);
    }

    private static String count(int models) {
        return models == 0 ? "no models" : models == 1 ? "1 model" : models + " models";
    }

    private static Map<String, @Nullable Object> tree(
            ModelsPlace place, List<Row> rows, List<Inventory.Problem> problems) {
        List<Object> models = new ArrayList<>();
        for (Row row : rows) {
            models.add(ModelsShowCommand.tree(row.model(), row.facts(), row.digest()));
        }
        List<Object> unusable = new ArrayList<>();
        for (Inventory.Problem problem : problems) {
            Map<String, Object> item = new LinkedHashMap<>();
            item.put("name", problem.name());
            item.put("problem", problem.text());
            unusable.add(item);
        }
        Map<String, @Nullable Object> tree = new LinkedHashMap<>();
        tree.put("directory", place.directory().toString());
        tree.put("models", models);
        tree.put("problems", unusable);
        return tree;
    }
}
