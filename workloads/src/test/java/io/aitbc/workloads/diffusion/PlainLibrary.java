package io.aitbc.workloads.diffusion;

import io.aitbc.api.outcome.Failure;
import io.aitbc.api.outcome.FailureCode;
import io.aitbc.api.port.Safety;
import io.aitbc.api.port.Workload;
import io.aitbc.models.ModelException;
import io.aitbc.models.ModelId;
import io.aitbc.models.ModelStore;
import io.aitbc.testkit.ReferenceModels;
import io.aitbc.workloads.diffusion.clip.PromptTokens;
import io.aitbc.workloads.diffusion.clip.TextEncoder;
import io.aitbc.workloads.diffusion.clip.TextFacts;
import io.aitbc.workloads.diffusion.clip.TextStates;
import io.aitbc.workloads.diffusion.net.Conditions;
import io.aitbc.workloads.diffusion.net.Denoiser;
import io.aitbc.workloads.diffusion.net.UNetFacts;
import io.aitbc.workloads.diffusion.picture.Picture;
import io.aitbc.workloads.diffusion.vae.Moments;
import io.aitbc.workloads.diffusion.vae.Vae;
import io.aitbc.workloads.diffusion.vae.VaeFacts;
import io.aitbc.workloads.engine.tensor.TorchType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** The layout of a reference model, with networks in plain Java; any name but {@code absent} is its. */
final class PlainLibrary implements Library {
    static final String DIGEST = "sha256:" + "0".repeat(64);
    static final long MEBIBYTE = 1 << 20;

    /** What was loaded, closed, and asked, in order. */
    final List<String> events = new ArrayList<>();

    final AtomicLong clock = new AtomicLong();
    String engine = "plain 1";
    String model = "tiny-sd";
    boolean checked;
    boolean takesGuidance;
    long limitBytes = Long.MAX_VALUE;
    /** What it throws ends a call of the denoiser. */
    Runnable onPredict = () -> {};

    float @Nullable [] lastTimeIds;
    double lastGuidance;
    /** Taken one by one; what the next loads end with. */
    final List<ModelException> loadsFail = new ArrayList<>();

    boolean objects;
    boolean poison;
    boolean overflow;
    boolean changed;

    @Override
    public String engine() {
        return engine;
    }

    private Layout layout() throws ModelException {
        Layout real = Layout.of(new ModelStore(ReferenceModels.root()).find(ModelId.of(model)));
        return new Layout(
                real.directory(),
                real.kind(),
                real.shape(),
                takesGuidance,
                real.zeros(),
                checked ? real.directory() : null,
                real.scheduler());
    }

    @Override
    public Found find(PictureRequest.Model wanted, Workload.Context context)
            throws Workload.WorkFailedException, ModelException {
        if (wanted.wanted().id().equals("absent")) {
            throw new Workload.WorkFailedException(new Failure(FailureCode.E_MODEL, "no model absent", "model"));
        }
        Layout layout = layout();
        return new Found() {
            @Override
            public String digest() {
                return DIGEST;
            }

            @Override
            public void mustBeUnchanged() throws ModelException {
                if (changed) {
                    throw new ModelException(FailureCode.E_MODEL, "changed");
                }
            }

            @Override
            public Layout layout() {
                return layout;
            }

            @Override
            public MemoryNeed need(PictureTask task) {
                long work = 12L * task.canvas().height() * task.canvas().width();
                return new MemoryNeed(
                        100 * MEBIBYTE,
                        100 * MEBIBYTE,
                        new MemoryNeed.Stage(300 * MEBIBYTE, work),
                        new MemoryNeed.Stage(50 * MEBIBYTE, 2 * work),
                        0,
                        new MemoryNeed.Host(HeapNeed.of(task, work), 0));
            }

            @Override
            public long limitBytes() {
                return limitBytes;
            }

            @Override
            public boolean isOnCard() {
                return false;
            }

            @Override
            public Object key(boolean lean) {
                return List.of(wanted.wanted().id(), context.premises().safety(), lean);
            }

            @Override
            public Pipeline load(boolean lean) throws ModelException {
                if (!loadsFail.isEmpty()) {
                    throw loadsFail.remove(0);
                }
                return pipeline(layout, context.premises().safety(), lean);
            }
        };
    }

    private Pipeline pipeline(Layout layout, Safety safety, boolean lean) {
        List<PromptReader> readers = new ArrayList<>();
        for (Kind.Reading reading : layout.kind().readings()) {
            readers.add(new PromptReader(
                    PlainLibrary::tokens,
                    part(reading.encoder(), new PlainEncoder()),
                    () -> events.add("tokenizer closed")));
        }
        Part<PictureCheck> checker =
                safety != Safety.OFF && layout.checker() != null ? part("checker", new PlainCheck()) : null;
        return new Pipeline(
                new Pipeline.Networks(
                        readers, part("unet", new PlainDenoiser()), part("vae", new PlainVae(layout.shape())), checker),
                TorchType.FLOAT32,
                new Pipeline.Room(450 * MEBIBYTE, lean));
    }

