package io.aitbc.workloads.diffusion.parts;

import ai.djl.Device;
import ai.djl.engine.EngineException;
import io.aitbc.workloads.engine.EngineErrors;
import io.aitbc.workloads.engine.script.ScriptArchive;
import io.aitbc.workloads.engine.script.ScriptModule;
import io.aitbc.workloads.engine.script.ScriptSource;
import io.aitbc.workloads.engine.tensor.TorchType;
import io.aitbc.workloads.engine.tensor.WeightReader;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files beside this class, as one network's script takes them: {@code parts.torchscript}, and the linear layers and
 * convolutions of this machine. The processor has kernels of its own for packed weights; what it lacks is found out by
 * computing something with them, and the plain files serve then.
 */
public final class Parts {
    private static final Logger LOG = LoggerFactory.getLogger(Parts.class);
    private static final double TOLERANCE = 0.05;

    private Parts() {}

    /** How linear layers and convolutions are computed. */
    public enum Kernels {
        /** With weights in the order in which the processor's kernels read them. */
        PACKED("packed.torchscript"),
        /** As every device can. */
        PLAIN("plain.torchscript");

        private final String file;

        Kernels(String file) {
            this.file = file;
        }

        /** The fastest that compute here; the engine must have been started. */
        public static Kernels of(Device device, TorchType type) {
            if (device.isGpu()) {
                return PLAIN;
            }
            if (computes(type)) {
                return PACKED;
            }
            LOG.atWarn()
                    .addKeyValue("type", type)
                    .log("this processor lacks the kernels for packed weights, plain ones are slower");
            return PLAIN;
        }
    }

    /** {@link #source(Kernels, Device, TorchType, int)} with the fastest that compute here. */
    public static ScriptSource source(Device device, TorchType type, int side) {
        return source(Kernels.of(device, type), device, type, side);
    }

    /**
     * A script that has the parts, the functions that {@link WeightReader} needs, and the functions
     * {@code compute_type} and {@code norm_type}.
     *
     * @param side pixels of the pictures that the network is given most, for which weights are packed
     */
    public static ScriptSource source(Kernels kernels, Device device, TorchType type, int side) {
        return bare(kernels, device, type, side).file(WeightReader.class, "weights.torchscript");
    }

    private static ScriptSource bare(Kernels kernels, Device device, TorchType type, int side) {
        TorchType norms = device.isGpu() ? type : TorchType.FLOAT32;
        return new ScriptSource()
                .file(Parts.class, kernels.file)
                .file(Parts.class, "parts.torchscript")
                .file(ScriptSource.class, "silu.torchscript")
                .constant("compute_type", "int", type.number())
                .constant("norm_type", "int", norms.number())
                .constant("packing_side", "int", side)
                .constant("packing_rows", "int", 2 * side * side);
    }

    private static boolean computes(TorchType type) {
        String code = bare(Kernels.PACKED, Device.cpu(), type, 8)
                .file(Parts.class, "probe.torchscript")
                .code();
        try (ScriptModule probe = new ScriptModule(new ScriptArchive(code, "Probe", Map.of()))) {
            double error = probe.number("error");
            LOG.atDebug().addKeyValue("error", error).log("packed weights computed");
            return error < TOLERANCE;
        } catch (EngineException e) {
            if (EngineErrors.isOutOfMemory(e)) {
                throw e; // which kernels compute decides a picture's bits, and free memory must not
            }
            LOG.atDebug().setCause(e).log("packed weights do not compute");
            return false;
        }
    }
}
