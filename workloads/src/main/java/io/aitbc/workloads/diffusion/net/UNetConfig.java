package io.aitbc.workloads.diffusion.net;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a UNet's {@code config.json} says. {@link UNetConfigs} reads it.
 *
 * @param sampleSize pixels of latents that it was trained with; 0 when the file does not say
 * @param stages on the way down, the largest picture first
 * @param upCross for each block on the way up, whether it looks at the text
 * @param crossWidth of the text's states
 * @param timeWidth of the time's embedding inside the network
 * @param times how a time becomes waves
 * @param guidanceWidth numbers that the guidance becomes for a network that takes it as an input; 0 for others
 * @param linear true when transformers begin and end with linear layers, false for convolutions of single pixels
 * @param added what is added to the time's embedding; null for nothing
 */
public record UNetConfig(
        int inChannels,
        int outChannels,
        int sampleSize,
        List<Stage> stages,
        List<Boolean> upCross,
        int crossWidth,
        int groups,
        double epsilon,
        int timeWidth,
        Waves times,
        int guidanceWidth,
        boolean linear,
        @Nullable Added added) {
    /**
     * Blocks of one size of pictures.
     *
     * @param layers residual blocks on the way down; there is one more on the way up
     * @param cross whether the block on the way down looks at the text
     * @param heads of attention
     * @param depth layers in each transformer
     */
    public record Stage(int channels, int layers, boolean cross, int heads, int depth) {}

    /**
     * @param cosineFirst true when the cosines come before the sines
     * @param shift of the slowest wave
     */
    public record Waves(boolean cosineFirst, double shift) {}

    /**
     * The whole text's state and numbers such as the picture's size.
     *
     * @param timeIdWidth waves of each number
     * @param inputWidth of pooled state and waves together
     */
    public record Added(int timeIdWidth, int inputWidth) {}

    public UNetConfig {
        stages = List.copyOf(stages);
        upCross = List.copyOf(upCross);
    }

    Stage last() {
        return stages.get(stages.size() - 1);
    }

    /** Whether the network was made to be asked once a step, with the prompt alone, and told the guidance. */
    public boolean takesGuidance() {
        return guidanceWidth > 0;
    }
}
