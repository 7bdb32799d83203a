package io.aitbc.workloads.diffusion;

import io.aitbc.api.port.Workload;
import io.aitbc.ipc.PlainJson;
import io.aitbc.workloads.TestRun;
import io.aitbc.workloads.engine.Energy;
import io.aitbc.workloads.engine.JavaHeap;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;

/** Jobs on networks in plain Java, with the layout and the schedulers of a real model. */
abstract class PlainJobs {
    static final Map<String, Object> SMALL = Map.of(
            "prompt",
            "a red circle",
            "height",
            32L,
            "width",
            48L,
            "num_inference_steps",
            10L,
            "seed",
            BigInteger.TWO.pow(64).subtract(BigInteger.ONE));

    @TempDir
    Path directory;

    final PlainLibrary library = new PlainLibrary();
    /** Bytes of the Java heap that are taken, of a gibibyte. */
    final AtomicLong heapInUse = new AtomicLong();

    Runnable onCollect = () -> {};
    final JavaHeap heap = new JavaHeap(1024 * PlainLibrary.MEBIBYTE, heapInUse::get, () -> {
        library.events.add("garbage collected");
        onCollect.run();
    });

    final SdInfer work = new SdInfer(
            library, () -> 0, heap, new Energy(Path.of("/nonexistent")), () -> library.clock.addAndGet(1000));

    TestRun run(Map<String, Object> params) throws Exception {
        Map<String, @Nullable Object> all = new HashMap<>(SMALL);
        all.putAll(params);
        all.putIfAbsent("model", "plain");
        return TestRun.of(SdInfer.class, all, directory);
    }

    static Map<?, ?> output(Workload.Result result) throws Exception {
        return (Map<?, ?>) PlainJson.read(Files.readAllBytes(result.primary()));
    }

    /** Their bytes, in a form that compares. */
    static List<String> files(Workload.Result result) throws Exception {
        List<String> all = new ArrayList<>();
        for (Path file : result.files()) {
            all.add(HexFormat.of().formatHex(Files.readAllBytes(file)));
        }
        return all;
    }

    static Map<String, @Nullable Object> image(Workload.Result result) throws Exception {
        Map<String, @Nullable Object> image = new HashMap<>();
        ((Map<?, ?>) ((List<?>) output(result).get("images")).get(0))
                .forEach((name, value) -> image.put(String.valueOf(name), value));
        return image;
    }
}
