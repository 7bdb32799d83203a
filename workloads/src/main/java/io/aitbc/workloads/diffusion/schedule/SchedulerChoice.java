package io.aitbc.workloads.diffusion.schedule;

import org.jspecify.annotations.Nullable;

/**
 * What a job wants instead of what the checkpoint's scheduler configuration says; null leaves it as it is there.
 *
 * @param className of diffusers
 * @param timestepSpacing {@code leading}, {@code linspace} or {@code trailing}
 * @param eta DDIM's share of fresh noise, from 0 (none) to 1
 * @param mendOldSettings as diffusers' StableDiffusionPipeline does, which is not the one of SDXL: a configuration from
 *     before there were {@code steps_offset: 1} and {@code clip_sample: false} is read as if it had them
 */
public record SchedulerChoice(
        @Nullable String className,
        @Nullable Boolean useKarrasSigmas,
        @Nullable String timestepSpacing,
        @Nullable Double eta,
        boolean mendOldSettings) {
    /** Whether diffusers would make a new scheduler from the stored one's configuration. */
    boolean remade() {
        return className != null || useKarrasSigmas != null || timestepSpacing != null;
    }
}