    private <T> Part<T> part(String name, T value) {
        return new Part<>(
                checkCanceled -> {
                    checkCanceled.run();
                    events.add(name + " loaded");
                    return value;
                },
                each -> events.add(name + " closed"));
    }

    private static PromptTokens tokens(String text) {
        int[] ids = new int[8];
        for (int i = 0; i < Math.min(8, text.length()); i++) {
            ids[i] = text.charAt(i);
        }
        return new PromptTokens(ids, Math.max(0, text.length() - 8));
    }

    private final class PlainEncoder implements TextEncoder {
        @Override
        public TextFacts facts() {
            return new TextFacts("CLIPTextModel", 4, 4, 1000, 8, 2, TorchType.FLOAT32);
        }

        @Override
        public TextStates encode(int[][] ids, int clipSkip) {
            events.add("read " + clipSkip);
            float[] states = new float[8 * 4];
            float sum = 1;
            for (int i = 0; i < states.length; i++) {
                states[i] = ids[0][i / 4] * (i % 4 + 1) / 100f + clipSkip;
                sum += states[i];
            }
            return new TextStates(states, 1, 8, 4, new float[] {sum, 1, 2, 3}, 4);
        }

        @Override
        public void close() {}
    }

    private final class PlainCheck implements PictureCheck {
        @Override
        public boolean objects(Picture picture) {
            return objects;
        }

        @Override
        public void close() {}
    }

    private record PlainConditions(List<float[]> rowStates) implements Conditions {
        @Override
        public void close() {}
    }

    private final class PlainDenoiser implements Denoiser {
        @Override
        public UNetFacts facts() {
            throw new IllegalStateException("nobody asks");
        }

        @Override
        public Conditions conditions(
                float[] states,
                int rows,
                int tokens,
                float @Nullable [] pooled,
                float @Nullable [] timeIds,
                double guidance) {
            List<float[]> each = new ArrayList<>();
            int width = states.length / rows;
            for (int row = 0; row < rows; row++) {
                each.add(Arrays.copyOfRange(states, row * width, (row + 1) * width));
            }
            lastTimeIds = timeIds;
            lastGuidance = guidance;
            return new PlainConditions(each);
        }

        @Override
        public float[] predict(
                Conditions conditions, float[] latents, int height, int width, double timestep, Runnable between) {
            clock.addAndGet(1_000_000_000L);
            onPredict.run();
            between.run();
            List<float[]> states = ((PlainConditions) conditions).rowStates();
            events.add("predict " + states.size());
            float[] answer = new float[latents.length];
            int floats = latents.length / states.size();
            for (int i = 0; i < answer.length; i++) {
                float[] state = states.get(i / floats);
                answer[i] = latents[i] * 0.9f + (float) Math.tanh(state[i % state.length]) * (float) timestep / 2000;
            }
            answer[0] = poison ? Float.NaN : answer[0];
            return answer;
        }

        @Override
        public void close() {}
    }

    private final class PlainVae implements Vae {
        private final Layout.Shape shape;

        PlainVae(Layout.Shape shape) {
            this.shape = shape;
        }

        @Override
        public VaeFacts facts() {
            throw new IllegalStateException("nobody asks");
        }

        @Override
        public float[] decode(float[] latents, int images, int height, int width, Runnable checkCanceled) {
            events.add("decode");
            checkCanceled.run();
            int scale = shape.vaeScale();
            float[] planes = new float[3 * height * scale * width * scale];
            for (int i = 0; i < planes.length; i++) {
                int channel = i / (height * scale * width * scale);
                int y = i / (width * scale) % (height * scale) / scale;
                int x = i % (width * scale) / scale;
                planes[i] = overflow ? Float.NaN : (float) Math.tanh(latents[channel * height * width + y * width + x]);
            }
            return planes;
        }

        @Override
        public Moments encode(float[] image, int height, int width, Runnable checkCanceled) {
            events.add("encode");
            int floats = shape.channels() * height / shape.vaeScale() * width / shape.vaeScale();
            float[] mean = new float[floats];
            for (int i = 0; i < floats; i++) {
                mean[i] = image[i];
            }
            return new Moments(
                    mean, new float[floats], shape.channels(), height / shape.vaeScale(), width / shape.vaeScale());
        }

        @Override
        public void close() {}
    }
}
