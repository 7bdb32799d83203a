package io.aitbc.workloads.diffusion.clip;

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

/** A text encoder whose weights live inside a script module, and whose vocabulary stays in its file. */
final class TorchTextEncoder implements TextEncoder {
    private final TextConfig config;
    private final TextFacts facts;
    private final StatesFrom from;
    private final Checkpoint checkpoint;
    private final ScriptModule script;
    private final RowTable embedding;

    TorchTextEncoder(
            TextConfig config,
            TextFacts facts,
            StatesFrom from,
            Checkpoint checkpoint,
            ScriptModule script,
            RowTable embedding) {
        this.config = config;
        this.facts = facts;
        this.from = from;
        this.checkpoint = checkpoint;
        this.script = script;
        this.embedding = embedding;
    }

    @Override
    public TextFacts facts() {
        return facts;
    }

    @Override
    public TextStates encode(int[][] ids, int clipSkip) throws ModelException {
        if (clipSkip < 0 || clipSkip > facts.mostClipSkip()) {
            throw new IllegalArgumentException("clip_skip is 0 to " + facts.mostClipSkip() + ", got " + clipSkip);
        }
        int prompts = ids.length;
        int tokens = prompts == 0 ? 0 : ids[0].length;
        if (tokens < 1 || tokens > facts.context()) {
            throw new IllegalArgumentException("prompts have 1 to " + facts.context() + " tokens, got " + tokens);
        }
        ByteBuffer rows = ByteBuffer.allocateDirect(Math.multiplyExact(prompts * tokens, embedding.rowBytes()));
        long[] ends = new long[prompts];
        for (int prompt = 0; prompt < prompts; prompt++) {
            if (ids[prompt].length != tokens) {
                throw new IllegalArgumentException("all prompts of a call have the same length");
            }
            ends[prompt] = (long) prompt * tokens + config.end(ids[prompt]);
            embed(ids[prompt], rows);
        }
        rows.flip();
        int depth = facts.mostClipSkip() - clipSkip;
        try (NDManager manager = TorchEngine.manager(Device.cpu());
                NDArray input =
                        manager.create(rows, new Shape((long) prompts * tokens, embedding.rowBytes()), DataType.INT8);
                NDArray answer = script.tensor(
                        manager, "encode", input, embedding.type().number(), prompts, depth, from.isNormed(), ends)) {
            FloatBuffer all = answer.toByteBuffer(true).asFloatBuffer();
            float[] states = new float[prompts * tokens * facts.width()];
            float[] pooled = new float[prompts * facts.pooledWidth()];
            all.get(states).get(pooled);
            return new TextStates(states, prompts, tokens, facts.width(), pooled, facts.pooledWidth());
        }
    }

    private void embed(int[] ids, ByteBuffer rows) throws ModelException {
        for (int id : ids) {
            if (id < 0 || id >= facts.vocabSize()) {
                throw new IllegalArgumentException("token ids are 0 to " + (facts.vocabSize() - 1) + ", got " + id);
            }
            embedding.read(id, rows);
        }
    }

    @Override
    public void close() {
        script.close();
        checkpoint.close();
    }
}
