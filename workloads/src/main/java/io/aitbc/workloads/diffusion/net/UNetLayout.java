package io.aitbc.workloads.diffusion.net;

import io.aitbc.workloads.diffusion.net.UNetPart.Attention;
import io.aitbc.workloads.diffusion.net.UNetPart.Kind;
import io.aitbc.workloads.diffusion.net.UNetPart.Skip;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** The parts of which a configuration makes a network. */
final class UNetLayout {
    private final UNetConfig config;
    private final List<UNetPart> parts = new ArrayList<>();
    /** Channels of what the way down keeps for the way up. */
    private final Deque<Integer> skips = new ArrayDeque<>();

    private int channels;
    private int level;

    private UNetLayout(UNetConfig config) {
        this.config = config;
        this.channels = config.stages().get(0).channels();
    }

    static List<UNetPart> of(UNetConfig config) {
        UNetLayout layout = new UNetLayout(config);
        layout.skips.push(layout.channels);
        layout.down();
        layout.middle();
        layout.up();
        return List.copyOf(layout.parts);
    }

    private void down() {
        int last = config.stages().size() - 1;
        for (int block = 0; block <= last; block++) {
            UNetConfig.Stage stage = config.stages().get(block);
            String name = "down_blocks." + block + ".";
            for (int i = 0; i < stage.layers(); i++) {
                resnet(name, i, channels, stage.channels(), stage.cross() ? Skip.NONE : Skip.KEPT);
                if (stage.cross()) {
                    transformer(name, i, stage, Skip.KEPT);
                }
                skips.push(channels);
            }
            if (block < last) {
                sampler(Kind.DOWNSAMPLE, name + "downsamplers.0.", Skip.KEPT);
                level++;
                skips.push(channels);
            }
        }
    }

    private void middle() {
        resnet("mid_block.", 0, channels, channels, Skip.NONE);
        transformer("mid_block.", 0, config.last(), Skip.NONE);
        resnet("mid_block.", 1, channels, channels, Skip.NONE);
    }

    private void up() {
        int last = config.stages().size() - 1;
        for (int block = 0; block <= last; block++) {
            UNetConfig.Stage stage = config.stages().get(last - block);
            String name = "up_blocks." + block + ".";
            for (int i = 0; i <= stage.layers(); i++) {
                resnet(name, i, channels + skips.pop(), stage.channels(), Skip.TAKEN);
                if (config.upCross().get(block)) {
                    transformer(name, i, stage, Skip.NONE);
                }
            }
            if (block < last) {
                sampler(Kind.UPSAMPLE, name + "upsamplers.0.", Skip.NONE);
                level--;
            }
        }
    }

    private void resnet(String block, int number, int in, int out, Skip skip) {
        String name = block + "resnets." + number + ".";
        parts.add(new UNetPart(Kind.RESNET, name, in, out, level, skip, Attention.NONE));
        channels = out;
    }

    private void transformer(String block, int number, UNetConfig.Stage stage, Skip skip) {
        String name = block + "attentions." + number + ".";
        Attention attention = new Attention(stage.heads(), stage.depth(), config.crossWidth());
        parts.add(new UNetPart(Kind.TRANSFORMER, name, channels, channels, level, skip, attention));
    }

    private void sampler(Kind kind, String name, Skip skip) {
        parts.add(new UNetPart(kind, name, channels, channels, level, skip, Attention.NONE));
    }
}
