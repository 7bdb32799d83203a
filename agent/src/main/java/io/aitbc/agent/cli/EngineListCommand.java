package io.aitbc.agent.cli;

import io.aitbc.agent.config.AccelSetting;
import io.aitbc.agent.config.LocalConfig;
import io.aitbc.agent.engine.EngineChoice;
import io.aitbc.agent.engine.Engines;
import io.aitbc.agent.engine.InstalledEngine;
import io.aitbc.agent.engine.PackagedEngine;
import io.aitbc.agent.host.FoundGpu;
import io.aitbc.agent.host.GpuFindings;
import io.aitbc.api.host.Gpu;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code engine list}. */
@Command(
        name = "list",
        sortOptions = false,
        header = "List the engines that are here, and say which one is used and why.",
        description = {
            "",
            "Asks the NVIDIA driver what cards there are and which CUDA it supports; starts no engine.",
            ""
        })
final class EngineListCommand implements Callable<Integer> {
    private static final String PACKAGED = "packaged";
    private static final String INSTALLED = "installed";
    private static final String ENVIRONMENT = "environment";

    private final Surroundings around;
    private final Supplier<OwnerTools> tools;

    @Mixin
    private EngineOption common = new EngineOption();

    EngineListCommand(Surroundings around, Supplier<OwnerTools> tools) {
        this.around = around;
        this.tools = tools;
    }

    /** An engine for a list. */
    private record Row(
            String id, String kind, String version, String flavor, long bytes, String where, String problem) {}

    @Override
    public Integer call() throws Exception {
        LocalConfig local = common.local(around);
        OwnerTools with = tools.get();
        Engines engines = new Engines(
                with.runnerHome(), local.directories().state(), around.context().environment());
        GpuFindings gpus = with.host().probe().gpus();
        boolean card = local.accel() != AccelSetting.CPU && !gpus.found().isEmpty();
        EngineChoice choice = engines.forDevice(card ? "cuda:0" : "cpu");
        List<Row> rows = rows(engines);
        if (common.json()) {
            JsonOption.print(around, tree(rows, choice, gpus));
        } else {
            print(rows, choice, gpus);
        }
        return Complaint.DONE;
    }

    private static List<Row> rows(Engines engines) {
        List<Row> rows = new ArrayList<>();
        PackagedEngine packaged = engines.packaged();
        Path cpu = packaged.cpu();
        if (cpu != null) {
            rows.add(new Row(
                    "cpu", PACKAGED, word(packaged.version()), "cpu", packaged.bytes(), String.valueOf(cpu), ""));
        }
        for (InstalledEngine engine : engines.store().installed()) {
            String problem =
                    Engines.fits(engine, packaged) ? "" : "for another version of this program; install it again";
            rows.add(new Row(
                    engine.id(),
                    INSTALLED,
                    engine.record().version(),
                    engine.record().flavor(),
                    engine.record().bytes(),
                    engine.libraries().toString(),
                    problem));
        }
        for (Path broken : engines.store().broken()) {
            rows.add(new Row(
                    String.valueOf(broken.getFileName()),
                    "broken",
                    "-",
                    "-",
                    0,
                    broken.toString(),
                    "not whole; remove it"));
        }
        engines.named()
                .ifPresent(path ->
                        rows.add(new Row("PYTORCH_LIBRARY_PATH", ENVIRONMENT, "-", "-", 0, path.toString(), "")));
        return rows;
    }

    private static boolean isUsed(Row row, EngineChoice choice) {
        return switch (choice.kind()) {
            case PACKAGED -> row.kind().equals(PACKAGED);
            case INSTALLED -> row.id().equals(choice.id());
            case ENVIRONMENT -> row.kind().equals(ENVIRONMENT);
            case NONE -> false;
        };
    }

    private void print(List<Row> rows, EngineChoice choice, GpuFindings gpus) {
        Columns columns = new Columns("");
        for (Row row : rows) {
            columns.row(
                    isUsed(row, choice) ? "*" : "",
                    row.id(),
                    row.kind(),
                    row.version(),
                    row.flavor(),
                    row.bytes() == 0 ? "-" : Sizes.of(row.bytes()),
                    Plain.text(row.where()),
                    row.problem());
        }
        columns.print(around.out());
        around.out().println("used (*): " + used(choice) + ", because " + Plain.text(choice.why()));
        for (FoundGpu found : gpus.found()) {
            Gpu gpu = found.gpu();
            around.out()
                    .println("card: " + Plain.text(gpu.name()) + ", " + gpu.vramMb() + " MiB, driver "
                            + Plain.text(gpu.driverVersion()) + ", CUDA up to " + word(gpu.cudaVersion()));
        }
        if (gpus.found().isEmpty()) {
            around.out().println("card: none answers (" + Plain.text(String.join("; ", gpus.failures())) + ")");
        } else if (choice.kind() == EngineChoice.Kind.PACKAGED) {
            around.out().println("To use it, type: aitbc-miner engine install cuda");
        }
    }

    private static String used(EngineChoice choice) {
        return switch (choice.kind()) {
            case PACKAGED -> "cpu";
            case INSTALLED -> choice.id();
            case ENVIRONMENT -> "PYTORCH_LIBRARY_PATH";
            case NONE -> "none";
        };
    }

    private static String word(@Nullable String text) {
        return text == null ? "-" : Plain.text(text);
    }

    private static Map<String, @Nullable Object> tree(List<Row> rows, EngineChoice choice, GpuFindings gpus) {
        Map<String, @Nullable Object> tree = new LinkedHashMap<>();
        List<Object> listed = new ArrayList<>();
        for (Row row : rows) {
            Map<String, @Nullable Object> item = new LinkedHashMap<>();
            item.put("id", row.id());
            item.put("kind", row.kind());
            item.put("version", row.version().equals("-") ? null : row.version());
            item.put("flavor", row.flavor().equals("-") ? null : row.flavor());
            item.put("bytes", row.bytes() == 0 ? null : row.bytes());
            item.put("path", row.where());
            item.put("used", isUsed(row, choice));
            item.put("problem", row.problem().isEmpty() ? null : row.problem());
            listed.add(item);
        }
        tree.put("engines", listed);
        tree.put("used", used(choice));
        tree.put("why", choice.why());
        List<Object> cards = new ArrayList<>();
        for (Gpu gpu : gpus.gpus()) {
            Map<String, @Nullable Object> card = new LinkedHashMap<>();
            card.put("name", gpu.name());
            card.put("vram_mb", gpu.vramMb());
            card.put("driver", gpu.driverVersion());
            card.put("cuda", gpu.cudaVersion());
            cards.add(card);
        }
        tree.put("cards", cards);
        tree.put("card_problems", gpus.failures());
        return tree;
    }
}
