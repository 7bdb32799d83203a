package io.aitbc.benchmarks.sd;

import static org.assertj.core.api.Assertions.assertThat;

import io.aitbc.benchmarks.llm.Samples;
import io.aitbc.benchmarks.report.Figure;
import java.util.List;
import org.junit.jupiter.api.Test;

final class SdFiguresTest {
    @Test
    void shares_are_of_the_limit_measured_beside_each_step() {
        Samples samples = new Samples();
        samples.take(Samples.line(Samples.LOAD, 7));
        samples.take(Samples.line(Samples.PEAK, 2.5e9));
        for (int size : DenoiserPeer.SIZES) {
            samples.take(Samples.line(DenoiserPeer.rateName(size), 4e11));
            samples.take(Samples.line(DenoiserPeer.stepName(size), 5));
            samples.take(Samples.line(DenoiserPeer.flopsName(size), 1.6e12));
        }
        List<Figure> figures = SdFigures.ofUNet("bf16", samples);
        assertThat(figures)
                .extracting(Figure::name)
                .containsExactly(
                        "sd.unet.bf16.512.share",
                        "sd.unet.bf16.512.step",
                        "sd.unet.bf16.256.share",
                        "sd.unet.bf16.256.step",
                        "sd.unet.bf16.load",
                        "sd.unet.bf16.peak");
        assertThat(figures.get(0).value()).isEqualTo(0.8);
        assertThat(figures.get(0).met()).isTrue();
        assertThat(figures.get(5).value()).isEqualTo(2500);
        assertThat(SdFigures.ofUNet("float32", samples).get(0).aim()).isNull();
    }

    @Test
    void the_autoencoder_is_told_in_seconds() {
        Samples samples = new Samples();
        samples.take(Samples.line(VaePeer.DECODE, 2));
        samples.take(Samples.line(VaePeer.DECODE, 4));
        samples.take(Samples.line(Samples.PEAK, 1e9));
        List<Figure> figures = SdFigures.ofVae("bf16", samples);
        assertThat(figures).extracting(Figure::name).containsExactly("sd.vae.bf16.512.decode", "sd.vae.bf16.peak");
        assertThat(figures.get(1).value()).isEqualTo(1000);
    }
}
