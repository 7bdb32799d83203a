package io.aitbc.agent.cli;

import io.aitbc.agent.cli.Complaint.MisusedException;
import io.aitbc.agent.config.HttpWay;
import io.aitbc.agent.config.LocalConfig;
import io.aitbc.agent.config.NearMatch;
import io.aitbc.agent.engine.EngineInstall;
import io.aitbc.agent.engine.EngineManifest;
import io.aitbc.agent.engine.EngineOffer;
import io.aitbc.agent.engine.EngineStore;
import io.aitbc.agent.engine.InstalledEngine;
import io.aitbc.agent.engine.ManifestFetch;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code engine install}. */
@Command(
        name = "install",
        sortOptions = false,
        header = "Fetch an engine, check it and put it in place.",
        description = {
            "",
            "Fetches PyTorch's own archive (some 3 GB for CUDA; three times that must be free), checks its SHA-256 and"
                    + " unpacks it into STATE_DIR/engine. A download that is cut off goes on where it was. Until the last"
                    + " step nothing changes: the engine that is used now stays usable.",
            "",
            "Run it as the miner's user, who owns STATE_DIR.",
            ""
        },
        footer = {
            "",
            "Without a network: fetch the address that --dry-run names on another machine,",
            "copy the file here, and type",
            "  aitbc-miner engine install cuda --from FILE.zip",
            "",
            "A directory works too: libraries (*.so, or *.so.gz as DJL publishes them) with",
            "a file SHA256SUMS made by sha256sum, whose own digest vouches for them all:",
            "  aitbc-miner engine install cuda --from DIR --sha256 HEX",
            "",
            "https_proxy, http_proxy, all_proxy and no_proxy in the environment are heeded, as",
            "curl does; sudo hides them: sudo https_proxy=http://H:P aitbc-miner engine ...",
            "",
            "Exit codes: 0 installed; 1 it could not be, and nothing has changed; 2 used",
            "wrongly."
        })
final class EngineInstallCommand implements Callable<Integer> {
    private final Surroundings around;
    private final Supplier<OwnerTools> tools;

    @Parameters(arity = "0..1", paramLabel = "NAME", defaultValue = "cuda", description = "Which (default: cuda).")
    private String name = "cuda";

    @Mixin
    private EngineOption common = new EngineOption();

    @Option(names = "--from", paramLabel = "FILE|DIR", description = "A copy on this machine, instead of fetching it.")
    private @Nullable Path from;

    @Option(
            names = "--sha256",
            paramLabel = "HEX",
            description =
                    "The digest that it must have, instead of the manifest's: of the archive, or of DIR/SHA256SUMS.")
    private @Nullable String sha256;

    @Option(names = "--url", paramLabel = "URL", description = "A mirror with the same archive.")
    private @Nullable String url;

    @Option(
            names = "--manifest",
            paramLabel = "FILE|URL",
            description = "What can be fetched, instead of what this program knows: a file, or an https:// address.")
    private @Nullable String manifest;

    @Option(names = "--force", description = "Also where no card, or a driver too old for it, is found.")
    private boolean force;

    @Option(names = "--dry-run", description = "Say what would be done, and stop.")
    private boolean dryRun;

    EngineInstallCommand(Surroundings around, Supplier<OwnerTools> tools) {
        this.around = around;
        this.tools = tools;
    }

    @Override
    public Integer call() throws Exception {
        LocalConfig local = common.local(around);
        OwnerTools with = tools.get();
        EngineOffer offer = chosen();
        String digest = digest(offer);
        if (!force && offer.cuda() != null) {
            new DriverFit(around).require(offer, with.host().probe().gpus());
        }
        EngineStore store = new EngineStore(local.directories().state());
        if (dryRun) {
            plan(offer, digest, store);
            return Complaint.DONE;
        }
        Path state = local.directories().state();
        new OwnState(around.context().uid(), "engine install " + name).prepare("STATE_DIR", state, state);
        ProgressBar bar = new ProgressBar(around.err(), with.terminal(), System::nanoTime);
        try {
            InstalledEngine engine = new EngineInstall(store, this::open, with.freeSpace(), bar, around.pause()::sleep)
                    .install(new EngineInstall.Order(offer, digest, from));
            bar.end();
            tell(engine);
        } finally {
            bar.end();
        }
        return Complaint.DONE;
    }

