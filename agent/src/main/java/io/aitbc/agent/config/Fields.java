package io.aitbc.agent.config;

import io.aitbc.agent.config.LoadedConfig.Effective;
import io.aitbc.agent.config.RawConfig.Value;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Takes single values out of a raw configuration and keeps a list of everything that is wrong with them. */
final class Fields {
    private static final int MOST_DIGITS = 18;

    private final RawConfig raw;
    private final List<Problem> problems = new ArrayList<>();
    private final Map<ConfigKey, Effective> effective = new EnumMap<>(ConfigKey.class);
    private final Set<String> unreadable;

    Fields(RawConfig raw) {
        this.raw = raw;
        this.problems.addAll(raw.problems());
        this.unreadable = raw.problems().stream().map(Problem::key).collect(Collectors.toSet());
    }

    /** The key's value, unless it is absent or empty. */
    Optional<Value> value(ConfigKey key) {
        return Optional.ofNullable(raw.values().get(key.name()))
                .filter(value -> !value.text().isEmpty());
    }

    /** The key's value; a problem when there is none and its line was readable. */
    Optional<Value> required(ConfigKey key, String example) {
        Optional<Value> value = value(key);
        if (value.isEmpty() && !unreadable.contains(key.name())) {
            Value empty = raw.values().get(key.name());
            Origin origin = empty == null ? Origin.DEFAULT : empty.origin();
            error(origin, key, empty == null ? "is missing" : "is empty", "write " + example);
        }
        return value;
    }

    long whole(ConfigKey key) {
        return optionalWhole(key).orElseGet(() -> {
            hold(key, key.defaultText(), Origin.DEFAULT);
            return Long.parseLong(key.defaultText());
        });
    }

    /** Empty when absent or wrong; a wrong one is a problem. */
    Optional<Long> optionalWhole(ConfigKey key) {
        Optional<Value> value = value(key);
        if (value.isEmpty()) {
            return Optional.empty();
        }
        Form.Whole form = (Form.Whole) key.form();
        String text = value.get().text().strip();
        boolean digits =
                !text.isEmpty() && text.length() <= MOST_DIGITS && text.chars().allMatch(c -> c >= '0' && c <= '9');
        long number = digits ? Long.parseLong(text) : -1;
        if (number < form.min() || number > form.max()) {
            String example = key.defaultText().isEmpty() ? Long.toString(form.min()) : key.defaultText();
            notAllowed(key, value.get(), "for example " + key + "=" + example);
            return Optional.empty();
        }
        hold(key, Long.toString(number), value.get().origin());
        return Optional.of(number);
    }

    String word(ConfigKey key) {
        Optional<Value> value = value(key);
        if (value.isPresent()) {
            String word = value.get().text().strip().toLowerCase(Locale.ROOT);
            List<String> words = ((Form.Word) key.form()).words();
            if (words.contains(word)) {
                hold(key, word, value.get().origin());
                return word;
            }
            notAllowed(key, value.get(), "for example " + key + "=" + key.defaultText());
        } else {
            hold(key, key.defaultText(), Origin.DEFAULT);
        }
        return key.defaultText();
    }

    /** The key's directory, or {@code fallback}; a problem when it is not absolute. */
    Path directory(ConfigKey key, Path fallback) {
        Optional<Value> value = value(key);
        if (value.isEmpty()) {
            hold(key, fallback.toString(), Origin.DEFAULT);
            return fallback;
        }
        try {
            Path path = Path.of(value.get().text()).normalize();
            if (path.isAbsolute()) {
                hold(key, path.toString(), value.get().origin());
                return path;
            }
        } catch (InvalidPathException ignored) {
            // said below
        }
        notAllowed(key, value.get(), "for example " + key + "=\"" + fallback + "\"");
        return fallback;
    }

    void notAllowed(ConfigKey key, Value value, String fix) {
        String shown = key.secret() ? "value" : Shown.quoted(value.text());
        error(value.origin(), key, shown + " is not " + key.allowed(), "write " + fix);
    }

    void error(Origin origin, ConfigKey key, String problem, String fix) {
        problems.add(Problem.error(origin, key.name(), problem, fix));
    }

    void warn(Origin origin, ConfigKey key, String problem, String fix) {
        problems.add(Problem.warning(origin, key.name(), problem, fix));
    }

    void add(Problem problem) {
        problems.add(problem);
    }

    /** Takes note of what holds for a key, as a person may see it. */
    void hold(ConfigKey key, String shown, Origin origin) {
        effective.put(key, new Effective(shown, origin));
    }

    Map<ConfigKey, Effective> effective() {
        return effective;
    }

    /** Everything found, what is not on a line first, then in the order of the file. */
    List<Problem> problems() {
        return problems.stream()
                .sorted(Comparator.comparingInt(p -> p.origin().line()))
                .toList();
    }
}
