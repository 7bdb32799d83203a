package io.aitbc.agent.doctor;

import io.aitbc.agent.config.AccelSetting;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The driver's device files are there, and the miner's user may open them. */
record DeviceCheck(Patient patient, Path root) implements Check {
    @Override
    public String id() {
        return "devices";
    }

    @Override
    public Finding examine() throws IOException {
        if (patient.accel() == AccelSetting.CPU) {
            return Finding.skip("ACCEL_MODE is cpu");
        }
        List<Path> devices = devices();
        if (devices.isEmpty()) {
            return Files.exists(root.resolve("proc/driver/nvidia/version"))
                    ? Finding.fail("the driver is loaded and there is no /dev/nvidia*", "nvidia-modprobe -c 0 -u")
                    : Finding.skip("there is no /dev/nvidia*");
        }
        List<Path> closed = new ArrayList<>();
        for (Path device : devices) {
            if (!patient.subject().may(device, Principal.READ + Principal.WRITE)) {
                closed.add(device);
            }
        }
        String who = patient.subject().name();
        if (!closed.isEmpty()) {
            return Finding.fail(
                    who + " may not open " + names(closed),
                    "usermod -aG " + groupsOf(closed) + " " + who + ", then restart the miner");
        }
        if (!Files.exists(root.resolve("dev/nvidia-uvm"))) {
            return Finding.warn("there is no /dev/nvidia-uvm, which CUDA needs", "nvidia-modprobe -c 0 -u");
        }
        return Finding.ok(who + " may open " + names(devices));
    }

    private List<Path> devices() throws IOException {
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(root.resolve("dev"), "nvidia{[0-9]*,ctl,-uvm}")) {
            all.forEach(found::add);
        }
        found.sort(null);
        return found;
    }

    private String groupsOf(List<Path> devices) throws IOException {
        TreeSet<String> groups = new TreeSet<>();
        for (Path device : devices) {
            groups.add(new Accounts(root).group(((Number) Files.getAttribute(device, "unix:gid")).longValue()));
        }
        return String.join(",", groups);
    }

    private String names(List<Path> devices) {
        return devices.stream().map(device -> "/" + root.relativize(device)).collect(Collectors.joining(", "));
    }
}
