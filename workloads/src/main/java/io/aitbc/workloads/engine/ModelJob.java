package io.aitbc.workloads.engine;

import io.aitbc.api.outcome.Failure;
import io.aitbc.api.outcome.FailureCode;
import io.aitbc.api.param.InvalidParamsException;
import io.aitbc.api.port.Workload;
import io.aitbc.models.ModelException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.Callable;

/** A job that needs a model: what goes wrong in it, in the words that a job's failure has. */
public final class ModelJob {
    private ModelJob() {}

    /** @throws Workload.WorkFailedException for a model or parameters that will not do, and what {@code job} throws */
    public static Workload.Result run(Callable<Workload.Result> job) throws Workload.WorkFailedException {
        try {
            return job.call();
        } catch (Workload.WorkFailedException | RuntimeException | Error e) {
            throw e;
        } catch (ModelException e) {
            throw ModelShelf.failed(e);
        } catch (InvalidParamsException e) {
            throw new Workload.WorkFailedException(
                    new Failure(FailureCode.E_INVALID, String.valueOf(e.getMessage()), e.field()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
