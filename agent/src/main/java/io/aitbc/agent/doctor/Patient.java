package io.aitbc.agent.doctor;

import io.aitbc.agent.config.AccelSetting;
import io.aitbc.agent.config.ConfigException;
import io.aitbc.agent.config.ConfigReader;
import io.aitbc.agent.config.ConfigSource;
import io.aitbc.agent.config.LoadedConfig;
import io.aitbc.agent.config.LocalConfig;
import io.aitbc.agent.config.MinerConfig;
import io.aitbc.agent.host.HostReport;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The machine and the miner that are examined, as far as it is known before the checks.
 *
 * @param loaded the configuration; null when it cannot be used, and {@code trouble} says why
 * @param local the part of it that concerns this machine; null when not even that can be used
 * @param self who runs the examination
 * @param subject whose eyes it looks with: the service's user where root asks and the unit is installed
 * @param unit null when there is no systemd, and {@code unitTrouble} says why
 */
record Patient(
        ConfigSource source,
        @Nullable LoadedConfig loaded,
        String trouble,
        @Nullable LocalConfig local,
        Principal self,
        Principal subject,
        @Nullable ServiceUnit unit,
        String unitTrouble,
        Shared<HostReport> host,
        Shared<Knock.Answer> knock) {

    /** Reads the configuration and asks systemd; takes some tens of milliseconds, and at most a few seconds. */
    static Patient meet(ConfigSource source, Instruments instruments) {
        ConfigReader reader = new ConfigReader(instruments.context());
        LoadedConfig loaded = null;
        String trouble = "";
        try {
            loaded = reader.read(source);
        } catch (ConfigException e) {
            trouble = String.valueOf(e.getMessage());
        }
        ServiceUnit unit = null;
        String unitTrouble = "";
        try {
            unit = ServiceUnit.ask(instruments.systemctl());
        } catch (IOException e) {
            unitTrouble = "systemctl: " + e.getMessage();
        }
        Accounts accounts = new Accounts(instruments.root());
        Principal self = accounts.numbered(instruments.context().uid(), ownGroups(instruments.root()));
        LoadedConfig found = loaded;
        return new Patient(
                source,
                loaded,
                trouble,
                local(reader, source, loaded),
                self,
                subject(accounts, self, unit),
                unit,
                unitTrouble,
                new Shared<>(instruments.host()::probe),
                new Shared<>(() -> knock(found, instruments.clock())));
    }

    /** Looks closer at what could be found out. */
    @FunctionalInterface
    interface Look<T> {
        Finding at(T found) throws Exception;
    }

    /** What {@code look} finds in STATE_DIR, when that is known and open to whoever asks. */
    Finding inState(Look<Path> look) throws Exception {
        if (local == null) {
            return Finding.skip("the configuration cannot be used, so STATE_DIR is not known");
        }
        Path state = local.directories().state();
        return Files.exists(state) && !Files.isExecutable(state)
                ? Finding.skip("STATE_DIR " + state + " is closed to " + self.name()
                        + "; ask as root: sudo aitbc-miner doctor")
                : look.at(state);
    }

    /** What {@code look} finds at the coordinator, when it is known where that is. */
    Finding atCoordinator(Look<MinerConfig> look) throws Exception {
        return loaded == null
                ? Finding.skip("the configuration cannot be used, so COORD_URL is not known")
                : look.at(loaded.config());
    }

    private static @Nullable LocalConfig local(
            ConfigReader reader, ConfigSource source, @Nullable LoadedConfig loaded) {
        try {
            return loaded == null
                    ? reader.readLocal(source)
                    : new LocalConfig(
                            loaded.config().directories(),
                            loaded.config().limits(),
                            loaded.config().accel(),
                            loaded.config().logLevel());
        } catch (ConfigException e) {
            return null;
        }
    }

    private static Knock.Answer knock(@Nullable LoadedConfig loaded, InstantSource clock) throws IOException {
        if (loaded == null) {
            throw new IOException("the configuration cannot be used");
        }
        MinerConfig config = loaded.config();
        return Knock.at(config.coordinator(), config.proxy().orElse(null), clock);
    }

    /** Root can look with the service's eyes; nobody else can. */
    private static Principal subject(Accounts accounts, Principal self, @Nullable ServiceUnit unit) {
        if (unit == null || !unit.isInstalled() || self.uid() != 0) {
            return self;
        }
        return accounts.named(unit.user(), unit.supplementaryGroups()).orElse(self);
    }

    private static Set<Long> ownGroups(Path root) {
        Set<Long> groups = new HashSet<>();
        try {
            for (String line : Files.readAllLines(root.resolve("proc/self/status"), StandardCharsets.ISO_8859_1)) {
                if (line.startsWith("Groups:") || line.startsWith("Gid:")) {
                    for (String word :
                            line.substring(line.indexOf(':') + 1).strip().split("\\s+", -1)) {
                        if (word.matches("[0-9]{1,10}")) {
                            groups.add(Long.parseLong(word));
                        }
                    }
                }
            }
        } catch (IOException ignored) {
            // then the owner's and everybody's bits have to do
        }
        return groups;
    }

    /** The service's user, when it is another one than who asks and cannot be looked for. */
    Optional<String> unseenUser() {
        return unit != null && unit.isInstalled() && !unit.user().equals(subject.name())
                ? Optional.of(unit.user())
                : Optional.empty();
    }

    AccelSetting accel() {
        return local == null ? AccelSetting.AUTO : local.accel();
    }
}
