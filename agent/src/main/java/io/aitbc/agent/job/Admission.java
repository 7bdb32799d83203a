package io.aitbc.agent.job;

import io.aitbc.api.job.Job;
import io.aitbc.api.job.Params;
import io.aitbc.api.outcome.Failure;
import io.aitbc.api.outcome.FailureCode;
import io.aitbc.api.param.InputFile;
import io.aitbc.api.param.InvalidParamsException;
import io.aitbc.api.param.WorkloadSpec;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Judges a job by its declaration, before a runner or any memory is spent on it. */
public final class Admission {
    private static final String NO_INPUTS =
            " names an input file, and this coordinator, which grants no leases, has no call to fetch one";

    private final Map<String, WorkloadSpec> workloads;
    private final Supplier<Duration> maxRuntime;

    /** @param maxRuntime {@code MAX_RUNTIME_SECS}: the owner's bound, whatever a job asks for */
    public Admission(Map<String, WorkloadSpec> workloads, Supplier<Duration> maxRuntime) {
        this.workloads = Map.copyOf(workloads);
        this.maxRuntime = maxRuntime;
    }

    /** What is made of a job. */
    public sealed interface Verdict {
        /**
         * @param params checked, defaults filled in
         * @param inputs the files that they name
         * @param maxRuntime the shorter of the job's bound and the owner's
         */
        record Admitted(Params params, List<InputFile> inputs, Duration maxRuntime) implements Verdict {}

        record Rejected(Failure failure) implements Verdict {}
    }

    public Verdict judge(Job job) {
        WorkloadSpec spec = workloads.get(job.workload());
        if (spec == null) {
            return new Verdict.Rejected(new Failure(
                    FailureCode.E_UNKNOWN_WORKLOAD,
                    "this miner has no workload of that name; it has "
                            + String.join(
                                    ", ", workloads.keySet().stream().sorted().toList()),
                    "workload"));
        }
        if (ParamsBound.isRefused(job.params())) {
            return new Verdict.Rejected(new Failure(FailureCode.E_INVALID, ParamsBound.REFUSAL, "params"));
        }
        try {
            Params params = spec.validate(job.params());
            List<InputFile> inputs = spec.inputs(params);
            if (!inputs.isEmpty() && !job.lease().granted()) {
                String field = inputs.get(0).field();
                return new Verdict.Rejected(new Failure(FailureCode.E_INVALID, field + NO_INPUTS, field));
            }
            return new Verdict.Admitted(params, inputs, bounded(job));
        } catch (InvalidParamsException e) {
            return new Verdict.Rejected(new Failure(FailureCode.E_INVALID, String.valueOf(e.getMessage()), e.field()));
        }
    }

    private Duration bounded(Job job) {
        Duration owner = maxRuntime.get();
        Duration asked = job.maxRuntime();
        return asked == null || asked.compareTo(owner) > 0 ? owner : asked;
    }
}
