package io.aitbc.workloads.diffusion;

import io.aitbc.testkit.ReferenceModels;
import io.aitbc.workloads.engine.TorchEngine;
import io.aitbc.workloads.testing.Run;
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

    Run run(Map<String, @Nullable Object> params) throws Exception {
        Run run = Run.of("sd_infer", params, directory);
        run.models = ReferenceModels.root();
        run.memoryLimitBytes = 4L << 30;
        return run;
    }
}
