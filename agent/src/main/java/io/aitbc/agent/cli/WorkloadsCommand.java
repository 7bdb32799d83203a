package io.aitbc.agent.cli;

import io.aitbc.agent.cli.Complaint.MisusedException;
import io.aitbc.agent.config.NearMatch;
import io.aitbc.api.param.ParamSpec;
import io.aitbc.api.param.WorkloadSpec;
import io.aitbc.ipc.PlainJson;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code workloads}. */
@Command(
        name = "workloads",
        sortOptions = false,
        header = "List the kinds of work that this installation can do, or what one of them takes.",
        footer = {"", "Example:", "  aitbc-miner workloads torch_bench"})
final class WorkloadsCommand implements Callable<Integer> {
    private final Surroundings around;
    private final WorkloadCatalog catalog;

    @Parameters(arity = "0..1", paramLabel = "NAME", description = "One of them, to see its parameters.")
    private @Nullable String name;

    @Option(names = "--json", description = "For a program to read.")
    private boolean json;

    WorkloadsCommand(Surroundings around, WorkloadCatalog catalog) {
        this.around = around;
        this.catalog = catalog;
    }

    @Override
    public Integer call() throws Exception {
        List<WorkloadSpec> specs = chosen(catalog.load());
        if (json) {
            List<?> trees = specs.stream().map(SpecTree::of).toList();
            around.out()
                    .println(new String(
                            PlainJson.write(name == null ? trees : trees.get(0)), StandardCharsets.US_ASCII));
        } else if (name == null) {
            list(specs);
        } else {
            details(specs.get(0));
        }
        return Complaint.DONE;
    }

    private List<WorkloadSpec> chosen(List<WorkloadSpec> specs) throws MisusedException {
        String wanted = name;
        if (wanted == null) {
            return specs;
        }
        List<String> names = specs.stream().map(WorkloadSpec::name).toList();
        if (!names.contains(wanted)) {
            throw new MisusedException("there is no workload \"" + Plain.shortened(wanted) + "\"; "
                    + NearMatch.of(wanted, names)
                            .map(near -> "did you mean " + near + "?")
                            .orElse("there are: " + String.join(", ", names)));
        }
        return List.of(specs.get(names.indexOf(wanted)));
    }

    private void list(List<WorkloadSpec> specs) {
        Columns columns = new Columns("");
        specs.forEach(spec -> columns.row(spec.name(), spec.description()));
        columns.print(around.out());
    }

    private void details(WorkloadSpec spec) {
        around.out().println(spec.name() + ": " + spec.description());
        if (spec.exclusive()) {
            around.out().println("Has the device to itself while it runs.");
        }
        for (List<String> group : spec.oneOf()) {
            around.out().println("A job gives exactly one of " + String.join(", ", group) + ".");
        }
        Columns columns = new Columns("  ");
        for (ParamSpec param : spec.params()) {
            columns.row(param.name(), SpecTree.allowed(param), ifAbsent(param), param.description());
        }
        columns.print(around.out());
    }

    private static String ifAbsent(ParamSpec param) {
        if (param.required()) {
            return "required";
        }
        return param.defaultValue() == null ? "optional" : "default " + param.defaultValue();
    }
}
