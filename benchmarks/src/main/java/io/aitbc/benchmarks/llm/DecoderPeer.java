package io.aitbc.benchmarks.llm;

import ai.djl.Device;
import io.aitbc.models.ModelException;
import io.aitbc.workloads.engine.PeakMemory;
import io.aitbc.workloads.text.model.Decoder;
import io.aitbc.workloads.text.model.Decoders;
import io.aitbc.workloads.text.model.LoadOptions;
import io.aitbc.workloads.text.model.Place;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The program that measures a decoder: arguments are a directory, the names of its {@link ModelShape} and of a
 * {@link Variant}, places and rounds. Each line of its output is a {@link Samples} name and one value. Decoding and the
 * reading of memory take turns, prefilling and the multiplying of matrices as well, so a ratio is of neighbours in
 * time.
 */
public final class DecoderPeer {
    static final int PROMPT = 512;
    static final int SHORT_PROMPT = 64;
    static final int WINDOW = 24;

    private static final long CACHE_BYTES = 128L << 20;
    private static final long READ_BYTES = 1L << 30;
    private static final int WARM_UP = 6;

    private final Decoder decoder;
    private final int places;
    private int next = 1;

    private DecoderPeer(Decoder decoder, int places) {
        this.decoder = decoder;
        this.places = places;
    }

    public static void main(String[] args) {
        ModelShape shape = ModelShape.named(args[1]);
        Variant variant = Variant.valueOf(args[2]);
        NetworkPeer.run(
                () -> measure(Path.of(args[0]), shape, variant, Integer.parseInt(args[3]), Integer.parseInt(args[4])));
    }

    private static void measure(Path directory, ModelShape shape, Variant variant, int places, int rounds)
            throws ModelException {
        LoadOptions options =
                new LoadOptions(Optional.of(variant.type()), variant.quantization(), Device.cpu(), CACHE_BYTES, places);
        PeakMemory memory = new PeakMemory(Path.of("/proc/self"));
        memory.reset();
        long begun = System.nanoTime();
        try (Decoder decoder = Decoders.load(directory, options);
                Limits limits = new Limits()) {
            NetworkPeer.tell(Samples.LOAD, (System.nanoTime() - begun) / 1e9);
            DecoderPeer peer = new DecoderPeer(decoder, places);
            List<Place> all = peer.open(SHORT_PROMPT + WARM_UP + 2 * WINDOW * rounds + 1);
            peer.decode(all, WARM_UP);
            if (places == 1) {
                peer.prefill(PROMPT);
            }
            NetworkPeer.tell(Samples.PEAK, (double) memory.bytes().orElse(0));
            limits.fill(READ_BYTES);
            for (int i = 0; i < rounds; i++) {
                NetworkPeer.tell(Samples.BANDWIDTH, limits.readBandwidth(READ_BYTES));
                NetworkPeer.tell(Samples.DECODE, peer.decode(all, WINDOW));
                if (places > 1) {
                    NetworkPeer.tell(Samples.DECODE_ALONE, peer.decode(all.subList(0, 1), WINDOW));
                }
            }
            for (int i = 0; i < rounds && places == 1; i++) {
                NetworkPeer.tell(Samples.MULTIPLY, limits.multiplyRate(shape, PROMPT, variant.type()));
                NetworkPeer.tell(Samples.PREFILL, peer.prefill(PROMPT));
            }
        }
    }

    /** Places that have seen a short prompt. */
    private List<Place> open(int capacity) throws ModelException {
        List<Place> opened = new ArrayList<>();
        for (int i = 0; i < places; i++) {
            Place place = decoder.open(capacity).orElseThrow();
            decoder.prefill(place, tokens(SHORT_PROMPT), () -> {});
            opened.add(place);
        }
        return opened;
    }

    /** @return seconds of a step */
    private double decode(List<Place> on, int steps) throws ModelException {
        float[][] logits = new float[on.size()][decoder.facts().vocabSize()];
        long begun = System.nanoTime();
        for (int step = 0; step < steps; step++) {
            decoder.decode(on, tokens(on.size()), logits);
        }
        double seconds = (System.nanoTime() - begun) / 1e9 / steps;
        mustBeNumbers(logits[on.size() - 1]);
        return seconds;
    }

    /** @return seconds until the first token could be chosen */
    private double prefill(int count) throws ModelException {
        Place place = decoder.open(count).orElseThrow();
        int[] prompt = tokens(count);
        long begun = System.nanoTime();
        float[] logits = decoder.prefill(place, prompt, () -> {});
        next = (best(logits) + next) % decoder.facts().vocabSize();
        double seconds = (System.nanoTime() - begun) / 1e9;
        decoder.release(place);
        mustBeNumbers(logits);
        return seconds;
    }

    private static int best(float[] logits) {
        int best = 0;
        for (int i = 1; i < logits.length; i++) {
            best = logits[i] > logits[best] ? i : best;
        }
        return best;
    }

    /** A decoder that computes nothing must not look fast. */
    private static void mustBeNumbers(float[] logits) {
        float first = logits[0];
        for (float logit : logits) {
            if (!Float.isFinite(logit)) {
                throw new IllegalStateException("the decoder answers " + logit);
            }
        }
        if (logits.length > 1 && first == logits[1] && first == logits[logits.length - 1]) {
            throw new IllegalStateException("the decoder answers " + Arrays.toString(Arrays.copyOf(logits, 2)));
        }
    }

    /** Some tokens, never the same in a row. */
    private int[] tokens(int count) {
        int[] tokens = new int[count];
        for (int i = 0; i < count; i++) {
            next = (int) ((next * 48_271L + 11) % decoder.facts().vocabSize());
            tokens[i] = next;
        }
        return tokens;
    }
}