    private EngineOffer chosen() throws MisusedException, IOException, InterruptedException {
        EngineManifest offered = offered();
        String platform = "linux-" + System.getProperty("os.arch").replace("amd64", "x86_64");
        EngineOffer offer = offered.named(name, platform)
                .orElseThrow(() -> new MisusedException(
                        "there is no engine \"" + Plain.shortened(name) + "\" for " + platform + "; "
                                + NearMatch.of(name, offered.names())
                                        .map(near -> "did you mean " + near + "?")
                                        .orElse("there are: " + String.join(", ", offered.names()))));
        String mirror = url;
        if (mirror == null) {
            return offer;
        }
        try {
            return offer.withUrl(EngineManifest.address(mirror));
        } catch (IOException e) {
            throw new MisusedException("--url: " + e.getMessage());
        }
    }

    private EngineManifest offered() throws IOException, InterruptedException {
        String where = manifest;
        if (where == null) {
            return EngineManifest.bundled();
        }
        return where.contains("://")
                ? ManifestFetch.from(where, this::open)
                : EngineManifest.read(where, readFile(Path.of(where)));
    }

    private HttpURLConnection open(URI url) throws IOException {
        return HttpWay.open(url, around.context().environment());
    }

    private static byte[] readFile(Path file) throws IOException {
        if (!Files.isRegularFile(file) || Files.size(file) > EngineManifest.MAX_BYTES) {
            throw new IOException(
                    "--manifest " + file + " is no file of at most " + EngineManifest.MAX_BYTES / 1024 + " KiB");
        }
        return Files.readAllBytes(file);
    }

    private String digest(EngineOffer offer) throws MisusedException {
        String given = sha256 == null ? null : sha256.strip().toLowerCase(Locale.ROOT);
        if (given != null && !given.matches("[0-9a-f]{64}")) {
            throw new MisusedException("--sha256 must be 64 hexadecimal digits, as sha256sum prints them");
        }
        if (given != null) {
            return given;
        }
        Path copy = from;
        if (copy != null && Files.isDirectory(copy)) {
            throw new MisusedException(
                    "--from " + copy + " is a directory, so say what its SHA256SUMS must be: --sha256"
                            + " HEX, with what `sha256sum SHA256SUMS` prints where the files come from");
        }
        String pinned = offer.sha256();
        if (pinned == null) {
            throw new MisusedException(
                    "no SHA-256 is pinned for " + offer.url() + ", and nothing unchecked is installed."
                            + " Ask whoever you trust for it, then type: aitbc-miner engine install " + offer.name()
                            + " --sha256 HEX");
        }
        return pinned;
    }

    private void plan(EngineOffer offer, String digest, EngineStore store) {
        Columns columns = new Columns("");
        columns.row("engine", offer.id());
        columns.row("from", from == null ? offer.url().toString() : from.toString());
        columns.row("sha256", digest);
        columns.row("into", store.directory().resolve(offer.id()).toString());
        columns.print(around.out());
    }

    private void tell(InstalledEngine engine) throws IOException {
        if (common.json()) {
            Map<String, @Nullable Object> tree = new LinkedHashMap<>();
            tree.put("id", engine.id());
            tree.put("version", engine.record().version());
            tree.put("flavor", engine.record().flavor());
            tree.put("bytes", engine.record().bytes());
            tree.put("path", engine.libraries().toString());
            JsonOption.print(around, tree);
            return;
        }
        around.out()
                .println(engine.id() + " is installed in " + engine.directory() + " ("
                        + Sizes.of(engine.record().bytes()) + ")");
        around.out().println("try it:  aitbc-miner engine verify");
        around.out().println("use it:  systemctl restart aitbc-miner");
    }
}
