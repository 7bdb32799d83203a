package io.aitbc.workloads.engine;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.util.Utils;
import java.nio.file.FileSystems;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts PyTorch in this process: offline, telling nobody, with its native libraries unpacked under
 * {@code ENGINE_CACHE_DIR} or {@code DJL_CACHE_DIR}. DJL holds one engine for each process, so this has no instance.
 */
public final class TorchEngine {
    /** The engine's name in DJL. */
    public static final String NAME = "PyTorch";

    private static final Logger LOG = LoggerFactory.getLogger(TorchEngine.class);
    private static final String THREADS = "ai.djl.pytorch.num_threads";
    private static final int PROBE = 64;

    private TorchEngine() {}

    /**
     * Loads the engine and waits until the device has computed something.
     *
     * @param asked {@code cpu} or {@code cuda:N}; where the engine has no CUDA or that card does not answer, work runs
     *     on the processor and the facts say so
     * @throws RuntimeException when the engine cannot be loaded, such as for a cache directory that cannot be written
     */
    public static EngineFacts start(String asked) {
        Device wanted = Devices.of(asked);
        configure();
        Engine engine = new EngineCache(Utils.getEngineCacheDir("pytorch")).alone(() -> Engine.getEngine(NAME));
        Device device = wanted.isGpu() && !hasCard(engine, wanted) ? Device.cpu() : wanted;
        if (device.isGpu() && !answers(device)) {
            device = Device.cpu();
        }
        if (!device.isGpu() && !answers(device)) {
            throw new IllegalStateException("the processor computes wrongly or not at all");
        }
        if (!device.equals(wanted)) {
            LOG.atWarn().addKeyValue("asked", asked).log("no usable CUDA device, working on the processor");
        }
        return new EngineFacts(
                NAME.toLowerCase(Locale.ROOT),
                engine.getVersion(),
                Devices.name(device),
                DeviceNames.here().of(device),
                threadsInUse());
    }

    /** That compute together, once it was started. */
    public static int threadsInUse() {
        return Integer.getInteger(THREADS, 1);
    }

    /** What decides an answer's bits: the engine with its version and number of threads, once it was started. */
    public static String versioned() {
        return NAME + " " + Engine.getEngine(NAME).getVersion() + ", threads: " + threadsInUse();
    }

    /** A new manager for arrays on {@code device}; closing it frees them all. */
    public static NDManager manager(Device device) {
        return NDManager.newBaseManager(device, NAME);
    }

    private static void configure() {
        System.setProperty("ai.djl.offline", "true");
        System.setProperty("OPT_OUT_TRACKING", "true");
        System.setProperty("ai.djl.default_engine", NAME);
        // Scripts are compiled once, as they are: the profiling compiler would take seconds in the first calls of each.
        System.setProperty("ai.djl.pytorch.graph_optimizer", "false");
        System.setProperty(THREADS, Integer.toString(threads()));
    }

    /** {@code OMP_NUM_THREADS} when it is a number, else one for each core. */
    private static int threads() {
        String given = System.getenv("OMP_NUM_THREADS");
        if (given != null && given.matches("[1-9][0-9]{0,3}")) {
            return Integer.parseInt(given);
        }
        return new Cores(FileSystems.getDefault().getPath("/sys/devices/system/cpu"))
                .threads(Runtime.getRuntime().availableProcessors());
    }

    private static boolean hasCard(Engine engine, Device card) {
        return card.getDeviceId() < engine.getGpuCount();
    }

    /**
     * Whether the device computes. Asked on a thread that ends then: OpenMP keeps a team of threads for each thread
     * that ever computed, and while all teams together have more threads than there are cores, those that wait for the
     * next step are put to sleep at once instead of spinning a little, which costs each step a wake-up.
     */
    private static boolean answers(Device device) {
        return CompletableFuture.supplyAsync(() -> computes(device), task -> new Thread(task, "engine-probe").start())
                .join();
    }

    /** Multiplies two small matrices: also loads the engine's kernels, so that no job pays for it. */
    private static boolean computes(Device device) {
        try (NDManager manager = manager(device)) {
            NDArray ones = manager.ones(new Shape(PROBE, PROBE));
            return ones.matMul(ones).sum().getFloat() == (float) PROBE * PROBE * PROBE;
        } catch (RuntimeException e) {
            LOG.atWarn().setCause(e).addKeyValue("device", device).log("device does not answer");
            return false;
        }
    }
}
