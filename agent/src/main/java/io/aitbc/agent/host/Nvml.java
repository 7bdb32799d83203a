package io.aitbc.agent.host;

import com.sun.jna.Function;
import com.sun.jna.Memory;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.PointerByReference;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The handful of NVML calls that we make. Native: it may hang or crash, so it is only used in a process of its own. */
final class Nvml implements AutoCloseable {
    private static final int TEXT_BYTES = 256;
    private static final long BYTES_PER_MEBIBYTE = 1024L * 1024;

    private final NativeLibrary library;

    /**
     * Loads and starts the library.
     *
     * @throws NvmlException when there is none, it lacks a call, or the driver does not answer
     */
    Nvml(String name) throws NvmlException {
        try {
            library = NativeLibrary.getInstance(name);
        } catch (UnsatisfiedLinkError e) {
            throw new NvmlException("no " + name, e);
        }
        call("nvmlInit_v2");
    }

    String driverVersion() throws NvmlException {
        Memory text = new Memory(TEXT_BYTES);
        call("nvmlSystemGetDriverVersion", text, TEXT_BYTES);
        return string(text);
    }

    /** Such as {@code 12.8}: the highest CUDA version that the driver supports. */
    String cudaVersion() throws NvmlException {
        IntByReference version = new IntByReference();
        call("nvmlSystemGetCudaDriverVersion_v2", version);
        int number = version.getValue();
        return number / 1000 + "." + number % 1000 / 10;
    }

    int deviceCount() throws NvmlException {
        IntByReference count = new IntByReference();
        call("nvmlDeviceGetCount_v2", count);
        return count.getValue();
    }

    Pointer device(int index) throws NvmlException {
        PointerByReference device = new PointerByReference();
        call("nvmlDeviceGetHandleByIndex_v2", index, device);
        return device.getValue();
    }

    String name(Pointer device) throws NvmlException {
        Memory text = new Memory(TEXT_BYTES);
        call("nvmlDeviceGetName", device, text, TEXT_BYTES);
        return string(text);
    }

    String uuid(Pointer device) throws NvmlException {
        Memory text = new Memory(TEXT_BYTES);
        call("nvmlDeviceGetUUID", device, text, TEXT_BYTES);
        return string(text);
    }

    /** Total memory, MiB. */
    long memoryMb(Pointer device) throws NvmlException {
        Memory totalFreeUsed = new Memory(3L * Long.BYTES);
        call("nvmlDeviceGetMemoryInfo", device, totalFreeUsed);
        return totalFreeUsed.getLong(0) / BYTES_PER_MEBIBYTE;
    }

    @Override
    public void close() {
        try {
            call("nvmlShutdown");
        } catch (NvmlException ignored) {
            // the process ends anyway
        }
    }

    private void call(String name, Object... arguments) throws NvmlException {
        int status;
        try {
            status = library.getFunction(name).invokeInt(arguments);
        } catch (UnsatisfiedLinkError e) {
            throw new NvmlException("has no " + name, e);
        }
        if (status != 0) {
            throw new NvmlException(name + " says " + describe(status), null);
        }
    }

    private String describe(int status) {
        try {
            Function errorString = library.getFunction("nvmlErrorString");
            return DeviceText.clean(errorString.invokeString(new Object[] {status}, false)) + " (" + status + ")";
        } catch (UnsatisfiedLinkError e) {
            return "error " + status;
        }
    }

    private static String string(Memory text) {
        text.setByte(TEXT_BYTES - 1L, (byte) 0);
        return DeviceText.clean(text.getString(0, StandardCharsets.US_ASCII.name()));
    }

    /** A call that failed, and how. */
    static final class NvmlException extends Exception {
        NvmlException(String message, @Nullable Throwable cause) {
            super(message, cause, false, false);
        }
    }
}
