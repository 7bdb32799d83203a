package io.aitbc.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.aitbc.e2e.harness.Invocation;
import io.aitbc.e2e.harness.Pool;
import io.aitbc.ipc.BadJsonException;
import io.aitbc.ipc.PlainJson;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;

/** Jobs on the demo's models. */
public final class DemoModels {
    private DemoModels() {}

    /** For MODEL_DIR. */
    public static String directory() {
        return Checkout.home().resolve("demo/models").toString();
    }

    /**
     * Has {@code aitbc-miner exec} run a job to its good end.
     *
     * @param out where its output is to lie
     * @param prompt of the job, which must not be in the log
     * @return the proof
     */
    public static Map<?, ?> proof(Pool pool, Path job, Path out, Object prompt) throws BadJsonException {
        Invocation.Ended ended = pool.run(
                        "aitbc-miner",
                        Map.of("MODEL_DIR", directory(), "ACCEL_MODE", "cpu"),
                        "exec",
                        job.toString(),
                        "--out",
                        out.toString())
                .end(Jobs.SOON);
        assertThat(ended.status()).as(ended.err()).isZero();
        assertThat(ended.err()).doesNotContain(String.valueOf(prompt));
        return (Map<?, ?>) PlainJson.read(ended.out().getBytes(StandardCharsets.UTF_8));
    }
}
