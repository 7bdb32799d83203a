package io.aitbc.workloads.text.model;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.aitbc.models.Checkpoint;
import io.aitbc.models.ModelException;
import io.aitbc.workloads.engine.TorchEngine;
import io.aitbc.workloads.engine.script.ScriptModule;
import io.aitbc.workloads.engine.tensor.RowTable;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Optional;

/**
 * A decoder whose weights and cache live inside a script module. A decode computes {@link Plan#rows} rows, those beyond
 * the sequences being padding, so that a row's bits depend on that row only.
 */
final class TorchDecoder implements Decoder {
    /** Tokens that one call feeds at most: a cancel waits for no more than that. */
    private static final int CHUNK = 512;
    /**
     * With quantized weights, whose products are float32: more, and they would leave the allocator's reusable sizes.
     */
    private static final int QUANTIZED_CHUNK = 256;

    private final Plan plan;
    private final DecoderFacts facts;
    private final Checkpoint checkpoint;
    private final ScriptModule script;
    private final RowTable embedding;
    private final Slots slots;
    private final ByteBuffer rows;
    private final int chunk;

    TorchDecoder(Plan plan, Checkpoint checkpoint, ScriptModule script, RowTable embedding) {
        this.plan = plan;
        this.checkpoint = checkpoint;
        this.script = script;
        this.embedding = embedding;
        this.chunk = plan.quantization() == Quantization.NONE ? CHUNK : QUANTIZED_CHUNK;
        this.slots = new Slots(plan.cacheTokens());
        this.rows = ByteBuffer.allocateDirect(Math.max(chunk, plan.places()) * embedding.rowBytes());
        this.facts = new DecoderFacts(
                plan.family().architecture(),
                plan.config().vocab(),
                plan.config().context(),
                plan.parameters(),
                plan.weightBytes(),
                plan.readPerToken(),
                plan.type(),
                plan.quantization(),
                plan.config().cachePerToken() * plan.type().bytes(),
                plan.cacheTokens(),
                plan.places());
    }

    @Override
    public DecoderFacts facts() {
        return facts;
    }

    @Override
    public Optional<Place> open(int maxTokens) {
        if (maxTokens < 1 || maxTokens > facts.contextLength()) {
            throw new IllegalArgumentException(
                    "a sequence has 1 to " + facts.contextLength() + " tokens, asked for " + maxTokens);
        }
        return slots.take(maxTokens);
    }

    @Override
    public void release(Place place) {
        if (place.release()) {
            slots.give(place);
        }
    }

    @Override
    public float[] prefill(Place place, int[] tokens, Runnable checkCanceled) throws ModelException {
        if (tokens.length < 1) {
            throw new IllegalArgumentException("no token to feed");
        }
        float[] logits = new float[facts.vocabSize()];
        for (int from = 0; from < tokens.length; from += chunk) {
            checkCanceled.run();
            int count = Math.min(chunk, tokens.length - from);
            boolean last = from + count == tokens.length;
            int past = place.length();
            place.grow(count);
            embed(tokens, from, count, count);
            try (NDManager manager = TorchEngine.manager(Device.cpu());
                    NDArray input = input(manager);
                    NDArray answer = script.tensor(
                            manager, "prefill", input, embedding.type().number(), place.start(), past, last)) {
                if (last) {
                    read(answer, 0, logits);
                }
            }
        }
        return logits;
    }

    @Override
    public void decode(List<Place> places, int[] tokens, float[][] logits) throws ModelException {
        int count = places.size();
        if (count < 1 || count > plan.places() || tokens.length < count || logits.length < count) {
            throw new IllegalArgumentException(count + " places for a batch of " + plan.places() + ", " + tokens.length
                    + " tokens, " + logits.length);
        }
        int batch = plan.rows(count);
        long[] positions = new long[batch];
        long[] writes = new long[batch];
        long[] starts = new long[count];
        long[] lengths = new long[count];
        for (int row = 0; row < batch; row++) {
            writes[row] = plan.cacheTokens() + (long) row; // of padding
        }
        for (int row = 0; row < count; row++) {
            Place place = places.get(row);
            positions[row] = place.length();
            starts[row] = place.start();
            place.grow(1);
            lengths[row] = place.length();
            writes[row] = place.start() + place.length() - 1L;
        }
        embed(tokens, 0, count, batch);
        try (NDManager manager = TorchEngine.manager(Device.cpu());
                NDArray input = input(manager);
                NDArray answer = script.tensor(
                        manager, "decode", input, embedding.type().number(), positions, writes, starts, lengths)) {
            for (int row = 0; row < count; row++) {
                read(answer, row, logits[row]);
            }
        }
    }

    /** Puts the tokens' rows of the embedding into {@link #rows}; padding is the first token's. */
    private void embed(int[] tokens, int from, int count, int batch) throws ModelException {
        rows.clear();
        for (int row = 0; row < batch; row++) {
            int token = row < count ? tokens[from + row] : 0;
            if (token < 0 || token >= facts.vocabSize()) {
                throw new IllegalArgumentException("token ids are 0 to " + (facts.vocabSize() - 1) + ", got " + token);
            }
            embedding.read(token, rows);
        }
        rows.flip();
    }

    private NDArray input(NDManager manager) {
        return manager.create(
                rows, new Shape(rows.limit() / embedding.rowBytes(), embedding.rowBytes()), DataType.INT8);
    }

    private void read(NDArray answer, int row, float[] logits) {
        FloatBuffer all = answer.toByteBuffer(true).asFloatBuffer();
        all.position(row * facts.vocabSize()).get(logits, 0, facts.vocabSize());
    }

    @Override
    public void close() {
        script.close();
        checkpoint.close();
    }
}
