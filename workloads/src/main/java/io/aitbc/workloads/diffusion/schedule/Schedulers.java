package io.aitbc.workloads.diffusion.schedule;

import io.aitbc.api.param.InvalidParamsException;
import io.aitbc.models.JsonConfig;
import io.aitbc.models.ModelException;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;

/** The schedulers that are here, by the names that diffusers gives them. */
public final class Schedulers {
    static final String LCM = "LCMScheduler";
    private static final String CLASS_NAME = "_class_name";

    private Schedulers() {}

    private enum Known {
        DDIM("DDIMScheduler"),
        DDPM("DDPMScheduler"),
        PNDM("PNDMScheduler"),
        EULER("EulerDiscreteScheduler"),
        EULER_ANCESTRAL("EulerAncestralDiscreteScheduler"),
        LMS("LMSDiscreteScheduler"),
        HEUN("HeunDiscreteScheduler"),
        KDPM2("KDPM2DiscreteScheduler"),
        DPM_SOLVER("DPMSolverMultistepScheduler"),
        LCM(Schedulers.LCM),
        UNI_PC("UniPCMultistepScheduler"),
        DPM_SINGLESTEP("DPMSolverSinglestepScheduler");

        private final String text;

        Known(String text) {
            this.text = text;
        }

        SchedulerPlan.Start read(Settings settings) throws ModelException {
            return switch (this) {
                case DDIM -> Ddim.read(settings);
                case DDPM -> Ddpm.read(settings);
                case PNDM -> Pndm.read(settings);
                case EULER -> Euler.read(settings);
                case EULER_ANCESTRAL -> EulerAncestral.read(settings);
                case LMS -> Lms.read(settings);
                case HEUN -> Heun.read(settings);
                case KDPM2 -> Kdpm2.read(settings);
                case DPM_SOLVER -> DpmSolver.read(settings);
                case LCM -> Lcm.read(settings);
                case UNI_PC -> UniPc.read(settings);
                case DPM_SINGLESTEP -> DpmSinglestep.read(settings);
            };
        }

        boolean spacesByKarras() {
            return EnumSet.of(EULER, LMS, HEUN, KDPM2, DPM_SOLVER, UNI_PC, DPM_SINGLESTEP)
                    .contains(this);
        }
    }

    /** What a job may ask for. */
    public static List<String> names() {
        return Arrays.stream(Known.values()).map(known -> known.text).toList();
    }

    /**
     * The scheduler that a checkpoint asks for, or the one that a job asks for, made from the checkpoint's
     * configuration as diffusers' {@code Class.from_config} does it.
     *
     * @param config {@code scheduler_config.json}, of whichever class
     * @param stored the class that the checkpoint asks for; what its configuration calls itself does not count
     * @throws InvalidParamsException when the job's choice is not there or means nothing to the class
     * @throws ModelException when the configuration asks for what is not there, or makes no sense
     */
    public static SchedulerPlan of(JsonConfig config, String stored, SchedulerChoice choice)
            throws InvalidParamsException, ModelException {
        Known known = choice.className() == null ? stored(config, stored) : wished(choice.className());
        check(known, choice);
        Settings settings = new Settings(config, choice);
        int trained = settings.trainTimesteps();
        return new SchedulerPlan(known.text, trained, known.read(settings));
    }

    private static Known stored(JsonConfig config, String name) throws ModelException {
        return named(name)
                .orElseThrow(() ->
                        config.wrong(CLASS_NAME, name + " is not here; a job can name one of " + list() + " instead"));
    }

    private static Known wished(String name) throws InvalidParamsException {
        return named(name).orElseThrow(() -> new InvalidParamsException("scheduler", "must be one of " + list()));
    }

    private static void check(Known known, SchedulerChoice choice) throws InvalidParamsException {
        if (Boolean.TRUE.equals(choice.useKarrasSigmas()) && !known.spacesByKarras()) {
            throw new InvalidParamsException(
                    "use_karras_sigmas",
                    "means nothing to " + known.text + "; leave it out or choose DPMSolverMultistepScheduler or"
                            + " EulerDiscreteScheduler");
        }
        String spacing = choice.timestepSpacing();
        if (spacing != null && !List.of(Spacing.TEXTS).contains(spacing)) {
            throw new InvalidParamsException("timestep_spacing", "must be leading, linspace or trailing");
        }
        if (spacing != null && (known == Known.LCM || known == Known.DPM_SINGLESTEP)) {
            throw new InvalidParamsException("timestep_spacing", "means nothing to " + known.text + "; leave it out");
        }
        Double eta = choice.eta();
        if (eta != null && !(eta >= 0 && eta <= 1)) {
            throw new InvalidParamsException("eta", "is " + eta + "; give a number from 0 to 1");
        }
        if (eta != null && eta > 0 && known != Known.DDIM) {
            throw new InvalidParamsException("eta", "means nothing to " + known.text + "; leave it out");
        }
    }

    private static Optional<Known> named(String name) {
        return Arrays.stream(Known.values())
                .filter(known -> known.text.equals(name))
                .findFirst();
    }

    private static String list() {
        return String.join(", ", names());
    }
}
