package io.aitbc.coordinator.cli;

import io.aitbc.coordinator.cli.Commands.UsageException;
import io.aitbc.coordinator.keys.ApiKey;
import io.aitbc.coordinator.keys.KeyTable;
import io.aitbc.coordinator.keys.Role;
import io.aitbc.coordinator.keys.StoredKey;
import io.aitbc.coordinator.store.DataDir;
import io.aitbc.coordinator.store.Database;
import io.aitbc.coordinator.store.Sql;
import io.aitbc.protocols.v1.WireLimits;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code keys add}, {@code list}, {@code revoke}: works on the data directory itself, also beside a running
 * coordinator.
 */
@Command(
        name = "keys",
        mixinStandardHelpOptions = true,
        header = "Make, list and revoke keys.",
        description = {
            "",
            "Works on the data directory, whether a coordinator runs on it or not; a running one notices within a"
                    + " second. A key is shown once, when it is made; only its hash is kept.",
            ""
        })
final class KeysCommand implements Runnable {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    static CommandLine line(Surroundings around) {
        return new CommandLine(new KeysCommand())
                .addSubcommand(new Add(around))
                .addSubcommand(new ListAll(around))
                .addSubcommand(new Revoke(around));
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "which of add, list, revoke?");
    }

    /** Where the keys are. */
    static final class Store {
        @Option(
                names = "--data",
                paramLabel = "DIR",
                required = true,
                description = "The coordinator's data directory.")
        private Path data = Path.of("");

        <T> T with(Function<Sql, T> work) throws DataDir.UnusableException {
            try (Sql sql = Database.open(DataDir.database(DataDir.prepare(data)))) {
                return work.apply(sql);
            }
        }
    }

    @Command(
            name = "add",
            mixinStandardHelpOptions = true,
            sortOptions = false,
            header = "Make a key and print it, once.",
            footer = {
                "",
                "Examples:",
                "  aitbc-coordinator keys add --role miner --wallet alice --label rig-1 --data ./data",
                "  aitbc-coordinator keys add --role client --data ./data"
            })
    static final class Add implements Callable<Integer> {
        private final Surroundings around;

        @Mixin
        private Store store = new Store();

        @Option(
                names = "--role",
                required = true,
                description = "miner takes jobs; client submits them; admin may do everything.")
        private Role role = Role.CLIENT;

        @Option(names = "--wallet", description = "For a miner: the one wallet that it may earn for.")
        private @Nullable String wallet;

        @Option(names = "--label", description = "A note for yourself.")
        private @Nullable String label;

        Add(Surroundings around) {
            this.around = around;
        }

        @Override
        public Integer call() throws Exception {
            if (wallet != null && role != Role.MINER) {
                throw new UsageException("--wallet goes with --role miner only");
            }
            if (tooLong(wallet) || tooLong(label)) {
                throw new UsageException("--wallet and --label are 1 to " + WireLimits.NAME_LENGTH + " characters");
            }
            ApiKey key = ApiKey.generate(around.random());
            StoredKey stored = new StoredKey(
                    key.id(),
                    key.secretSha(),
                    role,
                    wallet,
                    label,
                    around.clock().instant(),
                    null);
            store.with(sql -> {
                KeyTable.add(sql, stored);
                return true;
            });
            around.out().println(key.text());
            around.err().println("This " + role + " key is not shown again; its id is " + key.id() + ".");
            return Commands.DONE;
        }

        private static boolean tooLong(@Nullable String text) {
            return text != null && (text.isBlank() || text.length() > WireLimits.NAME_LENGTH);
        }
    }

    @Command(name = "list", mixinStandardHelpOptions = true, header = "List all keys; never the keys themselves.")
    static final class ListAll implements Callable<Integer> {
        private final Surroundings around;

        @Mixin
        private Store store = new Store();

        ListAll(Surroundings around) {
            this.around = around;
        }

        @Override
        public Integer call() throws Exception {
            Table table = new Table("ID", "ROLE", "WALLET", "LABEL", "CREATED", "REVOKED");
            List<StoredKey> keys = store.with(KeyTable::all);
            keys.forEach(key ->
                    table.row(key.id(), key.role(), key.wallet(), key.label(), key.createdAt(), key.revokedAt()));
            table.print(around.out());
            return Commands.DONE;
        }
    }

    @Command(name = "revoke", mixinStandardHelpOptions = true, header = "Revoke a key by its id.")
    static final class Revoke implements Callable<Integer> {
        private final Surroundings around;

        @Mixin
        private Store store = new Store();

        @Parameters(paramLabel = "ID", description = "As keys list shows it.")
        private String id = "";

        Revoke(Surroundings around) {
            this.around = around;
        }

        @Override
        public Integer call() throws Exception {
            boolean revoked =
                    store.with(sql -> KeyTable.revoke(sql, id, around.clock().instant()));
            if (!revoked) {
                around.err()
                        .println("aitbc-coordinator: error: there is no key " + id
                                + " that could be revoked; see: keys list");
                return Commands.FAILED;
            }
            around.out().println("revoked " + id);
            return Commands.DONE;
        }
    }
}
