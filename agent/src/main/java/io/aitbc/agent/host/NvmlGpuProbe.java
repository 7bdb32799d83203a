package io.aitbc.agent.host;

import com.sun.jna.Pointer;
import io.aitbc.api.host.Gpu;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Asks NVIDIA's management library, which every driver brings. */
public final class NvmlGpuProbe implements GpuProbe {
    /** The name that the driver's packages install, as opposed to the one of the development package. */
    public static final String LIBRARY = "libnvidia-ml.so.1";

    private static final int MOST_GPUS = 64;

    private final String library;

    /** @param library a name for the dynamic linker, or an absolute path */
    public NvmlGpuProbe(String library) {
        this.library = library;
    }

    @Override
    public GpuFindings probe() {
        try (Nvml nvml = new Nvml(library)) {
            return devices(nvml);
        } catch (Nvml.NvmlException e) {
            return GpuFindings.failed("nvml: " + e.getMessage());
        } catch (LinkageError e) {
            return GpuFindings.failed("nvml: JNA cannot be used here");
        }
    }

    /** One card that does not answer leaves the others usable. */
    private static GpuFindings devices(Nvml nvml) throws Nvml.NvmlException {
        String driver = nvml.driverVersion();
        String cuda = cudaVersion(nvml);
        int count = Math.min(nvml.deviceCount(), MOST_GPUS);
        List<FoundGpu> found = new ArrayList<>();
        List<String> failures = new ArrayList<>();
        for (int index = 0; index < count; index++) {
            try {
                Pointer device = nvml.device(index);
                Gpu gpu = new Gpu(index, "NVIDIA", nvml.name(device), nvml.memoryMb(device), driver, cuda);
                found.add(new FoundGpu(gpu, nvml.uuid(device)));
            } catch (Nvml.NvmlException e) {
                failures.add("nvml: GPU " + index + ": " + e.getMessage());
            }
        }
        if (count <= 0) {
            failures.add("nvml: the driver knows no GPU");
        }
        return new GpuFindings(found, failures);
    }

    private static @Nullable String cudaVersion(Nvml nvml) {
        try {
            return nvml.cudaVersion();
        } catch (Nvml.NvmlException e) {
            return null; // drivers older than CUDA 10.1 do not say
        }
    }
}
