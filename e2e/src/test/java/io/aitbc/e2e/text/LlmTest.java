package io.aitbc.e2e.text;

import static org.assertj.core.api.Assertions.assertThat;

import io.aitbc.e2e.Checkout;
import io.aitbc.e2e.DemoModels;
import io.aitbc.e2e.Eventually;
import io.aitbc.e2e.Jobs;
import io.aitbc.e2e.Site;
import io.aitbc.e2e.harness.Pool;
import io.aitbc.e2e.harness.PoolClient;
import io.aitbc.e2e.harness.Program;
import io.aitbc.ipc.BadJsonException;
import io.aitbc.ipc.PlainJson;
import io.aitbc.protocols.v1.JobMode;
import io.aitbc.protocols.v1.JobState;
import io.aitbc.protocols.v1.JobView;
import io.aitbc.protocols.v1.SubmitRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code llm_gen} with the demo's model, from a job file and from a coordinator. */
class LlmTest {
    private static final Map<String, Object> PARAMS = Map.of(
            "model",
            "demo-llm",
            "prompt",
            "And it came to pass",
            "max_new_tokens",
            64,
            "temperature",
            0.8,
            "seed",
            11,
            "ignore_eos",
            true,
            "logprobs",
            true);

    @TempDir
    Path directory;

    @Test
    void execGivesTheSameBytesEachTime() throws Exception {
        Path job = directory.resolve("job.json");
        Files.write(job, PlainJson.write(Map.of("id", "text-1", "workload", "llm_gen", "params", PARAMS)));
        try (Pool pool = new Pool(Checkout.home(), directory)) {
            Map<?, ?> first = DemoModels.proof(pool, job, directory.resolve("a"), PARAMS.get("prompt"));
            Map<?, ?> second = DemoModels.proof(pool, job, directory.resolve("b"), PARAMS.get("prompt"));
            assertThat(second.get("output_sha")).isEqualTo(first.get("output_sha"));
            assertThat(String.valueOf(first)).contains("sha256:");
            Map<?, ?> output = (Map<?, ?>)
                    PlainJson.read(Files.readAllBytes(directory.resolve("a").resolve("out.json")));
            assertThat(output.keySet())
                    .map(String::valueOf)
                    .containsExactly("finish_reason", "logprobs", "text", "token_ids", "usage");
            assertThat(directory.resolve("b").toFile().list()).containsExactly("out.json");
        }
    }

    @Test
    void jobsShareARunnerAndOneWhoseRunnerIsKilledComesToTheSameEnd() {
        try (Pool pool = new Pool(Checkout.home(), directory)) {
            pool.startCoordinator();
            var miner = pool.startMiner("m", Map.of("MODEL_DIR", DemoModels.directory(), "MAX_CONCURRENCY", "3"));
            PoolClient client = pool.client();
            Jobs jobs = new Jobs(client);
            String undisturbed = jobs.awaitEnd(submit(client)).outputSha();
            assertThat(undisturbed).isNotNull();

            List<JobView> several = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                several.add(submit(client));
            }
            Eventually.get("a runner at work", Jobs.SOON, () -> working(client), working -> working > 0);
            miner.handle().descendants().forEach(ProcessHandle::destroyForcibly);
            for (JobView job : several) {
                JobView end = jobs.awaitEnd(job);
                assertThat(end.state()).as("%s", end.failure()).isEqualTo(JobState.COMPLETED);
                assertThat(end.outputSha()).isEqualTo(undisturbed);
                assertThat(end.credited()).isEqualTo(Jobs.PRICE);
            }
        }
    }

    @Test
    void theCoordinatorKnowsWhichModelsAMinerHoldsAlsoOnesThatCameLater() throws Exception {
        Path held = Files.createDirectory(directory.resolve("held"));
        lay("demo-llm", held.resolve("one"));
        try (Site site = new Site(directory, "--heartbeat-secs", "1")) {
            Program miner = site.online("m", Map.of("MODEL_DIR", held.toString()));
            awaitHeld(List.of("one"));
            lay("demo-llm", Files.createDirectory(held.resolve("org")).resolve("two"));
            miner.signal("HUP"); // or a minute later
            awaitHeld(List.of("one", "org/two"));
        }
    }

    private static void lay(String model, Path target) throws IOException {
        Files.createDirectory(target);
        try (Stream<Path> files = Files.list(Path.of(DemoModels.directory(), model))) {
            for (Path file : files.toList()) {
                Files.copy(file, target.resolve(file.getFileName()));
            }
        }
    }

    private void awaitHeld(List<String> ids) {
        Eventually.get("capabilities", Jobs.SOON, this::held, ids::equals);
    }

    /** As the coordinator keeps what it was told. */
    private List<?> held() {
        try (Connection db =
                        DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("coordinator/coordinator.db"));
                ResultSet row = db.createStatement().executeQuery("SELECT capabilities FROM miners")) {
            String told = row.next() ? row.getString(1) : null;
            Map<?, ?> can = told == null ? Map.of() : (Map<?, ?>) PlainJson.read(told.getBytes(StandardCharsets.UTF_8));
            return can.get("models") instanceof List<?> models ? models : List.of();
        } catch (SQLException | BadJsonException e) {
            throw new AssertionError(e);
        }
    }

    private static long working(PoolClient client) {
        return client.jobs().stream()
                .filter(job -> job.state() == JobState.RUNNING)
                .count();
    }

    private static JobView submit(PoolClient client) {
        return client.submit(new SubmitRequest("llm_gen", PARAMS, JobMode.ANY, Jobs.PRICE, null, 5));
    }
}
