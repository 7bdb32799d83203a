package io.aitbc.workloads.diffusion.net;

import io.aitbc.workloads.engine.tensor.TorchType;
import java.util.Optional;

/** What was loaded. */
public final class UNetFacts {
    /** Numbers that the SDXL family takes beside the text: original size, place of the cut, wanted size. */
    public static final int TIME_IDS = 6;

    private final UNetConfig config;
    private final UNetWork work;
    private final TorchType type;

    /**
     * What a network takes beside the text's states.
     *
     * @param pooledWidth of the whole text's state
     * @param timeIds numbers such as the picture's size
     */
    public record Added(int pooledWidth, int timeIds) {}

    UNetFacts(UNetConfig config, UNetWork work, TorchType type) {
        this.config = config;
        this.work = work;
        this.type = type;
    }

    public int inChannels() {
        return config.inChannels();
    }

    /** Of the text's states. */
    public int crossWidth() {
        return config.crossWidth();
    }

    /** Empty for networks that take the text's states alone. */
    public Optional<Added> added() {
        UNetConfig.Added added = config.added();
        return added == null
                ? Optional.empty()
                : Optional.of(new Added(added.inputWidth() - TIME_IDS * added.timeIdWidth(), TIME_IDS));
    }

    /** In which it computes. */
    public TorchType type() {
        return type;
    }

    /**
     * Floating-point operations of one call, counted from the shapes: two for each multiplication in convolutions,
     * linear layers and attention; texts of 77 tokens.
     *
     * @param rows of latents
     * @param height in pixels of latents
     */
    public double flops(int rows, int height, int width) {
        return work.flops(rows, height, width);
    }
}
