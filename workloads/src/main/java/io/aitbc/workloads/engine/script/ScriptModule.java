package io.aitbc.workloads.engine.script;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import io.aitbc.workloads.engine.TorchEngine;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.Function;

/**
 * A module of an archive, loaded into the engine, with what its methods have put into its attributes. All calls come
 * from one thread at a time. The engine must have been started. Errors of the script and of the engine come as
 * {@link ai.djl.engine.EngineException}.
 */
public final class ScriptModule implements AutoCloseable {
    private final NDManager manager;
    private final PtSymbolBlock block;

    /**
     * Compiles the archive's code.
     *
     * @throws ai.djl.engine.EngineException naming the line, when the code does not compile
     */
    public ScriptModule(ScriptArchive archive) {
        manager = TorchEngine.manager(Device.cpu());
        try {
            block = JniUtils.loadModule((PtNDManager) manager, new ByteArrayInputStream(archive.bytes()), false, false);
        } catch (IOException e) {
            manager.close();
            throw new UncheckedIOException(e); // it was read from memory
        } catch (RuntimeException | Error e) {
            manager.close();
            throw e;
        }
    }

    /** Calls a method whose answer does not matter. */
    public void run(String method, Object... arguments) {
        call(method, answer -> null, arguments);
    }

    /** Calls a method that answers a bool. */
    public boolean test(String method, Object... arguments) {
        return call(method, IValue::toBoolean, arguments);
    }

    /** Calls a method that answers a float. */
    public double number(String method, Object... arguments) {
        return call(method, IValue::toDouble, arguments);
    }

    /** Calls a method that answers text. */
    public String text(String method, Object... arguments) {
        return call(method, IValue::toStringValue, arguments);
    }

    /**
     * Calls a method that answers a tensor of a type that DJL knows (bfloat16 ends the process).
     *
     * @param owner holds the tensor from then on
     */
    public PtNDArray tensor(NDManager owner, String method, Object... arguments) {
        return call(method, answer -> answer.toTensor((PtNDManager) owner), arguments);
    }

    /**
     * @param arguments NDArray, Integer, Long, Double, Boolean, String, long[] for List[int], double[] for List[float]
     */
    private <T extends @org.jspecify.annotations.Nullable Object> T call(
            String method, Function<IValue, T> read, Object... arguments) {
        IValue[] values = new IValue[arguments.length];
        try {
            for (int i = 0; i < values.length; i++) {
                values[i] = value(arguments[i]);
            }
            try (IValue answer = IValueUtils.runMethod(block, method, values)) {
                return read.apply(answer);
            }
        } finally {
            for (IValue value : values) {
                if (value != null) {
                    value.close();
                }
            }
        }
    }

    private static IValue value(Object argument) {
        if (argument instanceof PtNDArray array) {
            return IValue.from(array);
        } else if (argument instanceof Boolean flag) {
            return IValue.from(flag);
        } else if (argument instanceof Integer || argument instanceof Long) {
            return IValue.from(((Number) argument).longValue());
        } else if (argument instanceof Double number) {
            return IValue.from(number);
        } else if (argument instanceof String text) {
            return IValue.from(text);
        } else if (argument instanceof long[] numbers) {
            return IValue.listFrom(numbers);
        } else if (argument instanceof double[] numbers) {
            return IValue.listFrom(numbers);
        }
        throw new IllegalArgumentException("no script takes a " + argument.getClass());
    }

    /** Frees the module and all that it holds. */
    @Override
    public void close() {
        block.close();
        manager.close();
    }
}
