package io.aitbc.agent.config;

import io.aitbc.agent.config.RawConfig.Value;
import io.aitbc.api.port.Safety;
import io.aitbc.api.wire.MinerIdentity;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Turns a raw configuration into a typed one, or into every problem that stands against it. */
final class ConfigValidator {
    private static final List<String> NAMES =
            Arrays.stream(ConfigKey.values()).map(ConfigKey::name).toList();
    private static final int LONGEST_WALLET = 128;
    private static final int LONGEST_MINER_ID = 128;

    private final Fields fields;
    private final ConfigContext context;
    private final RawConfig raw;

    private ConfigValidator(RawConfig raw, ConfigContext context) {
        this.raw = raw;
        this.fields = new Fields(raw);
        this.context = context;
    }

    /** @param credential a file with the API key that goes before the configuration file's; null for none */
    static LoadedConfig validate(String source, RawConfig raw, ConfigContext context, @Nullable Path credential)
            throws ConfigException {
        return new ConfigValidator(raw, context).whole(source, credential);
    }

    static LocalConfig validateLocal(String source, RawConfig raw, ConfigContext context) throws ConfigException {
        ConfigValidator validator = new ConfigValidator(raw, context);
        LocalConfig local = validator.local();
        validator.problems(source);
        return local;
    }

    private LoadedConfig whole(String source, @Nullable Path credential) throws ConfigException {
        Optional<URI> coordinator = CoordUrl.read(fields);
        Optional<String> wallet = wallet();
        Optional<Secret> apiKey = new ApiKeyReader(fields, credential).read();
        LocalConfig local = local();
        Optional<String> minerId = minerId(local.accel());
        Pace pace = new Pace(
                seconds(ConfigKey.HEARTBEAT_SECS),
                seconds(ConfigKey.JOB_POLL_SECS),
                seconds(ConfigKey.DRAIN_SECS),
                seconds(ConfigKey.RUNNER_IDLE_SECS));
        Outlets outlets = Outlets.read(fields);
        Optional<HttpProxy> proxy = coordinator.flatMap(target -> HttpProxy.read(fields, context, target));
        List<Problem> warnings = problems(source);
        MinerConfig config = new MinerConfig(
                coordinator.orElseThrow(),
                new MinerIdentity(minerId.orElseThrow(), wallet.orElseThrow()),
                apiKey.orElseThrow(),
                local.directories(),
                pace,
                local.limits(),
                local.accel(),
                local.logLevel(),
                outlets,
                proxy);
        return new LoadedConfig(source, config, warnings, fields.effective());
    }

    private LocalConfig local() {
        unknownKeys();
        return new LocalConfig(
                new DirectoryReader(fields, context).read(),
                limits(),
                AccelSetting.valueOf(fields.word(ConfigKey.ACCEL_MODE).toUpperCase(Locale.ROOT)),
                LogLevel.valueOf(fields.word(ConfigKey.LOG_LEVEL).toUpperCase(Locale.ROOT)));
    }

    /** Everything found, when all of it are warnings. */
    private List<Problem> problems(String source) throws ConfigException {
        List<Problem> problems = fields.problems();
        if (problems.stream().anyMatch(Problem::isError)) {
            throw new ConfigException(source, problems);
        }
        return problems;
    }

    private void unknownKeys() {
        raw.values().forEach((name, value) -> {
            if (!NAMES.contains(name)) {
                String hint = NearMatch.of(name, NAMES)
                        .map(near -> "did you mean " + near + "?")
                        .orElse("the keys are " + String.join(", ", NAMES));
                fields.add(Problem.error(value.origin(), Shown.quoted(name), "is not a key of this file", hint));
            }
        });
    }

    private JobLimits limits() {
        return new JobLimits(
                Math.toIntExact(fields.whole(ConfigKey.MAX_CONCURRENCY)),
                seconds(ConfigKey.MAX_RUNTIME_SECS),
                fields.optionalWhole(ConfigKey.MAX_RAM_MB).orElse(null),
                fields.whole(ConfigKey.MAX_OUTPUT_MB),
                Safety.of(fields.word(ConfigKey.SAFETY)).orElseThrow());
    }

    private Duration seconds(ConfigKey key) {
        return Duration.ofSeconds(fields.whole(key));
    }

    private Optional<String> wallet() {
        String example = "WALLET_ADDR=\"your payout address\"";
        Optional<Value> value = fields.required(ConfigKey.WALLET_ADDR, example);
        if (value.isEmpty()) {
            return Optional.empty();
        }
        String text = value.get().text();
        boolean usable = text.codePoints().allMatch(c -> Shown.isPlain(c) && !Character.isSpaceChar(c));
        if (!usable || text.length() > LONGEST_WALLET) {
            fields.notAllowed(ConfigKey.WALLET_ADDR, value.get(), example);
            return Optional.empty();
        }
        if (text.endsWith("...")) {
            fields.warn(
                    value.get().origin(),
                    ConfigKey.WALLET_ADDR,
                    Shown.quoted(text) + " ends in dots, as the guide's shortened example does",
                    "write your whole payout address");
        }
        fields.hold(ConfigKey.WALLET_ADDR, text, value.get().origin());
        return Optional.of(text);
    }

    private Optional<String> minerId(AccelSetting accel) {
        Optional<Value> value = fields.value(ConfigKey.MINER_ID);
        if (value.isEmpty()) {
            return defaultMinerId(accel);
        }
        String text = value.get().text();
        if (!isLabel(text)) {
            fields.notAllowed(
                    ConfigKey.MINER_ID,
                    value.get(),
                    "a label that stays the same, such as MINER_ID=\"$(hostname)-gpu0\"");
            return Optional.empty();
        }
        fields.hold(ConfigKey.MINER_ID, text, value.get().origin());
        return Optional.of(text);
    }

    private Optional<String> defaultMinerId(AccelSetting accel) {
        boolean gpu = accel != AccelSetting.CPU && context.gpuLikely().getAsBoolean();
        try {
            String id = context.hosts().plain() + (gpu ? "-gpu0" : "-cpu0");
            if (isLabel(id)) {
                fields.hold(ConfigKey.MINER_ID, id, Origin.DEFAULT);
                return Optional.of(id);
            }
        } catch (IOException ignored) {
            // said below
        }
        fields.error(
                Origin.DEFAULT,
                ConfigKey.MINER_ID,
                "is missing and the host's name cannot stand in for it",
                "write a label that stays the same, such as MINER_ID=\"node-1\"");
        return Optional.empty();
    }

    private static boolean isLabel(String text) {
        return !text.isEmpty()
                && text.length() <= LONGEST_MINER_ID
                && Character.isLetterOrDigit(text.charAt(0))
                && text.chars().allMatch(c -> c < 128 && (Character.isLetterOrDigit(c) || "._:-".indexOf(c) >= 0));
    }
}
