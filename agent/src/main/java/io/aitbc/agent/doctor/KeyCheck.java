package io.aitbc.agent.doctor;

import io.aitbc.agent.config.LoadedConfig;
import io.aitbc.api.wire.Answer;
import java.io.IOException;

/** The coordinator takes the key. The key itself is never shown. */
record KeyCheck(Patient patient, KeyTrial trial) implements Check {
    @Override
    public String id() {
        return "key";
    }

    @Override
    public Finding examine() throws Exception {
        LoadedConfig loaded = patient.loaded();
        if (loaded == null) {
            return Finding.skip("the configuration cannot be used, so there is no key to try");
        }
        try {
            patient.knock().get();
        } catch (IOException e) {
            return Finding.skip("the coordinator does not answer (see coordinator, dns and tls)");
        }
        Answer<?> answer = trial.ask(loaded.config());
        if (answer instanceof Answer.Ok<?> || answer instanceof Answer.Refused<?>) {
            return Finding.ok("the coordinator takes the key");
        } else if (answer instanceof Answer.Fatal<?> fatal) {
            return Finding.fail(
                    "the coordinator refuses the key with status " + fatal.status() + " " + fatal.code() + ": "
                            + fatal.message(),
                    fatal.status() == 403
                            ? "ask for a key that may mine, and write it into API_KEY"
                            : "write the key of your wallet into API_KEY, then: systemctl reload aitbc-miner");
        } else if (answer instanceof Answer.Congested<?> busy) {
            return Finding.warn("the coordinator is busy: " + busy.cause(), "try again later");
        } else if (answer instanceof Answer.Unsupported<?>) {
            return Finding.skip(
                    "the coordinator knows no call that would only try a key; its first heartbeat will tell");
        }
        return Finding.fail(
                "the key could not be tried: " + ((Answer.Retry<?>) answer).cause(),
                "mend what coordinator, dns and tls say, then try again");
    }
}
