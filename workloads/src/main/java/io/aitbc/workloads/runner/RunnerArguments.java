package io.aitbc.workloads.runner;

import io.aitbc.api.port.Safety;
import io.aitbc.api.port.Workload;
import io.aitbc.workloads.engine.Devices;
import java.nio.file.Path;

/**
 * The runner's command line.
 *
 * @param device {@code cpu} or {@code cuda:N}
 */
record RunnerArguments(String device, Workload.Premises premises) {
    static final String USAGE =
            "usage: RunnerMain --device cpu|cuda:N --models DIR --cache DIR --places N --safety off|flag|block";

    private static final int LENGTH = 10;
    private static final int MOST_PLACES = 1024;

    /** @throws IllegalArgumentException with {@link #USAGE} when they are not of that form */
    static RunnerArguments parse(String... args) {
        if (args.length != LENGTH
                || !args[0].equals("--device")
                || !args[2].equals("--models")
                || !args[4].equals("--cache")
                || !args[6].equals("--places")
                || !args[7].matches("[1-9][0-9]{0,3}")
                || !args[8].equals("--safety")) {
            throw new IllegalArgumentException(USAGE);
        }
        try {
            Devices.of(args[1]);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(USAGE, e);
        }
        int places = Math.min(MOST_PLACES, Integer.parseInt(args[7]));
        Safety safety = Safety.of(args[9]).orElseThrow(() -> new IllegalArgumentException(USAGE));
        return new RunnerArguments(args[1], new Workload.Premises(Path.of(args[3]), Path.of(args[5]), places, safety));
    }
}
