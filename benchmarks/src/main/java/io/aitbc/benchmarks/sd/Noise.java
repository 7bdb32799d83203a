package io.aitbc.benchmarks.sd;

import java.util.SplittableRandom;

/** What networks of pictures are fed with here, and a look at what they answer. */
final class Noise {
    private Noise() {}

    /** The same numbers each time, as spread as noise. */
    static float[] of(int count) {
        SplittableRandom random = new SplittableRandom(1);
        float[] numbers = new float[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = (float) ((2 * random.nextDouble() - 1) * Math.sqrt(3));
        }
        return numbers;
    }

    /** A network that computes nothing must not look fast. */
    static void mustBeNumbers(float[] answer) {
        double sum = 0;
        double squares = 0;
        for (float number : answer) {
            sum += number;
            squares += (double) number * number;
        }
        double deviation = Math.sqrt(squares / answer.length - Math.pow(sum / answer.length, 2));
        if (!(deviation > 1e-6) || !(deviation < 1e6)) {
            throw new IllegalStateException("the network answers numbers whose deviation is " + deviation);
        }
    }
}
