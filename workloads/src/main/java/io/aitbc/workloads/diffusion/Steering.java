package io.aitbc.workloads.diffusion;

import io.aitbc.api.outcome.FailureCode;
import io.aitbc.api.param.InvalidParamsException;
import io.aitbc.models.ModelException;
import io.aitbc.workloads.diffusion.clip.PromptTokens;
import io.aitbc.workloads.diffusion.clip.TextEncoder;
import io.aitbc.workloads.diffusion.clip.TextStates;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What steers the denoiser: the prompt's states, after those of the negative prompt where there is guidance.
 *
 * @param dropped tokens of the prompt that no encoder has read
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
record Steering(
        float[] states, int rows, int tokens, float @Nullable [] pooled, float @Nullable [] timeIds, int dropped) {
    /** One prompt as one encoder reads it. */
    private record Read(float[] states, int tokens, int width, float[] pooled, int dropped) {
        Read zeros() {
            return new Read(new float[states.length], tokens, width, new float[pooled.length], 0);
        }
    }

    /** Has the encoders read the prompts. */
    static Steering of(PictureTask task, Pipeline pipeline, DeviceTime device) throws Exception {
        PictureRequest.Prompt prompt = task.request().prompt();
        String negative = prompt.negative();
        List<Read> positives = new ArrayList<>();
        List<Read> negatives = new ArrayList<>();
        for (PromptReader reader : pipeline.networks().readers()) {
            pipeline.only(reader.encoder());
            Read positive = read(reader, prompt.text(), prompt.clipSkip(), device);
            positives.add(positive);
            if (task.isGuided()) {
                negatives.add(
                        negative == null && task.layout().zeros()
                                ? positive.zeros()
                                : read(reader, negative == null ? "" : negative, 0, device)); // diffusers skips nothing
            }
        }
        if (positives.stream().mapToInt(Read::tokens).distinct().count() > 1) {
            throw new ModelException(
                    FailureCode.E_MODEL,
                    "the text encoders read prompts of different lengths: they do not belong together");
        }
        List<List<Read>> rows = task.isGuided() ? List.of(negatives, positives) : List.of(positives);
        boolean sizes = task.layout().kind().isToldSizes();
        return new Steering(
                states(rows),
                rows.size(),
                positives.get(0).tokens(),
                sizes ? pooled(rows) : null,
                sizes ? timeIds(rows.size(), task.canvas()) : null,
                positives.stream().mapToInt(Read::dropped).max().orElse(0));
    }

    private static Read read(PromptReader reader, String text, int clipSkip, DeviceTime device) throws Exception {
        TextEncoder encoder = device.loaded(reader.encoder(), "text encoder");
        int most = encoder.facts().mostClipSkip();
        if (clipSkip > most) {
            throw new InvalidParamsException(
                    "clip_skip", "must be at most " + most + " for this model, got " + clipSkip);
        }
        PromptTokens tokens = reader.tokens().apply(text);
        TextStates states = device.step(between -> encoder.encode(new int[][] {tokens.ids()}, clipSkip));
        return new Read(states.states(), states.tokens(), states.width(), states.pooled(), tokens.dropped());
    }

    /** Encoders beside each other for each token, tokens after each other, rows after each other. */
    private static float[] states(List<List<Read>> rows) {
        int tokens = rows.get(0).get(0).tokens();
        int width = rows.get(0).stream().mapToInt(Read::width).sum();
        float[] all = new float[rows.size() * tokens * width];
        int at = 0;
        for (List<Read> row : rows) {
            for (int token = 0; token < tokens; token++) {
                for (Read read : row) {
                    System.arraycopy(read.states(), token * read.width(), all, at, read.width());
                    at += read.width();
                }
            }
        }
        return all;
    }

    /** The last encoder's. */
    private static float[] pooled(List<List<Read>> rows) {
        int width = rows.get(0).get(rows.get(0).size() - 1).pooled().length;
        float[] all = new float[rows.size() * width];
        for (int row = 0; row < rows.size(); row++) {
            List<Read> reads = rows.get(row);
            System.arraycopy(reads.get(reads.size() - 1).pooled(), 0, all, row * width, width);
        }
        return all;
    }

    /** Original size, the corner that it was cut at, size now. */
    private static float[] timeIds(int rows, Canvas canvas) {
        float[] one = {canvas.height(), canvas.width(), 0, 0, canvas.height(), canvas.width()};
        float[] all = new float[rows * one.length];
        for (int row = 0; row < rows; row++) {
            System.arraycopy(one, 0, all, row * one.length, one.length);
        }
        return all;
    }
}
