package io.aitbc.workloads.runner;

import io.aitbc.api.outcome.Failure;
import io.aitbc.api.outcome.FailureCode;
import io.aitbc.api.port.Workload;
import io.aitbc.ipc.BadJsonException;
import io.aitbc.ipc.FrameCodec;
import io.aitbc.ipc.FrameWriter;
import io.aitbc.ipc.FromRunner;
import io.aitbc.workloads.engine.EngineFacts;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What all runs of this process share. */
record RunnerContext(
        EngineFacts engine,
        Workload.Premises premises,
        DeviceGate gate,
        FrameWriter writer,
        AtWork atWork,
        LongSupplier nanoTime) {
    /** Each run says at most ten times a second how far it is. */
    static final long PROGRESS_NANOS = 100_000_000;

    private static final Logger LOG = LoggerFactory.getLogger(RunnerContext.class);

    /** Sends a frame. When the agent is gone nobody reads it, and the end of input ends this process. */
    void send(FromRunner message) {
        try {
            writer.write(FrameCodec.encode(message));
        } catch (BadJsonException e) {
            LOG.atError().addKeyValue("cause", e.getMessage()).log("an answer cannot be told");
            if (message instanceof FromRunner.Done done) {
                Failure failure = new Failure(FailureCode.E_INTERNAL, "the result cannot be told: " + e.getMessage());
                send(new FromRunner.Failed(done.run(), failure));
            }
        } catch (IOException e) {
            LOG.atWarn().addKeyValue("cause", e).log("the agent does not listen");
        }
    }

    /** A workload's own figures, and those that every run has. */
    Map<String, @Nullable Object> withCommonMetrics(Map<String, @Nullable Object> own) {
        Map<String, @Nullable Object> metrics = new LinkedHashMap<>(own);
        metrics.put("engine", engine.name());
        metrics.put("engine_version", engine.version());
        metrics.put("device", engine.device());
        metrics.put("device_name", engine.deviceName());
        metrics.put("threads", engine.threads());
        atWork.peakBytes().ifPresent(bytes -> metrics.put("peak_rss_bytes", bytes));
        return metrics;
    }
}
