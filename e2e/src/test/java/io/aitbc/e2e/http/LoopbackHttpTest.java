package io.aitbc.e2e.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.aitbc.e2e.Checkout;
import io.aitbc.e2e.Eventually;
import io.aitbc.e2e.Jobs;
import io.aitbc.e2e.harness.Pool;
import io.aitbc.e2e.harness.PoolClient;
import io.aitbc.e2e.harness.Program;
import io.aitbc.protocols.v1.JobState;
import io.aitbc.protocols.v1.JobView;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What monitoring sees of a real miner, and a second miner beside it with the same HTTP_LISTEN. */
class LoopbackHttpTest {
    private static final Pattern ANSWERED = Pattern.compile("health and metrics are answered url=(http://[0-9.:]+)");
    private static final Pattern SAMPLE =
            Pattern.compile("([a-zA-Z_:][a-zA-Z0-9_:]*(?:\\{[^{}]*})?) (-?[0-9.eE+-]+|NaN|[+-]Inf)");
    private static final String PROVED = "aicf_provider_jobs_total{kind=\"AI\",status=\"proved\"}";

    @TempDir
    static Path directory;

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @AutoClose
    private static Pool pool;

    private static PoolClient client;
    private static Program first;
    private static String url;

    @BeforeAll
    static void startMiner() {
        pool = new Pool(Checkout.home(), directory);
        pool.startCoordinator("--heartbeat-secs", "1");
        client = pool.client();
        first = pool.startMiner(
                "first",
                Map.of(
                        "HTTP_LISTEN",
                        "127.0.0.1:0",
                        "LOG_FILE",
                        directory.resolve("first.txt").toString()));
        url = first.awaitLine(ANSWERED, Jobs.SOON).group(1);
    }

    private static HttpResponse<String> get(String path) {
        try {
            return HTTP.send(
                    HttpRequest.newBuilder(URI.create(url + path)).build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Every line of the page is a comment or a sample. */
    private static Map<String, Double> metrics() {
        Map<String, Double> samples = new TreeMap<>();
        get("/metrics").body().lines().filter(line -> !line.startsWith("#")).forEach(line -> {
            Matcher sample = SAMPLE.matcher(line);
            assertThat(sample.matches()).as(line).isTrue();
            Double before =
                    samples.put(sample.group(1), Double.valueOf(sample.group(2).replace("Inf", "Infinity")));
            assertThat(before).as("%s stands once", line).isNull();
        });
        return samples;
    }

    @Test
    void aScrapeSeesAJobUnderWayAndThenItsEnd() throws IOException {
        Eventually.get("ready", Jobs.SOON, () -> get("/readyz").statusCode(), status -> status == 200);
        assertThat(get("/healthz").statusCode()).isEqualTo(200);
        assertThat(get("/version").body()).contains("\"name\":\"aitbc-miner\"");
        Jobs jobs = new Jobs(client);
        JobView endless = jobs.endless();
        Eventually.get(
                "the runner", Jobs.SOON, LoopbackHttpTest::metrics, seen -> seen.get("aitbc_runner_memory_bytes") > 0);
        assertThat(metrics()).containsEntry("aitbc_jobs_under_way", 1.0).containsEntry("aitbc_slots_busy", 1.0);
        assertThat(get("/readyz").statusCode()).isEqualTo(200);
        client.cancel(endless.id());
        assertThat(jobs.awaitEnd(jobs.small()).state()).isEqualTo(JobState.COMPLETED);

        Map<String, Double> seen =
                Eventually.get("the proof", Jobs.SOON, LoopbackHttpTest::metrics, all -> all.get(PROVED) == 1);
        assertThat(seen)
                .containsEntry("aitbc_credited_total", (double) Jobs.PRICE)
                .containsEntry("aitbc_runs_total{outcome=\"finished\",workload=\"torch_bench\"}", 1.0)
                .containsEntry("aitbc_state{state=\"online\"}", 1.0);
        assertThat(seen.get("aitbc_heartbeat_age_seconds")).isLessThan(60);
        assertThat(Files.readString(directory.resolve("first.txt"))).contains("INFO  job leased");
    }

    @Test
    void aSecondMinerOnTheSamePortWarnsAndWorks() {
        String listen = url.substring("http://".length());
        Program second = pool.startMiner("second", Map.of("HTTP_LISTEN", listen));
        second.awaitLine(Pattern.compile("health and metrics problem=.*HTTP_LISTEN " + listen), Jobs.SOON);
        assertThat(pool.status("second").warnings()).anyMatch(warning -> warning.contains("HTTP_LISTEN " + listen));
        Eventually.get("both", Jobs.SOON, () -> client.miners().miners(), miners -> miners.size() == 2);
        assertThat(second.isAlive()).isTrue();

        pool.configure("second", Map.of("HTTP_LISTEN", "127.0.0.1:0"));
        second.signal("HUP");
        second.awaitLine(ANSWERED, Jobs.SOON);
        assertThat(pool.status("second").warnings()).noneMatch(warning -> warning.contains("HTTP_LISTEN"));
        second.close();
    }
}
