package io.aitbc.workloads.diffusion;

import io.aitbc.workloads.diffusion.clip.StatesFrom;
import java.util.List;

/** The kinds of pipelines that are drawn with, and what is usual for each. */
enum Kind {
    STABLE_DIFFUSION("StableDiffusion", 1, StatesFrom.LAST_LAYER, 50, 7.5, 0.8),
    SDXL("StableDiffusionXL", 2, StatesFrom.LAYER_BEFORE_LAST, 50, 5.0, 0.3),
    /** As the first, but always with a network that takes the guidance as an input. */
    LATENT_CONSISTENCY("LatentConsistencyModel", 1, StatesFrom.LAST_LAYER, 4, 8.5, 0.8);

    private static final List<Reading> READINGS = List.of(
            new Reading("tokenizer", "text_encoder", "CLIPTextModel"),
            new Reading("tokenizer_2", "text_encoder_2", "CLIPTextModelWithProjection"));

    private final String family;
    private final int readings;
    private final StatesFrom states;
    private final int steps;
    private final double guidance;
    private final double strength;

    /** The directories of a tokenizer and of the text encoder that it is for, and what class that must be. */
    record Reading(String tokenizer, String encoder, String encoderClass) {}

    Kind(String family, int readings, StatesFrom states, int steps, double guidance, double strength) {
        this.family = family;
        this.readings = readings;
        this.states = states;
        this.steps = steps;
        this.guidance = guidance;
        this.strength = strength;
    }

    /** The names that diffusers has for it. */
    List<String> classes() {
        return List.of(family + "Pipeline", family + "Img2ImgPipeline");
    }

    /** How a prompt is read, once or twice. */
    List<Reading> readings() {
        return READINGS.subList(0, readings);
    }

    StatesFrom states() {
        return states;
    }

    /** Where a job names none. */
    int usualSteps() {
        return steps;
    }

    /** Where a job names none. */
    double usualGuidance() {
        return guidance;
    }

    /** Where a job names none. */
    double usualStrength() {
        return strength;
    }

    /** Whether all steps are made from a picture too, and strength says among which they are chosen. */
    boolean makesAllSteps() {
        return this == LATENT_CONSISTENCY;
    }

    /** Whether its network must take the guidance as an input. */
    boolean needsGuidanceTaken() {
        return this == LATENT_CONSISTENCY;
    }

    /** Whether diffusers reads a scheduler configuration of old as if it were of today. */
    boolean mendsOldSettings() {
        return this == STABLE_DIFFUSION;
    }

    /** Whether the network is also told the picture's size, and a pooled state of the prompt. */
    boolean isToldSizes() {
        return this == SDXL;
    }
}
