package io.aitbc.agent.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.aitbc.api.job.Job;
import io.aitbc.api.job.JobId;
import io.aitbc.api.job.Lease;
import io.aitbc.api.job.Params;
import io.aitbc.api.outcome.Failure;
import io.aitbc.api.outcome.FailureCode;
import io.aitbc.api.param.ParamSpec;
import io.aitbc.api.param.WorkloadSpec;
import java.math.BigInteger;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class AdmissionTest {
    private static final ParamSpec SIZE = new ParamSpec.Int(
            "size", "edge", false, BigInteger.valueOf(1024), BigInteger.ONE, BigInteger.valueOf(4096));
    private static final ParamSpec PROMPT = new ParamSpec.Text("prompt", "text", true, null, 10);

    private Duration owner = Duration.ofMinutes(10);
    private final Admission admission = new Admission(
            Map.of(
                    "torch_bench", new WorkloadSpec("torch_bench", "", true, List.of(SIZE)),
                    "llm_gen", new WorkloadSpec("llm_gen", "", true, List.of(PROMPT))),
            () -> owner);

    private static Job job(String workload, Map<String, Object> params, @Nullable Duration maxRuntime) {
        return new Job(new JobId("j"), workload, new Params(params), new Lease("l", 1, null), maxRuntime);
    }

    private Failure rejected(String workload, Map<String, Object> params) {
        Admission.Verdict verdict = admission.judge(job(workload, params, null));
        assertThat(verdict).isInstanceOf(Admission.Verdict.Rejected.class);
        return ((Admission.Verdict.Rejected) verdict).failure();
    }

    private Admission.Verdict.Admitted admitted(@Nullable Duration maxRuntime) {
        return (Admission.Verdict.Admitted) admission.judge(job("torch_bench", Map.of(), maxRuntime));
    }

    @Test
    void defaultsAreFilledIn() {
        assertThat(admitted(null).params().values()).isEqualTo(Map.of("size", BigInteger.valueOf(1024)));
    }

    @Test
    void theShorterOfTheTwoBoundsHolds() {
        assertThat(admitted(null).maxRuntime()).isEqualTo(owner);
        assertThat(admitted(Duration.ofSeconds(5)).maxRuntime()).isEqualTo(Duration.ofSeconds(5));
        assertThat(admitted(Duration.ofDays(5)).maxRuntime()).isEqualTo(owner);
        owner = Duration.ofSeconds(7);
        assertThat(admitted(null).maxRuntime())
                .as("the owner's bound as it is now")
                .isEqualTo(owner);
    }

    @Test
    void anUnknownWorkloadIsGivenBackWithTheNamesOfThoseThatAreKnown() {
        Failure failure = rejected("mine_bitcoin", Map.of());
        assertThat(failure.code()).isEqualTo(FailureCode.E_UNKNOWN_WORKLOAD);
        assertThat(failure.field()).isEqualTo("workload");
        assertThat(failure.message()).contains("llm_gen, torch_bench");
    }

    @Test
    void wrongParametersAreNamedWithWhatIsAllowed() {
        Failure outOfRange = rejected("torch_bench", Map.of("size", 4097L));
        assertThat(outOfRange.code()).isEqualTo(FailureCode.E_INVALID);
        assertThat(outOfRange.field()).isEqualTo("size");
        assertThat(outOfRange.message()).contains("from 1 to 4096").contains("4097");

        assertThat(rejected("torch_bench", Map.of("size", "big")).message()).contains("\"big\"");
        assertThat(rejected("torch_bench", Map.of("sise", 1L)).field()).isEqualTo("sise");
        assertThat(rejected("llm_gen", Map.of()).message()).contains("prompt").contains("missing");
    }

    @Test
    void aPayloadIsNeverRepeated() {
        assertThat(rejected("llm_gen", Map.of("prompt", "a secret of more than ten characters, far more"))
                        .message())
                .doesNotContain("secret");
    }
}
