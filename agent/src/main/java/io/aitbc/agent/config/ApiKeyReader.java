package io.aitbc.agent.config;

import io.aitbc.agent.config.RawConfig.Value;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds the API key: in the environment ({@code API_KEY}, or the file that {@code API_KEY_FILE} names), else systemd's
 * credential {@code api_key}, else in the configuration file, by the same two keys. The first place that has one
 * decides.
 */
final class ApiKeyReader {
    private static final int MAX_LENGTH = 4096;
    private static final Set<String> PLACEHOLDERS = Set.of("REPLACE_WITH_WALLET_API_KEY", "CHANGE_ME");

    private final Fields fields;
    private final @Nullable Path credential;

    /** @param credential systemd's, where there is one */
    ApiKeyReader(Fields fields, @Nullable Path credential) {
        this.fields = fields;
        this.credential = credential;
    }

    /** Empty after a problem. */
    Optional<Secret> read() {
        Optional<Value> fromEnvironment = oneOf(Origin.Kind.ENVIRONMENT);
        if (fromEnvironment.isPresent()) {
            return fromEnvironment.flatMap(this::resolve);
        }
        if (credential != null) {
            return fromFile(credential, Origin.CREDENTIAL, ConfigKey.API_KEY);
        }
        Optional<Value> fromFile = oneOf(Origin.Kind.FILE);
        if (fromFile.isPresent()) {
            return fromFile.flatMap(this::resolve);
        }
        return fields.required(ConfigKey.API_KEY, "API_KEY=\"the key of your wallet or coordinator\"")
                .map(value -> new Secret(value.text()));
    }

    /** The one of the two keys that this layer sets; the key itself, and a problem, when it sets both. */
    private Optional<Value> oneOf(Origin.Kind kind) {
        Optional<Value> key =
                fields.value(ConfigKey.API_KEY).filter(v -> v.origin().kind() == kind);
        Optional<Value> file =
                fields.value(ConfigKey.API_KEY_FILE).filter(v -> v.origin().kind() == kind);
        if (key.isPresent() && file.isPresent()) {
            fields.error(
                    file.get().origin(),
                    ConfigKey.API_KEY_FILE,
                    "is set, and so is API_KEY (" + key.get().origin() + ")",
                    "keep one of the two");
        }
        return key.or(() -> file);
    }

    private Optional<Secret> resolve(Value value) {
        boolean isKey = fields.value(ConfigKey.API_KEY).filter(value::equals).isPresent();
        if (isKey) {
            return accept(value.text(), value.origin(), ConfigKey.API_KEY);
        }
        try {
            Path file = Path.of(value.text());
            if (file.isAbsolute()) {
                fields.hold(ConfigKey.API_KEY_FILE, file.toString(), value.origin());
                return fromFile(file, value.origin(), ConfigKey.API_KEY_FILE);
            }
        } catch (InvalidPathException ignored) {
            // said below
        }
        fields.notAllowed(ConfigKey.API_KEY_FILE, value, "for example API_KEY_FILE=\"/etc/aitbc/api_key\"");
        return Optional.empty();
    }

    private Optional<Secret> fromFile(Path file, Origin origin, ConfigKey key) {
        try {
            byte[] bytes = ConfFile.read(file, 2 * MAX_LENGTH);
            if (origin.kind() != Origin.Kind.CREDENTIAL) {
                ConfFile.exposure(file, "API_KEY").forEach(fields::add);
            }
            return accept(new String(bytes, StandardCharsets.UTF_8).strip(), origin, key);
        } catch (IOException e) {
            String why = e instanceof NoSuchFileException ? "does not exist" : e.getMessage();
            fields.error(origin, key, "file " + file + " " + why, "put the key there, alone on one line");
            return Optional.empty();
        }
    }

    private Optional<Secret> accept(String text, Origin origin, ConfigKey key) {
        boolean usable =
                !text.isEmpty() && text.length() <= MAX_LENGTH && text.chars().allMatch(c -> c > ' ' && c <= '~');
        if (!usable) {
            fields.error(origin, key, "holds a key that is not " + ConfigKey.API_KEY.allowed(), "copy the key again");
            return Optional.empty();
        }
        if (PLACEHOLDERS.contains(text)) {
            fields.warn(
                    origin,
                    ConfigKey.API_KEY,
                    "is still the guide's placeholder",
                    "write the key of your wallet; only a coordinator started with --dev takes any");
        }
        fields.hold(ConfigKey.API_KEY, Secret.MASK, origin);
        return Optional.of(new Secret(text));
    }
}
