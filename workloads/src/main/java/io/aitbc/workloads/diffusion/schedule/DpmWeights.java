package io.aitbc.workloads.diffusion.schedule;

import java.util.List;

/**
 * What one step multiplies with.
 *
 * @param order how many outputs it uses
 * @param slope of the change from one output to the next
 * @param curve of the change of that change
 * @param noise of fresh noise
 * @param nearer the change between the last two outputs over their distance
 * @param farther between the two before
 * @param bend how much of the difference between the two goes into the slope
 * @param turn and into the curve
 */
record DpmWeights(
        int order,
        float latents,
        float output,
        float slope,
        float curve,
        float noise,
        float nearer,
        float farther,
        float bend,
        float turn) {
    /** The four solvers: for the noise or the picture (++), by an ordinary or a stochastic equation. */
    enum Kind {
        NOISE,
        PICTURE,
        STOCHASTIC_NOISE,
        STOCHASTIC_PICTURE;

        boolean ofPicture() {
            return this == PICTURE || this == STOCHASTIC_PICTURE;
        }

        boolean stochastic() {
            return this == STOCHASTIC_NOISE || this == STOCHASTIC_PICTURE;
        }
    }

    /** @param past the level that the step begins at, and those of the steps before */
    static DpmWeights of(Kind kind, boolean heun, DpmLevel to, DpmLevel... past) {
        float h = to.lambda() - past[0].lambda();
        Basic basic = Basic.of(kind, to, past[0], h);
        float nearer = 0;
        float farther = 0;
        float bend = 0;
        float turn = 0;
        if (past.length > 1) {
            nearer = (past[0].lambda() - past[1].lambda()) / h;
        }
        if (past.length > 2) {
            farther = (past[1].lambda() - past[2].lambda()) / h;
            bend = nearer / (nearer + farther);
            turn = 1 / (nearer + farther);
        }
        boolean midpoint = past.length == 2 && !heun;
        return new DpmWeights(
                past.length,
                basic.latents(),
                basic.output(),
                midpoint ? basic.midpoint() : basic.heun(),
                basic.curve(),
                basic.noise(),
                1 / nearer,
                1 / farther,
                bend,
                turn);
    }

    /**
     * As a singlestep method weighs the curve: by the second derivative of the line through three outputs, which is
     * twice the difference that a multistep method takes for it.
     */
    DpmWeights ofSinglestep() {
        return new DpmWeights(order, latents, output, slope, curve, noise, nearer, farther, bend, 2 * turn);
    }

    /**
     * The sum of the latents, the outputs or what they changed by, and the noise, each with its weight.
     *
     * @param outputs where the step begins and at the past levels, in their order; more of them may be there
     */
    float[] applied(float[] from, float[] fresh, List<float[]> outputs) {
        float[] newest = outputs.get(0);
        float[] older = order > 1 ? outputs.get(1) : newest;
        float[] oldest = order > 2 ? outputs.get(2) : newest;
        float[] after = new float[from.length];
        for (int i = 0; i < after.length; i++) {
            float sum = latents * from[i] + output * newest[i];
            if (order == 2) {
                sum += slope * (nearer * (newest[i] - older[i]));
            } else if (order == 3) {
                float near = nearer * (newest[i] - older[i]);
                float far = farther * (older[i] - oldest[i]);
                sum += slope * (near + bend * (near - far));
                sum += curve * (turn * (near - far));
            }
            after[i] = noise == 0 ? sum : sum + noise * fresh[i];
        }
        return after;
    }

    /** What does not depend on the steps before, for a step of {@code h} in lambda. */
    private record Basic(float latents, float output, float midpoint, float heun, float curve, float noise) {
        static Basic of(Kind kind, DpmLevel to, DpmLevel from, float h) {
            return switch (kind) {
                case PICTURE -> picture(to, from, h);
                case NOISE -> noise(to, from, h);
                case STOCHASTIC_PICTURE -> stochasticPicture(to, from, h);
                case STOCHASTIC_NOISE -> stochasticNoise(to, from, h);
            };
        }

        private static Basic picture(DpmLevel to, DpmLevel from, float h) {
            float gone = exp(-h) - 1;
            float output = -(to.alpha() * gone);
            return new Basic(
                    to.sigma() / from.sigma(),
                    output,
                    0.5f * output,
                    to.alpha() * (gone / h + 1),
                    -(to.alpha() * ((gone + h) / (h * h) - 0.5f)),
                    0);
        }

        private static Basic noise(DpmLevel to, DpmLevel from, float h) {
            float gone = exp(h) - 1;
            float output = -(to.sigma() * gone);
            return new Basic(
                    to.alpha() / from.alpha(),
                    output,
                    0.5f * output,
                    -(to.sigma() * (gone / h - 1)),
                    -(to.sigma() * ((gone - h) / (h * h) - 0.5f)),
                    0);
        }

        private static Basic stochasticPicture(DpmLevel to, DpmLevel from, float h) {
            float gone = 1 - exp(-2 * h);
            float output = to.alpha() * gone;
            float twice = 2 * h;
            return new Basic(
                    to.sigma() / from.sigma() * exp(-h),
                    output,
                    0.5f * output,
                    to.alpha() * (gone / (-2 * h) + 1),
                    to.alpha() * ((gone - twice) / (twice * twice) - 0.5f),
                    to.sigma() * Lines.root(gone));
        }

        private static Basic stochasticNoise(DpmLevel to, DpmLevel from, float h) {
            float gone = exp(h) - 1;
            return new Basic(
                    to.alpha() / from.alpha(),
                    -(2 * (to.sigma() * gone)),
                    -(to.sigma() * gone),
                    -(2 * (to.sigma() * (gone / h - 1))),
                    0,
                    to.sigma() * Lines.root(exp(2 * h) - 1));
        }

        private static float exp(float power) {
            return (float) StrictMath.exp(power);
        }
    }
}
