package io.aitbc.workloads.diffusion;

import io.aitbc.testkit.ReferenceModels;
import io.aitbc.workloads.TestRun;
import io.aitbc.workloads.engine.TorchEngine;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** Jobs on the reference models. */
abstract class RealJobs {
    static final SdInfer WORK = new SdInfer();

    @TempDir
    Path directory;

    @BeforeAll
    static void start() {
        TorchEngine.start("cpu");
    }

    TestRun run(Map<String, @Nullable Object> params) throws Exception {
        TestRun run = TestRun.of(SdInfer.class, params, directory);
        run.withModels(ReferenceModels.root());
        run.withMemory(4L << 30);
        return run;
    }
}
