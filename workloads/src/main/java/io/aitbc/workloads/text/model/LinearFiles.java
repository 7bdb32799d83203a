package io.aitbc.workloads.text.model;

import ai.djl.Device;
import ai.djl.engine.EngineException;
import io.aitbc.workloads.engine.script.ScriptArchive;
import io.aitbc.workloads.engine.script.ScriptModule;
import io.aitbc.workloads.engine.script.ScriptSource;
import io.aitbc.workloads.engine.tensor.TorchType;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which files make linear layers. The processor has kernels of its own for packed weights; what it lacks (bfloat16 or
 * eight-bit products, by its generation) is found out by computing something with them, and the plain files serve then.
 */
final class LinearFiles {
    private static final Logger LOG = LoggerFactory.getLogger(LinearFiles.class);
    private static final double TOLERANCE = 0.2;

    private LinearFiles() {}

    static List<String> of(Device device, TorchType type, Quantization quantization) {
        if (device.isGpu()) {
            return plain(quantization);
        }
        List<String> packed = packed(quantization);
        if (computes(packed, type)) {
            return packed;
        }
        LOG.atWarn()
                .addKeyValue("type", type)
                .addKeyValue("quantization", quantization)
                .log("this processor lacks the kernels for packed weights, plain ones are slower");
        return plain(quantization);
    }

    private static List<String> packed(Quantization quantization) {
        return switch (quantization) {
            case NONE -> List.of("linear-packed.torchscript");
            case INT8 -> List.of("linear-int8.torchscript", "int8.torchscript", "int8-scales.torchscript");
            case INT4 ->
                List.of(
                        "linear-int4.torchscript",
                        "int4-groups.torchscript",
                        "int8.torchscript",
                        "int8-scales.torchscript");
        };
    }

    static List<String> plain(Quantization quantization) {
        return switch (quantization) {
            case NONE -> List.of("linear-plain.torchscript");
            case INT8 -> List.of("linear-int8.torchscript", "int8-plain.torchscript", "int8-scales.torchscript");
            case INT4 ->
                List.of(
                        "linear-int4-plain.torchscript",
                        "int4-groups.torchscript",
                        "int8-plain.torchscript",
                        "int8-scales.torchscript");
        };
    }

    private static boolean computes(List<String> files, TorchType type) {
        ScriptSource source = new ScriptSource()
                .file(LinearFiles.class, "probe.torchscript")
                .constant("compute_type", "int", type.number())
                .constant("stream_type", "int", type.number())
                .constant("packing_rows", "int", 1);
        files.forEach(file -> source.file(LinearFiles.class, file));
        try (ScriptModule probe = new ScriptModule(new ScriptArchive(source.code(), "Probe", Map.of()))) {
            return probe.number("error") < TOLERANCE;
        } catch (EngineException e) {
            LOG.atDebug().setCause(e).log("packed weights do not compute");
            return false;
        }
    }
}
