package io.aitbc.agent.doctor;

import io.aitbc.agent.config.AccelSetting;
import io.aitbc.agent.config.LocalConfig;
import io.aitbc.agent.engine.EngineChoice;
import io.aitbc.agent.engine.EnginePackage;
import io.aitbc.agent.engine.EngineTrial;
import io.aitbc.agent.engine.Engines;
import io.aitbc.agent.host.GpuFindings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** An engine is there, its libraries load, and it runs on what it is meant for. Starts a runner and ends it again. */
record EngineCheck(Patient patient, Instruments instruments) implements Check {
    private static final Duration START = Duration.ofSeconds(60);
    private static final String CUDA = "cuda:0";

    @Override
    public String id() {
        return "engine";
    }

    /** The driver is asked first, and unpacking takes seconds the first time. */
    @Override
    public Duration limit() {
        return START.plusSeconds(35);
    }

    @Override
    public Finding examine() throws Exception {
        LocalConfig local = patient.local();
        if (local == null) {
            return Finding.skip("the configuration cannot be used, so it is not known which engine to start");
        }
        EnginePackage pack = new EnginePackage(instruments.runnerHome());
        Optional<String> fault = pack.fault();
        if (fault.isPresent()) {
            return Finding.fail(fault.get(), pack.fix());
        }
        Optional<String> unseen = patient.unseenUser();
        if (unseen.isPresent()) {
            return Finding.skip("only root can start it as the service's user " + unseen.get()
                    + "; ask as root: sudo aitbc-miner doctor");
        }
        boolean card = hasCard();
        String device = card ? CUDA : "cpu";
        Engines engines = new Engines(
                instruments.runnerHome(),
                local.directories().state(),
                instruments.context().environment());
        EngineChoice choice = engines.forDevice(device);
        if (choice.kind() == EngineChoice.Kind.NONE) {
            return Finding.fail(choice.why(), "apt install aitbc-miner-engine-cpu");
        }
        Optional<String> owner = otherOwner(local.directories().cache());
        return owner.isPresent()
                ? Finding.skip("its cache " + local.directories().cache() + " belongs to " + owner.get()
                        + ", and nothing of another user's may be left in it; ask as that user")
                : started(local, choice, device);
    }

    /** The owner of the cache, when he is another than who is to start the engine. */
    private Optional<String> otherOwner(Path cache) throws IOException {
        if (!Files.isDirectory(cache)) {
            return Optional.empty();
        }
        long owner = ((Number) Files.getAttribute(cache, "unix:uid")).longValue();
        return owner == patient.subject().uid()
                ? Optional.empty()
                : Optional.of(Files.getOwner(cache).getName());
    }

    private boolean hasCard() throws Exception {
        GpuFindings gpus = patient.accel() == AccelSetting.CPU
                ? GpuFindings.NONE
                : patient.host().get().gpus();
        return !gpus.found().isEmpty();
    }

    private Finding started(LocalConfig local, EngineChoice choice, String device) throws InterruptedException {
        EngineTrial.Said said;
        try {
            said = instruments
                    .engine()
                    .start(new EngineTrial.Order(
                            choice, device, local.directories().cache().resolve("engine"), as(), START));
        } catch (IOException e) {
            return Finding.fail("the engine (" + shown(choice) + ") does not start: " + e.getMessage(), mend(choice));
        }
        String evidence = said.engine() + " " + said.version() + " (" + shown(choice) + ") runs on " + said.device()
                + ", " + said.deviceName() + ", started by " + patient.subject().name();
        if (device.equals(CUDA) && !said.device().startsWith("cuda")) {
            return Finding.warn(
                    "a GPU is here, and " + evidence,
                    choice.kind() == EngineChoice.Kind.PACKAGED
                            ? "aitbc-miner engine install cuda, then restart the miner"
                            : mend(choice));
        }
        return Finding.ok(evidence);
    }

    private List<String> as() {
        Principal subject = patient.subject();
        return subject.uid() == patient.self().uid() ? List.of() : subject.words();
    }

    private static String shown(EngineChoice choice) {
        return switch (choice.kind()) {
            case ENVIRONMENT -> "PYTORCH_LIBRARY_PATH";
            case INSTALLED -> choice.id();
            default -> "the packaged one";
        };
    }

    private static String mend(EngineChoice choice) {
        return switch (choice.kind()) {
            case ENVIRONMENT -> "correct PYTORCH_LIBRARY_PATH, or unset it";
            case INSTALLED -> "aitbc-miner engine verify, and if that names a fault: aitbc-miner engine install cuda";
            default -> "apt install --reinstall aitbc-miner-engine-cpu";
        };
    }
}
