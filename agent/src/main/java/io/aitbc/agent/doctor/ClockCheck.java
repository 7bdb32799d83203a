package io.aitbc.agent.doctor;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;

/** This machine's clock and the coordinator's agree. Work does not depend on it, certificates and logs do. */
record ClockCheck(Patient patient) implements Check {
    private static final Duration TOLERATED = Duration.ofSeconds(30);

    @Override
    public String id() {
        return "clock";
    }

    @Override
    public Finding examine() throws Exception {
        Knock.Answer answer;
        try {
            answer = patient.knock().get();
        } catch (IOException e) {
            return Finding.skip("the coordinator does not answer, so there is no clock to compare with");
        }
        Instant there = answer.date();
        if (there == null) {
            return Finding.skip("the coordinator does not say what time it is");
        }
        Duration ahead = Duration.between(there, answer.here());
        String evidence = "this machine's clock is " + Math.abs(ahead.toSeconds()) + " s "
                + (ahead.isNegative() ? "behind" : "ahead of") + " the coordinator's";
        return ahead.abs().compareTo(TOLERATED) > 0
                ? Finding.warn(evidence, "set the clock: timedatectl set-ntp true")
                : Finding.ok(evidence);
    }
}
