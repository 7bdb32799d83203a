package io.aitbc.workloads.engine;

import ai.djl.Device;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Devices by the names that PyTorch gives them, which are the ones on the wire: {@code cpu}, {@code cuda:0}. */
public final class Devices {
    private static final Pattern CUDA = Pattern.compile("cuda:([0-9]{1,3})");

    private Devices() {}

    /** @throws IllegalArgumentException for any other name */
    public static Device of(String name) {
        if (name.equals("cpu")) {
            return Device.cpu();
        }
        Matcher cuda = CUDA.matcher(name);
        if (!cuda.matches()) {
            throw new IllegalArgumentException("device must be cpu or cuda:N, got " + name);
        }
        return Device.gpu(Integer.parseInt(cuda.group(1)));
    }

    /** The name that {@link #of} understands. */
    public static String name(Device device) {
        return device.isGpu() ? "cuda:" + device.getDeviceId() : "cpu";
    }
}
