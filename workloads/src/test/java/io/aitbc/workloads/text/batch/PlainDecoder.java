package io.aitbc.workloads.text.batch;

import io.aitbc.workloads.engine.tensor.TorchType;
import io.aitbc.workloads.text.model.Decoder;
import io.aitbc.workloads.text.model.DecoderFacts;
import io.aitbc.workloads.text.model.Place;
import io.aitbc.workloads.text.model.Quantization;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * A language model of one attention head in plain Java. As with a real one, the last bits of what it computes depend on
 * how a sequence was cut when it was fed; here they show in the tokens, so that a batch that cuts differently because
 * of its neighbours is seen.
 */
public final class PlainDecoder implements Decoder {
    public static final int VOCABULARY = 97;

    private static final int WIDTH = 16;
    private static final int CONTEXT = 512;
    private static final int PLACES = 5;

    private final float[][] embedding = new float[VOCABULARY][WIDTH];
    private final float[][] query = new float[WIDTH][WIDTH];
    private final float[][] key = new float[WIDTH][WIDTH];
    private final float[][] head = new float[VOCABULARY][WIDTH];
    private final Map<Place, Cache> open = new HashMap<>();
    private final int cacheTokens;
    private int tokensLeft;

    /** What was asked of it, in order: {@code open}, {@code read 7}, {@code step 3}, {@code release}. */
    public final List<String> calls = new ArrayList<>();

    /** Thrown at the next decoding step that has more than {@link #failsAbove} rows. */
    public @Nullable Error nextStepFails;

    public int failsAbove;

    /** Thrown by the next prefill. */
    public @Nullable Error nextReadFails;

    /** Thrown by the next opening. */
    public @Nullable Error nextOpenFails;

    public boolean closed;

    /** @param cacheTokens room for keys and values */
    public PlainDecoder(int cacheTokens) {
        SplittableRandom random = new SplittableRandom(7);
        for (float[][] matrix : List.of(embedding, query, key, head)) {
            for (float[] row : matrix) {
                for (int i = 0; i < row.length; i++) {
                    row[i] = (float) (random.nextDouble() * 2 - 1);
                }
            }
        }
        this.cacheTokens = cacheTokens;
        this.tokensLeft = cacheTokens;
    }

    private static final class Cache {
        private final List<float[]> keys = new ArrayList<>();
        private final List<float[]> values = new ArrayList<>();
    }

    @Override
    public DecoderFacts facts() {
        return new DecoderFacts(
                "plain",
                VOCABULARY,
                CONTEXT,
                1_000,
                4_000,
                4_000,
                TorchType.FLOAT32,
                Quantization.NONE,
                2 * WIDTH * Float.BYTES,
                cacheTokens,
                PLACES);
    }

    @Override
    public Optional<Place> open(int maxTokens) {
        calls.add("open");
        if (nextOpenFails != null) {
            Error error = nextOpenFails;
            nextOpenFails = null;
            throw error;
        }
        if (maxTokens > tokensLeft) {
            return Optional.empty();
        }
        tokensLeft -= maxTokens;
        Place place = new Place(0, maxTokens);
        open.put(place, new Cache());
        return Optional.of(place);
    }

    @Override
    public float[] prefill(Place place, int[] tokens, Runnable checkCanceled) {
        calls.add("read " + tokens.length);
        if (nextReadFails != null) {
            Error error = nextReadFails;
            nextReadFails = null;
            throw error;
        }
        float[] logits = new float[0];
        for (int i = 0; i < tokens.length; i++) {
            checkCanceled.run();
            logits = feed(place, tokens[i], 0.01f * (i + 1) + 0.001f * tokens.length);
        }
        return logits;
    }

    @Override
    public void decode(List<Place> places, int[] tokens, float[][] logits) {
        calls.add("step " + places.size());
        if (places.size() > PLACES) {
            throw new IllegalArgumentException("more rows than the batch has");
        }
        if (nextStepFails != null && places.size() > failsAbove) {
            Error error = nextStepFails;
            nextStepFails = null;
            feed(places.get(0), tokens[0], 0); // half done
            throw error;
        }
        for (int row = 0; row < places.size(); row++) {
            float[] computed = feed(places.get(row), tokens[row], 0);
            System.arraycopy(computed, 0, logits[row], 0, computed.length);
        }
    }

    private float[] feed(Place place, int token, float cut) {
        Cache cache = Objects.requireNonNull(open.get(place), "the place is open");
        place.grow(1);
        float[] state = embedding[token].clone();
        state[0] += cut;
        cache.keys.add(times(key, state));
        cache.values.add(state);
        float[] asked = times(query, state);
        float[] mixed = new float[WIDTH];
        float sum = 0;
        for (int i = 0; i < cache.keys.size(); i++) {
            float weight = (float) Math.exp(dot(asked, cache.keys.get(i)) / 8);
            sum += weight;
            for (int d = 0; d < WIDTH; d++) {
                mixed[d] += weight * cache.values.get(i)[d];
            }
        }
        for (int d = 0; d < WIDTH; d++) {
            mixed[d] = 3 * mixed[d] / sum + state[d];
        }
        return times(head, mixed);
    }

    private static float[] times(float[][] matrix, float[] vector) {
        float[] product = new float[matrix.length];
        for (int row = 0; row < matrix.length; row++) {
            product[row] = dot(matrix[row], vector);
        }
        return product;
    }

    private static float dot(float[] a, float[] b) {
        float sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    @Override
    public void release(Place place) {
        calls.add("release");
        Objects.requireNonNull(open.remove(place), "released twice");
        tokensLeft += place.capacity();
    }

    /** Places that nobody gave back. */
    public int opened() {
        return open.size();
    }

    @Override
    public void close() {
        closed = true;
    }
}
