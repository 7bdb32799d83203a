package io.aitbc.e2e;

import java.nio.file.Files;
import java.nio.file.Path;

/** Where the checkout is that these tests run in, with its programs laid out. */
public final class Checkout {
    private Checkout() {}

    /** The directory that holds {@code bin/}. */
    public static Path home() {
        Path here = Path.of("").toAbsolutePath();
        while (!Files.isExecutable(here.resolve("bin/aitbc-miner"))) {
            here = here.getParent();
            if (here == null) {
                throw new IllegalStateException(
                        "not inside a checkout: no bin/aitbc-miner above the working directory");
            }
        }
        return here;
    }

    /** The runner's directory, for agents that are not started by the launcher. */
    public static Path runner() {
        return home().resolve("workloads/target/app");
    }
}
