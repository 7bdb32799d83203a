package io.aitbc.workloads.diffusion;

import io.aitbc.ipc.BadJsonException;
import io.aitbc.ipc.PlainJson;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The primary output, {@code out.json}: one JSON object in ASCII, names in order, no blanks, no times and no paths. It
 * names the pictures, and what they were made with where the job left that open.
 */
final class OutputJson {
    private OutputJson() {}

    static byte[] of(PictureTask task, Pipeline pipeline, String digest, List<Drawn> drawn) throws BadJsonException {
        List<Object> images = new ArrayList<>();
        for (int i = 0; i < drawn.size(); i++) {
            images.add(image(task, drawn.get(i), i));
        }
        Map<String, @Nullable Object> output = new TreeMap<>(settings(task, pipeline));
        output.put("images", images);
        output.put("model", task.request().model().wanted().id());
        output.put("model_digest", digest);
        return PlainJson.write(output);
    }

    private static Map<String, @Nullable Object> image(PictureTask task, Drawn drawn, int index) {
        Map<String, @Nullable Object> image = new TreeMap<>();
        image.put("file", String.valueOf(drawn.file().getFileName()));
        image.put("height", task.canvas().height());
        image.put("index", index);
        image.put("seed", task.request().draw().seed());
        image.put("sha256", drawn.sha256());
        image.put("width", task.canvas().width());
        if (drawn.flagged() != null) {
            image.put("blocked", drawn.blocked());
            image.put("flagged", drawn.flagged());
        }
        return image;
    }

    /** What the picture was made with, by the parameters' names. */
    private static Map<String, @Nullable Object> settings(PictureTask task, Pipeline pipeline) {
        Map<String, @Nullable Object> settings = new LinkedHashMap<>();
        settings.put("num_inference_steps", task.steps());
        settings.put("guidance_scale", plain(task.guidance()));
        settings.put("scheduler", task.plan().className());
        settings.put("seed", task.request().draw().seed());
        settings.put("dtype", pipeline.type().name().toLowerCase(Locale.ROOT));
        if (task.start() != null) {
            settings.put("strength", plain(task.strength()));
        }
        return settings;
    }

    /** Without an exponent, and the same on every Java. */
    private static BigDecimal plain(double value) {
        BigDecimal plain = BigDecimal.valueOf(value).stripTrailingZeros();
        return plain.scale() < 0 ? plain.setScale(0) : plain;
    }

    /** The same for a picture's text chunks, with the prompts before it and the model after it. */
    static Map<String, String> texts(PictureTask task, Pipeline pipeline, String digest) {
        Map<String, String> texts = new LinkedHashMap<>();
        PictureRequest.Prompt prompt = task.request().prompt();
        texts.put("prompt", prompt.text());
        String negative = prompt.negative();
        if (negative != null) {
            texts.put("negative_prompt", negative);
        }
        if (prompt.clipSkip() > 0) {
            texts.put("clip_skip", Integer.toString(prompt.clipSkip()));
        }
        settings(task, pipeline).forEach((name, value) -> texts.put(name, shown(value)));
        texts.put("model", task.request().model().wanted().id());
        texts.put("model_digest", digest);
        return texts;
    }

    private static String shown(@Nullable Object value) {
        return value instanceof BigDecimal number ? number.toPlainString() : String.valueOf(value);
    }
}
