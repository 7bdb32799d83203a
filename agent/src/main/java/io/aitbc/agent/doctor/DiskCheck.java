package io.aitbc.agent.doctor;

import io.aitbc.agent.config.Directories;
import io.aitbc.agent.config.LocalConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** The miner's directories belong to its user and have room. */
record DiskCheck(Patient patient, ToLongFunction<Path> freeSpace) implements Check {
    private static final long LOW_MB = 1024;
    private static final long FULL_MB = 64;

    @Override
    public String id() {
        return "disk";
    }

    @Override
    public Finding examine() throws IOException {
        LocalConfig local = patient.local();
        if (local == null) {
            return Finding.skip("the configuration cannot be used, so the directories are not known");
        }
        Directories directories = local.directories();
        Map<String, Path> written = new LinkedHashMap<>();
        written.put("STATE_DIR", directories.state());
        written.put("WORK_DIR", directories.work());
        written.put("the cache", directories.cache());
        List<String> said = new ArrayList<>();
        Finding worst = null;
        for (Map.Entry<String, Path> each : written.entrySet()) {
            Finding finding = look(each.getKey(), each.getValue());
            said.add(finding.evidence());
            worst = worse(worst, finding);
        }
        Path models = directories.models();
        if (Files.isDirectory(models) && !patient.subject().may(models, Principal.READ + Principal.ENTER)) {
            worst = worse(
                    worst,
                    Finding.warn(
                            "MODEL_DIR " + models + " is closed to "
                                    + patient.subject().name(),
                            "chmod a+rx " + models));
        }
        return worst == null ? Finding.ok(String.join("; ", said)) : worst;
    }

    private static @Nullable Finding worse(@Nullable Finding one, Finding other) {
        if (other.result() == Finding.Result.OK || (one != null && one.result() == Finding.Result.FAIL)) {
            return one;
        }
        return other;
    }

    private Finding look(String name, Path directory) throws IOException {
        Path there = directory;
        while (there != null && !Files.exists(there)) {
            there = there.getParent();
        }
        if (there == null || !Files.isDirectory(there)) {
            return Finding.fail(name + " " + directory + " is no directory", "name another in the configuration");
        }
        long free = freeSpace.applyAsLong(there) >> 20;
        String evidence = name + " " + directory + (there.equals(directory) ? "" : " (not made yet)") + " has " + free
                + " MiB free";
        if (there.equals(directory) && !mayUse(directory)) {
            String who = patient.subject().name();
            return Finding.fail(
                    name + " " + directory + " cannot be written by " + who, "chown -R " + who + " " + directory);
        }
        if (free < LOW_MB) {
            String fix = "make room on that disk (df -h " + there + "), or name another directory";
            return free < FULL_MB ? Finding.fail(evidence, fix) : Finding.warn(evidence, fix);
        }
        return Finding.ok(evidence);
    }

    private boolean mayUse(Path directory) throws IOException {
        Principal subject = patient.subject();
        return subject.may(directory, Principal.READ + Principal.WRITE + Principal.ENTER)
                && (subject.uid() != patient.self().uid() || Files.isWritable(directory));
    }
}
