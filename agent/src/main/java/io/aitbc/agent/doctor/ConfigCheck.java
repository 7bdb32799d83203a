package io.aitbc.agent.doctor;

import io.aitbc.agent.config.LoadedConfig;
import io.aitbc.agent.config.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;

/** The configuration can be read, by the service's user too, and nothing in it is wrong. */
record ConfigCheck(Patient patient) implements Check {
    @Override
    public String id() {
        return "config";
    }

    @Override
    public Finding examine() throws IOException {
        Path file = patient.source().file();
        boolean closed = Files.exists(file) && !Files.isReadable(file);
        LoadedConfig loaded = patient.loaded();
        if (closed && patient.self().uid() != 0) {
            return Finding.skip(
                    patient.self().name() + " may not read " + file + "; ask as root: sudo aitbc-miner doctor");
        }
        if (loaded == null) {
            return Finding.fail(
                    patient.trouble().replace("\n", "; "),
                    "correct " + file + ", then: aitbc-miner config check" + option());
        }
        if (Files.exists(file) && !patient.subject().may(file, Principal.READ)) {
            return Finding.fail(
                    "the service's user " + patient.subject().name() + " may not read " + file,
                    "chgrp $(id -gn " + patient.subject().name() + ") " + file + " && chmod 640 " + file);
        }
        if (!loaded.warnings().isEmpty()) {
            return Finding.warn(
                    loaded.warnings().stream().map(Problem::withoutFix).collect(Collectors.joining("; ")),
                    loaded.warnings().get(0).fix());
        }
        return Finding.ok(file
                + (Files.exists(file) ? " is right" : " is not there, and the environment says all that is needed"));
    }

    private String option() {
        return patient.source().explicit() ? " --config " + patient.source().file() : "";
    }
}
