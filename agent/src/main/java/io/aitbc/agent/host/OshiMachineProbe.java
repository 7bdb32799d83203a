package io.aitbc.agent.host;

import oshi.SystemInfo;
import oshi.hardware.CentralProcessor;
import oshi.hardware.HardwareAbstractionLayer;
import oshi.software.os.OperatingSystem;

/** Asks OSHI. Costs some 150 ms and 6 MiB, which is why the agent does it in a child process. */
public final class OshiMachineProbe implements MachineProbe {
    private static final long MEBIBYTE = 1024 * 1024;

    @Override
    public MachineFacts probe() {
        SystemInfo system = new SystemInfo();
        HardwareAbstractionLayer hardware = system.getHardware();
        CentralProcessor processor = hardware.getProcessor();
        OperatingSystem os = system.getOperatingSystem();
        return new MachineFacts(
                os.getFamily() + " " + os.getVersionInfo().getVersion() + codeName(os),
                processor.getProcessorIdentifier().getName().strip(),
                System.getProperty("os.arch"),
                processor.getLogicalProcessorCount(),
                hardware.getMemory().getTotal() / MEBIBYTE);
    }

    private static String codeName(OperatingSystem os) {
        String name = os.getVersionInfo().getCodeName();
        return name == null || name.isBlank() ? "" : " (" + name + ")";
    }
}
