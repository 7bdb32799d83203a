package io.aitbc.workloads.diffusion.schedule;

import io.aitbc.models.JsonConfig;
import io.aitbc.models.ModelException;
import java.util.List;
import java.util.Optional;

/**
 * A stored scheduler configuration as a class reads it, with the job's wishes laid over it. What a class does not ask
 * for does not concern it, as in diffusers.
 */
final class Settings {
    private static final int MAX_TIMESTEPS = 10_000;
    private static final String CLIP_SAMPLE = "clip_sample";
    private static final String KARRAS = "use_karras_sigmas";
    private static final String STEPS_OFFSET = "steps_offset";

    private final JsonConfig config;
    private final SchedulerChoice choice;

    Settings(JsonConfig config, SchedulerChoice choice) {
        this.config = config;
        this.choice = choice;
    }

    int trainTimesteps() throws ModelException {
        return config.intOr("num_train_timesteps", 1000, 2, MAX_TIMESTEPS);
    }

    /** A value that is null counts as false, as it does in Python. */
    boolean flag(String name, boolean absent) throws ModelException {
        return config.boolOr(name, absent && !config.names().contains(name));
    }

    boolean clipSample(boolean absent) throws ModelException {
        boolean stored = flag(CLIP_SAMPLE, absent);
        boolean mended = choice.mendOldSettings() && (config.has(CLIP_SAMPLE) || !choice.remade());
        return stored && !mended;
    }

    private boolean karrasSigmas() throws ModelException {
        Boolean wish = choice.useKarrasSigmas();
        return wish == null ? flag(KARRAS, false) : wish;
    }

    /** How the levels of a run are spaced when it is by Karras' rule. */
    Optional<Karras> karras() throws ModelException {
        Karras karras = new Karras(positive("sigma_min"), positive("sigma_max"));
        return karrasSigmas() ? Optional.of(karras) : Optional.empty();
    }

    /** The noise level after the last step. */
    float lastSigma(Levels trained) throws ModelException {
        return oneOf("final_sigmas_type", "zero", "zero", "sigma_min").equals("zero") ? 0 : trained.least();
    }

    int stepsOffset() throws ModelException {
        int stored = config.intOr(STEPS_OFFSET, 0, 0, MAX_TIMESTEPS);
        boolean mended = choice.mendOldSettings() && (config.has(STEPS_OFFSET) || !choice.remade());
        return mended ? 1 : stored;
    }

    Spacing spacing(Spacing absent) throws ModelException {
        String wish = choice.timestepSpacing();
        return Spacing.named(wish == null ? oneOf("timestep_spacing", absent.text(), Spacing.TEXTS) : wish);
    }

    double eta() {
        Double wish = choice.eta();
        return wish == null ? 0 : wish;
    }

    double number(String name, double absent, double min, double max) throws ModelException {
        return config.doubleOr(name, absent, min, max);
    }

    int whole(String name, int absent, int min, int max) throws ModelException {
        return config.intOr(name, absent, min, max);
    }

    private Optional<Double> positive(String name) throws ModelException {
        return config.has(name)
                ? Optional.of(config.requiredDouble(name, Float.MIN_NORMAL, Float.MAX_VALUE))
                : Optional.empty();
    }

    List<Double> numbers(String name, double min, double max) throws ModelException {
        return config.doubles(name, min, max);
    }

    /** The text there, which must be one of {@code known}. */
    String oneOf(String name, String absent, String... known) throws ModelException {
        config.only(name, (Object[]) known);
        return config.optionalText(name).orElse(absent);
    }

    /** Refuses what would change the picture and is not done here. */
    void refuse(String... flags) throws ModelException {
        for (String flag : flags) {
            config.only(flag, false);
        }
    }

    /** Refuses what must not be there, whatever its value is. */
    void refuseAny(String... names) throws ModelException {
        for (String name : names) {
            config.only(name);
        }
    }

    ModelException wrong(String name, String problem) {
        return config.wrong(name, problem);
    }
}
