package io.aitbc.agent.cli;

import io.aitbc.agent.engine.DriverSupport;
import io.aitbc.agent.engine.EngineOffer;
import io.aitbc.agent.host.GpuFindings;
import io.aitbc.api.host.Gpu;
import java.io.IOException;

/** Whether an engine for CUDA is of any use here. */
final class DriverFit {
    private final Surroundings around;

    DriverFit(Surroundings around) {
        this.around = around;
    }

    /** @throws IOException when it is not; the message says why and what to do */
    void require(EngineOffer offer, GpuFindings gpus) throws IOException {
        String needed = String.valueOf(offer.cuda());
        if (gpus.found().isEmpty()) {
            throw new IOException("no NVIDIA card answers here (" + Plain.text(String.join("; ", gpus.failures()))
                    + "), so " + offer.id()
                    + " would be of no use. Make nvidia-smi work first (apt install nvidia-driver"
                    + " nvidia-smi, then reboot), or install it all the same with --force");
        }
        Gpu gpu = gpus.found().get(0).gpu();
        String cuda = gpu.cudaVersion() == null ? "" : ", CUDA up to " + gpu.cudaVersion();
        String driver = "driver " + Plain.text(gpu.driverVersion()) + cuda;
        switch (DriverSupport.of(needed, gpu.driverVersion(), gpu.cudaVersion())) {
            case NONE ->
                throw new IOException("the " + driver + " is too old for CUDA " + needed + ", which " + offer.id()
                        + " needs: install a newer driver (525 or newer for CUDA 12; apt install nvidia-driver), or install"
                        + " it all the same with --force");
            case MINOR ->
                around.err()
                        .println("the " + driver + " is older than CUDA " + needed
                                + "; it runs it all the same (minor version compatibility)");
            case UNKNOWN -> around.err().println("the driver does not say which CUDA it supports");
            case FULL -> around.err().println("the " + driver + " supports CUDA " + needed);
        }
        around.err().flush();
    }
}
